/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PlainNumbersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [0.25,-0.5]              | [0.25,-0.5]
        [1e-05]                  | [0.00001]
        [-1.25E-3, 2, 3.5e+2]    | [-0.00125, 2, 350]
        [0.1,-7e0,0.2,8E1,0.3]   | [0.1,-7,0.2,80,0.3]
        [-0e0,0E5]               | [-0,0]
        [1.5e-0,12.5e-1,0.5e-3]  | [1.5,1.25,0.0005]
        [1.20E-7,-9e-45,1.5e-10] | [0.000000120,-0.000000000000000000000000000000000000000000009,0.00000000015]
        """)
    void writesExponentsAsDecimalPlaces(final String array, final String plain) {
        assertEquals(plain, new PlainNumbers(array.getBytes(StandardCharsets.US_ASCII)).inFull());
    }

    @RepeatedTest(20)
    void writesNumbersOfAnyFormAsBigDecimalDoes(final RepetitionInfo repetition) {
        final Random random = new Random(repetition.getCurrentRepetition());
        final StringJoiner array = new StringJoiner(",", "[", "]");
        final StringJoiner plain = new StringJoiner(",", "[", "]");
        for (int i = 0; i < 1000; i++) {
            final String number = number(random);
            array.add(number);
            plain.add(isExponential(number) ? new BigDecimal(number).toPlainString() : number);
        }
        assertEquals(plain.toString(), new PlainNumbers(array.toString().getBytes(StandardCharsets.US_ASCII)).inFull());
    }

    private static String number(final Random random) {
        final StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
        // not zero, which has its own sign
        number.append(random.nextInt(3) == 0 ? random.nextInt(1, 1000) : random.nextInt(1, 10));
        if (random.nextBoolean()) {
            number.append('.').append(random.nextLong(1_000_000_000_000L));
        }
        if (random.nextInt(4) != 0) {
            number.append(random.nextBoolean() ? 'e' : 'E')
                    .append(List.of("", "-", "-", "+").get(random.nextInt(4)))
                    .append(random.nextBoolean() ? "0" : "")
                    .append(random.nextInt(10))
                    .append(random.nextInt(8) == 0 ? "0" : "");
        }
        return number.toString();
    }

    private static boolean isExponential(final String number) {
        return number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
    }
}
