/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.local.vector.OnnxVectorModel;
import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.processors.gesture.search.LabelMatcher;
import dev.nifivoyage.processors.gesture.search.LabeledVectors;
import dev.nifivoyage.processors.gesture.search.Match;
import dev.nifivoyage.processors.gesture.search.MatchingRule;
import dev.nifivoyage.processors.gesture.search.UnitVector;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Matches texts as MatchGesture does, with the parameters of a shipped flow and the sentence model of voyage-local.
 */
final class SampleMatcher {
    private static final OnnxVectorModel MODEL = new OnnxVectorModel();
    private static final String PROMPT = "Represent the document for retrieval: ";
    private static final int EXACT = 2_500;

    private final ShippedParameters parameters;
    private final LabelMatcher matcher;
    private final MatchingRule rule;

    private SampleMatcher(final ShippedParameters parameters, final LabelMatcher matcher, final MatchingRule rule) {
        this.parameters = parameters;
        this.matcher = matcher;
        this.rule = rule;
    }

    /** The flow gesture-library, one frame at a time. */
    static SampleMatcher ofGestures() throws Exception {
        return of("gesture-library", SampleTexts.library("gestures"), ComparisonMode.BEST_VARIATION);
    }

    /** The flow archetype-training. */
    static SampleMatcher ofArchetypes() throws Exception {
        return ofArchetypes(SampleTexts.library("archetypes"));
    }

    /** The flow archetype-training with another library. */
    static SampleMatcher ofArchetypes(final Map<String, List<String>> library) throws Exception {
        return of("archetype-training", library, ComparisonMode.CENTROID);
    }

    private static SampleMatcher of(
            final String flow, final Map<String, List<String>> library, final ComparisonMode mode) throws Exception {
        final ShippedParameters parameters = new ShippedParameters(flow);
        final Map<String, List<float[]>> vectors = new LinkedHashMap<>();
        for (final Map.Entry<String, List<String>> label : library.entrySet()) {
            vectors.put(
                    label.getKey(),
                    label.getValue().stream()
                            .map(text -> vector(parameters, text))
                            .toList());
        }
        return new SampleMatcher(
                parameters,
                LabelMatcher.of(LabeledVectors.of(vectors, mode), EXACT),
                new MatchingRule(1, parameters.number("Threshold"), parameters.number("Minimum Margin"), 0.05));
    }

    /** The same without thresholds: each text gets the nearest label. */
    SampleMatcher withoutThresholds() {
        return new SampleMatcher(parameters, matcher, new MatchingRule(1, -1, 0, 0.05));
    }

    double threshold() {
        return rule.threshold();
    }

    double minimumMargin() {
        return rule.minimumMargin();
    }

    List<Match> match(final List<String> texts) throws UnusableVectorException {
        final float[][] vectors = new float[texts.size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = UnitVector.of(vector(parameters, texts.get(i)));
        }
        return matcher.match(List.of(vectors), rule);
    }

    /** Returns the label of a text, or null if it is unknown. */
    String label(final String text) throws UnusableVectorException {
        return match(List.of(text)).getFirst().label();
    }

    private static float[] vector(final ShippedParameters parameters, final String text) {
        return MODEL.embed(parameters.model(), PROMPT, text, parameters.dimension());
    }
}
