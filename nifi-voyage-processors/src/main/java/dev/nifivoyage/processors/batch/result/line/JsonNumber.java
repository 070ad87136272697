/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Parses a decimal number from the bytes of a JSON text into the nearest float, the same as {@link Float#parseFloat}.
 *
 * <p>The digits are scaled as doubles, each operation of which is off by at most
 * half a unit in the last place. A double nearest to a float decides which one, unless it is so close to the middle
 * between two floats that its error matters. Then, as for exponents, and for more than 24 decimal places, the text is
 * left to {@link Float#parseFloat}. Source of this filter: W. Clinger, How to Read Floating Point Numbers Accurately,
 * 1990.</p>
 */
final class JsonNumber {
    private static final VarHandle LITTLE_ENDIAN_SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private static final short ZERO_POINT = (short) ('.' << Byte.SIZE | '0');
    /** Bytes that are looked at from the start of a number: sign, zero, point, 24 digits, and the one after them. */
    private static final int LOOKAHEAD = 4 + 3 * Long.BYTES;

    private static final int MAXIMUM_EXPONENT_DIGITS = 2;
    /** Longer numbers, which the JSON parser rejects from 1000 characters on, are left to it. */
    private static final int MAXIMUM_LENGTH = 800;

    private static final long[] POWERS_OF_TEN = new long[Long.BYTES + 1];
    private static final double[] DECIMAL_PLACES = new double[2 * Long.BYTES + 1];
    /** The bits of a double that a float lacks. */
    private static final long BITS_LOST = (1L << 29) - 1;

    private static final long HALFWAY = 1L << 28;
    /** Above the error after conversion, two multiplications, an addition, and three inexact powers of ten. */
    private static final long MAXIMUM_ERROR = 16;

    static {
        for (int i = 0; i < POWERS_OF_TEN.length; i++) {
            POWERS_OF_TEN[i] = Long.parseLong("1" + "0".repeat(i));
        }
        for (int i = 0; i < DECIMAL_PLACES.length; i++) {
            DECIMAL_PLACES[i] = Double.parseDouble("1e-" + i);
        }
    }

    private int end;

    /**
     * Parses a number.
     *
     * @param start position of its first byte
     * @param limit position after the last byte that may be read
     * @return the nearest float; not finite if the text does not begin with a number, or with one beyond the floats, of
     *     more than 800 characters, or with an exponent of more than two digits
     */
    float parse(final byte[] bytes, final int start, final int limit) {
        if (limit - start < LOOKAHEAD) {
            return parseAny(bytes, start, limit);
        }

        final int sign = bytes[start] == '-' ? 1 : 0;
        final int decimals = start + sign + Short.BYTES;
        final long first = EightDigits.read(bytes, decimals);
        final int firstDigits = EightDigits.leading(first);
        if ((short) LITTLE_ENDIAN_SHORT.get(bytes, start + sign) != ZERO_POINT || firstDigits == 0) {
            return parseAny(bytes, start, limit);
        }

        final double magnitude;
        if (firstDigits == Long.BYTES) {
            final long second = EightDigits.read(bytes, decimals + Long.BYTES);
            final int secondDigits = EightDigits.leading(second);
            final long digits =
                    EightDigits.number(first) * POWERS_OF_TEN[secondDigits] + EightDigits.number(second, secondDigits);
            if (secondDigits == Long.BYTES) {
                final long third = EightDigits.read(bytes, decimals + 2 * Long.BYTES);
                final int thirdDigits = EightDigits.leading(third);
                magnitude = (digits + EightDigits.number(third, thirdDigits) * DECIMAL_PLACES[thirdDigits])
                        * DECIMAL_PLACES[2 * Long.BYTES];
                end = decimals + 2 * Long.BYTES + thirdDigits;
            } else {
                magnitude = digits * DECIMAL_PLACES[Long.BYTES + secondDigits];
                end = decimals + Long.BYTES + secondDigits;
            }
        } else {
            magnitude = EightDigits.number(first, firstDigits) * DECIMAL_PLACES[firstDigits];
            end = decimals + firstDigits;
        }

        final byte next = bytes[end];
        final long distance = Math.abs((Double.doubleToRawLongBits(magnitude) & BITS_LOST) - HALFWAY);
        if (distance <= MAXIMUM_ERROR || magnitude < Float.MIN_NORMAL && magnitude != 0 || next != ',' && next != ']') {
            return parseAny(bytes, start, limit);
        }

        return Float.intBitsToFloat(Float.floatToRawIntBits((float) magnitude) | sign << 31);
    }

    // any number of JSON's grammar
    private float parseAny(final byte[] bytes, final int start, final int limit) {
        int position = start < limit && bytes[start] == '-' ? start + 1 : start;
        final int firstDigit = position;
        position = skipDigits(bytes, position, limit);
        if (position == firstDigit || position > firstDigit + 1 && bytes[firstDigit] == '0') {
            return Float.NaN;
        }

        if (position < limit && bytes[position] == '.') {
            final int firstDecimal = position + 1;
            position = skipDigits(bytes, firstDecimal, limit);
            if (position == firstDecimal) {
                return Float.NaN;
            }
        }
        if (position < limit && (bytes[position] | 0x20) == 'e') {
            position++;
            final boolean signed = position < limit && (bytes[position] == '-' || bytes[position] == '+');
            final int firstExponentDigit = signed ? position + 1 : position;
            position = skipDigits(bytes, firstExponentDigit, limit);
            final int exponentDigits = position - firstExponentDigit;
            if (exponentDigits == 0 || exponentDigits > MAXIMUM_EXPONENT_DIGITS) {
                return Float.NaN;
            }
        }

        if (position - start > MAXIMUM_LENGTH) {
            return Float.NaN;
        }

        end = position;
        return Float.parseFloat(new String(bytes, start, position - start, StandardCharsets.ISO_8859_1));
    }

    private static int skipDigits(final byte[] bytes, final int start, final int limit) {
        int position = start;
        while (position < limit && bytes[position] >= '0' && bytes[position] <= '9') {
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
