/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.job.KeyTable;
import dev.nifivoyage.processors.batch.job.LongPages;
import dev.nifivoyage.processors.batch.result.line.LineSpan;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.batch.result.line.ResultLine;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The outcomes of the requests of a job by key. The result files are kept in a {@link SpillFile} as they came; the heap
 * holds about 60 bytes for each request, with the position of its line. The first result of a request counts; a result
 * replaces an error.
 *
 * @param <R> result of one request
 */
public final class ResultStore<R> implements Closeable {
    private final ResultCodec<R> codec;
    private final OutcomeReader<R> outcomes;
    private final SpillFile spill;
    private final KeyTable keys = new KeyTable();
    private final BitSet failed = new BitSet();
    private final BitSet matched = new BitSet();
    private final BitSet numbersOnly = new BitSet();
    private final LongPages positions = new LongPages();
    /** The number of bytes in the upper half, that of tokens in the lower. */
    private final LongPages lengthsAndTokens = new LongPages();

    private ResultStore(final ResultCodec<R> codec, final SpillFile spill) {
        this.codec = codec;
        this.outcomes = newReader();
        this.spill = spill;
    }

    /**
     * Creates a store for the results of a job.
     *
     * @param codec codec of the results, which also reads the result files
     * @param directory directory of the temporary file
     */
    public static <R> ResultStore<R> inDirectory(final ResultCodec<R> codec, final Path directory) throws IOException {
        return new ResultStore<>(codec, new SpillFile(directory));
    }

    /**
     * Creates a store that knows which requests have a result, but keeps no results.
     */
    static <R> ResultStore<R> ofKeys(final ResultCodec<R> codec) {
        return new ResultStore<>(codec, null);
    }

    /**
     * Returns a stream of a result file that keeps all bytes that are read from it.
     */
    InputStream keep(final InputStream file) {
        return spill == null ? file : new KeptStream(file, spill);
    }

    /**
     * Returns the position of the bytes that are kept next.
     */
    long position() {
        return spill == null ? 0 : spill.position();
    }

    /**
     * Returns the number of requests with an outcome.
     */
    int size() {
        return keys.size();
    }

    /**
     * Returns whether the request has a result.
     */
    boolean isCompleted(final RequestKey key) {
        final int index = keys.indexOf(key);
        return index != KeyTable.ABSENT && !failed.get(index);
    }

    /**
     * Adds a line with an outcome if it is the first of its request, or a result in place of an error.
     *
     * @param hasFailed whether the outcome is an error
     * @return whether it was added
     */
    boolean add(final RequestKey key, final KeptLine<R> line, final boolean hasFailed) {
        final int added = keys.add(key);
        if (added == KeyTable.ABSENT) {
            final int index = keys.indexOf(key);
            final boolean better = failed.get(index) && !hasFailed;
            if (better) {
                set(index, line, false);
            }
            return better;
        }

        set(added, line, hasFailed);
        return true;
    }

    private void set(final int index, final KeptLine<R> kept, final boolean hasFailed) {
        final ResultLine<R> line = kept.line();
        final LineSpan numbers = line == null || hasFailed ? null : line.numbers();
        positions.set(index, kept.position() + (numbers == null ? 0 : numbers.offset()));
        final long length = numbers == null ? kept.length() : numbers.length();
        final int tokens = line == null ? 0 : Math.clamp(line.tokens(), 0, Integer.MAX_VALUE);
        lengthsAndTokens.set(index, length << Integer.SIZE | tokens);
        numbersOnly.set(index, numbers != null);
        failed.set(index, hasFailed);
    }

    /**
     * To be called after the last {@link #add} and before the first {@link #find}.
     */
    void complete() throws IOException {
        if (spill != null) {
            spill.flush();
        }
    }

    /**
     * Returns the outcome of a request, and marks it as matched.
     */
    public Optional<Outcome<BilledResult<R>>> find(final RequestKey key) throws IOException {
        final int index = match(key);
        return index == KeyTable.ABSENT ? Optional.empty() : Optional.of(outcome(index, bytes(index)));
    }

    /**
     * Marks the outcome of a request as matched.
     *
     * @return its index, or {@link KeyTable#ABSENT}
     */
    int match(final RequestKey key) {
        final int index = indexOf(key);
        if (index != KeyTable.ABSENT) {
            matched.set(index);
        }
        return index;
    }

    /**
     * Returns the index of an outcome, or {@link KeyTable#ABSENT}.
     */
    int indexOf(final RequestKey key) {
        return keys.indexOf(key);
    }

    /**
     * Returns the position of an outcome in the temporary file.
     */
    long position(final int index) {
        return positions.get(index);
    }

    /**
     * Returns the number of bytes of an outcome in the temporary file.
     */
    int length(final int index) {
        return (int) (lengthsAndTokens.get(index) >>> Integer.SIZE);
    }

    /**
     * Returns whether an outcome is a vector whose numbers are parsed only if a writer needs their values.
     */
    boolean isDeferred(final int index) {
        return numbersOnly.get(index);
    }

    /**
     * Reads an outcome from the temporary file. May be called by any thread.
     */
    byte[] bytes(final int index) throws IOException {
        return spill.read(position(index), length(index));
    }

    /**
     * Reads the outcomes of a range from the temporary file. May be called by any thread.
     *
     * @param buffer room for the range
     */
    List<byte[]> bytes(final ResultRange range, final ByteBuffer buffer) throws IOException {
        spill.read(range.position(), buffer.clear().limit(range.length()));
        final List<byte[]> outcomes = new ArrayList<>(range.indexes().size());
        for (final int index : range.indexes()) {
            final byte[] bytes = new byte[length(index)];
            buffer.get((int) (position(index) - range.position()), bytes);
            outcomes.add(bytes);
        }
        return outcomes;
    }

    /**
     * Returns an outcome. May be called by any thread if the outcome is {@link #isDeferred deferred}; the numbers are
     * then parsed by the thread that uses the store.
     *
     * @param bytes from {@link #bytes}
     */
    Outcome<BilledResult<R>> outcome(final int index, final byte[] bytes) {
        return outcome(index, bytes, outcomes);
    }

    /**
     * Returns an outcome.
     *
     * @param bytes from {@link #bytes}
     * @param reader of the calling thread, which is also used if the numbers of a vector are parsed later
     */
    Outcome<BilledResult<R>> outcome(final int index, final byte[] bytes, final OutcomeReader<R> reader) {
        final int tokens = (int) lengthsAndTokens.get(index);
        return numbersOnly.get(index) ? reader.ofNumbers(bytes, tokens) : reader.ofLine(bytes, tokens);
    }

    /**
     * Returns a reader for {@link #outcome(int, byte[], OutcomeReader)}.
     */
    OutcomeReader<R> newReader() {
        return new OutcomeReader<>(codec);
    }

    /**
     * Returns the number of outcomes that match no record.
     */
    public long unmatched() {
        return keys.size() - matched.cardinality();
    }

    @Override
    public void close() throws IOException {
        if (spill != null) {
            spill.close();
        }
    }
}
