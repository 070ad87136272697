/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.Batch;

/**
 * A job that exists.
 *
 * @param job the job
 * @param adopted whether it was made by an earlier try of the same FlowFile
 * @param intent key of its note in the {@link IntentLog}, to be dropped once the FlowFile is committed
 */
public record Submission(Batch job, boolean adopted, String intent) {
}
