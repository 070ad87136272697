/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of one number of records.
 */
final class ScaleFigures {
    private final int records;
    private final Map<ScaleMeasure, Double> values = new EnumMap<>(ScaleMeasure.class);

    ScaleFigures(final int records) {
        this.records = records;
    }

    int records() {
        return records;
    }

    /**
     * Keeps the largest value of a measure.
     */
    void sample(final ScaleMeasure measure, final double value) {
        values.merge(measure, value, Math::max);
    }

    double get(final ScaleMeasure measure) {
        return values.getOrDefault(measure, 0.0);
    }

    String text(final ScaleMeasure measure) {
        return measure.text(get(measure));
    }

    /**
     * Returns a line for each measure, so that the figures are known before the next number of records.
     */
    String lines() {
        return Arrays.stream(ScaleMeasure.values())
                .map(measure -> String.format(Locale.ROOT, "  %,d records: %s: %s", records, measure, text(measure)))
                .collect(Collectors.joining("\n"));
    }
}
