/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.StopSignal;
import dev.nifivoyage.service.api.TransferStoppedException;
import dev.nifivoyage.service.api.VoyageException;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Retries failed calls with exponential backoff and jitter, or after the server's {@code Retry-After}. A delay of more
 * than {@value #MAXIMUM_DELAY_SECONDS} seconds is left to the processor, which penalizes the FlowFile instead of
 * holding a thread.
 */
final class Retries {
    static final int MAXIMUM_DELAY_SECONDS = 10;

    private static final Duration MAXIMUM_DELAY = Duration.ofSeconds(MAXIMUM_DELAY_SECONDS);
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration TIMER_TOLERANCE = Duration.ofMillis(50);

    private final int maximumRetries;
    private final Duration readTimeout;
    private final InterruptibleWait wait;

    /**
     * @param readTimeout a call that was silent for this long is not retried, but left to the processor
     */
    Retries(final int maximumRetries, final Duration readTimeout, final InterruptibleWait wait) {
        this.maximumRetries = maximumRetries;
        this.readTimeout = readTimeout;
        this.wait = wait;
    }

    /**
     * A call of the API.
     */
    interface Call<T> {
        T execute() throws VoyageException;
    }

    <T> T execute(final Call<T> call) throws VoyageException {
        final long start = System.nanoTime();
        final StopSignal signal = StopSignal.ofThisThread();
        int failures = 0;
        while (true) {
            try {
                return call.execute();
            } catch (final VoyageException e) {
                failures++;
                // another try would hold the thread for another Read Timeout
                if (isSilence(e) && hasLasted(start)) {
                    throw e;
                }
                if (!awaitRetry(e, failures, signal)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Waits for the next try, if there is one.
     *
     * @param failures number of failures in a row, from 1
     * @param signal ends the wait
     * @return false if the call must not be retried
     * @throws TransferStoppedException if the signal ended the wait
     */
    boolean awaitRetry(final VoyageException failure, final int failures, final StopSignal signal)
            throws VoyageException {
        // the same request would be rejected again
        if (!failure.isRetryable()) {
            return false;
        }
        // Maximum Retries is reached
        if (failures > maximumRetries) {
            return false;
        }
        // the processor can wait without a thread
        final Duration delay = failure.retryAfter().orElseGet(() -> backoff(failures));
        if (delay.compareTo(MAXIMUM_DELAY) > 0) {
            return false;
        }

        final long deadline = System.nanoTime() + delay.toNanos();
        try {
            return wait.awaitUntil(() -> deadline, signal, "The wait for the next try");
        } catch (final VoyageException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    /**
     * Returns true if the server sent and took nothing, or could not be connected to, until a timeout.
     */
    static boolean isSilence(final VoyageException failure) {
        return failure.getCause() instanceof SocketTimeoutException;
    }

    private boolean hasLasted(final long start) {
        return System.nanoTime() - start >= readTimeout.toNanos() - TIMER_TOLERANCE.toNanos();
    }

    // equal jitter: the upper half of the exponential delay is random
    private static Duration backoff(final int failures) {
        final long longest = Math.min(MAXIMUM_DELAY.toNanos(), FIRST_DELAY.toNanos() << Math.min(failures - 1, 10));
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }
}
