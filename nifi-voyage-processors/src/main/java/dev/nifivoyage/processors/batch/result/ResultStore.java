/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.request.KeyTable;
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
 * The outcomes of a job's requests by key. Answers and errors lie in a {@link SpillFile}; the heap holds some 90 bytes for each request.
 * The first answer of a request counts; an answer takes the place of an error.
 *
 * @param <A> answer of one request
 */
public final class ResultStore<A> implements Closeable {
    private static final int INITIAL_CAPACITY = 1024;
    private static final char SEPARATOR = '\n';

    private final ResultCodec<A> format;
    private final boolean keepDecimals;
    private final SpillFile spill;
    private final KeyTable keys = new KeyTable();
    private final BitSet failed = new BitSet();
    private final BitSet asked = new BitSet();
    private long[] positions = new long[INITIAL_CAPACITY];
    private int[] lengths = new int[INITIAL_CAPACITY];
    private int[] decimalLengths = new int[INITIAL_CAPACITY];

    /**
     * No outcomes yet.
     *
     * @param format of the answers to come
     * @param keepDecimals whether the numbers are kept as text too, which takes three times as much disk as the vectors themselves
     * @param directory where the spill file is made
     */
    public ResultStore(final ResultCodec<A> format, final boolean keepDecimals, final Path directory)
            throws IOException {
        this.format = format;
        this.keepDecimals = keepDecimals;
        this.spill = new SpillFile(directory);
    }

    boolean contains(final RequestKey key) {
        return keys.indexOf(key) != KeyTable.ABSENT;
    }

    /**
     * Whether the request has an answer.
     */
    boolean isCompleted(final RequestKey key) {
        final int index = keys.indexOf(key);
        return index != KeyTable.ABSENT && !failed.get(index);
    }

    /**
     * Keeps an outcome if it is the first of its request, or an answer in place of an error.
     *
     * @return whether it was kept
     */
    boolean add(final RequestKey key, final Outcome<A> outcome) throws IOException {
        final int added = keys.add(key);
        if (added == KeyTable.ABSENT) {
            final int index = keys.indexOf(key);
            final boolean better = failed.get(index) && outcome.response() != null;
            if (better) {
                store(index, outcome);
            }
            return better;
        }

        if (added == positions.length) {
            positions = Arrays.copyOf(positions, added + added / 4);
            lengths = Arrays.copyOf(lengths, added + added / 4);
            decimalLengths = Arrays.copyOf(decimalLengths, added + added / 4);
        }
        store(added, outcome);
        return true;
    }

    private void store(final int index, final Outcome<A> outcome) throws IOException {
        final byte[] bytes = outcome.response() != null
                ? format.toBytes(outcome.response())
                : (outcome.error().code() + SEPARATOR + outcome.error().message()).getBytes(StandardCharsets.UTF_8);
        failed.set(index, outcome.response() == null);
        positions[index] = spill.position();
        lengths[index] = bytes.length;
        spill.append(ByteBuffer.wrap(bytes));
        final boolean hasDecimals = keepDecimals && outcome.decimals() != null;
        decimalLengths[index] = hasDecimals ? outcome.decimals().remaining() : 0;
        if (hasDecimals) {
            spill.append(outcome.decimals().slice());
        }
    }

    /**
     * To be called after the last {@link #add} and before the first {@link #find}.
     */
    void complete() throws IOException {
        spill.flush();
    }

    /**
     * The outcome of a request, which counts as asked for from now on.
     */
    public Optional<Outcome<A>> find(final RequestKey key) throws IOException {
        final int index = keys.indexOf(key);
        if (index == KeyTable.ABSENT) {
            return Optional.empty();
        }

        asked.set(index);
        final byte[] bytes = new byte[lengths[index]];
        if (!failed.get(index)) {
            final byte[] decimals = new byte[decimalLengths[index]];
            spill.read(positions[index], bytes, decimals);
            return Optional.of(
                    Outcome.of(format.ofBytes(bytes), decimals.length == 0 ? null : ByteBuffer.wrap(decimals)));
        }

        spill.read(positions[index], bytes);
        final String text = new String(bytes, StandardCharsets.UTF_8);
        final int separator = text.indexOf(SEPARATOR);
        return Optional.of(
                Outcome.rejected(new RecordError(text.substring(0, separator), text.substring(separator + 1))));
    }

    /**
     * Outcomes that no record asked for.
     */
    public long unasked() {
        return keys.size() - asked.cardinality();
    }

    @Override
    public void close() throws IOException {
        spill.close();
    }
}
