/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import org.apache.nifi.flowfile.FlowFile;

/**
 * A job to be made: its requests, and the rows of the incoming FlowFile it is for.
 *
 * @param requestFile FlowFile whose content is the input file of the job; to be removed once the job is made
 * @param fingerprint see {@link Fingerprint}
 * @param firstRow index of the first row, from 0
 * @param rows number of rows, also of those that nothing can be asked for
 * @param rowsSent rows whose request is in the job
 * @param rowsKnown rows that need no request, since their vector is in the cache
 * @param requests distinct requests
 * @param estimatedTokens estimate for all requests
 */
public record PlannedJob(FlowFile requestFile, String fingerprint, long firstRow, long rows, long rowsSent, long rowsKnown, long requests, long estimatedTokens) {

    public long rowsUnusable() {
        return rows - rowsSent - rowsKnown;
    }
}
