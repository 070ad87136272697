/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.record.LongText;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A JSON array of numbers with decimal places instead of exponents, which NiFi's JSON writer by default does not accept
 * from the JSON of a record.
 */
final class PlainNumbers implements LongText {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int STEP = 4 * Long.BYTES;

    /** This bit is set in letters, but not in digits, signs, points, commas, and blanks. */
    private static final int LETTER = 0x40;

    private static final long LETTERS = 0x0101010101010101L * LETTER;
    private static final int NONE = -1;

    private final byte[] array;

    /**
     * @param array in ASCII, not modified afterwards
     */
    PlainNumbers(final byte[] array) {
        this.array = array;
    }

    @Override
    public int size() {
        return array.length;
    }

    @Override
    public void writeTo(final OutputStream output) throws IOException {
        int copied = 0;
        int exponent = exponent(1);
        while (exponent != NONE) {
            int start = exponent;
            while (isOfNumber(array[start - 1])) {
                start--;
            }
            int end = exponent + 1;
            while (isOfNumber(array[end])) {
                end++;
            }
            output.write(array, copied, start - copied);
            if (!writeSmall(start, exponent, end, output)) {
                output.write(plain(new String(array, start, end - start, StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
            copied = end;
            exponent = exponent(end);
        }

        output.write(array, copied, array.length - copied);
    }

    // the usual form, such as -1.25e-05; a tenth of the time of a BigDecimal
    private boolean writeSmall(final int start, final int exponent, final int end, final OutputStream output)
            throws IOException {
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

        output.write(array, start, first - start);
        output.write('0');
        output.write('.');
        for (int zero = 1; zero < places; zero++) {
            output.write('0');
        }
        output.write(array[first]);
        if (first + 1 < exponent) {
            output.write(array, first + 2, exponent - first - 2);
        }
        return true;
    }

    private static String plain(final String number) {
        final BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 && number.startsWith("-") ? "-0" : value.toPlainString();
    }

    // without the brackets, which count as letters
    private int exponent(final int from) {
        final int limit = array.length - 1;
        int at = from;
        while (at <= limit - STEP
                && ((eight(at) | eight(at + Long.BYTES) | eight(at + 2 * Long.BYTES) | eight(at + 3 * Long.BYTES))
                                & LETTERS)
                        == 0) {
            at += STEP;
        }
        while (at <= limit - Long.BYTES && (eight(at) & LETTERS) == 0) {
            at += Long.BYTES;
        }
        while (at < limit && (array[at] & LETTER) == 0) {
            at++;
        }

        return at < limit ? at : NONE;
    }

    private long eight(final int at) {
        return (long) EIGHT_BYTES.get(array, at);
    }

    private static boolean isOfNumber(final byte character) {
        return character >= '0' && character <= '9' || character == '-' || character == '+' || character == '.';
    }
}
