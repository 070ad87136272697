/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.poll;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.FlowFileFilter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Accepts FlowFiles that are due, up to a maximum number. A FlowFile without a time is due, and so is
 * one with a time that no poll was set to, which would wait forever. May be used several times.
 */
public final class DueFilter implements FlowFileFilter {
    private final Function<FlowFile, PollTime> times;
    private final Instant now;
    private final Instant latest;
    private final int maximum;
    private int taken;
    private Instant earliest;

    /**
     * @param times when a FlowFile is polled next
     * @param longest time after which no poll is set
     */
    public DueFilter(
            final Function<FlowFile, PollTime> times, final Instant now, final Duration longest, final int maximum) {
        this.times = times;
        this.now = now;
        this.latest = now.plus(longest);
        this.maximum = maximum;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final Instant next = times.apply(flowFile).next();
        if (next != null && next.isAfter(now) && !next.isAfter(latest)) {
            earliest = earliest == null || next.isBefore(earliest) ? next : earliest;
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }

        taken++;
        return taken < maximum ? FlowFileFilterResult.ACCEPT_AND_CONTINUE : FlowFileFilterResult.ACCEPT_AND_TERMINATE;
    }

    /**
     * Returns the earliest time of the FlowFiles that were not due.
     */
    public Optional<Instant> earliest() {
        return Optional.ofNullable(earliest);
    }
}
