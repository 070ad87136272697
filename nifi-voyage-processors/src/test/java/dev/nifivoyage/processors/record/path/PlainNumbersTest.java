/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PlainNumbersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [0.25,-0.5]              | [0.25,-0.5]
        [1e-05]                  | [0.00001]
        [-1.25E-3, 2, 3.5e+2]    | [-0.00125, 2, 350]
        [0.1,-7e0,0.2,8E1,0.3]   | [0.1,-7,0.2,80,0.3]
        [-0e0,0E5]               | [-0,0]
        """)
    void writesExponentsAsDecimalPlaces(final String array, final String plain) {
        assertEquals(plain, PlainNumbers.of(array.getBytes(StandardCharsets.US_ASCII)));
    }
}
