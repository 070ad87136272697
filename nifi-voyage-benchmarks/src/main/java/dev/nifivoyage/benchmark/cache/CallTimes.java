/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long the calls of one kind took.
 */
final class CallTimes {
    private final List<Long> nanoseconds = new ArrayList<>();

    void clear() {
        nanoseconds.clear();
    }

    void add(final long elapsed) {
        nanoseconds.add(elapsed);
    }

    /**
     * Nanoseconds of the call in the middle.
     */
    double median() {
        final List<Long> sorted = new ArrayList<>(nanoseconds);
        Collections.sort(sorted);
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2.0;
    }

    /**
     * Nanoseconds of all calls together.
     */
    double total() {
        return nanoseconds.stream().mapToLong(Long::longValue).sum();
    }
}
