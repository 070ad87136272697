/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.api.VoyageException;

import java.io.InterruptedIOException;
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
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);

    private final int maximum;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private boolean stop;

    Retries(final int maximum) {
        this.maximum = maximum;
    }

    /**
     * A call of the API.
     */
    interface Call<T> {
        T execute() throws VoyageException;
    }

    <T> T repeat(final Call<T> call) throws VoyageException {
        int failures = 0;
        while (true) {
            try {
                return call.execute();
            } catch (final VoyageException e) {
                failures++;
                if (!e.isRetryable() || failures > maximum || !pause(e, failures)) {
                    throw e;
                }
            }
        }
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
     * @return false when there shall be no next try
     */
    boolean pause(final VoyageException failure, final int failures) throws VoyageException {
        final Duration wait = failure.retryAfter() == null ? backOff(failures) : failure.retryAfter();
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return false;
        }

        lock.lock();
        try {
            long nanos = wait.toNanos();
            while (nanos > 0 && !stop) {
                nanos = stopped.awaitNanos(nanos);
            }
            return !stop;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            final InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting to try again");
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
