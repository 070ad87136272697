/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.matching;

import dev.nifivoyage.processors.gesture.search.ComparisonMode;
import dev.nifivoyage.processors.gesture.search.LabeledVectors;
import dev.nifivoyage.processors.gesture.search.UnitVector;
import dev.nifivoyage.processors.gesture.search.UnusableVectorException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Labels with one vector each, clustered like those of texts: the sum of a common direction, one of 200 themes, and an
 * individual direction. The same in each run.
 */
final class SampleLabels {
    private static final int THEMES = 200;
    private static final float THEME = 0.8f;
    private static final float OWN = 0.6f;
    private static final float QUERY = 0.7f;

    private final Random random = new Random(11);
    private final int dimension;
    private final List<float[]> labels = new ArrayList<>();

    SampleLabels(final int count, final int dimension) {
        this.dimension = dimension;
        final float[] shared = direction();
        final List<float[]> themes = new ArrayList<>();
        for (int i = 0; i < THEMES; i++) {
            themes.add(direction());
        }
        for (int i = 0; i < count; i++) {
            final float[] label = shared.clone();
            UnitVector.add(label, themes.get(random.nextInt(THEMES)), THEME);
            UnitVector.add(label, direction(), OWN);
            labels.add(label);
        }
    }

    LabeledVectors library() throws UnusableVectorException {
        final Map<String, List<float[]>> byName = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            byName.put("label " + i, List.of(labels.get(i)));
        }

        return LabeledVectors.of(byName, ComparisonMode.BEST_VARIATION);
    }

    /** Vectors of length 1, each near a label. */
    List<float[]> queries(final int count) throws UnusableVectorException {
        final List<float[]> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final float[] query = labels.get(random.nextInt(labels.size())).clone();
            UnitVector.add(query, direction(), QUERY);
            queries.add(UnitVector.of(query));
        }

        return queries;
    }

    private float[] direction() {
        final float[] direction = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            direction[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }

        return direction;
    }
}
