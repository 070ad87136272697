/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.StopSignal;
import dev.nifivoyage.service.api.VoyageException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Delays all calls of one kind, in whichever thread, for the time of a {@code Retry-After} with HTTP 429, because the
 * limit applies to all of them and not only to the call that reached it. A time of more than
 * {@link Retries#MAXIMUM_DELAY_SECONDS} seconds is left to the processor.
 */
final class RateLimiter {
    private static final Duration MAXIMUM_DELAY = Duration.ofSeconds(Retries.MAXIMUM_DELAY_SECONDS);

    private final InterruptibleWait wait;
    /** A {@link System#nanoTime()}. */
    private final AtomicLong resumesAt = new AtomicLong(System.nanoTime());

    RateLimiter(final InterruptibleWait wait) {
        this.wait = wait;
    }

    /**
     * Executes a call once the limit permits it.
     */
    <T> T execute(final Retries.Call<T> call) throws VoyageException {
        wait.awaitUntil(resumesAt::get, StopSignal.ofThisThread(), "A call that waits for a rate limit");
        try {
            return call.execute();
        } catch (final VoyageException e) {
            applyLimit(e);
            throw e;
        }
    }

    private void applyLimit(final VoyageException failure) {
        if (!failure.isRateLimited()) {
            return;
        }

        failure.retryAfter()
                .filter(delay -> delay.compareTo(MAXIMUM_DELAY) <= 0)
                .ifPresent(delay -> resumesAt.accumulateAndGet(
                        System.nanoTime() + delay.toNanos(), (before, now) -> now - before > 0 ? now : before));
    }
}
