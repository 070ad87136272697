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
 * A job after it was asked to be cancelled.
 *
 * @param job the job now
 * @param accepted whether this request cancelled it; when not, there was nothing left to cancel
 */
public record JobCanceler(Batch job, boolean accepted) {
    /** Source: Cancel Batch in Voyage's API reference. */
    private static final Set<String> CANCELLABLE = Set.of("validating", "in_progress");

    /** Refusals that have nothing to do with the job's status. */
    private static final Set<Integer> NOT_FOR_ITS_STATUS = Set.of(401, 403, 404);

    /**
     * Cancels a job. A job that is ending, has ended or is being cancelled already is none to complain about: the same request may have reached Voyage before, and its answer been lost.
     *
     * @throws VoyageException when the job cannot be cancelled although it runs, or Voyage cannot be asked
     */
    public static JobCanceler request(final VoyageClientService client, final String batchId) throws VoyageException {
        try {
            return new JobCanceler(client.cancelBatch(batchId), true);
        } catch (final VoyageException rejection) {
            if (rejection.isRetryable()
                    || NOT_FOR_ITS_STATUS.contains(rejection.statusCode().orElse(0))) {
                throw rejection;
            }

            final Batch job = client.getBatch(batchId);
            if (CANCELLABLE.contains(job.status().value())) {
                throw rejection;
            }

            return new JobCanceler(job, false);
        }
    }
}
