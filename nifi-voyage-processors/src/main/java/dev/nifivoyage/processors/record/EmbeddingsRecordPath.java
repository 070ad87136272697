/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.embedding.EmbeddingDataType;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a row gets its vector.
 */
public final class EmbeddingsRecordPath {
    private static final Pattern TOP_LEVEL = Pattern.compile("/([A-Za-z_][A-Za-z0-9_]*)");

    private final TargetRecordPath target;
    private final VectorFormat format;
    private final DataType fieldType;
    private final JsonRow jsonRow;

    /**
     * A compiled path.
     *
     * @param path such as {@code /embeddings}; the parent of its last field must exist in each row
     * @param format how the vector is written
     * @param dataType the type of the vectors to come
     */
    public EmbeddingsRecordPath(final String path, final VectorFormat format, final EmbeddingDataType dataType) {
        this.target = new TargetRecordPath(path);
        this.format = format;
        this.fieldType = format.fieldType(dataType);
        final Matcher topLevel = TOP_LEVEL.matcher(path);
        this.jsonRow = format == VectorFormat.NUMBERS && dataType == EmbeddingDataType.FLOAT && topLevel.matches() ? new JsonRow(topLevel.group(1), fieldType) : null;
    }

    /**
     * Whether {@link #put} has use for the numbers as text: rows with a vector of floats as a field of their own.
     */
    public boolean takesDecimals() {
        return jsonRow != null;
    }

    /**
     * Puts a vector into a row.
     *
     * @param row may be changed
     * @param decimals the numbers of the vector as text with commas between them, if there is such a text, or null
     * @return the row with the vector
     * @throws IOException when the row has no place for it
     */
    public Record put(final Record row, final Embedding embedding, final ByteBuffer decimals) throws IOException {
        if (jsonRow != null && jsonRow.takes(row)) {
            return jsonRow.with(row, embedding, decimals);
        }

        putInto(row, embedding);
        return row;
    }

    /**
     * Puts a vector into a record that stands inside of a row, so that this very record must hold it.
     *
     * @throws IOException when the record has no place for it
     */
    public void putInto(final Record part, final Embedding embedding) throws IOException {
        target.put(part, format.value(embedding), fieldType);
    }

    /**
     * Puts the vectors of a row's chunks into it, as an array.
     *
     * @throws IOException when the row has no place for them
     */
    public void putAll(final Record row, final List<Embedding> embeddings) throws IOException {
        target.put(row, embeddings.stream().map(format::value).toArray(), RecordFieldType.ARRAY.getArrayDataType(fieldType));
    }
}
