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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists each job once. A job without a creation time is skipped, because it cannot be tracked.
 */
public final class NewJobs implements Listing {
    /** A job ends within 12 hours; a much older job is not waited for. Source: Voyage's Batch Inference guide. */
    static final Duration LONGEST_LIFE = Duration.ofDays(2);

    private final JobFilter filter;
    private final Instant now;
    private ListingState state;
    private boolean complete;
    private int undated;

    /**
     * @param state state of the previous listings
     */
    public NewJobs(final JobFilter filter, final ListingState state, final Instant now) {
        this.filter = filter;
        this.state = state;
        this.now = now;
    }

    @Override
    public String cursor() {
        return state.cursor();
    }

    @Override
    public List<Batch> take(final BatchPage page) {
        final List<Batch> accepted = new ArrayList<>();
        final List<Batch> seen = new ArrayList<>();
        final List<Batch> later = new ArrayList<>();
        for (final Batch job : page.batches()) {
            if (job.createdAt() == null) {
                undated++;
                continue;
            }

            seen.add(job);
            final boolean open = !state.before().isSettled(job);
            if (open && filter.accepts(job)) {
                accepted.add(job);
            } else if (open && filter.mayAcceptLater(job) && job.createdAt().isAfter(now.minus(LONGEST_LIFE))) {
                later.add(job);
            }
        }

        final SeenJobs current = state.current().with(seen, later);
        complete = !page.hasMore() || isBelowFloor(page.batches().getLast());
        state = complete
                ? new ListingState(state.wanted(), state.before().after(current), SeenJobs.NONE, null)
                : new ListingState(
                        state.wanted(),
                        state.before(),
                        current,
                        page.batches().getLast().id());
        return accepted;
    }

    private boolean isBelowFloor(final Batch last) {
        final Instant floor = state.before().floor();
        return last.createdAt() != null
                && (floor != null && last.createdAt().isBefore(floor)
                        || filter.oldest() != null
                                && last.createdAt().isBefore(filter.oldest().minus(SeenJobs.OVERLAP)));
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Optional<ListingState> state() {
        return Optional.of(state);
    }

    /**
     * Returns the number of jobs skipped because they have no creation time.
     */
    public int undated() {
        return undated;
    }
}
