/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * Figures of several runs.
 *
 * @param sorted at least one, in ascending order
 */
record Spread(List<Double> sorted) {

    static Spread of(final List<Double> figures) {
        return new Spread(figures.stream().sorted().toList());
    }

    double median() {
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /**
     * Returns the median with the lowest and the highest figure.
     */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median(), sorted.getFirst(), sorted.getLast());
    }
}
