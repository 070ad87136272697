/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

/**
 * Reports results that were requested before their job had ended.
 */
public class JobNotEndedException extends Exception {
    private static final long serialVersionUID = 1L;

    public JobNotEndedException(final String batchId, final String status) {
        super("Batch job %s has not ended: its status is [%s]. Use PollBatchStatus to wait for it"
                .formatted(batchId, status));
    }
}
