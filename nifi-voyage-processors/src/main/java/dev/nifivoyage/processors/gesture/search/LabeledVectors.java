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
import java.util.Map;

/**
 * The vectors of a library: of length 1 and equal dimension, each with one label. Immutable, provided that its arrays
 * are not modified.
 */
public final class LabeledVectors {
    private final int dimension;
    private final List<String> labels;
    private final List<float[]> vectors;
    private final int[] labelOfVector;

    private LabeledVectors(
            final int dimension, final List<String> labels, final List<float[]> vectors, final int[] labelOfVector) {
        this.dimension = dimension;
        this.labels = labels;
        this.vectors = vectors;
        this.labelOfVector = labelOfVector;
    }

    /**
     * Normalizes the vectors of labels.
     *
     * @param vectorsByLabel at least one label, each with at least one vector of any length except zero
     * @throws UnusableVectorException if a vector has another dimension or no direction; names its label
     */
    public static LabeledVectors of(final Map<String, List<float[]>> vectorsByLabel, final ComparisonMode mode)
            throws UnusableVectorException {
        if (vectorsByLabel.isEmpty()) {
            throw new IllegalArgumentException("A library must have at least one label");
        }

        final int dimension = vectorsByLabel.values().iterator().next().getFirst().length;
        final List<String> labels = new ArrayList<>();
        final List<float[]> vectors = new ArrayList<>();
        final List<Integer> owners = new ArrayList<>();
        for (final Map.Entry<String, List<float[]>> label : vectorsByLabel.entrySet()) {
            for (final float[] vector : unitVectors(label.getKey(), label.getValue(), dimension, mode)) {
                vectors.add(vector);
                owners.add(labels.size());
            }
            labels.add(label.getKey());
        }

        return new LabeledVectors(
                dimension,
                List.copyOf(labels),
                List.copyOf(vectors),
                owners.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<float[]> unitVectors(
            final String label, final List<float[]> vectors, final int dimension, final ComparisonMode mode)
            throws UnusableVectorException {
        try {
            final List<float[]> unitVectors = new ArrayList<>();
            for (final float[] vector : vectors) {
                unitVectors.add(UnitVector.of(vector, dimension));
            }
            return mode.reduce(unitVectors);
        } catch (final UnusableVectorException e) {
            throw new UnusableVectorException(e.code(), "%s: %s".formatted(label, e.getMessage()));
        }
    }

    public int dimension() {
        return dimension;
    }

    /** Returns the number of vectors. */
    public int size() {
        return vectors.size();
    }

    public List<String> labels() {
        return labels;
    }

    float[] vector(final int index) {
        return vectors.get(index);
    }

    List<float[]> vectors() {
        return vectors;
    }

    /** Returns the index of the label of a vector. */
    int labelOf(final int vector) {
        return labelOfVector[vector];
    }
}
