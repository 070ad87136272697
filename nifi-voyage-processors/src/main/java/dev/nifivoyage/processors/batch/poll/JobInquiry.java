/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import dev.nifivoyage.api.Batch;
import dev.nifivoyage.api.BatchPage;
import dev.nifivoyage.api.VoyageClientService;
import dev.nifivoyage.api.VoyageException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Asks for many jobs with few calls: the list of jobs has 100 to a page, newest first. Jobs that are not among the newest are asked for one by one.
 * At most {@value #MAXIMUM_PAGES} pages and {@value #MAXIMUM_SINGLE} single jobs are asked for; what is then left is for the next time.
 */
public final class JobInquiry {
    static final int PAGE_SIZE = 100;
    static final int MAXIMUM_PAGES = 10;
    static final int MAXIMUM_SINGLE = 10;

    /** Up to so many jobs, single questions are not more work for the server than a page. */
    private static final int FEW = 2;

    private final VoyageClientService client;
    private final Map<String, JobAnswer> answers = new HashMap<>();
    private int calls;

    public JobInquiry(final VoyageClientService client) {
        this.client = client;
    }

    /**
     * What was learned, by id. A job that is not in it was not asked for.
     *
     * @throws VoyageException when the list of jobs could not be had, so that nothing is known of any job
     */
    public Map<String, JobAnswer> ask(final Set<String> batchIds) throws VoyageException {
        final Set<String> open = new HashSet<>(batchIds);
        if (open.size() > FEW) {
            askForPages(open);
        }

        final Iterator<String> rest = open.iterator();
        for (int i = 0; i < MAXIMUM_SINGLE && rest.hasNext(); i++) {
            askForOne(rest.next());
        }

        return answers;
    }

    /**
     * Calls made so far.
     */
    public int calls() {
        return calls;
    }

    private void askForPages(final Set<String> open) throws VoyageException {
        String after = null;
        for (int page = 0; page < MAXIMUM_PAGES && !open.isEmpty(); page++) {
            calls++;
            final BatchPage jobs = client.listBatches(PAGE_SIZE, after);
            for (final Batch job : jobs.batches()) {
                if (open.remove(job.id())) {
                    answers.put(job.id(), new JobAnswer(job, null));
                }
            }
            if (!jobs.hasMore() || jobs.batches().isEmpty()) {
                return;
            }
            after = jobs.batches().getLast().id();
        }
    }

    private void askForOne(final String batchId) {
        calls++;
        try {
            answers.put(batchId, new JobAnswer(client.getBatch(batchId), null));
        } catch (final VoyageException e) {
            answers.put(batchId, new JobAnswer(null, e));
        }
    }
}
