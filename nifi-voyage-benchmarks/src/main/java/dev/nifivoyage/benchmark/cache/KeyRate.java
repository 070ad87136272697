/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import java.util.Locale;

/**
 * Speed of a cache benchmark.
 *
 * @param compared keys per second that count: the fastest iteration when only the processor is at work, because everything else on the machine can only slow an
 *     iteration down, and the median when the disk is
 * @param median keys per second of the iteration in the middle
 */
record KeyRate(double compared, double median) {

    /**
     * How many times as fast as the other.
     */
    double ratio(final KeyRate other) {
        return compared / other.compared;
    }

    /**
     * The cells of a table.
     */
    String[] cells(final String what, final KeyRate reference) {
        return new String[] {what, keys(compared), keys(median), ratioText(reference)};
    }

    String ratioText(final KeyRate other) {
        return String.format(Locale.ROOT, "%.2f", ratio(other));
    }

    static String keys(final double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }
}
