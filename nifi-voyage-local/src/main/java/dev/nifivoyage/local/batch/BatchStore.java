/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import dev.nifivoyage.local.clock.ServerClock;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.fault.BatchFaults;
import dev.nifivoyage.local.id.IdSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The batches of all projects, with the limits of batches in flight. Thread-safe.
 */
public final class BatchStore {

    private final ServerClock clock;
    private final IdSource ids;
    private final int maximumBatches;
    private final long maximumTokens;
    private final BatchDirectory directory;
    private final Map<String, BatchJob> jobs = new LinkedHashMap<>();
    private long created;

    public BatchStore(
            final ServerClock clock,
            final IdSource ids,
            final int maximumBatches,
            final long maximumTokens,
            final BatchDirectory directory) {
        this.clock = clock;
        this.ids = ids;
        this.maximumBatches = maximumBatches;
        this.maximumTokens = maximumTokens;
        this.directory = directory;
    }

    /**
     * Adds the batches of earlier servers, oldest first.
     */
    public synchronized void addAll(final List<BatchJob> earlier) {
        for (final BatchJob job : earlier) {
            jobs.put(job.id(), job);
            created = job.number() + 1;
        }
    }

    /**
     * @param inputBytes size of the input file, a quarter of which is the estimate of its tokens
     * @throws ApiError 429 if too many batches or tokens are in flight
     */
    public synchronized BatchJob create(
            final String project, final BatchRequest request, final long inputBytes, final BatchFaults faults) {
        final long tokens = inputBytes / 4;
        int batchesInFlight = 0;
        long tokensInFlight = 0;
        for (final BatchJob job : jobs.values()) {
            if (job.state().isInFlight()) {
                batchesInFlight++;
                tokensInFlight += job.estimatedTokens();
            }
        }
        if (batchesInFlight >= maximumBatches) {
            throw new ApiError(
                    429,
                    "You have reached the limit of " + maximumBatches
                            + " in-flight batch jobs. Please try again once some of them have finished.");
        }
        if (tokensInFlight + tokens > maximumTokens) {
            throw new ApiError(
                    429,
                    "You have reached the limit of " + maximumTokens
                            + " tokens over all in-flight batch jobs. Please try again once some of them have finished.");
        }
        final BatchJob job = new BatchJob(
                created++,
                ids.nextBatchId(),
                new BatchJob.Submission(project, request, tokens),
                faults.take().orElse(null),
                clock.now());
        directory.save(job, job.createdAt());
        jobs.put(job.id(), job);
        return job;
    }

    /**
     * Returns the batch with an ID; empty if it does not exist, or belongs to another project.
     */
    public synchronized Optional<BatchJob> find(final String project, final String id) {
        return Optional.ofNullable(jobs.get(id)).filter(job -> job.project().equals(project));
    }

    /**
     * Returns the batches of a project, oldest first.
     */
    public synchronized List<BatchJob> list(final String project) {
        final List<BatchJob> found = new ArrayList<>();
        for (final BatchJob job : jobs.values()) {
            if (job.project().equals(project)) {
                found.add(job);
            }
        }
        return found;
    }
}
