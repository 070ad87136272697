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
import dev.nifivoyage.processors.batch.result.line.MalformedLineException;
import dev.nifivoyage.processors.batch.result.line.ResultLine;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Decodes the lines of a result file, and passes them on in their order. With more than one thread, the calling thread
 * downloads while the others decode. For each of the others, at most {@value #BLOCKS_PER_THREAD} buffers of
 * {@value BlockReader#BUFFER_SIZE} bytes are on the heap, besides the one that is being filled. Longer lines, and those
 * in the same buffer, are decoded by the calling thread. Not thread-safe.
 *
 * @param <R> result of one request
 */
final class BlockDecoder<R> implements AutoCloseable {
    private static final int BLOCKS_PER_THREAD = 2;

    private final int longestLine;
    private final LineDecoder<R> own;
    private final ResultThreads others;
    private final Consumer<DecodedLine<R>> receiver;
    private final ThreadLocal<LineDecoder<R>> decoders;
    private final Queue<Submitted<R>> submitted = new ArrayDeque<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private LineBlock block;
    private boolean isLongLine;

    /**
     * @param threads number of threads, including the calling one
     * @param receiver receives the lines, in the calling thread
     */
    BlockDecoder(final ResultCodec<R> codec, final int threads, final Consumer<DecodedLine<R>> receiver) {
        this.longestLine = codec.longestLine();
        this.own = codec.decoder();
        this.others = new ResultThreads("Batch result decoder", threads - 1);
        this.receiver = receiver;
        this.decoders = ThreadLocal.withInitial(codec::decoder);
    }

    /**
     * Decodes a file to its end.
     *
     * @param start position of the file in the temporary file
     */
    void decode(final InputStream file, final long start) throws IOException {
        final BlockReader reader = new BlockReader(file, longestLine, this::exchange);
        while (reader.nextBlock()) {
            add(new LineBlock(reader.buffer(), reader.length(), start + reader.position()));
        }
        finish();
    }

    /**
     * Decodes a block now or later. Its bytes must not be changed before the next call of {@link #exchange}.
     */
    void add(final LineBlock added) throws IOException {
        if (others.count() == 0 || added.bytes().length > BlockReader.BUFFER_SIZE) {
            finish();
            isLongLine = decode(own, added, receiver) == 1;
        } else {
            block = added;
        }
    }

    /**
     * Takes the buffer of the block that was added last.
     *
     * @return a buffer for the next block
     */
    byte[] exchange(final byte[] full) throws IOException {
        if (block != null) {
            submit();
        } else if (isLongLine || full.length <= BlockReader.BUFFER_SIZE) {
            // the next line is probably as long
            return full;
        }
        return free.isEmpty() ? new byte[BlockReader.BUFFER_SIZE] : free.pop();
    }

    /**
     * Passes the lines of all blocks on that were added so far.
     */
    void finish() throws IOException {
        // a single block is not worth another thread
        if (block != null && submitted.isEmpty()) {
            decode(own, block, receiver);
        } else if (block != null) {
            submit();
        }
        block = null;
        while (!submitted.isEmpty()) {
            passOn();
        }
    }

    private void submit() throws IOException {
        if (submitted.size() == BLOCKS_PER_THREAD * others.count()) {
            passOn();
        }
        final LineBlock full = block;
        submitted.add(new Submitted<>(full, others.submit(() -> decode(full))));
        block = null;
    }

    private void passOn() throws IOException {
        final Submitted<R> first = submitted.remove();
        ResultThreads.await(first.decoded).forEach(receiver);
        free.push(first.block.bytes());
    }

    private List<DecodedLine<R>> decode(final LineBlock full) {
        final List<DecodedLine<R>> decoded = new ArrayList<>();
        decode(decoders.get(), full, decoded::add);
        return decoded;
    }

    // returns the number of lines
    private static <R> int decode(
            final LineDecoder<R> decoder, final LineBlock block, final Consumer<DecodedLine<R>> receiver) {
        int lines = 0;
        int start = skipBlanks(block, 0);
        while (start < block.length()) {
            receiver.accept(decode(decoder, block, start));
            start = skipBlanks(block, decoder.end());
            lines++;
        }

        return lines;
    }

    // also skips blank lines
    private static int skipBlanks(final LineBlock block, final int from) {
        int at = from;
        while (at < block.length() && isBlank(block.bytes()[at])) {
            at++;
        }

        return at;
    }

    // the white space of JSON
    private static boolean isBlank(final byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }

    private static <R> DecodedLine<R> decode(final LineDecoder<R> decoder, final LineBlock block, final int start) {
        final long position = block.position() + start;
        try {
            final ResultLine<R> line = decoder.decode(block.bytes(), start, block.length());
            return new DecodedLine<>(new KeptLine<>(line, position, decoder.end() - start), null);
        } catch (final MalformedLineException e) {
            return new DecodedLine<>(new KeptLine<>(null, position, decoder.end() - start), e);
        }
    }

    @Override
    public void close() {
        others.close();
    }

    /**
     * A block that another thread decodes.
     */
    private record Submitted<R>(LineBlock block, Future<List<DecodedLine<R>>> decoded) {}
}
