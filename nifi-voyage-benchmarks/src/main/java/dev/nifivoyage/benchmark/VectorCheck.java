/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.vector.NumberFormat;
import dev.nifivoyage.local.vector.SyntheticVectorModel;
import dev.nifivoyage.local.vector.VectorDtype;
import dev.nifivoyage.local.vector.VectorEncoding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Reads the output records, and compares each number of each vector with the vector that the server computes for the
 * text of the record.
 */
final class VectorCheck {
    private static final String PROMPT = "Represent the document for retrieval: ";

    private final GeneratedRecords records;
    private final String model;
    private final int dimension;
    private final VectorDtype dtype;
    private final NumberFormat format;
    private final SyntheticVectorModel vectors = new SyntheticVectorModel();

    VectorCheck(final GeneratedRecords records, final String model, final int dimension) {
        this(records, model, dimension, VectorDtype.FLOAT, NumberFormat.FLOAT);
    }

    /**
     * @param format in which the server prints floats
     */
    VectorCheck(final GeneratedRecords records, final String model, final int dimension, final NumberFormat format) {
        this(records, model, dimension, VectorDtype.FLOAT, format);
    }

    /**
     * @param dtype floats, or signed integers of 8 bits
     */
    VectorCheck(final GeneratedRecords records, final String model, final int dimension, final VectorDtype dtype) {
        this(records, model, dimension, dtype, NumberFormat.FLOAT);
    }

    private VectorCheck(
            final GeneratedRecords records,
            final String model,
            final int dimension,
            final VectorDtype dtype,
            final NumberFormat format) {
        this.records = records;
        this.model = model;
        this.dimension = dimension;
        this.dtype = dtype;
        this.format = format;
    }

    /**
     * Checks that the records are all there, in their order.
     *
     * @return number of records
     * @throws IllegalStateException naming the first record that is wrong
     */
    long check(final Path file) throws IOException {
        return check(List.of(file), OutputFormat.JSON, true);
    }

    /**
     * Checks that the records of a file of another format are all there, in their order.
     */
    long check(final Path file, final OutputFormat output) throws IOException {
        return check(List.of(file), output, true);
    }

    /**
     * Checks that each record is in the output exactly once, in any order.
     *
     * @return number of records
     * @throws IllegalStateException naming the first record that is wrong
     */
    long checkInAnyOrder(final Path file) throws IOException {
        return checkInAnyOrder(List.of(file));
    }

    /**
     * Checks records in several files, in any order.
     */
    long checkInAnyOrder(final List<Path> files) throws IOException {
        return check(files, OutputFormat.JSON, false);
    }

    private long check(final List<Path> files, final OutputFormat outputFormat, final boolean inOrder)
            throws IOException {
        final BitSet seen = new BitSet(records.count());
        int record = 0;
        for (final Path file : files) {
            try (OutputRecords output = outputFormat.open(file, dimension)) {
                while (output.next()) {
                    final int id = checkRecord(output, record);
                    if (inOrder && id != record || seen.get(id)) {
                        throw new IllegalStateException("Record %d came out with id %d".formatted(record, id));
                    }
                    seen.set(id);
                    record++;
                }
            }
        }

        if (record != records.count()) {
            throw new IllegalStateException("%d records came out of %d".formatted(record, records.count()));
        }

        return record;
    }

    private int checkRecord(final OutputRecords output, final int record) {
        final int id = output.id();
        if (id < 0 || id >= records.count() || !Arrays.equals(vector(records.text(id)), output.vector())) {
            throw new IllegalStateException(
                    "Record %d came out with id %d and another vector than that of its text".formatted(record, id));
        }

        return id;
    }

    private float[] vector(final String text) {
        final float[] vector = vectors.embed(model, PROMPT, text, dimension);
        if (dtype == VectorDtype.FLOAT) {
            return format.sent(vector);
        }

        final byte[] packed = VectorEncoding.pack(vector, dtype);
        for (int i = 0; i < packed.length; i++) {
            vector[i] = packed[i];
        }
        return vector;
    }
}
