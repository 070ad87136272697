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

import java.time.Instant;
import java.util.function.Function;

/**
 * Accepts FlowFiles that have waited for at least half of their interval, up to a maximum number: a list that is
 * retrieved anyway may include their jobs, which are then due together.
 */
public final class SoonDueFilter implements FlowFileFilter {
    private final Function<FlowFile, PollTime> times;
    private final Instant now;
    private final int maximum;
    private int taken;

    public SoonDueFilter(final Function<FlowFile, PollTime> times, final Instant now, final int maximum) {
        this.times = times;
        this.now = now;
        this.maximum = maximum;
    }

    @Override
    public FlowFileFilterResult filter(final FlowFile flowFile) {
        final PollTime time = times.apply(flowFile);
        // after a rejection, the next poll may be later than the interval, because Voyage asked to wait
        if (time.next() == null
                || time.interval() == null
                || time.next().isAfter(now.plus(time.interval().dividedBy(2)))) {
            return FlowFileFilterResult.REJECT_AND_CONTINUE;
        }

        taken++;
        return taken < maximum ? FlowFileFilterResult.ACCEPT_AND_CONTINUE : FlowFileFilterResult.ACCEPT_AND_TERMINATE;
    }
}
