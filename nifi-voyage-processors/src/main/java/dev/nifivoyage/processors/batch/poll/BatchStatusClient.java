/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.processors.batch.job.IncompleteListException;
import dev.nifivoyage.processors.batch.job.JobPages;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Retrieves the status of many jobs with few calls: a page of the list has 100 jobs, newest first. Jobs that are not
 * among the newest are retrieved one by one. Retrieves at most {@value #MAXIMUM_PAGES} pages and
 * {@value #MAXIMUM_SINGLE} single jobs; the others are left for the next time.
 */
public final class BatchStatusClient {
    static final int MAXIMUM_PAGES = 10;
    static final int MAXIMUM_SINGLE = 10;

    /** Number of jobs up to which single requests are no more work for the server than a page. */
    private static final int FEW = 2;

    /** Maximum difference between the clocks of the server's machines. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /**
     * Statuses with which the list is rejected because of the API key; a single job may be forbidden for other reasons.
     */
    private static final Set<Integer> KEY_REJECTED = Set.of(401, 403);

    private final VoyageClientService client;
    private final Map<String, BatchStatusResult> results = new HashMap<>();
    private VoyageException rejection;
    private IncompleteListException incompleteList;
    private int calls;

    public BatchStatusClient(final VoyageClientService client) {
        this.client = client;
    }

    /**
     * Retrieves jobs.
     *
     * @param batchIds jobs that are due, in the order in which to retrieve them
     * @param soonDue further jobs, which are not retrieved by calls of their own
     * @param oldest creation time of the oldest due job, or null; pages of older jobs are not retrieved
     */
    public void ask(final SequencedSet<String> batchIds, final Set<String> soonDue, final Instant oldest) {
        final SequencedSet<String> open = new LinkedHashSet<>(batchIds);
        final Set<String> wanted = new HashSet<>(soonDue);
        wanted.addAll(batchIds);
        if (wanted.size() > FEW) {
            askForPages(open, wanted, oldest);
        }
        if (rejection == null) {
            askOneByOne(open);
        }
    }

    /**
     * Returns the result for a job. Null if it was not retrieved, because of {@link #rejection()} or the maximum number
     * of calls.
     */
    public BatchStatusResult result(final String batchId) {
        return results.get(batchId);
    }

    /**
     * Returns the failure that applies to all jobs without a result: the list was rejected, or a rate limit was
     * reached.
     */
    public Optional<VoyageException> rejection() {
        return Optional.ofNullable(rejection);
    }

    /**
     * Returns why the list of jobs could not be used, so that jobs were retrieved one by one.
     */
    public Optional<IncompleteListException> incompleteList() {
        return Optional.ofNullable(incompleteList);
    }

    /**
     * Returns the number of calls made so far.
     */
    public int calls() {
        return calls;
    }

    private void askForPages(final SequencedSet<String> open, final Set<String> wanted, final Instant oldest) {
        // more pages than jobs would take more calls than single requests
        final int pages = Math.min(MAXIMUM_PAGES, wanted.size());
        final JobPages list = new JobPages(client);
        for (int page = 0; page < pages && list.hasNext() && !open.isEmpty(); page++) {
            final BatchPage jobs;
            try {
                calls++;
                jobs = list.next();
            } catch (final IncompleteListException e) {
                // each job can still be retrieved by itself
                incompleteList = e;
                return;
            } catch (final VoyageException e) {
                // other rejections concern only the list, and single jobs may be available
                rejection = e.isRetryable()
                                || e.statusCode().isPresent()
                                        && KEY_REJECTED.contains(e.statusCode().getAsInt())
                        ? e
                        : null;
                return;
            }

            for (final Batch job : jobs.batches()) {
                open.remove(job.id());
                if (wanted.contains(job.id())) {
                    results.put(job.id(), new BatchStatusResult.Found(job));
                }
            }
            if (!jobs.batches().isEmpty() && isOlder(jobs.batches().getLast(), oldest)) {
                return;
            }
        }
    }

    private void askOneByOne(final SequencedSet<String> open) {
        final Iterator<String> batchIds = open.iterator();
        for (int i = 0; i < MAXIMUM_SINGLE && batchIds.hasNext(); i++) {
            final String batchId = batchIds.next();
            try {
                calls++;
                results.put(batchId, new BatchStatusResult.Found(client.getBatch(batchId)));
            } catch (final VoyageException e) {
                if (e.isRateLimited()) {
                    rejection = e;
                    return;
                }

                results.put(batchId, new BatchStatusResult.Failed(e));
                if (e.isRetryable()) {
                    // the client has retried for some seconds: the others are left for the next time
                    return;
                }
            }
        }
    }

    private static boolean isOlder(final Batch last, final Instant oldest) {
        return oldest != null && last.createdAt() != null && last.createdAt().isBefore(oldest.minus(CLOCK_SKEW));
    }
}
