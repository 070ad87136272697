/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Labels whose descriptions lie around their own direction, and these around those of some themes, as texts do.
 */
final class SampleLibrary {
    private static final int THEMES = 20;

    private final Random random = new Random(7);
    private final int dimension;
    private final Map<String, List<float[]>> vectors = new LinkedHashMap<>();

    SampleLibrary(final int labels, final int variations, final int dimension) {
        this.dimension = dimension;
        final List<float[]> themes = new ArrayList<>();
        for (int i = 0; i < THEMES; i++) {
            themes.add(direction());
        }
        for (int i = 0; i < labels; i++) {
            final float[] label = near(themes.get(i % THEMES), 0.8f);
            final List<float[]> descriptions = new ArrayList<>();
            for (int j = 0; j < variations; j++) {
                descriptions.add(near(label, 0.4f));
            }
            vectors.put("label " + i, descriptions);
        }
    }

    Map<String, List<float[]>> vectors() {
        return vectors;
    }

    LabeledVectors labeled(final ComparisonMode mode) throws UnusableVectorException {
        return LabeledVectors.of(vectors, mode);
    }

    /** Vectors of length 1, each near some description. */
    List<float[]> queries(final int count) throws UnusableVectorException {
        final List<List<float[]>> all = List.copyOf(vectors.values());
        final List<float[]> queries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            queries.add(UnitVector.of(near(all.get(random.nextInt(all.size())).getFirst(), 0.5f)));
        }
        return queries;
    }

    private float[] near(final float[] direction, final float distance) {
        final float[] other = direction();
        final float[] near = direction.clone();
        UnitVector.add(near, other, distance);
        return near;
    }

    private float[] direction() {
        final float[] direction = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            direction[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }
        return direction;
    }
}
