/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;

import java.util.Set;

/**
 * The result of cancelling a job.
 *
 * @param job current status of the job
 * @param accepted whether this request cancelled the job; otherwise there was nothing left to cancel
 */
public record Cancellation(Batch job, boolean accepted) {
    /** Source: Cancel Batch in Voyage's API reference. */
    private static final Set<String> CANCELLABLE = Set.of("validating", "in_progress");

    /** Rejections that do not depend on the status of the job. */
    private static final Set<Integer> UNRELATED_TO_STATUS = Set.of(401, 403, 404);

    /**
     * Cancels a job. A job that is ending, has ended, or is being cancelled is not an error: the same request may have
     * reached Voyage before, and its response been lost.
     *
     * @throws VoyageException if the job is running and cannot be cancelled, or Voyage cannot be reached
     */
    public static Cancellation request(final VoyageClientService client, final String batchId) throws VoyageException {
        try {
            return new Cancellation(client.cancelBatch(batchId), true);
        } catch (final VoyageException rejection) {
            if (rejection.isRetryable()
                    || UNRELATED_TO_STATUS.contains(rejection.statusCode().orElse(0))) {
                throw rejection;
            }

            final Batch job = client.getBatch(batchId);
            if (CANCELLABLE.contains(job.status().value())) {
                throw rejection;
            }

            return new Cancellation(job, false);
        }
    }
}
