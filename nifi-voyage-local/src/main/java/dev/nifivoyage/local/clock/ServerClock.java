/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The server clock, which starts at the current time, or where an earlier clock ended, and runs faster by a factor. It
 * applies to delays and windows alike, so that timestamps are consistent.
 */
public final class ServerClock {

    private final double scale;
    private final Instant origin;
    private final long originNanos = System.nanoTime();

    /**
     * @param scale server seconds per second; with 3600 an hour passes in a second
     * @param notBefore last time of an earlier server on the same data, after which this clock starts
     */
    public ServerClock(final double scale, final Instant notBefore) {
        if (!(scale > 0)) {
            throw new IllegalArgumentException("The time scale must be greater than 0, but is " + scale);
        }
        this.scale = scale;
        final Instant now = Instant.now();
        this.origin = now.isBefore(notBefore) ? notBefore : now;
    }

    public Instant now() {
        return origin.plusNanos((long) ((System.nanoTime() - originNanos) * scale));
    }

    /**
     * Nanoseconds of the machine's time until the server's clock shows that instant; 0 when it is past.
     */
    public long nanosUntil(final Instant instant) {
        final Duration left = Duration.between(now(), instant);
        return left.isNegative()
                ? 0
                : (long) Math.min(Long.MAX_VALUE / 2.0, (left.getSeconds() * 1e9 + left.getNano()) / scale);
    }
}
