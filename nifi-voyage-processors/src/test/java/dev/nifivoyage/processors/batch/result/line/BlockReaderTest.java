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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BlockReaderTest {
    /** Buffers that the reader must not change any more, with what they contained. */
    private final Map<byte[], byte[]> exchanged = new IdentityHashMap<>();

    @Test
    void takesALastLineWithoutLineFeed() throws IOException {
        assertEquals(List.of("\none\n\r\n\ntwo\r\n  \nthree"), blocks("\none\n\r\n\ntwo\r\n  \nthree", 1));
        assertEquals(List.of("\n\n"), blocks("\n\n", Integer.MAX_VALUE));
        assertEquals(List.of(), blocks("", Integer.MAX_VALUE));
    }

    @Test
    void cutsBlocksAfterLinesOfAnyLengthFromReadsOfAnySize() throws IOException {
        final Random random = new Random(4);
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            text.append("x".repeat(random.nextInt(i % 50 == 0 ? 900_000 : 4_000)))
                    .append('\n');
        }
        text.append("the end");

        for (final int largestRead : new int[] {70_001, 1 << 18, 1 << 22}) {
            final List<String> blocks = blocks(text.toString(), largestRead);
            assertEquals(text.toString(), String.join("", blocks));
            assertTrue(blocks.size() > 5, "blocks: " + blocks.size());
            assertTrue(blocks.subList(0, blocks.size() - 1).stream().allMatch(block -> block.endsWith("\n")));
        }
    }

    @Test
    void takesLinesThatFillTheBuffer() throws IOException {
        for (final int capacity : new int[] {BlockReader.BUFFER_SIZE, 2 * BlockReader.BUFFER_SIZE}) {
            for (int length = capacity - 2; length <= capacity + 2; length++) {
                final String text = "x".repeat(length) + "\nz";
                assertEquals(text, String.join("", blocks(text, 1 << 20)));
                assertEquals("x".repeat(length), String.join("", blocks("x".repeat(length), 1 << 20)));
            }
        }
    }

    @Test
    void rejectsALineThatIsTooLong() throws IOException {
        final int maximum = 2 * BlockReader.BUFFER_SIZE;
        assertEquals(
                2,
                blocks("y\n" + "x".repeat(maximum - 3) + "\nz", 1 << 16, maximum)
                        .size());

        final IOException failure = assertThrows(
                IOException.class, () -> blocks("y\n" + "x".repeat(2 * maximum) + "\nz", 1 << 16, maximum));
        assertEquals("The result file contains a line of more than %d bytes".formatted(maximum), failure.getMessage());
    }

    private boolean isEmptyRead;

    private List<String> blocks(final String text, final int largestRead) throws IOException {
        return blocks(text, largestRead, BlockReader.MAXIMUM_LINE_LENGTH);
    }

    private List<String> blocks(final String text, final int largestRead, final int maximum) throws IOException {
        final InputStream input =
                new FilterInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
                    @Override
                    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
                        // a stream may also read nothing
                        isEmptyRead = !isEmptyRead;
                        return isEmptyRead ? 0 : super.read(bytes, offset, Math.min(length, largestRead));
                    }
                };
        final BlockReader reader = new BlockReader(input, maximum, full -> {
            exchanged.put(full, full.clone());
            return new byte[BlockReader.BUFFER_SIZE];
        });
        final List<String> blocks = new ArrayList<>();
        long position = 0;
        while (reader.nextBlock()) {
            assertEquals(position, reader.position());
            blocks.add(new String(reader.buffer(), 0, reader.length(), StandardCharsets.UTF_8));
            position += reader.length();
        }

        exchanged.forEach((buffer, before) -> assertArrayEquals(before, buffer));
        return blocks;
    }
}
