/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;

import java.time.Instant;
import java.util.Map;

/**
 * Selects the jobs to list.
 *
 * @param selection selection by status
 * @param endpoint endpoint of the jobs, or null for any
 * @param metadata pairs that the metadata of a job must contain
 * @param oldest earliest creation time, or null
 */
public record JobFilter(JobSelection selection, BatchEndpoint endpoint, Map<String, String> metadata, Instant oldest) {

    public JobFilter {
        metadata = Map.copyOf(metadata);
    }

    boolean accepts(final Batch job) {
        return fits(job) && selection.includes(job);
    }

    /**
     * Returns whether a job that is not accepted now may be accepted once it has ended.
     */
    boolean mayAcceptLater(final Batch job) {
        return fits(job) && selection.mayIncludeLater(job);
    }

    private boolean fits(final Batch job) {
        final boolean ofEndpoint = endpoint == null
                || BatchEndpoint.ofPath(job.endpoint()).filter(endpoint::equals).isPresent();
        final boolean young =
                oldest == null || job.createdAt() != null && !job.createdAt().isBefore(oldest);
        return ofEndpoint && young && job.metadata().entrySet().containsAll(metadata.entrySet());
    }
}
