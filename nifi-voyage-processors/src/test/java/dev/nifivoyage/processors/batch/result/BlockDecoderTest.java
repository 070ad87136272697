/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.BlockReader;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BlockDecoderTest {
    private static final int LINES = 2_000;

    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final List<DecodedLine<String>> received = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void passesOnEachLineOnceInItsOrder(final int count) throws IOException {
        final Random random = new Random(count);
        final StringBuilder file = new StringBuilder();
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            // one in a hundred is longer than a buffer
            final int length = random.nextInt(100) == 0 ? 2 * BlockReader.BUFFER_SIZE : random.nextInt(20_000);
            final String text = i + "x".repeat(length);
            expected.add("%d at %d".formatted(text.hashCode(), file.length()));
            file.append(text).append(random.nextInt(10) == 0 ? "\n \r\n" : "\n");
        }
        try (BlockDecoder<String> decoder = new BlockDecoder<>(new TextCodec(), count, received::add)) {
            decoder.decode(new ByteArrayInputStream(file.toString().getBytes(StandardCharsets.US_ASCII)), 0);
        }

        assertEquals(
                expected,
                received.stream()
                        .map(line -> "%d at %d"
                                .formatted(
                                        line.kept().line().customId().hashCode(),
                                        line.kept().position()))
                        .toList());
        final long others = threads.stream()
                .filter(name -> name.startsWith("Batch result decoder"))
                .count();
        assertTrue(count == 1 ? others == 0 : others >= 1 && others < count, threads.toString());
    }

    @Test
    void readsFewLinesWithoutAnotherThread() throws IOException {
        try (BlockDecoder<String> decoder = new BlockDecoder<>(new TextCodec(), 4, received::add)) {
            decoder.add(new LineBlock(new byte[] {'a'}, 1, 0));
            decoder.finish();
            decoder.finish();
        }

        assertEquals(1, received.size());
        assertEquals(Set.of(Thread.currentThread().getName()), threads);
    }

    @Test
    void usesALargerBufferForLongLinesOnly() throws IOException {
        final int longLines = 20;
        final int otherLines = 100;
        final String file =
                ("x".repeat(300_000) + '\n').repeat(longLines) + ("x".repeat(10_000) + '\n').repeat(otherLines);
        final List<byte[]> buffers;
        try (BlockDecoder<String> decoder = new BlockDecoder<>(new TextCodec(), 2, received::add)) {
            buffers = decode(decoder, file);
        }

        assertEquals(longLines + otherLines, received.size());
        final Set<byte[]> larger = Collections.newSetFromMap(new IdentityHashMap<>());
        larger.addAll(buffers.stream()
                .filter(buffer -> buffer.length > BlockReader.BUFFER_SIZE)
                .toList());
        assertEquals(1, larger.size());
        assertEquals(BlockReader.BUFFER_SIZE, buffers.getLast().length);
    }

    /** Returns the buffer of each block. */
    private static List<byte[]> decode(final BlockDecoder<String> decoder, final String file) throws IOException {
        final InputStream input = new ByteArrayInputStream(file.getBytes(StandardCharsets.US_ASCII));
        final BlockReader reader = new BlockReader(input, BlockReader.MAXIMUM_LINE_LENGTH, decoder::exchange);
        final List<byte[]> buffers = new ArrayList<>();
        while (reader.nextBlock()) {
            buffers.add(reader.buffer());
            decoder.add(new LineBlock(reader.buffer(), reader.length(), reader.position()));
        }
        decoder.finish();
        return buffers;
    }

    @Test
    void failsIfALineCannotBeDecodedAtAll() throws IOException {
        try (BlockDecoder<String> decoder = new BlockDecoder<>(new TextCodec(), 2, received::add)) {
            addTwoBlocks(decoder, "fail");

            final IllegalStateException failure = assertThrows(IllegalStateException.class, decoder::finish);
            assertInstanceOf(ArithmeticException.class, failure.getCause());
        }
    }

    @Test
    void endsWhenItIsInterrupted() throws IOException {
        try (BlockDecoder<String> decoder = new BlockDecoder<>(new TextCodec(), 2, received::add)) {
            addTwoBlocks(decoder, "wait");
            Thread.currentThread().interrupt();

            assertThrows(InterruptedIOException.class, decoder::finish);
            assertTrue(Thread.interrupted());
        }
    }

    // so many that another thread decodes them
    private static void addTwoBlocks(final BlockDecoder<String> decoder, final String word) throws IOException {
        final byte[] bytes = word.repeat(50_000).getBytes(StandardCharsets.UTF_8);
        decoder.add(new LineBlock(bytes, bytes.length, 0));
        decoder.exchange(bytes);
        decoder.add(new LineBlock(bytes, bytes.length, bytes.length));
    }

    /** Takes the text of a line as its result. */
    private final class TextCodec implements ResultCodec<String> {

        @Override
        public LineDecoder<String> decoder() {
            return new TextDecoder();
        }

        @Override
        public boolean observe(final String result) {
            return true;
        }

        @Override
        public Optional<RecordError> reject(final String result) {
            return Optional.empty();
        }

        @Override
        public void cache(final CacheFill fill, final RequestKey key, final String result, final long tokens) {
            // nothing to cache
        }
    }

    private final class TextDecoder implements LineDecoder<String> {
        private int end;

        @Override
        public ResultLine<String> decode(final byte[] bytes, final int start, final int limit) {
            threads.add(Thread.currentThread().getName());
            end = start;
            while (end < limit && bytes[end] != '\n') {
                end++;
            }
            final String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            if (text.startsWith("wait")) {
                await();
            }
            if (text.startsWith("fail")) {
                throw new ArithmeticException("on purpose");
            }
            return new ResultLine<>(text, Outcome.success(text), 1, null);
        }

        @Override
        public int end() {
            return end;
        }

        private static void await() {
            try {
                new CountDownLatch(1).await();
            } catch (final InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
