/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.StopSignal;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Cancels the calls of stopped processors, even if the server is silent and their thread is blocked.
 */
final class CallWatcher implements AutoCloseable {
    private static final long CHECK_INTERVAL_MILLIS = 250;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("Voyage call watcher").daemon().factory());

    CallWatcher() {
        timer.scheduleWithFixedDelay(
                () -> watches.forEach(Watch::check),
                CHECK_INTERVAL_MILLIS,
                CHECK_INTERVAL_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Watches a call of this thread until the watch is closed.
     *
     * @param cancellation cancels the call; may run in another thread, and after the call has ended
     * @param grace time for the call to end by itself, or null if it must not be canceled
     */
    Watch watch(final Runnable cancellation, final Duration grace) {
        final Watch watch = new Watch(StopSignal.ofThisThread(), cancellation, grace);
        if (grace != null) {
            watches.add(watch);
        }
        return watch;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One call, or several consecutive ones. */
    final class Watch implements AutoCloseable {
        private final StopSignal signal;
        private final Runnable cancellation;
        private final Duration grace;
        private volatile boolean stopped;
        private long stopSeenAt;
        private boolean stopSeen;

        private Watch(final StopSignal signal, final Runnable cancellation, final Duration grace) {
            this.signal = signal;
            this.cancellation = cancellation;
            this.grace = grace;
        }

        /**
         * Returns true if the call was canceled.
         */
        boolean isStopped() {
            return stopped;
        }

        private void check() {
            if (!signal.isStopped()) {
                return;
            }

            final long now = System.nanoTime();
            if (!stopSeen) {
                stopSeen = true;
                stopSeenAt = now;
            }
            if (now - stopSeenAt >= grace.toNanos()) {
                stopped = true;
                // again at each check, because the next call may have started
                cancellation.run();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
