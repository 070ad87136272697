/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class Utf8TextTest {

    // encoded, each of them is equal to another text, with a question mark, and would have its key and its vector
    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "\uD83D",
                "a \uD83D b",
                "at the end \uD83D",
                "\uDE00 first",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00",
                "\uD83D\uDE00\uDE00"
            })
    void hasNoTextWithHalfOfASurrogatePair(final String text) {
        assertEquals(Optional.empty(), Utf8Text.of(text));
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(strings = {"?", "a dancer", "\uD83D\uDE00", "caf\u00E9 \uD83D\uDE00", "\uFFFD", "\uFFFF"})
    void encodesOthers(final String text) {
        final Utf8Text encoded = Utf8Text.of(text).orElseThrow();

        assertEquals(text, encoded.text());
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), encoded.bytes());
    }
}
