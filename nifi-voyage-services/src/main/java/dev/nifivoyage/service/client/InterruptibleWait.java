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
import java.util.function.LongSupplier;

/**
 * The wait of {@link Retries} and {@link RateLimiter}. It ends early when the service is disabled, the processor is
 * stopped, or the thread is interrupted.
 */
final class InterruptibleWait {
    /** A stopped processor is noticed after this time at the latest. */
    private static final Duration SIGNAL_CHECK_INTERVAL = Duration.ofMillis(500);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition disabled = lock.newCondition();
    private boolean stopped;

    /**
     * Ends all waits, and all later ones at once: the service is being disabled.
     */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            disabled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a time has come.
     *
     * @param deadline a {@link System#nanoTime()}, which other threads may postpone during the wait
     * @param signal stops the processor's calls
     * @param waiting names what waits in messages, such as "A retry"
     * @return false if the service is being disabled
     * @throws TransferStoppedException if the signal ends the wait
     * @throws VoyageException if an interrupt ends the wait
     */
    boolean awaitUntil(final LongSupplier deadline, final StopSignal signal, final String waiting)
            throws VoyageException {
        lock.lock();
        try {
            long remaining = deadline.getAsLong() - System.nanoTime();
            while (remaining > 0 && !stopped) {
                disabled.awaitNanos(Math.min(remaining, SIGNAL_CHECK_INTERVAL.toNanos()));
                if (signal.isStopped()) {
                    throw new TransferStoppedException(waiting);
                }
                remaining = deadline.getAsLong() - System.nanoTime();
            }
            return !stopped;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VoyageException(waiting, new InterruptedIOException("interrupted while waiting"));
        } finally {
            lock.unlock();
        }
    }
}
