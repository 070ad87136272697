/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.logging.ComponentLog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Circuit breaker of the shared tier: opens after a failure, and half-opens after a pause for one caller at a time.
 * Logs once when it opens and once when it closes.
 */
final class CircuitBreaker {
    static final Duration PAUSE = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final ComponentLog logger;
    /** Time at which the next caller may try; null while the circuit is closed. */
    private final AtomicReference<Instant> nextTrial = new AtomicReference<>();

    CircuitBreaker(final InstantSource clock, final ComponentLog logger) {
        this.clock = clock;
        this.logger = logger;
    }

    /**
     * Returns true if the caller may use the tier, and must record the outcome.
     */
    boolean tryAcquirePermit() {
        final Instant trial = nextTrial.get();
        if (trial == null) {
            return true;
        }

        final Instant now = clock.instant();
        return !now.isBefore(trial) && nextTrial.compareAndSet(trial, now.plus(PAUSE));
    }

    void recordSuccess() {
        if (nextTrial.get() != null && nextTrial.getAndSet(null) != null) {
            logger.info("The Distributed Cache Service works again");
        }
    }

    void recordFailure(final Exception failure) {
        if (nextTrial.getAndSet(clock.instant().plus(PAUSE)) == null) {
            logger.warn(
                    "The Distributed Cache Service fails: it is not used for {} seconds at a time, until it works again",
                    PAUSE.toSeconds(),
                    failure);
        }
    }
}
