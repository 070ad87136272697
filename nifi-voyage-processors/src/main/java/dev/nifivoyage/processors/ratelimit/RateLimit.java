/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.ratelimit;

import dev.nifivoyage.service.api.VoyageException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Holds all threads of a processor for the time that Voyage asks for in {@code Retry-After}, but at most {@value #MAXIMUM_HOURS} hour. A processor asks {@link #isClosed()} before it
 * takes a FlowFile, and has a gate for itself, made anew whenever it is scheduled. Safe for many threads.
 */
public final class RateLimit {
    private static final int MAXIMUM_HOURS = 1;
    private static final int TOO_MANY_REQUESTS = 429;
    /** Against an answer that would hold the processor for days. */
    private static final Duration MAXIMUM = Duration.ofHours(MAXIMUM_HOURS);

    private final InstantSource clock;
    private final AtomicReference<Instant> opensAt = new AtomicReference<>(Instant.EPOCH);

    public RateLimit() {
        this(InstantSource.system());
    }

    RateLimit(final InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Whether Voyage has asked to wait, and the time is not over.
     */
    public boolean isClosed() {
        return clock.instant().isBefore(opensAt.get());
    }

    /**
     * Closes the gate for the time that the refusal asks for; a time that ends later stays. Without such a time nothing happens.
     */
    public void closeAfter(final VoyageException rejection) {
        final Duration asked = rejection.retryAfter();
        if (asked != null) {
            final Instant until = clock.instant().plus(asked.compareTo(MAXIMUM) < 0 ? asked : MAXIMUM);
            opensAt.accumulateAndGet(until, (before, now) -> before.isAfter(now) ? before : now);
        }
    }

    /**
     * Refuses a call as Voyage would, without sending it.
     *
     * @param call method and path
     * @throws VoyageException with status 429 while the gate is closed
     */
    public void pass(final String call) throws VoyageException {
        final Duration remaining = Duration.between(clock.instant(), opensAt.get());
        if (remaining.isPositive()) {
            throw new VoyageException(
                    call,
                    TOO_MANY_REQUESTS,
                    "not sent, since Voyage asked to wait for %d more seconds".formatted(remaining.toSeconds() + 1),
                    null,
                    remaining);
        }
    }
}
