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
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds all calls of one kind, whichever thread makes them, for the time that Voyage asks for in {@code Retry-After}, up to {@link Retries#LONGEST_WAIT_SECONDS} seconds: a limit of requests
 * holds for all of them, and not only for the one that was refused. A longer time is left to the caller.
 */
final class RateLimiter {
    private static final Duration STOP_CHECKED_EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(Retries.LONGEST_WAIT_SECONDS);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopped = lock.newCondition();
    private long until = System.nanoTime();
    private boolean stop;

    /**
     * Makes a call once it may be made.
     */
    <T> T pass(final Retries.Call<T> call) throws VoyageException {
        await();
        try {
            return call.execute();
        } catch (final VoyageException e) {
            holdAfter(e);
            throw e;
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

    private void await() throws VoyageException {
        final StopSignal signal = StopSignal.ofThisThread();
        lock.lock();
        try {
            // another refusal can make the time longer meanwhile
            long remaining = until - System.nanoTime();
            while (remaining > 0 && !stop) {
                stopped.awaitNanos(Math.min(remaining, STOP_CHECKED_EVERY.toNanos()));
                if (signal.isStopped()) {
                    throw new TransferStoppedException("A held call");
                }
                remaining = until - System.nanoTime();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoyageException(
                    "A held call", new InterruptedIOException("interrupted while waiting as long as Voyage asked to"));
        } finally {
            lock.unlock();
        }
    }

    private void holdAfter(final VoyageException rejection) {
        final Duration asked = rejection.retryAfter().orElse(Duration.ZERO);
        if (!rejection.isRateLimited() || asked.isZero() || asked.compareTo(LONGEST_HOLD) > 0) {
            return;
        }

        lock.lock();
        try {
            final long end = System.nanoTime() + asked.toNanos();
            if (end - until > 0) {
                until = end;
            }
        } finally {
            lock.unlock();
        }
    }
}
