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
 * Walks through the list of the project's jobs, newest first, one page at a time. A list that cannot be trusted to be whole, because a page is empty although more are said to follow
 * or because the pages come round again, is an error and never the end of the list: whoever looks for a job would otherwise take it for one that does not exist.
 */
public final class JobPages {
    /** Jobs of a page; the most that Voyage gives. Source: Voyage's reference of {@code GET /v1/batches}. */
    public static final int PAGE_SIZE = 100;

    private final VoyageClientService client;
    // one id for each hundred jobs
    private final Set<String> cursors = new HashSet<>();
    private String cursor;
    private boolean complete;

    public JobPages(final VoyageClientService client) {
        this(client, null);
    }

    /**
     * The pages after a job.
     *
     * @param cursor id of the last job of the page before, or null for the first page
     */
    public JobPages(final VoyageClientService client, final String cursor) {
        this.client = client;
        this.cursor = cursor;
    }

    /**
     * Whether more pages follow; true before the first one.
     */
    public boolean hasNext() {
        return !complete;
    }

    /**
     * The next page. After an exception the same page may be asked for again.
     *
     * @throws IncompleteListException when the page is empty although more follow, or the list does not advance
     * @throws VoyageException when the page cannot be fetched
     */
    public BatchPage next() throws VoyageException {
        final BatchPage page = client.listBatches(PAGE_SIZE, cursor);
        if (page.batches().stream().map(Batch::id).anyMatch(id -> id.equals(cursor))) {
            throw new IncompleteListException(
                    "after job %s the server repeats that job instead of going on".formatted(cursor));
        }
        if (!page.hasMore()) {
            complete = true;
            return page;
        }
        if (page.batches().isEmpty()) {
            throw new IncompleteListException("a page is empty although the server says that more jobs follow");
        }

        final String last = page.batches().getLast().id();
        if (!cursors.add(last)) {
            throw new IncompleteListException(
                    "after job %s the server begins again at an earlier page".formatted(cursor));
        }

        cursor = last;
        return page;
    }

    /**
     * Id of the last job of the last page, or null before the first one.
     */
    public String cursor() {
        return cursor;
    }
}
