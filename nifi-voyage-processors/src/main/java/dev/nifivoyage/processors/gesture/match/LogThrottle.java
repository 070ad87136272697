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
 * Keeps the log from saying of each FlowFile what holds for all: a cause that stays the same is told once in a while. Safe for many threads.
 */
final class LogThrottle {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private String told;
    private long toldAt;

    LogThrottle(final LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Whether the cause is to be told now, because it is another one or was not told for a minute.
     */
    synchronized boolean isDue(final String message) {
        final long now = nanoTime.getAsLong();
        if (message.equals(told) && now - toldAt < PAUSE.toNanos()) {
            return false;
        }

        told = message;
        toldAt = now;
        return true;
    }
}
