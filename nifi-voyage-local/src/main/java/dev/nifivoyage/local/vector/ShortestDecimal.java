/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

/**
 * Prints the shortest decimal of a number in the layout of Python: with an exponent of at least two digits for numbers
 * below 10⁻⁴ and from 10¹⁶ on. The digits are Java's, which are the shortest ones since JDK 19.
 */
final class ShortestDecimal {
    /** A sign, 17 digits, a point, and an exponent such as {@code e-308}. */
    static final int LONGEST = 24;

    private static final int SMALLEST_PLAIN = -4;
    private static final int LARGEST_PLAIN = 15;

    private ShortestDecimal() {}

    /**
     * Prints a float into an array with room for {@link #LONGEST} bytes.
     *
     * @return the position after the last byte
     * @throws IllegalArgumentException if the value is not finite, which JSON cannot say
     */
    static int print(final float value, final byte[] bytes, final int start) {
        requireFinite(value);
        return print(Float.toString(value), bytes, start);
    }

    /**
     * Prints a double; see {@link #print(float, byte[], int)}.
     */
    static int print(final double value, final byte[] bytes, final int start) {
        requireFinite(value);
        return print(Double.toString(value), bytes, start);
    }

    private static int print(final String text, final byte[] bytes, final int start) {
        final int mantissa = text.indexOf('E');
        if (mantissa < 0) {
            // from 10⁻³ to 10⁷, where Java and Python agree
            return copy(text, 0, text.length(), bytes, start);
        }

        final int exponent = Integer.parseInt(text, mantissa + 1, text.length(), 10);
        int position = start;
        int first = 0;
        if (text.charAt(0) == '-') {
            bytes[position++] = '-';
            first = 1;
        }
        // after the point; a single zero is no digit of the number
        final int fraction = first + 2;
        final int end = mantissa - fraction == 1 && text.charAt(fraction) == '0' ? fraction : mantissa;
        if (exponent < SMALLEST_PLAIN || exponent > LARGEST_PLAIN) {
            position = copy(text, first, end == fraction ? first + 1 : end, bytes, position);
            return exponent(exponent, bytes, position);
        }
        if (exponent < 0) {
            bytes[position++] = '0';
            bytes[position++] = '.';
            position = zeros(-exponent - 1, bytes, position);
            bytes[position++] = (byte) text.charAt(first);
            return copy(text, fraction, end, bytes, position);
        }

        bytes[position++] = (byte) text.charAt(first);
        final int whole = Math.min(end, fraction + exponent);
        position = copy(text, fraction, whole, bytes, position);
        position = zeros(exponent - (whole - fraction), bytes, position);
        bytes[position++] = '.';
        return whole < end ? copy(text, whole, end, bytes, position) : zeros(1, bytes, position);
    }

    private static int exponent(final int exponent, final byte[] bytes, final int start) {
        final int magnitude = Math.abs(exponent);
        int position = start;
        bytes[position++] = 'e';
        bytes[position++] = (byte) (exponent < 0 ? '-' : '+');
        if (magnitude >= 100) {
            bytes[position++] = (byte) ('0' + magnitude / 100);
        }
        bytes[position++] = (byte) ('0' + magnitude / 10 % 10);
        bytes[position++] = (byte) ('0' + magnitude % 10);
        return position;
    }

    private static int zeros(final int count, final byte[] bytes, final int start) {
        for (int i = 0; i < count; i++) {
            bytes[start + i] = '0';
        }
        return start + count;
    }

    private static int copy(final String text, final int from, final int to, final byte[] bytes, final int start) {
        for (int i = from; i < to; i++) {
            bytes[start + i - from] = (byte) text.charAt(i);
        }
        return start + to - from;
    }

    private static void requireFinite(final double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("A vector holds " + value + ", which JSON cannot say");
        }
    }
}
