/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.submit;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.BatchPage;
import dev.nifivoyage.api.BatchPhase;
import dev.nifivoyage.api.VoyageClientService;
import dev.nifivoyage.api.VoyageException;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks among the project's jobs for the one of a submission. Voyage's list can be filtered neither by metadata nor by time, so it is paged through, newest first,
 * back to the time of the intent.
 */
final class JobFinder {
    private static final int PAGE_SIZE = 100;
    private static final int MAXIMUM_PAGES = 50;
    /** How far the clocks of this machine and of Voyage may differ. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final VoyageClientService client;

    JobFinder(final VoyageClientService client) {
        this.client = client;
    }

    /**
     * The job with the fingerprint and the submission id in its metadata, made at or after the time.
     *
     * @throws VoyageException when Voyage could not be asked, or has more jobs since then than are looked through; may succeed later
     */
    Optional<Batch> find(final String fingerprint, final SubmissionId submissionId, final Instant since) throws VoyageException {
        final Instant oldest = since.minus(CLOCK_TOLERANCE);
        String after = null;
        for (int page = 0; page < MAXIMUM_PAGES; page++) {
            final BatchPage jobs = client.listBatches(PAGE_SIZE, after);
            for (final Batch job : jobs.batches()) {
                if (JobMetadata.isOf(job.metadata(), fingerprint, submissionId) && isOfUse(job)) {
                    return Optional.of(job);
                }
            }

            if (!jobs.hasMore() || jobs.batches().isEmpty()) {
                return Optional.empty();
            }

            final Batch last = jobs.batches().getLast();
            if (last.createdAt() != null && last.createdAt().isBefore(oldest)) {
                return Optional.empty();
            }
            after = last.id();
        }

        // to say that there is none would be to pay twice
        throw new VoyageException("Looking for the job that an earlier try may have made", new IOException(
            "it is not among the newest %d jobs, and they do not reach back to %s. To have the job made all the same, send the FlowFile again as a copy, for instance by replaying it from provenance"
                .formatted(PAGE_SIZE * MAXIMUM_PAGES, since)));
    }

    private static boolean isOfUse(final Batch job) {
        return job.status().phase() != BatchPhase.ENDED_EARLY || job.hasOutput();
    }
}
