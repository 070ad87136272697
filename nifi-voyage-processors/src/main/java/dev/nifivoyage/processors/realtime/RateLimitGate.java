/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.api.VoyageException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Holds back all threads of a processor after Voyage told one of them to wait. No thread waits here: each looks, and comes again later.
 */
final class RateLimitGate {
    /** Against an answer that would hold the processor for days. */
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int TOO_MANY_REQUESTS = 429;

    private final LongSupplier nanoTime;
    private final AtomicLong opensAt;

    RateLimitGate() {
        this(System::nanoTime);
    }

    /**
     * A gate with a clock of its own.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    RateLimitGate(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.opensAt = new AtomicLong(nanoTime.getAsLong());
    }

    boolean isOpen() {
        return remaining().isZero();
    }

    /**
     * How long it stays closed; zero when it is open.
     */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, opensAt.get() - nanoTime.getAsLong()));
    }

    /**
     * Closes for the time that a refusal with HTTP 429 asks for, but at most an hour, unless it is closed longer already. Other failures change nothing.
     */
    void note(final VoyageException failure) {
        if (failure.statusCode().orElse(0) != TOO_MANY_REQUESTS || failure.retryAfter() == null) {
            return;
        }

        final Duration wait = failure.retryAfter().compareTo(LONGEST) < 0 ? failure.retryAfter() : LONGEST;
        final long end = nanoTime.getAsLong() + wait.toNanos();
        opensAt.accumulateAndGet(end, (current, asked) -> asked - current > 0 ? asked : current);
    }

    /**
     * Refuses a call as Voyage would, without sending it.
     *
     * @throws VoyageException with status 429 while closed
     */
    void pass(final String call) throws VoyageException {
        final Duration remaining = remaining();
        if (!remaining.isZero()) {
            throw new VoyageException(call, TOO_MANY_REQUESTS, "not sent, since Voyage asked another request to wait for %d more seconds".formatted(remaining.toSeconds() + 1), null, remaining);
        }
    }
}
