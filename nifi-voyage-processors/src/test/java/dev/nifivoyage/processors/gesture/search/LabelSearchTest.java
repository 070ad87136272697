/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Exact search finds what plain arithmetic finds, and the graph nearly always the same.
 */
class LabelSearchTest {
    private static final int DIMENSION = 64;

    @ParameterizedTest
    @EnumSource(ComparisonMode.class)
    void exactSearchIsExact(final ComparisonMode mode) throws UnusableVectorException {
        final SampleLibrary library = new SampleLibrary(300, 3, DIMENSION);
        final List<float[]> queries = library.queries(40);
        final List<List<LabelScore>> found = new ExactSearch(library.labeled(mode)).nearest(queries, 5);

        assertEquals(queries.size(), found.size());
        for (int i = 0; i < queries.size(); i++) {
            final List<LabelScore> expected = plain(library.vectors(), mode, queries.get(i));
            assertEquals(LabelSearch.NEAREST, found.get(i).size());
            for (int rank = 0; rank < 5; rank++) {
                assertEquals(expected.get(rank).label(), found.get(i).get(rank).label());
                assertEquals(expected.get(rank).score(), found.get(i).get(rank).score(), 1e-5);
            }
        }
    }

    @Test
    void graphFindsTheSameLabelsWithTheSameScores() throws UnusableVectorException {
        final SampleLibrary library = new SampleLibrary(2_000, 2, DIMENSION);
        final LabeledVectors labeled = library.labeled(ComparisonMode.BEST_VARIATION);
        final List<float[]> queries = library.queries(200);
        final List<List<LabelScore>> exact = new ExactSearch(labeled).nearest(queries, 3);
        final List<List<LabelScore>> graph = new GraphSearch(labeled).nearest(queries, 3);

        int same = 0;
        for (int i = 0; i < queries.size(); i++) {
            assertTrue(graph.get(i).size() >= 3);
            same += exact.get(i).subList(0, 3).equals(graph.get(i).subList(0, 3)) ? 1 : 0;
            assertDistinctAndSorted(graph.get(i));
        }
        assertTrue(same >= 190, same + " of 200 are the same");
    }

    /** With many descriptions of few labels, the nearest vectors are all of one label. */
    @Test
    void graphGivesAsManyLabelsAsAreNeeded() throws UnusableVectorException {
        final SampleLibrary library = new SampleLibrary(10, 300, DIMENSION);
        final List<List<LabelScore>> found =
                new GraphSearch(library.labeled(ComparisonMode.BEST_VARIATION)).nearest(library.queries(5), 10);

        found.forEach(labels -> assertEquals(10, labels.size()));
    }

    @Test
    void searchesAreTheSameForOneVectorAndForMany() throws UnusableVectorException {
        final SampleLibrary library = new SampleLibrary(200, 2, DIMENSION);
        final LabelSearch search = new ExactSearch(library.labeled(ComparisonMode.BEST_VARIATION));
        final List<float[]> queries = library.queries(37);
        final List<List<LabelScore>> together = search.nearest(queries, 3);

        for (int i = 0; i < queries.size(); i++) {
            assertEquals(
                    together.get(i), search.nearest(List.of(queries.get(i)), 3).getFirst());
        }
    }

    private static void assertDistinctAndSorted(final List<LabelScore> scores) {
        assertEquals(
                scores.size(),
                new HashSet<>(scores.stream().map(LabelScore::label).toList()).size());
        for (int i = 1; i < scores.size(); i++) {
            assertTrue(scores.get(i).score() <= scores.get(i - 1).score());
        }
    }

    private static List<LabelScore> plain(
            final Map<String, List<float[]>> library, final ComparisonMode mode, final float[] query) {
        final List<LabelScore> scores = new ArrayList<>();
        library.forEach((label, vectors) -> {
            double best = -1;
            final double[] sum = new double[query.length];
            for (final float[] vector : vectors) {
                final double length = Math.sqrt(dot(vector, vector));
                best = Math.max(best, dot(vector, query) / length);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += vector[i] / length;
                }
            }
            double length = 0;
            double product = 0;
            for (int i = 0; i < sum.length; i++) {
                length += sum[i] * sum[i];
                product += sum[i] * query[i];
            }
            scores.add(new LabelScore(
                    label, (float) (mode == ComparisonMode.CENTROID ? product / Math.sqrt(length) : best)));
        });
        scores.sort(Comparator.comparingDouble(LabelScore::score).reversed());
        return scores;
    }

    private static double dot(final float[] one, final float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
