/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import dev.nifivoyage.local.clock.Durations;
import dev.nifivoyage.local.model.BatchState;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The minimum duration of each state of a batch, by the server clock.
 */
public final class StateDelays {

    private final Map<BatchState, Duration> delays = new EnumMap<>(BatchState.class);

    StateDelays(final Map<BatchState, Duration> usual, final Map<String, String> changed) {
        delays.putAll(usual);
        delays.putAll(parse(changed));
    }

    public Duration of(final BatchState state) {
        return delays.getOrDefault(state, Duration.ZERO);
    }

    /**
     * @param words states and durations such as {@code validating} and {@code 4m}
     * @throws IllegalArgumentException if a word is not a state, or has no valid duration
     */
    public static Map<BatchState, Duration> parse(final Map<String, String> words) {
        final Map<BatchState, Duration> parsed = new EnumMap<>(BatchState.class);
        words.forEach((state, duration) -> parsed.put(BatchState.ofWireName(state), Durations.parse(duration)));
        return parsed;
    }
}
