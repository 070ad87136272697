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

import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Repeats calls that may be repeated: after 429, 5xx and broken connections, with exponential waits and jitter, or after the time the server asked for.
 * A longer wait than {@value #LONGEST_WAIT_SECONDS} seconds is left to the caller, who need not hold a thread for it.
 */
final class Retries {
    static final int LONGEST_WAIT_SECONDS = 10;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(LONGEST_WAIT_SECONDS);
    private static final Duration TIMER_TOLERANCE = Duration.ofMillis(50);
    private static final Duration STOP_CHECKED_EVERY = Duration.ofMillis(500);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);

    private final int maximum;
    private final Duration longestSilence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private boolean stop;

    /**
     * A rule for calls.
     *
     * @param maximum number of repetitions
     * @param longestSilence after which a call that timed out is not repeated, but left to the processor, which does not hold a thread until then
     */
    Retries(final int maximum, final Duration longestSilence) {
        this.maximum = maximum;
        this.longestSilence = longestSilence;
    }

    /**
     * A call of the API.
     */
    interface Call<T> {
        T execute() throws VoyageException;
    }

    <T> T repeat(final Call<T> call) throws VoyageException {
        final long start = System.nanoTime();
        final StopSignal signal = StopSignal.ofThisThread();
        int failures = 0;
        while (true) {
            try {
                return call.execute();
            } catch (final VoyageException e) {
                failures++;
                if (!e.isRetryable()
                        || failures > maximum
                        || isSilence(e) && hasLasted(start)
                        || !pause(e, failures, signal)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Whether a call failed because the server did not send or take anything, or could not be connected to, for too long.
     */
    static boolean isSilence(final VoyageException failure) {
        return failure.getCause() instanceof SocketTimeoutException;
    }

    private boolean hasLasted(final long start) {
        return System.nanoTime() - start >= longestSilence.toNanos() - TIMER_TOLERANCE.toNanos();
    }

    /**
     * Ends all waits: the service is being disabled.
     */
    void stop() {
        lock.lock();
        try {
            stop = true;
            stopped.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits before the next try.
     *
     * @param failures number of failures so far, from 1
     * @param signal ends the wait
     * @return false when there shall be no next try
     * @throws TransferStoppedException when the signal ended the wait
     */
    boolean pause(final VoyageException failure, final int failures, final StopSignal signal) throws VoyageException {
        final Duration wait = failure.retryAfter().orElseGet(() -> backOff(failures));
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return false;
        }

        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (nanos > 0 && !stop) {
                final long slice = Math.min(nanos, STOP_CHECKED_EVERY.toNanos());
                nanos -= slice - stopped.awaitNanos(slice);
                if (signal.isStopped()) {
                    throw new TransferStoppedException("The wait for the next try");
                }
            }
            return !stop;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            final InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted while waiting to try again");
            interrupted.addSuppressed(failure);
            throw new VoyageException("A repeated call", interrupted);
        } finally {
            lock.unlock();
        }
    }

    private static Duration backOff(final int failures) {
        final long longest = Math.min(LONGEST_WAIT.toNanos(), FIRST_WAIT.toNanos() << Math.min(failures - 1, 10));
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }

    int maximum() {
        return maximum;
    }
}
