/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * All threads wait for the time that Voyage asked one of them to wait.
 */
@Timeout(60)
class RateLimiterTest {
    private static final int OFTEN = 1_000;

    private final InterruptibleWait wait = new InterruptibleWait();
    private final RateLimiter limiter = new RateLimiter(wait);

    @Test
    void anotherThreadWaitsAsLong() throws Exception {
        final long start = System.nanoTime();
        reject(429, Duration.ofSeconds(2));

        final CompletableFuture<Long> other = inAnotherThread();

        assertTrue(
                other.get(20, TimeUnit.SECONDS) - start >= Duration.ofSeconds(2).toNanos());
    }

    @Test
    void endsWhenTheServiceIsDisabled() throws Exception {
        reject(429, Duration.ofSeconds(10));
        final long start = System.nanoTime();
        final CompletableFuture<Long> other = inAnotherThread();
        wait.stop();

        assertTrue(
                other.get(20, TimeUnit.SECONDS) - start < Duration.ofSeconds(8).toNanos());
    }

    @Test
    void aLaterRejectionDoesNotShortenIt() throws Exception {
        final long start = System.nanoTime();
        // both are on their way when the first is rejected
        assertThrows(
                VoyageException.class,
                () -> limiter.execute(() -> {
                    reject(429, Duration.ofSeconds(2));
                    throw rejection(429, Duration.ofMillis(1));
                }));

        assertTrue(inAnotherThread().get(20, TimeUnit.SECONDS) - start
                >= Duration.ofSeconds(2).toNanos());
    }

    @Test
    void holdsNoThreadForLongerTimesAndOtherRejections() throws Exception {
        final long start = System.nanoTime();
        reject(429, Duration.ofSeconds(11));
        reject(429, null);
        reject(503, Duration.ofSeconds(9));

        final AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < OFTEN; i++) {
            limiter.execute(calls::incrementAndGet);
        }
        assertEquals(OFTEN, calls.get());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(8).toNanos());
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        reject(429, Duration.ofSeconds(10));
        final AtomicInteger calls = new AtomicInteger();
        Thread.currentThread().interrupt();

        assertThrows(VoyageException.class, () -> limiter.execute(calls::incrementAndGet));
        assertTrue(Thread.interrupted());
        assertFalse(calls.get() > 0);
    }

    private CompletableFuture<Long> inAnotherThread() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return limiter.execute(System::nanoTime);
            } catch (final VoyageException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void reject(final int status, final Duration retryAfter) {
        assertThrows(
                VoyageException.class,
                () -> limiter.execute(() -> {
                    throw rejection(status, retryAfter);
                }));
    }

    private static VoyageException rejection(final int status, final Duration retryAfter) {
        return new VoyageException("POST /v1/rerank", status, "wait", null, retryAfter);
    }
}
