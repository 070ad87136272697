/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.Arrays;

/**
 * Spreads a short vector over 256 to 2048 dimensions, differently for each space, in blocks of 512.
 *
 * <p>A block rotates the vector by three rounds of random signs and a Walsh-Hadamard transform. That preserves all
 * lengths and angles, so cosines are exact in 512, 1024, 1536, and 2048 dimensions; 256 dimensions are half a block and
 * preserve them approximately. All dimensions carry about the same information, so that a shorter vector is a prefix of
 * a longer one.
 */
final class HadamardProjection {

    private static final int BLOCK = 512;
    private static final int ROUNDS = 3;

    private HadamardProjection() {}

    /**
     * Projects a vector to a number of dimensions, at unit length.
     *
     * @param vector at most 512 values, not all zero
     */
    static float[] project(final float[] vector, final String space, final int dimension) {
        final double[] projected = new double[dimension];
        long state = VectorSpace.hash(0, space);
        final double[] block = new double[BLOCK];
        for (int start = 0; start < dimension; start += BLOCK) {
            Arrays.fill(block, 0);
            UnitVectors.add(block, vector, 1);
            for (int round = 0; round < ROUNDS; round++) {
                state = flipSigns(block, state);
                transform(block);
            }
            System.arraycopy(block, 0, projected, start, Math.min(BLOCK, dimension - start));
        }
        return UnitVectors.of(projected);
    }

    private static long flipSigns(final double[] block, final long before) {
        long state = before;
        for (int i = 0; i < BLOCK; i += Long.SIZE) {
            state += VectorSpace.GOLDEN_GAMMA;
            final long signs = VectorSpace.mix(state);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                if ((signs >>> bit & 1) != 0) {
                    block[i + bit] = -block[i + bit];
                }
            }
        }
        return state;
    }

    /** Applies the transform without its scaling factor, because the result is normalized anyway. */
    private static void transform(final double[] block) {
        for (int half = 1; half < BLOCK; half *= 2) {
            for (int start = 0; start < BLOCK; start += 2 * half) {
                for (int i = start; i < start + half; i++) {
                    final double left = block[i];
                    final double right = block[i + half];
                    block[i] = left + right;
                    block[i + half] = left - right;
                }
            }
        }
    }
}
