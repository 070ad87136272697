/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchPage;

import java.util.List;
import java.util.Optional;

/**
 * Lists all matching jobs in each run.
 */
public final class AllJobs implements Listing {
    private final JobFilter filter;
    private String cursor;
    private boolean complete;

    public AllJobs(final JobFilter filter) {
        this.filter = filter;
    }

    @Override
    public String cursor() {
        return cursor;
    }

    @Override
    public List<Batch> take(final BatchPage page) {
        complete = !page.hasMore() || isTooOld(page.batches().getLast());
        cursor = complete ? null : page.batches().getLast().id();
        return page.batches().stream().filter(filter::accepts).toList();
    }

    private boolean isTooOld(final Batch job) {
        return filter.oldest() != null
                && job.createdAt() != null
                && job.createdAt().isBefore(filter.oldest().minus(SeenJobs.OVERLAP));
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Optional<ListingState> state() {
        return Optional.empty();
    }
}
