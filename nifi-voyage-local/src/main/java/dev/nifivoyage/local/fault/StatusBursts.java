/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import java.util.List;
import java.util.Optional;

/**
 * Requests that are rejected with an HTTP status a specified number of times, before validation.
 */
public final class StatusBursts {

    private final Countdown<Burst> bursts;

    StatusBursts(final List<Burst> bursts) {
        this.bursts = new Countdown<>(bursts.stream()
                .map(burst -> Countdown.counted(burst, burst.count()))
                .toList());
    }

    public Optional<Burst> take(final String method, final String path) {
        return bursts.take(burst -> new RequestPattern(burst.method(), burst.path()).matches(method, path));
    }

    /**
     * @param method null for any
     * @param path null for any, see the pattern rules of {@link FaultPlan}
     * @param status HTTP status, for example 429
     * @param retryAfter seconds for the {@code Retry-After} header, or null for no header
     * @param detail error message, or null for the default of the status
     * @param count number of rejected requests, or null for one
     */
    public record Burst(String method, String path, int status, Integer retryAfter, String detail, Integer count)
            implements Fault {

        public Burst on(final String onMethod, final String onPath) {
            return new Burst(onMethod, onPath, status, retryAfter, detail, count);
        }

        public Burst on(final String onPath) {
            return on(method, onPath);
        }

        public Burst retryAfter(final int seconds) {
            return new Burst(method, path, status, seconds, detail, count);
        }

        public Burst detail(final String text) {
            return new Burst(method, path, status, retryAfter, text, count);
        }

        public Burst times(final int count) {
            return new Burst(method, path, status, retryAfter, detail, count);
        }

        public String detailOrDefault() {
            if (detail != null) {
                return detail;
            }
            return switch (status) {
                case 400 -> "Bad Request";
                case 401 -> "Provided API key is invalid.";
                case 404 -> "Not Found";
                case 429 -> "You have exceeded the rate limit. Please try again later.";
                case 503 -> "The service is overloaded. Please try again later.";
                default -> "Internal Server Error";
            };
        }
    }
}
