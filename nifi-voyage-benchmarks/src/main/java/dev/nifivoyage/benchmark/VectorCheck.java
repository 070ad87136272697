/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.nifivoyage.local.vector.SyntheticVectorModel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads the records that came out, and compares each number of each vector with what the server makes of the record's text.
 */
final class VectorCheck {
    private static final String PROMPT = "Represent the document for retrieval: ";
    private static final JsonFactory JSON = new JsonFactoryBuilder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

    private final GeneratedRows rows;
    private final String model;
    private final int dimension;
    private final SyntheticVectorModel vectors = new SyntheticVectorModel();

    VectorCheck(final GeneratedRows rows, final String model, final int dimension) {
        this.rows = rows;
        this.model = model;
        this.dimension = dimension;
    }

    /**
     * Checks that the rows are all there, in their order.
     *
     * @return number of rows
     * @throws IllegalStateException naming the first row that is wrong
     */
    long check(final Path file) throws IOException {
        checkAll(List.of(file));
        return rows.count();
    }

    /**
     * Checks that the rows are all there once, in their order within each file, whatever the order of the files.
     *
     * @throws IllegalStateException naming the first row that is wrong
     */
    void checkAll(final List<Path> files) throws IOException {
        final NavigableMap<Integer, Path> byFirstRow = new TreeMap<>();
        for (final Path file : files) {
            byFirstRow.put(firstRow(file), file);
        }

        int row = 0;
        for (final Path file : byFirstRow.values()) {
            row = checkFrom(file, row);
        }
        if (row != rows.count() || byFirstRow.size() != files.size()) {
            throw new IllegalStateException("%d rows came out of %d, in %d files".formatted(row, rows.count(), files.size()));
        }
    }

    private static int firstRow(final Path file) throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("id")) {
                    return parser.nextIntValue(-1);
                }
            }
        }

        throw new IllegalStateException("No record is in " + file);
    }

    // returns the row after the file's last
    private int checkFrom(final Path file, final int first) throws IOException {
        int row = first;
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                checkRow(parser, row);
                row++;
            }
        }

        return row;
    }

    private void checkRow(final JsonParser parser, final int row) throws IOException {
        int id = -1;
        float[] vector = new float[0];
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "id" -> id = parser.getIntValue();
                case "embeddings" -> vector = readVector(parser);
                default -> parser.skipChildren();
            }
        }

        final float[] expected = vectors.embed(model, PROMPT, rows.text(row), dimension);
        if (id != row || !Arrays.equals(expected, vector)) {
            throw new IllegalStateException("Row %d came out with id %d and another vector than its own".formatted(row, id));
        }
    }

    private float[] readVector(final JsonParser parser) throws IOException {
        final float[] vector = new float[dimension];
        int i = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            vector[i++] = parser.getFloatValue();
        }

        return vector;
    }
}
