/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ValueTextTest {
    static final List<Arguments> VALUES = List.of(
            arguments(null, "null"),
            arguments("one arm up", "a string of 10 characters: \"one arm up\""),
            arguments(new Object[] {null, "two"}, "an array of 2, the first of which is null"),
            arguments(Arrays.asList(null, "two"), "an array of 2, the first of which is null"),
            arguments(List.of(), "an empty array"),
            arguments(Map.of("text", 1), "a map with the keys text"),
            arguments(1.5, "the number 1.5"));

    @ParameterizedTest
    @FieldSource("VALUES")
    void describesValuesOfAllTypes(final Object value, final String text) {
        assertEquals(text, ValueText.of(value));
    }
}
