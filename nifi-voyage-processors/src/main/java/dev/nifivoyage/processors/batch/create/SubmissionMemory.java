/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What one processor remembers of the submissions it has worked at, until NiFi ends. It only ever spares a look-up or a wait: without it everything is looked for, and what is not
 * found is waited for.
 */
public final class SubmissionMemory {
    /** Older entries are forgotten beyond it, some 20 MB. */
    private static final int MAXIMUM = 100_000;
    /** What clocks, gateways and lists may add to the time for which a call can be under way. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Map<String, String> untried = new BoundedMap<>();
    private final Map<String, LastTry> lastTries = new BoundedMap<>();
    private final Set<String> underWay = new HashSet<>();

    public SubmissionMemory() {
        this(System::nanoTime);
    }

    /**
     * A memory with a clock of its own.
     *
     * @param nanoTime like {@link System#nanoTime}
     */
    public SubmissionMemory(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Begins to work at a submission.
     *
     * @return false when another thread works at it, since the FlowFile was copied
     */
    synchronized boolean begin(final SubmissionId id) {
        return underWay.add(id.text());
    }

    /**
     * Ends what {@link #begin} began.
     */
    synchronized void end(final SubmissionId id) {
        underWay.remove(id.text());
    }

    /**
     * Remembers that nothing was sent to Voyage since the FlowFile was put back into its queue.
     *
     * @param fileId of its input file, or null; without it the session was not committed
     */
    synchronized void isUntried(final SubmissionId id, final String flowFileUuid, final String fileId) {
        untried.put(id.text(), state(flowFileUuid, fileId));
    }

    /**
     * Whether nothing was sent to Voyage since this FlowFile was put back into its queue. True only once: from now on something may be.
     */
    synchronized boolean takeUntried(final SubmissionId id, final String flowFileUuid, final String fileId) {
        return state(flowFileUuid, fileId).equals(untried.remove(id.text()));
    }

    private static String state(final String flowFileUuid, final String fileId) {
        return fileId == null ? flowFileUuid : flowFileUuid + fileId;
    }

    /**
     * Remembers that a job may have been made just now.
     */
    synchronized void mayBeMade(final SubmissionId id) {
        lastTries.put(id.text(), new LastTry(nanoTime.getAsLong(), null));
    }

    /**
     * Remembers that Voyage has refused to make the job of this FlowFile.
     */
    synchronized void wasRejected(final SubmissionId id, final String flowFileUuid) {
        lastTries.put(id.text(), new LastTry(nanoTime.getAsLong(), flowFileUuid));
    }

    /**
     * Remembers that the FlowFile has no file, without which no job can have been made for it.
     */
    synchronized void hasNoFile(final SubmissionId id, final String flowFileUuid) {
        lastTries.putIfAbsent(id.text(), new LastTry(nanoTime.getAsLong(), flowFileUuid));
    }

    /**
     * How long a job that Voyage does not list may still come; zero when it certainly does not exist. A submission that was never seen before may have been tried until now, on
     * another node or before NiFi was started.
     *
     * @param flowFileUuid another one than before means that the FlowFile has been elsewhere
     * @param longestCall for how long a call may be under way
     */
    synchronized Duration untilSettled(final SubmissionId id, final String flowFileUuid, final Duration longestCall) {
        final long now = nanoTime.getAsLong();
        final LastTry lastTry = lastTries.compute(
                id.text(),
                (key, last) -> last == null
                                || last.rejected() != null && !last.rejected().equals(flowFileUuid)
                        ? new LastTry(now, null)
                        : last);
        if (lastTry.rejected() != null) {
            return Duration.ZERO;
        }

        final Duration remaining = longestCall.plus(MARGIN).minusNanos(now - lastTry.nanos());
        return remaining.isPositive() ? remaining : Duration.ZERO;
    }

    /**
     * When a job may last have been made.
     *
     * @param rejected UUID of the FlowFile for which it certainly was not made; null when it may have been
     */
    private record LastTry(long nanos, String rejected) {}

    private static final class BoundedMap<V> extends LinkedHashMap<String, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<String, V> eldest) {
            return size() > MAXIMUM;
        }
    }
}
