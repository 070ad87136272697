/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineReader;
import dev.nifivoyage.processors.batch.result.line.MalformedLineException;

import java.io.IOException;
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
 * {@value LineReader#BUFFER_SIZE} bytes are on the heap. Longer lines, and those in the same buffer, are decoded by the
 * calling thread. Not thread-safe.
 *
 * @param <R> result of one request
 */
final class BlockDecoder<R> implements AutoCloseable {
    private static final int BLOCKS_PER_THREAD = 2;

    private final LineDecoder<R> own;
    private final ResultThreads others;
    private final Consumer<DecodedLine<R>> receiver;
    private final ThreadLocal<LineDecoder<R>> decoders;
    private final Queue<Submitted<R>> submitted = new ArrayDeque<>();
    private final Deque<byte[]> free = new ArrayDeque<>();
    private LineBlock block;

    /**
     * @param threads number of threads, including the calling one
     * @param receiver receives the lines, in the calling thread
     */
    BlockDecoder(final ResultCodec<R> codec, final int threads, final Consumer<DecodedLine<R>> receiver) {
        this.own = codec.decoder();
        this.others = new ResultThreads("Batch result decoder", threads - 1);
        this.receiver = receiver;
        this.decoders = ThreadLocal.withInitial(codec::decoder);
    }

    /**
     * Decodes a line now or later. The bytes must not be changed before the next call of {@link #exchange}.
     *
     * @param position position in the temporary file
     */
    void add(final byte[] bytes, final int offset, final int length, final long position) throws IOException {
        final LineBlock.Line line = new LineBlock.Line(offset, length, position);
        if (others.count() == 0 || bytes.length > LineReader.BUFFER_SIZE) {
            finish();
            receiver.accept(decode(own, bytes, line));
            return;
        }

        if (block == null) {
            block = new LineBlock(bytes, new ArrayList<>());
        }
        block.lines().add(line);
    }

    /**
     * Takes a buffer whose lines were added.
     *
     * @return a buffer for the next lines
     */
    byte[] exchange(final byte[] full) throws IOException {
        if (block == null) {
            return full.length > LineReader.BUFFER_SIZE ? new byte[LineReader.BUFFER_SIZE] : full;
        }

        submit();
        return free.isEmpty() ? new byte[LineReader.BUFFER_SIZE] : free.pop();
    }

    /**
     * Passes all lines on that were added so far.
     */
    void finish() throws IOException {
        // a single block is not worth another thread
        if (block != null && submitted.isEmpty()) {
            decode(own, block).forEach(receiver);
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
        submitted.add(new Submitted<>(full, others.submit(() -> decode(decoders.get(), full))));
        block = null;
    }

    private void passOn() throws IOException {
        final Submitted<R> first = submitted.remove();
        ResultThreads.await(first.decoded).forEach(receiver);
        free.push(first.block.bytes());
    }

    private static <R> List<DecodedLine<R>> decode(final LineDecoder<R> decoder, final LineBlock block) {
        final List<DecodedLine<R>> decoded = new ArrayList<>(block.lines().size());
        for (final LineBlock.Line line : block.lines()) {
            decoded.add(decode(decoder, block.bytes(), line));
        }
        return decoded;
    }

    private static <R> DecodedLine<R> decode(
            final LineDecoder<R> decoder, final byte[] bytes, final LineBlock.Line line) {
        try {
            return new DecodedLine<>(
                    new KeptLine<>(decoder.decode(bytes, line.offset(), line.length()), line.position(), line.length()),
                    null);
        } catch (final MalformedLineException e) {
            return new DecodedLine<>(new KeptLine<>(null, line.position(), line.length()), e);
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
