/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import dev.nifivoyage.local.clock.Durations;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Requests that are silent for a while: before they take effect, so that a job may be created after its client has
 * given up; after they took effect, before the response is sent; or without any effect or response, as on a connection
 * whose other end is gone.
 */
public final class Stalls {

    private final Countdown<Stall> stalls;

    /**
     * @throws IllegalArgumentException if a duration is not valid
     */
    Stalls(final List<Stall> stalls) {
        stalls.forEach(stall -> Durations.parse(stall.duration()));
        this.stalls = new Countdown<>(stalls.stream()
                .map(stall -> Countdown.counted(stall, stall.count()))
                .toList());
    }

    /**
     * Returns how long a request is silent at this moment; empty if it is not.
     */
    public Optional<Duration> take(final Moment when, final String method, final String path) {
        return stalls.take(stall ->
                        stall.when() == when && new RequestPattern(stall.method(), stall.path()).matches(method, path))
                .map(stall -> Durations.parse(stall.duration()));
    }

    /** When the request is silent. */
    public enum Moment {
        /** Before it is handled. */
        BEFORE,
        /** After it was handled, before its response is sent. */
        AFTER,
        /** It is not handled; then its connection is closed without a response. */
        INSTEAD
    }

    /**
     * A silence.
     *
     * @param method null for any
     * @param path null for any
     * @param when null for before
     * @param duration such as {@code 8s}, by the clock of the machine
     * @param count number of times, null for one
     */
    public record Stall(String method, String path, Moment when, String duration, Integer count) implements Fault {
        public Stall {
            if (duration == null) {
                throw new IllegalArgumentException("A stall requires the field duration");
            }
            when = when == null ? Moment.BEFORE : when;
        }

        public Stall on(final String onMethod, final String onPath) {
            return new Stall(onMethod, onPath, when, duration, count);
        }

        public Stall when(final Moment moment) {
            return new Stall(method, path, moment, duration, count);
        }

        public Stall times(final int count) {
            return new Stall(method, path, when, duration, count);
        }
    }
}
