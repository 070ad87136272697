/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Rewrites numbers with an exponent, which NiFi's JSON writer by default does not accept from the JSON of a record.
 */
final class PlainNumbers {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** This bit is set in letters, but not in digits, signs, points, commas, and blanks. */
    private static final int LETTER = 0x40;

    private static final long LETTERS = 0x0101010101010101L * LETTER;
    private static final int NONE = -1;

    private PlainNumbers() {}

    /**
     * Returns a JSON array of numbers with decimal places instead of exponents: the same array if it has none.
     *
     * @param array in ASCII
     */
    static byte[] of(final byte[] array) {
        int exponent = exponent(array, 1);
        if (exponent == NONE) {
            return array;
        }

        final ByteArrayOutputStream plain = new ByteArrayOutputStream(array.length + 256);
        int copied = 0;
        while (exponent != NONE) {
            int start = exponent;
            while (isOfNumber(array[start - 1])) {
                start--;
            }
            int end = exponent + 1;
            while (isOfNumber(array[end])) {
                end++;
            }
            plain.write(array, copied, start - copied);
            if (!writeSmall(array, start, exponent, end, plain)) {
                final byte[] number = plain(new String(array, start, end - start, StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1);
                plain.write(number, 0, number.length);
            }
            copied = end;
            exponent = exponent(array, end);
        }

        plain.write(array, copied, array.length - copied);
        return plain.toByteArray();
    }

    // the usual form, such as -1.25e-05; a tenth of the time of a BigDecimal
    private static boolean writeSmall(
            final byte[] array, final int start, final int exponent, final int end, final ByteArrayOutputStream plain) {
        final int first = array[start] == '-' ? start + 1 : start;
        final boolean oneDigit = first + 1 == exponent || array[first + 1] == '.';
        if (!oneDigit || array[first] == '0' || array[exponent + 1] != '-') {
            return false;
        }

        int places = 0;
        for (int i = exponent + 2; i < end; i++) {
            places = places * 10 + array[i] - '0';
        }
        if (places == 0) {
            return false;
        }

        plain.write(array, start, first - start);
        plain.write('0');
        plain.write('.');
        for (int zero = 1; zero < places; zero++) {
            plain.write('0');
        }
        plain.write(array[first]);
        if (first + 1 < exponent) {
            plain.write(array, first + 2, exponent - first - 2);
        }
        return true;
    }

    private static String plain(final String number) {
        final BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 && number.startsWith("-") ? "-0" : value.toPlainString();
    }

    // without the brackets, which count as letters
    private static int exponent(final byte[] array, final int from) {
        final int limit = array.length - 1;
        int at = from;
        while (at <= limit - Long.BYTES && ((long) EIGHT_BYTES.get(array, at) & LETTERS) == 0) {
            at += Long.BYTES;
        }
        while (at < limit && (array[at] & LETTER) == 0) {
            at++;
        }

        return at < limit ? at : NONE;
    }

    private static boolean isOfNumber(final byte character) {
        return character >= '0' && character <= '9' || character == '-' || character == '+' || character == '.';
    }
}
