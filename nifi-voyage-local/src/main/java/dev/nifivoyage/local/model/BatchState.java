/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.model;

import java.util.Locale;

/**
 * The states of a batch. Source: the status table of Voyage's batch guide; the last two are candidates for a batch that
 * ran out of its window.
 */
public enum BatchState {
    VALIDATING,
    FAILED,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    CANCELLING,
    CANCELLED,
    EXPIRED,
    PARTIALLY_COMPLETED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns true if a batch in this state counts as in flight.
     */
    public boolean isInFlight() {
        return this == VALIDATING || this == IN_PROGRESS || this == FINALIZING || this == CANCELLING;
    }

    /**
     * @throws IllegalArgumentException if there is no such state
     */
    public static BatchState ofWireName(final String name) {
        for (final BatchState state : values()) {
            if (state.wireName().equals(name)) {
                return state;
            }
        }
        throw new IllegalArgumentException(
                "'" + name
                        + "' is not a state of a batch: expected validating, in_progress, finalizing, cancelling, or a final state");
    }
}
