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
 * What the processor remembers of its listings. A listing that was interrupted goes on after the last page that was committed.
 *
 * @param wanted fingerprint of the settings that say which jobs are wanted; with others the listing begins anew
 * @param before what whole listings have seen
 * @param current what the listing under way has seen
 * @param cursor id of the last job of its last page, or null when no listing is under way
 */
public record ListingState(String wanted, SeenJobs before, SeenJobs current, String cursor) {
    private static final String WANTED = "wanted";
    private static final String BEFORE = "listed.";
    private static final String CURRENT = "listing.";
    private static final String CURSOR = "listing.cursor";

    /**
     * The id of a job that was listed lately, by which its project can be known again; empty when there is none.
     */
    public static Optional<String> knownJob(final Map<String, String> state) {
        return SeenJobs.ofState(state, BEFORE).recent().stream()
                .findAny()
                .or(() -> Optional.ofNullable(state.get(CURSOR)));
    }

    /**
     * The state in the processor's state map.
     *
     * @param wanted fingerprint of the settings now
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
