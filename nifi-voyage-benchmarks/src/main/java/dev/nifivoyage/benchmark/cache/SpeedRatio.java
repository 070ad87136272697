/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The speed of the service relative to a bare store, over the iterations of all JVMs.
 *
 * @param iterations at least one
 */
record SpeedRatio(List<Iteration> iterations) {

    /**
     * Returns the median over iterations of the median ratio of their turns, which excludes turns that waited for
     * compaction or for other programs.
     */
    double ratio() {
        return middle(Iteration::ratio);
    }

    /**
     * Returns the cells of the bare store.
     */
    String[] bareCells(final String what) {
        return new String[] {what, keys(middle(Iteration::bareKeysPerSecond)), "", "", ""};
    }

    /**
     * Returns the cells of the service.
     */
    String[] serviceCells(final String what) {
        final DoubleSummaryStatistics ratios =
                iterations.stream().mapToDouble(Iteration::ratio).summaryStatistics();
        return new String[] {
            what,
            keys(middle(Iteration::serviceKeysPerSecond)),
            text(ratio()),
            text(ratios.getMin()) + " to " + text(ratios.getMax()),
            text(middle(Iteration::ratioOfTotals))
        };
    }

    static String text(final double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    static String keys(final double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    private double middle(final ToDoubleFunction<Iteration> figure) {
        return Medians.of(iterations.stream().mapToDouble(figure));
    }

    /**
     * One second of alternating calls, in nanoseconds.
     *
     * @param ratio median ratio of the time of the bare store to that of the service
     * @param serviceMedian median of the calls of the service
     * @param bareMedian median of the calls of the bare store
     * @param serviceTotal total of the calls of the service
     * @param bareTotal total of the same number of calls of the bare store
     */
    record Iteration(double ratio, double serviceMedian, double bareMedian, double serviceTotal, double bareTotal) {

        double ratioOfTotals() {
            return bareTotal / serviceTotal;
        }

        double serviceKeysPerSecond() {
            return Vectors.BATCH * 1e9 / serviceMedian;
        }

        double bareKeysPerSecond() {
            return Vectors.BATCH * 1e9 / bareMedian;
        }
    }
}
