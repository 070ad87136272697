/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was measured at one time.
 *
 * @param quarter of the soak, from 1; {@code END} after the last FlowFile
 * @param seconds since the start
 */
record SoakSample(int quarter, long seconds, Map<SoakMeasure, Long> values) {
    static final int QUARTERS = 4;
    static final int END = QUARTERS + 1;
    static final String HEADER = "speed,commit,quarter,seconds,"
            + Arrays.stream(SoakMeasure.values()).map(SoakMeasure::toString).collect(Collectors.joining(","));

    /**
     * Returns a line of comma-separated values.
     *
     * @param speed of the clock of the server
     * @param commit of the project
     */
    String line(final int speed, final String commit) {
        return "%d,%s,%s,%d,%s"
                .formatted(
                        speed,
                        commit,
                        quarter == END ? "end" : quarter,
                        seconds,
                        Arrays.stream(SoakMeasure.values())
                                .map(measure -> values.get(measure).toString())
                                .collect(Collectors.joining(",")));
    }

    /** Returns the median of the samples of a quarter. */
    static long median(final List<SoakSample> samples, final int quarter, final SoakMeasure measure) {
        final List<Long> sorted = samples.stream()
                .filter(sample -> sample.quarter == quarter)
                .map(sample -> sample.values.get(measure))
                .sorted()
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Returns the measures that have grown from the second quarter to the last. */
    static List<String> grown(final List<SoakSample> samples) {
        final List<String> grown = new ArrayList<>();
        for (final SoakMeasure measure : SoakMeasure.FLAT) {
            final long earlier = median(samples, 2, measure);
            final long later = median(samples, QUARTERS, measure);
            if (later > measure.limit(earlier)) {
                grown.add(
                        "%s: %d instead of %d, at most %d".formatted(measure, later, earlier, measure.limit(earlier)));
            }
        }
        return grown;
    }
}
