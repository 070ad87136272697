/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import dev.nifivoyage.processors.attribute.ErrorCode;

/**
 * Vectors of length 1, whose dot product is the cosine of the angle between them.
 */
public final class UnitVector {

    private UnitVector() {}

    /**
     * Normalizes a vector to length 1.
     *
     * @param numbers not modified
     * @throws UnusableVectorException if all numbers are zero, one is infinite or NaN, or the dimension differs
     */
    public static float[] of(final float[] numbers, final int dimension) throws UnusableVectorException {
        if (numbers.length != dimension) {
            throw new UnusableVectorException(
                    ErrorCode.DIMENSION_MISMATCH,
                    "The vector has %d dimensions, but those of the library have %d"
                            .formatted(numbers.length, dimension));
        }

        return of(numbers);
    }

    /**
     * Normalizes a vector of any dimension to length 1.
     *
     * @param numbers not modified
     * @throws UnusableVectorException if all numbers are zero, or one is infinite or NaN
     */
    public static float[] of(final float[] numbers) throws UnusableVectorException {
        double squares = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                throw new UnusableVectorException(
                        ErrorCode.NOT_FINITE, "Number %d of the vector is %s".formatted(i, numbers[i]));
            }
            squares += (double) numbers[i] * numbers[i];
        }
        if (squares == 0) {
            throw new UnusableVectorException(
                    ErrorCode.ZERO_VECTOR,
                    "All %d numbers of the vector are zero, so it has no direction".formatted(numbers.length));
        }

        final double length = Math.sqrt(squares);
        final float[] unit = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            unit[i] = (float) (numbers[i] / length);
        }

        return unit;
    }

    /**
     * Returns the direction of the mean.
     *
     * @param unitVectors at least one vector, all of the same dimension
     * @throws UnusableVectorException if the vectors cancel each other out
     */
    public static float[] centroid(final Iterable<float[]> unitVectors) throws UnusableVectorException {
        float[] sum = null;
        for (final float[] unit : unitVectors) {
            if (sum == null) {
                sum = unit.clone();
            } else {
                add(sum, unit, 1);
            }
        }

        return of(sum);
    }

    /**
     * Adds a multiple of a vector to a sum.
     */
    public static void add(final float[] sum, final float[] vector, final float weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * vector[i];
        }
    }
}
