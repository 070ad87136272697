/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.List;

/**
 * Connections that are reset before a request is handled, or after it took effect but before its response is sent.
 */
public final class ConnectionResets {

    private final Countdown<Reset> resets;

    ConnectionResets(final List<Reset> resets) {
        this.resets = new Countdown<>(resets.stream()
                .map(reset -> Countdown.counted(reset, reset.count()))
                .toList());
    }

    /**
     * Returns true if the connection of a request is reset at this moment.
     */
    public boolean take(final Moment when, final String method, final String path) {
        return resets.take(reset ->
                        reset.when() == when && new RequestPattern(reset.method(), reset.path()).matches(method, path))
                .isPresent();
    }

    /** When the connection is reset. */
    public enum Moment {
        BEFORE,
        AFTER
    }

    /**
     * @param method null for any
     * @param path null for any
     * @param when before or after the request is handled
     * @param count number of times, null for one
     */
    public record Reset(String method, String path, Moment when, Integer count) implements Fault {
        public Reset {
            when = when == null ? Moment.BEFORE : when;
        }

        public Reset on(final String onMethod, final String onPath) {
            return new Reset(onMethod, onPath, when, count);
        }

        public Reset on(final String onPath) {
            return on(method, onPath);
        }

        public Reset times(final int count) {
            return new Reset(method, path, when, count);
        }
    }
}
