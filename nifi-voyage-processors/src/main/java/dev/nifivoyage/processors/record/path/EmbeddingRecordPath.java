/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.FieldLocation;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
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
 * The place of a vector in a record.
 */
public final class EmbeddingRecordPath implements ResultPlace {
    private final TargetRecordPath target;
    private final VectorFormat format;
    private final DataType fieldType;
    private final boolean takesDecimals;

    /**
     * @param path such as {@code /embedding}; the parent of its last field must exist in each record
     * @param dataType of the vectors
     */
    public EmbeddingRecordPath(final String path, final VectorFormat format, final EmbeddingDataType dataType) {
        this.target = new TargetRecordPath(path);
        this.format = format;
        this.fieldType = format.fieldType(dataType);
        this.takesDecimals = format == VectorFormat.NUMBERS && dataType == EmbeddingDataType.FLOAT;
    }

    /**
     * Returns whether {@link #put} uses the numbers as text.
     */
    public boolean takesDecimals() {
        return takesDecimals;
    }

    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return target.noPlace(record);
    }

    /**
     * Returns an error if a nested record has no place for a vector.
     */
    public Optional<RecordError> noPlace(final Record part) {
        return target.noPlace(part);
    }

    /**
     * Writes a vector.
     *
     * @param decimals the numbers of the vector as comma-separated text, or null
     * @return an error if the record has no place for the vector
     */
    public Optional<RecordError> put(final RecordDraft draft, final Embedding embedding, final ByteBuffer decimals) {
        return target.put(draft, content(embedding, decimals));
    }

    /**
     * Writes a vector into a nested record.
     *
     * @param within location of the nested record
     * @return an error if the nested record has no place for the vector
     */
    public Optional<RecordError> put(
            final RecordDraft draft, final FieldLocation within, final Record part, final Embedding embedding) {
        return target.put(draft, within, part, content(embedding, null));
    }

    /**
     * Writes vectors as an array.
     *
     * @param embeddings null for an element without a vector, which is written as an empty vector
     * @return an error if the record has no place for the vectors
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

    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return results(List.of());
    }

    /**
     * Returns the field of a vector in nested records, if the path determines it.
     *
     * @param within names of the fields that lead to the nested records
     */
    public List<ResultField> results(final List<String> within) {
        return target.results(within, fieldType);
    }

    /**
     * Returns the field of several vectors, if the path determines it.
     */
    public List<ResultField> resultsOfAll() {
        return target.results(List.of(), RecordFieldType.ARRAY.getArrayDataType(fieldType));
    }

    @Override
    public RecordSchema schema(final RecordSchema schema) {
        return target.schema(schema, fieldType);
    }

    /**
     * Adds the field of a vector to the schema of nested records.
     *
     * @param within names of the fields that lead to the nested records
     */
    public RecordSchema schema(final RecordSchema schema, final List<String> within) {
        return target.schema(schema, within, fieldType);
    }

    /**
     * Adds the field of several vectors to a schema.
     */
    public RecordSchema schemaOfAll(final RecordSchema schema) {
        return target.schema(schema, RecordFieldType.ARRAY.getArrayDataType(fieldType));
    }
}
