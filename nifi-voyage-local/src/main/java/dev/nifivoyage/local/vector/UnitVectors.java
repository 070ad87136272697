/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

/**
 * Arithmetic on vectors of unit length.
 */
final class UnitVectors {

    private UnitVectors() {}

    /**
     * Normalizes a vector to unit length; a zero vector becomes the first axis.
     */
    static float[] of(final double[] vector) {
        double squares = 0;
        for (final double value : vector) {
            squares += value * value;
        }
        final float[] unit = new float[vector.length];
        if (squares == 0) {
            unit[0] = 1;
            return unit;
        }
        final double scale = 1 / Math.sqrt(squares);
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] * scale);
        }
        return unit;
    }

    /**
     * Derives a vector from a seed: four values from each 64 random bits, in order, so that a shorter vector is a
     * prefix of a longer one before normalization.
     */
    static float[] drawn(final long seed, final int dimension) {
        final float[] vector = new float[dimension];
        long state = seed;
        long squares = 0;
        for (int i = 0; i < dimension; i += 4) {
            state += VectorSpace.GOLDEN_GAMMA;
            long bits = VectorSpace.mix(state);
            for (int j = i; j < Math.min(i + 4, dimension); j++) {
                // an odd number between −65535 and 65535: never zero, the same on both sides
                final int value = ((short) bits << 1) + 1;
                vector[j] = value;
                squares += (long) value * value;
                bits >>>= 16;
            }
        }
        final double scale = 1 / Math.sqrt(squares);
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (vector[i] * scale);
        }
        return vector;
    }

    static double cosine(final float[] left, final float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /**
     * Adds a vector, with a weight, to a sum that is at least as long.
     */
    static void add(final double[] sum, final float[] vector, final double weight) {
        for (int i = 0; i < vector.length; i++) {
            sum[i] += weight * vector[i];
        }
    }
}
