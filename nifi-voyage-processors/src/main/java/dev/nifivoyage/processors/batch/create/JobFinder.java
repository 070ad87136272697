/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.batch.job.JobPages;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Looks among the project's jobs for the one of a submission. Voyage's list can be filtered neither by metadata nor by time, so it is paged through, newest first,
 * back to the time when the submission began.
 */
final class JobFinder {
    private static final int MAXIMUM_PAGES = 50;
    /** How far the clocks of this machine, of the other nodes and of Voyage may differ. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final VoyageClientService client;

    JobFinder(final VoyageClientService client) {
        this.client = client;
    }

    /**
     * The job with the submission id in its metadata, whatever its requests are and whatever has become of it.
     *
     * @param since when the submission began
     * @throws VoyageException when Voyage could not be asked, its list is incomplete, or more jobs were made since then than are looked through; may succeed later
     */
    Optional<Batch> find(final SubmissionId submissionId, final Instant since) throws VoyageException {
        final Instant oldest = since.minus(CLOCK_TOLERANCE);
        final JobPages pages = new JobPages(client);
        for (int page = 0; page < MAXIMUM_PAGES; page++) {
            final BatchPage jobs = pages.next();
            for (final Batch job : jobs.batches()) {
                if (JobMetadata.isOf(job.metadata(), submissionId)) {
                    return Optional.of(job);
                }
            }

            if (!pages.hasNext()) {
                return Optional.empty();
            }

            final Batch last = jobs.batches().getLast();
            if (last.createdAt() != null && last.createdAt().isBefore(oldest)) {
                return Optional.empty();
            }
        }

        // to say that there is none would be to pay twice
        throw new VoyageException(
                "Looking for the job that an earlier try may have made",
                new IOException(
                        "it is not among the newest %d jobs, and they do not reach back to %s. To have the job made all the same, remove the attribute voyage.batch.submission.id from the FlowFile"
                                .formatted(JobPages.PAGE_SIZE * MAXIMUM_PAGES, since)));
    }
}
