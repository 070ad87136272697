/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.job;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;

import java.util.HashSet;
import java.util.Set;

/**
 * Iterates over the jobs of the project page by page, newest first. A list that may be incomplete, because a page is
 * empty although more follow or because pages repeat, is an error rather than the end of the list: otherwise a job that
 * exists could be taken for missing.
 */
public final class JobPages {
    /**
     * Number of jobs in a page, the maximum that Voyage allows. Source: Voyage's reference of {@code GET /v1/batches}.
     */
    public static final int PAGE_SIZE = 100;

    private final VoyageClientService client;
    // one ID for every hundred jobs
    private final Set<String> cursors = new HashSet<>();
    private String cursor;
    private boolean complete;

    public JobPages(final VoyageClientService client) {
        this(client, null);
    }

    /**
     * @param cursor ID of the last job of the previous page, or null for the first page
     */
    public JobPages(final VoyageClientService client, final String cursor) {
        this.client = client;
        this.cursor = cursor;
    }

    /**
     * Returns whether more pages follow; true before the first one.
     */
    public boolean hasNext() {
        return !complete;
    }

    /**
     * Returns the next page. After an exception, the same page may be requested again.
     *
     * @throws IncompleteListException if the page is empty although more follow, or the list does not advance
     * @throws VoyageException if the page cannot be retrieved
     */
    public BatchPage next() throws VoyageException {
        final BatchPage page = client.listBatches(PAGE_SIZE, cursor);
        if (page.batches().stream().map(Batch::id).anyMatch(id -> id.equals(cursor))) {
            throw new IncompleteListException(
                    "the server repeats job %s instead of continuing after it".formatted(cursor));
        }
        if (!page.hasMore()) {
            complete = true;
            return page;
        }
        if (page.batches().isEmpty()) {
            throw new IncompleteListException("a page is empty although more jobs follow");
        }

        final String last = page.batches().getLast().id();
        if (!cursors.add(last)) {
            throw new IncompleteListException("the server returns to an earlier page after job %s".formatted(cursor));
        }

        cursor = last;
        return page;
    }

    /**
     * Returns the ID of the last job of the last page, or null before the first one.
     */
    public String cursor() {
        return cursor;
    }
}
