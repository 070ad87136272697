/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import dev.nifivoyage.service.api.Batch;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The jobs seen by a listing, in compact form: the creation time of the newest job, the IDs of the jobs of the minute
 * before it, and the jobs that may match later. Older jobs need not be tracked, because no job is created in the past;
 * the minute covers jobs that are listed late, and equal times.
 *
 * @param until creation time of the newest job; null if no job was seen
 * @param recent IDs of the jobs created less than {@link #OVERLAP} before it
 * @param awaited IDs of jobs that may match once they have ended
 * @param awaitedSince creation time of the oldest of these, or null
 */
record SeenJobs(Instant until, Set<String> recent, Set<String> awaited, Instant awaitedSince) {
    static final Duration OVERLAP = Duration.ofMinutes(1);
    static final SeenJobs NONE = new SeenJobs(null, Set.of(), Set.of(), null);

    private static final String UNTIL = "until";
    private static final String RECENT = "recent";
    private static final String AWAITED = "awaited";
    private static final String AWAITED_SINCE = "awaited.since";
    private static final String SEPARATOR = ",";

    SeenJobs {
        recent = Set.copyOf(recent);
        awaited = Set.copyOf(awaited);
    }

    /**
     * Returns whether the job was seen and need not be checked again.
     */
    boolean isSettled(final Batch job) {
        return !awaited.contains(job.id())
                && until != null
                && (recent.contains(job.id()) || job.createdAt().isBefore(until.minus(OVERLAP)));
    }

    /**
     * Returns the creation time down to which the next listing must go; null for no limit.
     */
    Instant floor() {
        if (until == null) {
            return null;
        }

        final Instant oldest = awaitedSince == null || until.isBefore(awaitedSince) ? until : awaitedSince;
        return oldest.minus(OVERLAP);
    }

    /**
     * Returns these jobs and others, including those that may match later.
     */
    SeenJobs with(final Iterable<Batch> jobs, final Iterable<Batch> later) {
        Instant newest = until;
        Instant oldestAwaited = awaitedSince;
        final Set<String> nowRecent = new LinkedHashSet<>(recent);
        final Set<String> nowAwaited = new LinkedHashSet<>(awaited);
        for (final Batch job : jobs) {
            newest = newest == null || job.createdAt().isAfter(newest) ? job.createdAt() : newest;
            if (!job.createdAt().isBefore(newest.minus(OVERLAP))) {
                nowRecent.add(job.id());
            }
        }
        for (final Batch job : later) {
            oldestAwaited =
                    oldestAwaited == null || job.createdAt().isBefore(oldestAwaited) ? job.createdAt() : oldestAwaited;
            nowAwaited.add(job.id());
        }

        return new SeenJobs(newest, nowRecent, nowAwaited, oldestAwaited);
    }

    /**
     * Returns the jobs seen after another complete listing.
     *
     * @param listed jobs seen by that listing
     */
    SeenJobs after(final SeenJobs listed) {
        // a list with an older newest job has lost jobs, which were seen before
        if (until != null && (listed.until == null || listed.until.isBefore(until))) {
            final Set<String> all = new LinkedHashSet<>(recent);
            all.addAll(listed.recent);
            return new SeenJobs(until, all, listed.awaited, listed.awaitedSince);
        }

        return listed;
    }

    Map<String, String> toState(final String prefix) {
        final Map<String, String> state = new HashMap<>();
        if (until != null) {
            state.put(prefix + UNTIL, until.toString());
            state.put(prefix + RECENT, text(recent));
        }
        if (awaitedSince != null) {
            state.put(prefix + AWAITED_SINCE, awaitedSince.toString());
            state.put(prefix + AWAITED, text(awaited));
        }

        return state;
    }

    static SeenJobs ofState(final Map<String, String> state, final String prefix) {
        return new SeenJobs(
                instant(state.get(prefix + UNTIL)),
                ids(state.get(prefix + RECENT)),
                ids(state.get(prefix + AWAITED)),
                instant(state.get(prefix + AWAITED_SINCE)));
    }

    // sorted, so that equal states have equal texts
    private static String text(final Set<String> ids) {
        return ids.stream().sorted().collect(Collectors.joining(SEPARATOR));
    }

    private static Instant instant(final String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static Set<String> ids(final String text) {
        return text == null || text.isEmpty()
                ? Set.of()
                : Arrays.stream(text.split(SEPARATOR)).collect(Collectors.toSet());
    }
}
