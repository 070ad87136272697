/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Calculations on vectors for tests.
 */
final class Vectors {

    private Vectors() {}

    static double cosine(final float[] left, final float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum / length(left) / length(right);
    }

    static double length(final float[] vector) {
        double squares = 0;
        for (final float value : vector) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    static void assertUnit(final float[] vector, final int dimension) {
        assertEquals(dimension, vector.length);
        assertEquals(1, length(vector), 1e-6);
    }

    static void assertPrefix(final float[] shorter, final float[] longer) {
        final float[] prefix = Arrays.copyOf(longer, shorter.length);
        final double length = length(prefix);
        for (int i = 0; i < prefix.length; i++) {
            prefix[i] = (float) (prefix[i] / length);
        }
        assertArrayEquals(prefix, shorter, 1e-7f);
    }
}
