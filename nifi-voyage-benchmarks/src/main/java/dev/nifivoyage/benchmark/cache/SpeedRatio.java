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
 * The service's speed beside that of a bare store, over the iterations of all JVMs.
 *
 * @param iterations at least one
 */
record SpeedRatio(List<Iteration> iterations) {

    /**
     * How many times as fast as the bare store the service is: the turn in the middle, of the iteration in the middle. A turn in which one of both waited, for
     * RocksDB to make room or for another program, is not in the middle.
     */
    double ratio() {
        return middle(Iteration::ratio);
    }

    /**
     * The cells of a table's row for the bare store.
     */
    String[] bareCells(final String what) {
        return new String[] {what, keys(middle(Iteration::bareKeysPerSecond)), "", "", ""};
    }

    /**
     * The cells of a table's row for the service.
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
     * A second of calls in turn.
     *
     * @param ratio of the bare store's time to the service's, in the turn in the middle
     * @param serviceMedian nanoseconds of the service's call in the middle
     * @param bareMedian nanoseconds of the bare store's call in the middle
     * @param serviceTotal nanoseconds of all calls of the service
     * @param bareTotal nanoseconds of as many calls of the bare store
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
