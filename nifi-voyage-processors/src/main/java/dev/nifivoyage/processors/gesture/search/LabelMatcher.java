/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides which label of a library a vector has, if any, from the labels nearest to it. Thread-safe.
 */
public final class LabelMatcher {
    private final LabelSearch search;
    private final int dimension;

    private LabelMatcher(final LabelSearch search, final int dimension) {
        this.search = search;
        this.dimension = dimension;
    }

    /**
     * Prepares a library for searching, which takes seconds if it gets a graph.
     *
     * @param exactSearchLimit number of vectors up to which a library is searched exhaustively; larger ones are
     *     searched with a graph
     */
    public static LabelMatcher of(final LabeledVectors library, final int exactSearchLimit) {
        final LabelSearch search =
                library.size() <= exactSearchLimit ? new ExactSearch(library) : new GraphSearch(library);
        return new LabelMatcher(search, library.dimension());
    }

    /**
     * Matches vectors against the library.
     *
     * @param unitVectors vectors of length 1
     * @return a match for each vector, in order
     * @throws IllegalArgumentException if the dimension of a vector differs from that of the library
     */
    public List<Match> match(final List<float[]> unitVectors, final MatchingRule rule) {
        for (final float[] unit : unitVectors) {
            if (unit.length != dimension) {
                throw new IllegalArgumentException("A vector of %d dimensions cannot be compared with a library of %d"
                        .formatted(unit.length, dimension));
            }
        }

        // the second label is needed for the margin
        final List<List<LabelScore>> nearest = search.nearest(unitVectors, Math.max(2, rule.topK()));
        final List<Match> matches = new ArrayList<>(unitVectors.size());
        for (final List<LabelScore> scores : nearest) {
            matches.add(toMatch(scores, rule));
        }

        return matches;
    }

    private static Match toMatch(final List<LabelScore> scores, final MatchingRule rule) {
        final LabelScore first = scores.getFirst();
        final Float margin =
                scores.size() == 1 ? null : first.score() - scores.get(1).score();
        final boolean isKnown = first.score() >= rule.threshold() && (margin == null || margin >= rule.minimumMargin());

        // softmax; subtracting the best score keeps the exponentials from overflowing
        double sum = 0;
        for (final LabelScore score : scores) {
            sum += weight(score, first, rule);
        }
        final List<RankedLabel> best = new ArrayList<>();
        for (final LabelScore score : scores.subList(0, Math.min(rule.topK(), scores.size()))) {
            best.add(new RankedLabel(score.label(), score.score(), weight(score, first, rule) / sum));
        }

        return new Match(isKnown ? first.label() : null, margin, List.copyOf(best));
    }

    private static double weight(final LabelScore score, final LabelScore first, final MatchingRule rule) {
        return Math.exp((score.score() - first.score()) / rule.temperature());
    }
}
