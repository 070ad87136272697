/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.embedding.EmbeddingDataType;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.batch.request.KeyTable;
import dev.nifivoyage.processors.record.RowError;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * The outcomes of a job's requests by key. Vectors and errors lie in a {@link SpillFile}; the heap holds some 90 bytes for each request.
 * The first vector of a request counts; a vector takes the place of an error.
 */
public final class Outcomes implements Closeable {
    private static final int INITIAL_CAPACITY = 1024;
    private static final char SEPARATOR = '\n';

    private final EmbeddingDataType dataType;
    private final boolean keepDecimals;
    private final SpillFile spill;
    private final KeyTable keys = new KeyTable();
    private final BitSet failed = new BitSet();
    private final BitSet asked = new BitSet();
    private long[] positions = new long[INITIAL_CAPACITY];
    private int[] lengths = new int[INITIAL_CAPACITY];
    /** Of each vector, without its numbers as text; all vectors of a job are equally long. */
    private int packedLength;

    /**
     * No outcomes yet.
     *
     * @param dataType the type of the vectors to come
     * @param keepDecimals whether the numbers are kept as text too, which takes three times as much disk as the vectors themselves
     * @param directory where the spill file is made
     */
    public Outcomes(final EmbeddingDataType dataType, final boolean keepDecimals, final Path directory) throws IOException {
        this.dataType = dataType;
        this.keepDecimals = keepDecimals;
        this.spill = new SpillFile(directory);
    }

    boolean contains(final EmbeddingKey key) {
        return keys.indexOf(key) != KeyTable.ABSENT;
    }

    /**
     * Whether the request was answered with a vector.
     */
    boolean isEmbedded(final EmbeddingKey key) {
        final int index = keys.indexOf(key);
        return index != KeyTable.ABSENT && !failed.get(index);
    }

    /**
     * Keeps an outcome if it is the first of its request, or a vector in place of an error.
     *
     * @return whether it was kept
     */
    boolean add(final EmbeddingKey key, final Outcome outcome) throws IOException {
        final int added = keys.add(key);
        if (added == KeyTable.ABSENT) {
            final int index = keys.indexOf(key);
            final boolean better = failed.get(index) && outcome.embedding() != null;
            if (better) {
                store(index, outcome);
            }
            return better;
        }

        if (added == positions.length) {
            final int capacity = added + added / 4;
            positions = Arrays.copyOf(positions, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        store(added, outcome);
        return true;
    }

    private void store(final int index, final Outcome outcome) throws IOException {
        final byte[] bytes = outcome.embedding() != null
            ? outcome.embedding().packed()
            : (outcome.error().code() + SEPARATOR + outcome.error().message()).getBytes(StandardCharsets.UTF_8);
        failed.set(index, outcome.embedding() == null);
        positions[index] = spill.position();
        spill.append(ByteBuffer.wrap(bytes));
        if (outcome.embedding() != null) {
            if (packedLength != 0 && packedLength != bytes.length) {
                throw new IllegalArgumentException("A vector of %d bytes among those of %d".formatted(bytes.length, packedLength));
            }
            packedLength = bytes.length;
            if (keepDecimals && outcome.decimals() != null) {
                spill.append(outcome.decimals().slice());
            }
        }
        lengths[index] = (int) (spill.position() - positions[index]);
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
    Optional<Outcome> find(final EmbeddingKey key) throws IOException {
        final int index = keys.indexOf(key);
        if (index == KeyTable.ABSENT) {
            return Optional.empty();
        }

        asked.set(index);
        if (!failed.get(index)) {
            final byte[] packed = new byte[packedLength];
            final byte[] decimals = new byte[lengths[index] - packedLength];
            spill.read(positions[index], packed, decimals);
            return Optional.of(Outcome.of(Embedding.ofPacked(dataType, packed), decimals.length == 0 ? null : ByteBuffer.wrap(decimals)));
        }

        final byte[] bytes = new byte[lengths[index]];
        spill.read(positions[index], bytes);
        final String text = new String(bytes, StandardCharsets.UTF_8);
        final int separator = text.indexOf(SEPARATOR);
        return Optional.of(Outcome.refused(new RowError(text.substring(0, separator), text.substring(separator + 1))));
    }

    /**
     * Outcomes that no row asked for.
     */
    public long unasked() {
        return keys.size() - asked.cardinality();
    }

    @Override
    public void close() throws IOException {
        spill.close();
    }
}
