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

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The place of a vector in a record.
 */
public final class EmbeddingRecordPath implements ResultPlace {
    private final TargetRecordPath target;
    private final VectorFormat format;
    private final DataType fieldType;
    private final boolean takesNumbers;

    /**
     * @param path such as {@code /embedding}; the parent of its last field must exist in each record
     * @param dataType of the vectors
     */
    public EmbeddingRecordPath(final String path, final VectorFormat format, final EmbeddingDataType dataType) {
        this.target = new TargetRecordPath(path);
        this.format = format;
        this.fieldType = format.fieldType(dataType);
        this.takesNumbers = format == VectorFormat.NUMBERS;
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
     * @return an error if the record has no place for the vector
     */
    public Optional<RecordError> put(final RecordDraft draft, final Embedding embedding) {
        return target.put(draft, content(embedding));
    }

    /**
     * Writes a vector of which the numbers may be known.
     *
     * @param embedding supplies the vector; not called if the writer takes the numbers
     * @param numbers JSON array of the numbers of the vector in ASCII, or null
     * @return an error if the record has no place for the vector
     */
    public Optional<RecordError> put(
            final RecordDraft draft, final Supplier<Embedding> embedding, final byte[] numbers) {
        return target.put(
                draft,
                takesNumbers && numbers != null
                        ? FieldContent.deferred(
                                () -> format.value(embedding.get()), fieldType, new PlainNumbers(numbers))
                        : content(embedding.get()));
    }

    /**
     * Writes a vector into a nested record.
     *
     * @param within location of the nested record
     * @return an error if the nested record has no place for the vector
     */
    public Optional<RecordError> put(
            final RecordDraft draft, final FieldLocation within, final Record part, final Embedding embedding) {
        return target.put(draft, within, part, content(embedding));
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

    private FieldContent content(final Embedding embedding) {
        return FieldContent.of(format.value(embedding), fieldType);
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
