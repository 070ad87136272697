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
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Delayed visibility, as in an eventually consistent server: new batches that are missing in the list, batches and
 * files that return 404, and a list of batches that is out of date.
 */
public final class VisibilityLags {

    private final Map<Place, Duration> lags = new EnumMap<>(Place.class);

    /**
     * @param words places and durations such as {@code batch_list} and {@code 5s}
     * @throws IllegalArgumentException if a word is not a place, or has no valid duration
     */
    VisibilityLags(final Map<String, String> words) {
        words.forEach((place, duration) -> lags.put(place(place), Durations.parse(duration)));
    }

    /**
     * Returns true while something is too new to be visible.
     */
    public boolean hides(final Place place, final Instant createdAt, final Instant now) {
        final Duration lag = lags.get(place);
        return lag != null && now.isBefore(createdAt.plus(lag));
    }

    /**
     * Returns how long a list of batches may be shown.
     */
    public Duration listAge() {
        return lags.getOrDefault(Place.BATCH_LIST_AGE, Duration.ZERO);
    }

    private static Place place(final String word) {
        for (final Place place : Place.values()) {
            if (place.name().equalsIgnoreCase(word)) {
                return place;
            }
        }
        throw new IllegalArgumentException(
                "'" + word + "' is not a valid place: expected batch_list, batch, file, or batch_list_age");
    }

    /** A place of visibility. */
    public enum Place {
        BATCH_LIST,
        BATCH,
        FILE,
        BATCH_LIST_AGE
    }
}
