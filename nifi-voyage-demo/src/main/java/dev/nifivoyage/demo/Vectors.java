/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Vectors from JSON, and their similarity.
 */
final class Vectors {

    private Vectors() {}

    static float[] read(final JsonNode numbers) {
        final float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i).floatValue();
        }

        return vector;
    }

    static double cosine(final float[] first, final float[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "Vectors of dimensions %d and %d cannot be compared".formatted(first.length, second.length));
        }

        double dot = 0;
        double firstSquare = 0;
        double secondSquare = 0;
        for (int i = 0; i < first.length; i++) {
            dot += (double) first[i] * second[i];
            firstSquare += (double) first[i] * first[i];
            secondSquare += (double) second[i] * second[i];
        }

        return dot / Math.sqrt(firstSquare * secondSquare);
    }
}
