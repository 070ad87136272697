/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LineReaderTest {

    @Test
    void skipsBlankLinesAndTakesALastLineWithoutLineFeed() throws IOException {
        assertEquals(List.of("one", "two\r", "three"), lines("\none\n\r\n\ntwo\r\n  \nthree", Integer.MAX_VALUE));
        assertEquals(List.of(), lines("", Integer.MAX_VALUE));
        assertEquals(List.of(), lines("\n\n", Integer.MAX_VALUE));
    }

    @Test
    void cutsLinesOfAnyLengthFromReadsOfAnySize() throws IOException {
        final Random random = new Random(4);
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            expected.add("x".repeat(1 + random.nextInt(i % 50 == 0 ? 900_000 : 4_000)));
        }

        assertEquals(expected, lines(String.join("\n", expected), 70_001));
        assertEquals(expected, lines(String.join("\n", expected) + "\n", 1 << 20));
    }

    // line feeds are looked for among the control characters
    @Test
    void cutsLinesOfAnyCharacters() throws IOException {
        final Random random = new Random(5);
        final String characters = "a ~\u007f\t\u0001\u0080\u009f\u00e9\u4e2d";
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            final StringBuilder line = new StringBuilder("x");
            for (int length = random.nextInt(200); length > 0; length--) {
                line.append(random.nextInt(20) == 0 ? characters.charAt(random.nextInt(characters.length())) : '1');
            }
            expected.add(line.toString());
        }

        assertEquals(expected, lines(String.join("\n", expected), Integer.MAX_VALUE));
    }

    private static List<String> lines(final String text, final int largestRead) throws IOException {
        final InputStream input =
                new FilterInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
                    @Override
                    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
                        return super.read(bytes, offset, Math.min(length, largestRead));
                    }
                };
        final LineReader reader = new LineReader(input);
        final List<String> lines = new ArrayList<>();
        while (reader.nextLine()) {
            lines.add(new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
        }

        return lines;
    }
}
