/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.job.KeyTable;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * The outcomes of the requests of a job by key. Results and errors are in a {@link SpillFile}; the heap holds about 90
 * bytes for each request. The first result of a request counts; a result replaces an error.
 *
 * @param <R> result of one request
 */
public final class ResultStore<R> implements Closeable {
    private static final int INITIAL_CAPACITY = 1024;
    private static final char SEPARATOR = '\n';
    private static final ByteBuffer NO_DECIMALS = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final ResultCodec<R> codec;
    private final boolean keepDecimals;
    private final SpillFile spill;
    private final KeyTable keys = new KeyTable();
    private final BitSet failed = new BitSet();
    private final BitSet matched = new BitSet();
    private long[] positions = new long[INITIAL_CAPACITY];
    private int[] lengths = new int[INITIAL_CAPACITY];
    private int[] decimalLengths = new int[INITIAL_CAPACITY];
    private int[] tokens = new int[INITIAL_CAPACITY];

    /**
     * @param codec codec of the results
     * @param keepDecimals whether to keep the numbers as text too, which takes three times as much disk space as the
     *     vectors
     * @param directory directory of the spill file
     */
    public ResultStore(final ResultCodec<R> codec, final boolean keepDecimals, final Path directory)
            throws IOException {
        this.codec = codec;
        this.keepDecimals = keepDecimals;
        this.spill = new SpillFile(directory);
    }

    boolean contains(final RequestKey key) {
        return keys.indexOf(key) != KeyTable.ABSENT;
    }

    /**
     * Returns whether the request has a result.
     */
    boolean isCompleted(final RequestKey key) {
        final int index = keys.indexOf(key);
        return index != KeyTable.ABSENT && !failed.get(index);
    }

    /**
     * Stores an outcome if it is the first of its request, or a result in place of an error.
     *
     * @param billed number of tokens billed for the request
     * @return whether it was stored
     */
    boolean add(final RequestKey key, final Outcome<R> outcome, final long billed) throws IOException {
        final int added = keys.add(key);
        if (added == KeyTable.ABSENT) {
            final int index = keys.indexOf(key);
            final boolean better = failed.get(index) && outcome instanceof Outcome.Success<R>;
            if (better) {
                store(index, outcome, billed);
            }
            return better;
        }

        if (added == positions.length) {
            positions = Arrays.copyOf(positions, added + added / 4);
            lengths = Arrays.copyOf(lengths, added + added / 4);
            decimalLengths = Arrays.copyOf(decimalLengths, added + added / 4);
            tokens = Arrays.copyOf(tokens, added + added / 4);
        }
        store(added, outcome, billed);
        return true;
    }

    private void store(final int index, final Outcome<R> outcome, final long billed) throws IOException {
        switch (outcome) {
            case Outcome.Success<R>(final R result, final ByteBuffer decimals) ->
                store(index, codec.toBytes(result), keepDecimals && decimals != null ? decimals.slice() : NO_DECIMALS);
            case Outcome.Failure<R>(final RecordError error) ->
                store(
                        index,
                        (error.code() + SEPARATOR + error.message()).getBytes(StandardCharsets.UTF_8),
                        NO_DECIMALS);
        }
        tokens[index] = Math.clamp(billed, 0, Integer.MAX_VALUE);
        failed.set(index, outcome instanceof Outcome.Failure<R>);
    }

    private void store(final int index, final byte[] bytes, final ByteBuffer decimals) throws IOException {
        positions[index] = spill.position();
        lengths[index] = bytes.length;
        decimalLengths[index] = decimals.remaining();
        spill.append(ByteBuffer.wrap(bytes));
        spill.append(decimals);
    }

    /**
     * To be called after the last {@link #add} and before the first {@link #find}.
     */
    void complete() throws IOException {
        spill.flush();
    }

    /**
     * Returns the outcome of a request, and marks it as matched.
     */
    public Optional<Outcome<R>> find(final RequestKey key) throws IOException {
        final int index = keys.indexOf(key);
        if (index == KeyTable.ABSENT) {
            return Optional.empty();
        }

        matched.set(index);
        final byte[] bytes = new byte[lengths[index]];
        if (!failed.get(index)) {
            final byte[] decimals = new byte[decimalLengths[index]];
            spill.read(positions[index], bytes, decimals);
            return Optional.of(
                    Outcome.success(codec.ofBytes(bytes), decimals.length == 0 ? null : ByteBuffer.wrap(decimals)));
        }

        spill.read(positions[index], bytes);
        final String text = new String(bytes, StandardCharsets.UTF_8);
        final int separator = text.indexOf(SEPARATOR);
        return Optional.of(
                Outcome.failure(new RecordError(text.substring(0, separator), text.substring(separator + 1))));
    }

    /**
     * Returns the tokens billed for a request; 0 if there is no outcome.
     */
    int tokens(final RequestKey key) {
        final int index = keys.indexOf(key);
        return index == KeyTable.ABSENT ? 0 : tokens[index];
    }

    /**
     * Returns the number of outcomes that match no record.
     */
    public long unmatched() {
        return keys.size() - matched.cardinality();
    }

    @Override
    public void close() throws IOException {
        spill.close();
    }
}
