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

/**
 * The time between two polls: exponential backoff from a minimum to a maximum, with jitter to keep NiFi nodes apart.
 * Jobs that are polled together share their jitter, so that one list covers all of them the next time as well.
 *
 * @param minimum first interval
 * @param maximum longest interval
 */
public record PollingInterval(Duration minimum, Duration maximum) {
    private static final double JITTER = 0.2;

    /**
     * Returns the next interval.
     *
     * @param previous previous interval; null before the first poll
     * @param untilEstimatedEnd time until the estimated end of the job, or null; limits the interval
     */
    public Duration after(final Duration previous, final Duration untilEstimatedEnd) {
        final Duration doubled = previous == null ? minimum : previous.multipliedBy(2);
        if (untilEstimatedEnd != null && untilEstimatedEnd.compareTo(doubled) < 0) {
            return limited(untilEstimatedEnd);
        }

        return limited(doubled);
    }

    /**
     * Returns an interval that is up to a fifth shorter, but not shorter than the minimum.
     *
     * @param chance random number from 0, for the same interval, to 1
     */
    public Duration withJitter(final Duration interval, final double chance) {
        return limited(Duration.ofNanos((long) (interval.toNanos() * (1 - JITTER * chance))));
    }

    /**
     * Returns the time of the next poll.
     *
     * @param previous previous interval; null before the first poll
     * @param untilEnd time until the estimated end of the job, or null
     * @param atLeast time that Voyage asked to wait
     * @param chance see {@link #withJitter}
     */
    public PollTime nextPoll(
            final Duration previous,
            final Duration untilEnd,
            final Duration atLeast,
            final double chance,
            final Instant now) {
        final Duration next = after(previous, untilEnd);
        final Duration withJitter = withJitter(next, chance);
        final Duration wait = atLeast.compareTo(withJitter) > 0 ? atLeast : withJitter;
        return new PollTime(now.plus(wait), next);
    }

    /**
     * Returns a time after which the next poll is never set, even if Voyage asks to wait.
     */
    public Duration longestWait(final MaximumWaitingTime maximumWaitingTime) {
        final Duration asked = maximumWaitingTime.duration();
        return (maximum.compareTo(asked) > 0 ? maximum : asked).multipliedBy(2);
    }

    private Duration limited(final Duration interval) {
        if (interval.compareTo(minimum) < 0) {
            return minimum;
        }

        return interval.compareTo(maximum) > 0 ? maximum : interval;
    }
}
