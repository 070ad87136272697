/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The times of calls of one kind.
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
     * Returns the median in nanoseconds.
     */
    double median() {
        return Medians.of(nanoseconds.stream().mapToDouble(Long::doubleValue));
    }

    /**
     * Returns the median of the ratios of the other calls to these, turn by turn.
     */
    double medianRatio(final CallTimes others) {
        return Medians.of(IntStream.range(0, nanoseconds.size())
                .mapToDouble(i -> (double) others.nanoseconds.get(i) / nanoseconds.get(i)));
    }

    /**
     * Returns the total nanoseconds.
     */
    double total() {
        return nanoseconds.stream().mapToLong(Long::longValue).sum();
    }
}
