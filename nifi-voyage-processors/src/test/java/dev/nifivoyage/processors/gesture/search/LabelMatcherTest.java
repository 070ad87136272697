/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Threshold, margin, probability, and rejected vectors.
 */
class LabelMatcherTest {
    private static final MatchingRule RULE = new MatchingRule(3, 0.6, 0, 0.05);

    @Test
    void includesTheBestLabelsWithScoreAndMargin() throws UnusableVectorException {
        final Match match = match(RULE, unit(0.8f, 0.6f, 0));

        assertEquals("x", match.label());
        assertEquals(0.8, match.score(), 1e-6);
        assertEquals(0.2, match.margin(), 1e-6);
        assertEquals(
                List.of("x", "y", "z"),
                match.best().stream().map(RankedLabel::label).toList());
        assertEquals(
                1, match.best().stream().mapToDouble(RankedLabel::probability).sum(), 1e-9);
    }

    @Test
    void belowTheThresholdIsUnknown() throws UnusableVectorException {
        final float[] even = unit(1, 1, 1);

        assertFalse(match(RULE, even).isKnown());
        assertEquals(0.577, match(RULE, even).score(), 1e-3);
        assertTrue(match(new MatchingRule(3, 0.57, 0, 0.05), even).isKnown());
    }

    @Test
    void tooSmallAMarginIsUnknown() throws UnusableVectorException {
        final float[] between = unit(0.72f, 0.69f, 0);

        assertTrue(match(RULE, between).isKnown());
        assertFalse(match(new MatchingRule(3, 0.6, 0.1, 0.05), between).isKnown());
    }

    /** At the seed's temperature of 1, a label at 0.8 among seven others at 0.6 has a probability of 0.149. */
    @Test
    void temperatureMakesProbabilitiesStandOut() throws UnusableVectorException {
        final Map<String, List<float[]>> library = new LinkedHashMap<>();
        library.put("best", List.of(cosine(0.8)));
        for (int i = 0; i < 7; i++) {
            library.put("other " + i, List.of(cosine(0.6)));
        }
        final LabelMatcher matcher = LabelMatcher.of(LabeledVectors.of(library, ComparisonMode.BEST_VARIATION), 100);
        final float[] query = {1, 0};

        assertEquals(
                0.149,
                matcher.match(List.of(query), new MatchingRule(1, 0, 0, 1))
                        .getFirst()
                        .probability(),
                1e-3);
        assertEquals(
                0.886,
                matcher.match(List.of(query), new MatchingRule(1, 0, 0, 0.05))
                        .getFirst()
                        .probability(),
                1e-3);
    }

    @Test
    void oneLabelHasNoMargin() throws UnusableVectorException {
        final LabelMatcher matcher = LabelMatcher.of(
                LabeledVectors.of(Map.of("x", List.of(new float[] {3, 0})), ComparisonMode.CENTROID), 100);
        final Match match = matcher.match(List.of(unit(1, 0)), new MatchingRule(3, 0.6, 0.5, 0.05))
                .getFirst();

        assertEquals("x", match.label());
        assertNull(match.margin());
        assertEquals(1, match.probability(), 1e-9);
    }

    @Test
    void centroidAndBestVariationDiffer() throws UnusableVectorException {
        final Map<String, List<float[]>> library = new LinkedHashMap<>();
        library.put("wide", List.of(unit(1, 0, 0), unit(0, 1, 0)));
        library.put("narrow", List.of(unit(0.9f, 0, 0.4359f)));
        final float[] query = unit(1, 0, 0);

        assertEquals(
                "wide",
                LabelMatcher.of(LabeledVectors.of(library, ComparisonMode.BEST_VARIATION), 100)
                        .match(List.of(query), RULE)
                        .getFirst()
                        .label());
        assertEquals(
                "narrow",
                LabelMatcher.of(LabeledVectors.of(library, ComparisonMode.CENTROID), 100)
                        .match(List.of(query), RULE)
                        .getFirst()
                        .label());
    }

    @Test
    void rejectsVectorsThatCannotBeCompared() {
        assertEquals(ErrorCode.DIMENSION_MISMATCH, rejection(new float[] {1, 2}).code());
        assertEquals(ErrorCode.ZERO_VECTOR, rejection(new float[] {0, 0, 0}).code());
        assertEquals(
                ErrorCode.NOT_FINITE, rejection(new float[] {1, Float.NaN, 0}).code());
        assertEquals(
                ErrorCode.NOT_FINITE,
                rejection(new float[] {1, Float.POSITIVE_INFINITY, 0}).code());
        assertTrue(rejection(new float[] {1, 2}).getMessage().contains("2 dimensions"));
    }

    @Test
    void rejectsALibraryOfSeveralDimensionsByLabel() {
        final Map<String, List<float[]>> library = new LinkedHashMap<>();
        library.put("x", List.of(new float[] {1, 0}));
        library.put("y", List.of(new float[] {1, 0, 0}));
        final UnusableVectorException rejection =
                assertThrows(UnusableVectorException.class, () -> LabeledVectors.of(library, ComparisonMode.CENTROID));

        assertEquals(ErrorCode.DIMENSION_MISMATCH, rejection.code());
        assertTrue(rejection.getMessage().startsWith("y: "), rejection.getMessage());
    }

    @Test
    void normalizesVectorsOfAnyLength() throws UnusableVectorException {
        final float[] tiny = UnitVector.of(new float[] {3e-30f, 4e-30f});
        final float[] huge = UnitVector.of(new float[] {3e37f, 4e37f});

        assertEquals(0.6f, tiny[0], 1e-6f);
        assertEquals(0.8f, huge[1], 1e-6f);
    }

    private static UnusableVectorException rejection(final float[] vector) {
        return assertThrows(UnusableVectorException.class, () -> UnitVector.of(vector, 3));
    }

    private static Match match(final MatchingRule rule, final float[] query) throws UnusableVectorException {
        final Map<String, List<float[]>> library = new LinkedHashMap<>();
        library.put("z", List.of(new float[] {0, 0, 2}));
        library.put("x", List.of(new float[] {5, 0, 0}));
        library.put("y", List.of(new float[] {0, 0.1f, 0}));
        return LabelMatcher.of(LabeledVectors.of(library, ComparisonMode.BEST_VARIATION), 100)
                .match(List.of(query), rule)
                .getFirst();
    }

    private static float[] unit(final float... numbers) throws UnusableVectorException {
        return UnitVector.of(numbers);
    }

    private static float[] cosine(final double cosine) {
        return new float[] {(float) cosine, (float) Math.sqrt(1 - cosine * cosine)};
    }
}
