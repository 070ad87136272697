/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.processors.request.TokenEstimate;

/**
 * The limits of one job.
 *
 * @param minimumRequests number of requests below which no job is created
 * @param maximumRequests maximum number of requests
 * @param bytes maximum size of the input file
 * @param tokens maximum number of tokens, estimated by {@link TokenEstimate}
 * @param texts maximum number of texts in all requests
 */
public record JobLimits(long minimumRequests, long maximumRequests, long bytes, long tokens, long texts) {

    /**
     * Returns these limits with another minimum.
     */
    public JobLimits withMinimum(final long requests) {
        return new JobLimits(requests, maximumRequests, bytes, tokens, texts);
    }

    /**
     * Checks a single request.
     *
     * @param record number of its record, from 0
     * @param size number of bytes
     * @param estimate number of tokens
     * @param count number of texts
     * @throws RequestTooLargeException if the request exceeds a limit
     */
    void check(final long record, final long size, final long estimate, final long count)
            throws RequestTooLargeException {
        if (size > bytes || estimate > tokens || count > texts) {
            throw new RequestTooLargeException(record, size, estimate, count, this);
        }
    }
}
