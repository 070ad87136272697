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
 * The recent submissions of one processor, until NiFi stops. It only saves searches and waits: without it, every job is
 * searched for, and one that is not found is waited for.
 */
public final class SubmissionMemory {
    /** Maximum number of entries, about 20 MB; older ones are dropped. */
    private static final int MAXIMUM = 100_000;
    /** Added to the maximum duration of a call for delays of clocks, gateways, and lists. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Map<String, String> untried = new BoundedMap<>();
    private final Map<String, LastTry> lastTries = new BoundedMap<>();
    private final Set<String> underWay = new HashSet<>();

    public SubmissionMemory() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime clock like {@link System#nanoTime}
     */
    public SubmissionMemory(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Begins a step of a submission.
     *
     * @return false if another thread is working on it, because the FlowFile was copied
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
     * Records that nothing was sent to Voyage since the FlowFile was put back into its queue.
     *
     * @param fileId ID of its input file, or null; a FlowFile without it comes from a session that was not committed
     */
    synchronized void markUntried(final SubmissionId id, final String flowFileUuid, final String fileId) {
        untried.put(id.text(), state(flowFileUuid, fileId));
    }

    /**
     * Returns whether nothing was sent to Voyage since this FlowFile was put back into its queue, and forgets it: from
     * now on something may be.
     */
    synchronized boolean takeUntried(final SubmissionId id, final String flowFileUuid, final String fileId) {
        return state(flowFileUuid, fileId).equals(untried.remove(id.text()));
    }

    private static String state(final String flowFileUuid, final String fileId) {
        return fileId == null ? flowFileUuid : flowFileUuid + fileId;
    }

    /**
     * Records that a job may have been created just now.
     */
    synchronized void markPossiblyCreated(final SubmissionId id) {
        lastTries.put(id.text(), new LastTry(nanoTime.getAsLong(), null));
    }

    /**
     * Records that Voyage has rejected the job of this FlowFile.
     */
    synchronized void markRejected(final SubmissionId id, final String flowFileUuid) {
        lastTries.put(id.text(), new LastTry(nanoTime.getAsLong(), flowFileUuid));
    }

    /**
     * Records that the FlowFile has no input file, without which no job can have been created.
     */
    synchronized void markWithoutFile(final SubmissionId id, final String flowFileUuid) {
        lastTries.putIfAbsent(id.text(), new LastTry(nanoTime.getAsLong(), flowFileUuid));
    }

    /**
     * Returns how long a job that Voyage does not list may still appear; zero if it certainly does not exist. A new
     * submission may have been tried until now on another node, or before NiFi was started.
     *
     * @param flowFileUuid differs from the recorded one if the FlowFile has been elsewhere
     * @param longestCall maximum duration of a call
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
     * The last attempt to create a job.
     *
     * @param rejected UUID of the FlowFile if no job was created; null if one may have been
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
