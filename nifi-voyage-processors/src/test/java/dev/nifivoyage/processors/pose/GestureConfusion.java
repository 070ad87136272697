/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.gesture.search.Match;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The labels of the frames of sample poses: the nearest one of each frame, and the one that MatchGesture reports, if
 * any.
 */
final class GestureConfusion {
    private final Map<SampleFigure, Map<String, Integer>> nearest = new LinkedHashMap<>();
    private final Map<SampleFigure, Map<String, Integer>> reported = new LinkedHashMap<>();

    GestureConfusion(final SampleMatcher matcher, final Map<SampleFigure, List<String>> described) throws Exception {
        for (final Map.Entry<SampleFigure, List<String>> figure : described.entrySet()) {
            final Map<String, Integer> all = new LinkedHashMap<>();
            final Map<String, Integer> known = new LinkedHashMap<>();
            for (final Match match : matcher.match(figure.getValue())) {
                all.merge(match.best().getFirst().label(), 1, Integer::sum);
                if (match.isKnown()) {
                    known.merge(match.label(), 1, Integer::sum);
                }
            }
            nearest.put(figure.getKey(), all);
            reported.put(figure.getKey(), known);
        }
    }

    /** Frames of a figure that lie nearest to a label, above the threshold or not. */
    int nearest(final SampleFigure figure, final String label) {
        return nearest.get(figure).getOrDefault(label, 0);
    }

    /** Frames of all figures that lie nearest to the label of their own. */
    int nearestToOwn() {
        return nearest.keySet().stream()
                .mapToInt(figure -> nearest(figure, figure.label()))
                .sum();
    }

    /** The nearest label of most frames. */
    String majority(final SampleFigure figure) {
        return Collections.max(nearest.get(figure).entrySet(), Map.Entry.comparingByValue())
                .getKey();
    }

    /** Frames of a figure that get a label. */
    int reported(final SampleFigure figure, final String label) {
        return reported.get(figure).getOrDefault(label, 0);
    }

    /** The labels that the frames of a figure get, with their number. */
    Map<String, Integer> reported(final SampleFigure figure) {
        return reported.get(figure);
    }

    /** Frames of all figures that get the label of their own. */
    int reportedAsOwn() {
        return reported.keySet().stream()
                .mapToInt(figure -> reported(figure, figure.label()))
                .sum();
    }

    /** Frames of all figures that get another label. */
    int reportedAsOthers() {
        return reported.values().stream()
                        .flatMap(labels -> labels.values().stream())
                        .mapToInt(Integer::intValue)
                        .sum()
                - reportedAsOwn();
    }

    /** Frames of all figures. */
    int frames() {
        return nearest.values().stream()
                .flatMap(labels -> labels.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }
}
