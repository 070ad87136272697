/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertTrue;

class LineComparisonTest {
    /** {@code ./fuzz} compares a million. */
    private static final int LINES = Integer.getInteger("fuzz.lines", 50_000);

    private static final long SEED = Long.getLong("fuzz.seed", 1);

    @Test
    void readerAndTreeAgreeOnMutatedLines() {
        final LineComparison comparison = new LineComparison();
        final LineMutator lines = new LineMutator(SEED);
        final Map<LineComparison.Verdict, Integer> verdicts = new EnumMap<>(LineComparison.Verdict.class);
        for (int i = 0; i < LINES; i++) {
            verdicts.merge(comparison.compare(lines.next()), 1, Integer::sum);
        }

        System.out.printf("Compared %,d mutated result lines: %s%n", LINES, verdicts);
        for (final LineComparison.Verdict verdict : LineComparison.Verdict.values()) {
            assertTrue(verdicts.getOrDefault(verdict, 0) > LINES / 100, verdicts.toString());
        }
        assertTrue(verdicts.get(LineComparison.Verdict.AMBIGUOUS) < LINES / 5, verdicts.toString());
    }
}
