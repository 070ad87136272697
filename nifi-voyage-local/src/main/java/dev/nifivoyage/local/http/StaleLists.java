/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Lists of batches that are shown for a while although batches have changed or have been added, as by a cache in front
 * of a server. Thread-safe.
 */
final class StaleLists {

    private final Map<String, Snapshot> snapshots = new HashMap<>();

    /**
     * Returns the batches of a project.
     *
     * @param age how long a list is shown, zero for not at all
     * @param fresh the current list
     */
    List<Item> list(final String project, final Duration age, final Instant now, final Supplier<List<Item>> fresh) {
        if (age.isZero()) {
            return fresh.get();
        }
        synchronized (snapshots) {
            final Snapshot last = snapshots.get(project);
            if (last != null && now.isBefore(last.takenAt().plus(age))) {
                return last.items();
            }
            final Snapshot snapshot = new Snapshot(now, fresh.get());
            snapshots.put(project, snapshot);
            return snapshot.items();
        }
    }

    /** A batch in a list. */
    record Item(String id, JsonNode json) {}

    private record Snapshot(Instant takenAt, List<Item> items) {}
}
