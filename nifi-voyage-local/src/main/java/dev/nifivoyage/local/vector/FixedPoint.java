/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

/**
 * Floats that are multiples of 10⁻⁸: their decimal text is cheap to print and reads back as exactly the same float.
 * Between −1/8 and 1/8 floats are denser than that, so that values have to be rounded; beyond, each
 * float has such a decimal.
 */
final class FixedPoint {

    private static final double UNITS = 1e8;
    private static final int UNITS_PER_ONE = 100_000_000;
    private static final byte[] FOUR_DIGITS = fourDigits();

    private FixedPoint() {}

    /**
     * Returns the float closest to the nearest multiple of 10⁻⁸.
     */
    static float round(final double value) {
        // adding zero turns negative zero into positive zero
        return (float) (Math.rint(value * UNITS) / UNITS + 0.0);
    }

    /**
     * Returns a vector with each value rounded.
     */
    static float[] rounded(final float[] vector) {
        final float[] rounded = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            rounded[i] = round(vector[i]);
        }
        return rounded;
    }

    /**
     * Prints a float as a JSON number that reads back as the same float, into an array with room for 11 bytes: a sign,
     * one digit, the point, eight digits.
     *
     * @return the position after the last byte, or the start if the float is not a multiple of 10⁻⁸ within ±1.
     */
    static int print(final float value, final byte[] bytes, final int start) {
        final double units = Math.rint(value * UNITS);
        // also false for NaN; bits, because a negative zero equals zero
        if (!(Math.abs(units) <= UNITS_PER_ONE)
                || Float.floatToRawIntBits((float) (units / UNITS + 0.0)) != Float.floatToRawIntBits(value)) {
            return start;
        }
        int position = start;
        int digits = (int) units;
        if (digits < 0) {
            bytes[position++] = '-';
            digits = -digits;
        }
        if (digits == UNITS_PER_ONE) {
            bytes[position++] = '1';
            digits = 0;
        } else {
            bytes[position++] = '0';
        }
        bytes[position++] = '.';
        final int high = digits / 10_000;
        System.arraycopy(FOUR_DIGITS, high * 4, bytes, position, 4);
        System.arraycopy(FOUR_DIGITS, (digits - high * 10_000) * 4, bytes, position + 4, 4);
        return position + 8;
    }

    private static byte[] fourDigits() {
        final byte[] table = new byte[40_000];
        for (int number = 0; number < 10_000; number++) {
            table[number * 4] = (byte) ('0' + number / 1000);
            table[number * 4 + 1] = (byte) ('0' + number / 100 % 10);
            table[number * 4 + 2] = (byte) ('0' + number / 10 % 10);
            table[number * 4 + 3] = (byte) ('0' + number % 10);
        }
        return table;
    }
}
