/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.list;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The state of the listings of a processor. A listing that was interrupted continues after the last committed page.
 *
 * @param wanted fingerprint of the filter; with another filter, the listing starts over
 * @param before jobs seen by complete listings
 * @param current jobs seen by the current listing
 * @param cursor ID of the last job of its last page; null if there is no current listing
 */
public record ListingState(String wanted, SeenJobs before, SeenJobs current, String cursor) {
    private static final String WANTED = "wanted";
    private static final String BEFORE = "listed.";
    private static final String CURRENT = "listing.";
    private static final String CURSOR = "listing.cursor";

    /**
     * Returns the ID of a recently listed job, which identifies its project.
     */
    public static Optional<String> recentJob(final Map<String, String> state) {
        return SeenJobs.ofState(state, BEFORE).recent().stream()
                .findAny()
                .or(() -> Optional.ofNullable(state.get(CURSOR)));
    }

    /**
     * Reads the state of a processor.
     *
     * @param wanted fingerprint of the current filter
     */
    public static ListingState read(final Map<String, String> state, final String wanted) {
        if (!wanted.equals(state.get(WANTED))) {
            return new ListingState(wanted, SeenJobs.NONE, SeenJobs.NONE, null);
        }

        return new ListingState(
                wanted, SeenJobs.ofState(state, BEFORE), SeenJobs.ofState(state, CURRENT), state.get(CURSOR));
    }

    public Map<String, String> toMap() {
        final Map<String, String> state = new HashMap<>(before.toState(BEFORE));
        state.putAll(current.toState(CURRENT));
        state.put(WANTED, wanted);
        if (cursor != null) {
            state.put(CURSOR, cursor);
        }

        return state;
    }
}
