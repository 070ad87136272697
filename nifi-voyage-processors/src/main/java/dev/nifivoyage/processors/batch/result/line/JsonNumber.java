/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.nio.charset.StandardCharsets;

/**
 * Parses a decimal number from the bytes of a JSON text into the nearest float, the same as {@link Float#parseFloat}.
 *
 * <p>The digits are scaled as doubles, each operation of which is off by at most half a unit in the last place. A
 * double nearest to a float decides which one, unless it is so close to the middle between two floats that its error
 * matters. Then, as for more than 18 digits, and for powers of ten without an exact double, the text is left to
 * {@link Float#parseFloat}. Source of this filter: W. Clinger, How to Read Floating Point Numbers Accurately, 1990.</p>
 */
final class JsonNumber {
    private static final int MAXIMUM_EXPONENT_DIGITS = 2;
    /** Longer numbers, which the JSON parser rejects from 1000 characters on, are left to it. */
    private static final int MAXIMUM_LENGTH = 800;

    /** Any number below fits into a long with one more digit. */
    private static final long MAXIMUM_BEFORE_DIGIT = 100_000_000_000_000_000L;

    /** All powers of ten that are exact. */
    private static final double[] POWERS_OF_TEN = new double[23];
    /** The bits of a double that a float lacks. */
    private static final long BITS_LOST = (1L << 29) - 1;

    private static final long HALFWAY = 1L << 28;
    /** Above the error after conversion, two multiplications, an addition, and three inexact powers of ten. */
    private static final long MAXIMUM_ERROR = 16;

    static {
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = Double.parseDouble("1e" + i);
        }
    }

    private long digits;
    private boolean isCutOff;
    private int end;

    /**
     * Returns whether the middle between two floats is so close to a number that its float is in doubt.
     *
     * @param magnitude number off by at most 16 units in the last place, and not so small that its float is subnormal
     */
    static boolean isNearMiddle(final double magnitude) {
        final long distance = Double.doubleToRawLongBits(magnitude) - (HALFWAY - MAXIMUM_ERROR) & BITS_LOST;
        return distance <= 2 * MAXIMUM_ERROR;
    }

    /**
     * Parses a number.
     *
     * @param start position of its first byte
     * @param limit position after the last byte that may be read
     * @return the nearest float; not finite if the text does not begin with a number, or with one beyond the floats, of
     *     more than 800 characters, or with an exponent of more than two digits
     */
    float parse(final byte[] bytes, final int start, final int limit) {
        digits = 0;
        isCutOff = false;
        final boolean isNegative = start < limit && bytes[start] == '-';
        final int firstDigit = isNegative ? start + 1 : start;
        int position = readDigits(bytes, firstDigit, limit);
        if (position == firstDigit || position > firstDigit + 1 && bytes[firstDigit] == '0') {
            return Float.NaN;
        }

        int exponent = 0;
        if (position < limit && bytes[position] == '.') {
            final int firstDecimal = position + 1;
            position = readDigits(bytes, firstDecimal, limit);
            if (position == firstDecimal) {
                return Float.NaN;
            }
            exponent = firstDecimal - position;
        }
        final long significand = digits;
        final boolean isExact = !isCutOff;
        if (position < limit && (bytes[position] | 0x20) == 'e') {
            position++;
            final boolean signed = position < limit && (bytes[position] == '-' || bytes[position] == '+');
            final boolean shrinks = signed && bytes[position] == '-';
            final int firstExponentDigit = signed ? position + 1 : position;
            digits = 0;
            position = readDigits(bytes, firstExponentDigit, limit);
            final int exponentDigits = position - firstExponentDigit;
            if (exponentDigits == 0 || exponentDigits > MAXIMUM_EXPONENT_DIGITS) {
                return Float.NaN;
            }
            exponent += (int) (shrinks ? -digits : digits);
        }

        if (position - start > MAXIMUM_LENGTH) {
            return Float.NaN;
        }

        end = position;
        if (isExact && Math.abs(exponent) < POWERS_OF_TEN.length) {
            final double magnitude =
                    exponent < 0 ? significand / POWERS_OF_TEN[-exponent] : significand * POWERS_OF_TEN[exponent];
            if (!isNearMiddle(magnitude)) {
                return (float) (isNegative ? -magnitude : magnitude);
            }
        }
        return Float.parseFloat(new String(bytes, start, position - start, StandardCharsets.ISO_8859_1));
    }

    // returns the position of the first byte that is not a digit
    private int readDigits(final byte[] bytes, final int start, final int limit) {
        int position = start;
        while (position < limit && bytes[position] >= '0' && bytes[position] <= '9') {
            if (digits < MAXIMUM_BEFORE_DIGIT) {
                digits = 10 * digits + bytes[position] - '0';
            } else {
                isCutOff = true;
            }
            position++;
        }

        return position;
    }

    /**
     * Returns the position after the number.
     */
    int end() {
        return end;
    }
}
