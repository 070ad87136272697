/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers that nothing was due, so that the next triggers need not look at each FlowFile: until the earliest time,
 * only a FlowFile that has arrived can be due, which is seen by the number of FlowFiles. If another one left at the
 * same moment, it is found after ten seconds. Thread-safe.
 */
public final class QuietQueue {
    static final Duration LONGEST = Duration.ofSeconds(10);

    private int triggers;
    private long changes;
    private int flowFiles;
    private Instant since = Instant.MAX;
    private Instant until = Instant.MIN;

    /**
     * Begins a trigger, which may take FlowFiles.
     */
    public synchronized void begin() {
        triggers++;
        changes++;
    }

    /**
     * Ends a trigger, after its session.
     */
    public synchronized void end() {
        triggers--;
        changes++;
    }

    /**
     * Looks at the queues again at the next trigger.
     */
    public synchronized void reset() {
        until = Instant.MIN;
    }

    /**
     * Returns the number of times that triggers began or ended, to pass to {@link #nothingDue}.
     */
    public synchronized long changes() {
        return changes;
    }

    /**
     * Returns whether nothing is due.
     *
     * @param queued number of FlowFiles in the queues
     */
    public synchronized boolean isQuiet(final int queued, final Instant now) {
        if (queued == flowFiles && !now.isBefore(since) && now.isBefore(until)) {
            return true;
        }

        until = Instant.MIN;
        return false;
    }

    /**
     * Remembers that a trigger found nothing due. Without effect if another trigger held FlowFiles meanwhile.
     *
     * @param before {@link #changes} before the trigger looked
     * @param queued number of FlowFiles in the queues before the trigger looked
     * @param earliest earliest time at which one of them is due, if known
     */
    public synchronized void nothingDue(
            final long before, final int queued, final Optional<Instant> earliest, final Instant now) {
        if (triggers > 1 || changes != before) {
            return;
        }

        final Instant latest = now.plus(LONGEST);
        flowFiles = queued;
        since = now;
        until = earliest.filter(latest::isAfter).orElse(latest);
    }
}
