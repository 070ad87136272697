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
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Rate limit shared by all threads of a processor: after a {@code Retry-After}, no thread calls Voyage until that time
 * is over, at most {@value #MAXIMUM_HOURS} hour. Created when the processor is scheduled. Thread-safe.
 */
public final class RateLimit {
    private static final int MAXIMUM_HOURS = 1;
    /** Keeps a faulty response from stopping the processor for days. */
    private static final Duration MAXIMUM = Duration.ofHours(MAXIMUM_HOURS);

    private final InstantSource clock;
    private final AtomicReference<Instant> resumesAt = new AtomicReference<>(Instant.EPOCH);

    public RateLimit() {
        this(InstantSource.system());
    }

    RateLimit(final InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Applies the limit for the time that Voyage asked to wait; never shortens a limit that applies already.
     */
    public void retryAfter(final Duration asked) {
        final Instant until = clock.instant().plus(asked.compareTo(MAXIMUM) < 0 ? asked : MAXIMUM);
        resumesAt.accumulateAndGet(until, (before, now) -> before.isAfter(now) ? before : now);
    }

    /**
     * Applies the limit if Voyage asked to wait.
     */
    public void observe(final VoyageException rejection) {
        rejection.retryAfter().ifPresent(this::retryAfter);
    }

    public boolean isLimitReached() {
        return remaining().isPresent();
    }

    /**
     * Returns the time until Voyage may be called again, or empty if it may be called now.
     */
    public Optional<Duration> remaining() {
        return Optional.of(Duration.between(clock.instant(), resumesAt.get())).filter(Duration::isPositive);
    }

    /**
     * Checks that a call may be sent.
     *
     * @param call method and path
     * @throws RateLimitedException if the limit is reached
     */
    public void check(final String call) throws RateLimitedException {
        final Optional<Duration> remaining = remaining();
        if (remaining.isPresent()) {
            throw new RateLimitedException(call, remaining.get());
        }
    }
}
