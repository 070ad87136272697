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
import java.util.SequencedSet;
import java.util.Set;

/**
 * Asks for many jobs with few calls: the list of jobs has 100 to a page, newest first. Jobs that are not among the newest are asked for one by one.
 * At most {@value #MAXIMUM_PAGES} pages and {@value #MAXIMUM_SINGLE} single jobs are asked for; what is then left is for the next time.
 */
public final class BatchStatusClient {
    static final int MAXIMUM_PAGES = 10;
    static final int MAXIMUM_SINGLE = 10;

    /** Up to so many jobs, single questions are not more work for the server than a page. */
    private static final int FEW = 2;

    /** Times of a server's machines may differ a little. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** When the list is refused with it, the key is; a single job may be forbidden for its own sake. */
    private static final Set<Integer> KEY_REJECTED = Set.of(401, 403);

    private final VoyageClientService client;
    private final Map<String, BatchStatusResult> responses = new HashMap<>();
    private VoyageException rejection;
    private IncompleteListException incompleteList;
    private int calls;

    public BatchStatusClient(final VoyageClientService client) {
        this.client = client;
    }

    /**
     * What was learned, by id. A job that is not in it was not asked for: because of {@link #rejection()}, or because the calls were used up.
     *
     * @param batchIds the jobs whose time has come, in the order in which to ask
     * @param soonDue further jobs, which are answered where that takes no call of their own
     * @param oldest when the oldest of them was made, or null; pages of jobs older than that are not asked for
     */
    public Map<String, BatchStatusResult> ask(
            final SequencedSet<String> batchIds, final Set<String> soonDue, final Instant oldest) {
        final SequencedSet<String> open = new LinkedHashSet<>(batchIds);
        final Set<String> wanted = new HashSet<>(soonDue);
        wanted.addAll(batchIds);
        if (wanted.size() > FEW) {
            askForPages(open, wanted, oldest);
        }
        if (rejection == null) {
            askOneByOne(open);
        }

        return responses;
    }

    /**
     * Why nothing can be asked at present, which holds for all jobs without an answer: the list was refused, or too much was asked; or null.
     */
    public VoyageException rejection() {
        return rejection;
    }

    /**
     * What was wrong with the list of jobs, so that jobs were asked for one by one; or null.
     */
    public IncompleteListException incompleteList() {
        return incompleteList;
    }

    /**
     * Calls made so far.
     */
    public int calls() {
        return calls;
    }

    private void askForPages(final SequencedSet<String> open, final Set<String> wanted, final Instant oldest) {
        // more pages than jobs would cost more than asking one by one
        final int pages = Math.min(MAXIMUM_PAGES, wanted.size());
        final JobPages list = new JobPages(client);
        for (int page = 0; page < pages && list.hasNext() && !open.isEmpty(); page++) {
            final BatchPage jobs;
            try {
                calls++;
                jobs = list.next();
            } catch (final IncompleteListException e) {
                // each job can still be asked for by itself
                incompleteList = e;
                return;
            } catch (final VoyageException e) {
                // a list that cannot be had for its own sake says nothing of the jobs
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
                    responses.put(job.id(), new BatchStatusResult(job, null));
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
                responses.put(batchId, new BatchStatusResult(client.getBatch(batchId), null));
            } catch (final VoyageException e) {
                if (e.isRateLimited()) {
                    rejection = e;
                    return;
                }

                responses.put(batchId, new BatchStatusResult(null, e));
                if (e.isRetryable()) {
                    // the service has tried for some seconds: the others are for the next time
                    return;
                }
            }
        }
    }

    private static boolean isOlder(final Batch last, final Instant oldest) {
        return oldest != null && last.createdAt() != null && last.createdAt().isBefore(oldest.minus(CLOCK_SKEW));
    }
}
