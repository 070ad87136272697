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
 * Searches the jobs of the project for that of a submission. Voyage's list cannot be filtered by metadata or time, so
 * it is read page by page, newest first, back to the start of the submission.
 */
final class JobFinder {
    private static final int MAXIMUM_PAGES = 50;
    /** Maximum difference between the clocks of this node, the other nodes, and Voyage. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final VoyageClientService client;

    JobFinder(final VoyageClientService client) {
        this.client = client;
    }

    /**
     * Returns the job with the submission ID in its metadata, whatever its requests and its status.
     *
     * @param since start of the submission
     * @throws VoyageException if the jobs could not be listed, the list is incomplete, or more jobs were created since
     *     then than are searched; may succeed later
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

        // reporting that there is none would mean paying twice
        throw new VoyageException(
                "Searching for the batch job that an earlier attempt may have created",
                new IOException(
                        "it is not among the newest %d jobs, which do not reach back to %s. To create the job anyway, remove the attribute voyage.batch.submission.id from the FlowFile"
                                .formatted(JobPages.PAGE_SIZE * MAXIMUM_PAGES, since)));
    }
}
