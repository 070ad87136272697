/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Rewrites numbers with an exponent, which NiFi's JSON writer by default does not accept from the JSON of a record.
 */
final class PlainNumbers {
    private static final int NONE = -1;

    private PlainNumbers() {}

    /**
     * Returns a JSON array of numbers as it is, but with decimal places instead of exponents.
     *
     * @param array in ASCII
     */
    static String of(final byte[] array) {
        final String text = new String(array, StandardCharsets.ISO_8859_1);
        int exponent = exponent(text, 0);
        if (exponent == NONE) {
            return text;
        }

        final StringBuilder plain = new StringBuilder(text.length() + 256);
        int copied = 0;
        while (exponent != NONE) {
            int start = exponent;
            while (isOfNumber(text.charAt(start - 1))) {
                start--;
            }
            int end = exponent + 1;
            while (isOfNumber(text.charAt(end))) {
                end++;
            }
            plain.append(text, copied, start).append(plain(text.substring(start, end)));
            copied = end;
            exponent = exponent(text, end);
        }

        return plain.append(text, copied, text.length()).toString();
    }

    private static String plain(final String number) {
        final BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 && number.startsWith("-") ? "-0" : value.toPlainString();
    }

    private static int exponent(final String text, final int from) {
        final int lower = text.indexOf('e', from);
        final int upper = text.indexOf('E', from);
        return lower == NONE || upper == NONE ? Math.max(lower, upper) : Math.min(lower, upper);
    }

    private static boolean isOfNumber(final char character) {
        return character >= '0' && character <= '9' || character == '-' || character == '+' || character == '.';
    }
}
