/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Suppresses repeated log messages. Thread-safe.
 */
final class LogThrottle {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private String lastMessage;
    private long loggedAt;

    LogThrottle(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Returns whether a message differs from the last one, or was not logged for a minute.
     */
    synchronized boolean isDue(final String message) {
        final long now = nanoTime.getAsLong();
        if (message.equals(lastMessage) && now - loggedAt < PAUSE.toNanos()) {
            return false;
        }

        lastMessage = message;
        loggedAt = now;
        return true;
    }
}
