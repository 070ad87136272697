/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where a record gets its vector.
 */
public final class EmbeddingRecordPath implements ResultPlace {
    private final TargetRecordPath target;
    private final VectorFormat format;
    private final DataType fieldType;
    private final boolean takesDecimals;

    /**
     * A compiled path.
     *
     * @param path such as {@code /embedding}; the parent of its last field must exist in each record
     * @param format how the vector is written
     * @param dataType the type of the vectors to come
     */
    public EmbeddingRecordPath(final String path, final VectorFormat format, final EmbeddingDataType dataType) {
        this.target = new TargetRecordPath(path);
        this.format = format;
        this.fieldType = format.fieldType(dataType);
        this.takesDecimals = format == VectorFormat.NUMBERS && dataType == EmbeddingDataType.FLOAT;
    }

    /**
     * Whether {@link #put} has use for the numbers as text.
     */
    public boolean takesDecimals() {
        return takesDecimals;
    }

    /**
     * Why a record has no place for a vector, or empty.
     */
    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return target.noPlace(record);
    }

    /**
     * Why a record inside of another one has no place for a vector, or empty.
     */
    public Optional<RecordError> noPlace(final Record part) {
        return target.noPlace(part);
    }

    /**
     * Writes a vector.
     *
     * @param decimals the numbers of the vector as text with commas between them, if there is such a text, or null
     * @return why it has no place, or empty
     */
    public Optional<RecordError> put(final RecordDraft draft, final Embedding embedding, final ByteBuffer decimals) {
        return target.put(draft, content(embedding, decimals));
    }

    /**
     * Writes a vector into a record inside of another one.
     *
     * @param within where the inner record is
     * @return why it has no place, or empty
     */
    public Optional<RecordError> put(
            final RecordDraft draft, final FieldLocation within, final Record part, final Embedding embedding) {
        return target.put(draft, within, part, content(embedding, null));
    }

    /**
     * Writes vectors as an array.
     *
     * @param embeddings null for an element without a vector, which becomes an empty one
     * @return why it has no place, or empty
     */
    public Optional<RecordError> putAll(final RecordDraft draft, final List<Embedding> embeddings) {
        final Object[] values = embeddings.stream()
                .map(embedding -> embedding == null ? format.none() : format.value(embedding))
                .toArray();
        return target.put(draft, FieldContent.of(values, RecordFieldType.ARRAY.getArrayDataType(fieldType)));
    }

    private FieldContent content(final Embedding embedding, final ByteBuffer decimals) {
        final Object value = format.value(embedding);
        return decimals == null
                ? FieldContent.of(value, fieldType)
                : new FieldContent(
                        value,
                        fieldType,
                        () -> '['
                                + StandardCharsets.ISO_8859_1
                                        .decode(decimals.slice())
                                        .toString()
                                + ']');
    }

    /**
     * The field of a vector, if the path says its names.
     */
    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return results(List.of());
    }

    /**
     * The field of a vector in the records at a place, if the path says its names.
     *
     * @param within names of the fields on the way to the records
     */
    public List<ResultField> results(final List<String> within) {
        return target.results(within, fieldType);
    }

    /**
     * The field of several vectors, if the path says its names.
     */
    public List<ResultField> resultsOfAll() {
        return target.results(List.of(), RecordFieldType.ARRAY.getArrayDataType(fieldType));
    }

    /**
     * A schema with the field of a vector.
     */
    @Override
    public RecordSchema schema(final RecordSchema schema) {
        return target.schema(schema, fieldType);
    }

    /**
     * A schema with the field of a vector in the records at a place.
     *
     * @param within names of the fields on the way to the records
     */
    public RecordSchema schema(final RecordSchema schema, final List<String> within) {
        return target.schema(schema, within, fieldType);
    }

    /**
     * A schema with the field of several vectors.
     */
    public RecordSchema schemaOfAll(final RecordSchema schema) {
        return target.schema(schema, RecordFieldType.ARRAY.getArrayDataType(fieldType));
    }
}
