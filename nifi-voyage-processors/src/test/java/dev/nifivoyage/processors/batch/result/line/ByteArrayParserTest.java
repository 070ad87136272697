/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ByteArrayParserTest {

    @ParameterizedTest
    @CsvSource({"INT8, -128, 127", "BINARY, -128, 127", "UINT8, 0, 255", "UBINARY, 0, 255"})
    void readsEachIntegerOfTheType(final EmbeddingDataType dataType, final int lowest, final int highest) {
        final ByteArrayParser parser = new ByteArrayParser(dataType);
        final String numbers =
                IntStream.rangeClosed(lowest, highest).mapToObj(String::valueOf).collect(Collectors.joining(","));
        final byte[] text = (numbers + "],\"index\":0}").getBytes(StandardCharsets.UTF_8);

        assertTrue(parser.read(text, 0, text.length));

        final byte[] expected = new byte[highest - lowest + 1];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (lowest + i);
        }
        assertArrayEquals(expected, parser.toBytes());
        assertEquals(numbers.length(), parser.end());
        assertFalse(read(parser, "%d]".formatted(lowest - 1)));
        assertFalse(read(parser, "%d]".formatted(highest + 1)));
    }

    @Test
    void readsAnArrayThatEndsTheText() {
        final ByteArrayParser parser = new ByteArrayParser(EmbeddingDataType.INT8);

        assertTrue(read(parser, "0, -7,  100]"));
        assertArrayEquals(new byte[] {0, -7, 100}, parser.toBytes());
        assertTrue(read(parser, "5]"));
        assertArrayEquals(new byte[] {5}, parser.toBytes());
    }

    @Test
    void readsMoreNumbersThanEverBefore() {
        final ByteArrayParser parser = new ByteArrayParser(EmbeddingDataType.UINT8);

        assertTrue(read(parser, "200,".repeat(9_000) + "1]"));
        assertEquals(9_001, parser.toBytes().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "]",
                "1,]",
                "1",
                "1,2",
                "null]",
                "[1]]",
                "01]",
                "-01]",
                "-0]",
                "-]",
                "1.0]",
                "1e1]",
                "+1]",
                "1 ,2]",
                "0001]",
                "12345678]",
                "\"1\"]"
            })
    void leavesWhatIsNotPlainToTheParser(final String text) {
        assertFalse(read(new ByteArrayParser(EmbeddingDataType.INT8), text));
        assertFalse(read(new ByteArrayParser(EmbeddingDataType.INT8), text + "                "));
    }

    private static boolean read(final ByteArrayParser parser, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parser.read(bytes, 0, bytes.length);
    }
}
