/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.processors.batch.request.ContextualizedParameters;
import dev.nifivoyage.processors.batch.request.RowRequest;
import dev.nifivoyage.processors.record.EmbeddingsRecordPath;
import dev.nifivoyage.processors.record.OutputStrategy;
import dev.nifivoyage.processors.record.PartRow;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.TargetRecordPath;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.record.TextsRecordPath;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Puts each vector of a document on its own chunk.
 */
final class DocumentPlacement implements AnswerPlacement<DocumentVectors> {
    private static final RecordField TEXT = new RecordField("text", RecordFieldType.STRING.getDataType());
    private static final RecordField CHUNK_INDEX = new RecordField("chunk_index", RecordFieldType.INT.getDataType());
    private static final RecordField CHUNK_COUNT = new RecordField("chunk_count", RecordFieldType.INT.getDataType());

    private final ContextualizedParameters parameters;
    private final EmbeddingsRecordPath embeddingsPath;
    private final OutputStrategy strategy;
    private final TextsRecordPath chunksPath;
    private final TargetRecordPath textPath;

    DocumentPlacement(final ContextualizedParameters parameters, final EmbeddingsRecordPath embeddingsPath, final OutputStrategy strategy) {
        this.parameters = parameters;
        this.embeddingsPath = embeddingsPath;
        this.strategy = strategy;
        this.chunksPath = parameters.paths().chunks() == null ? null : new TextsRecordPath(parameters.paths().chunks());
        this.textPath = parameters.paths().text() == null ? null : new TargetRecordPath(parameters.paths().text());
    }

    @Override
    public Optional<RowError> mismatch(final RowRequest request, final DocumentVectors answer) {
        final int vectors = answer.vectors().size();
        if (parameters.isChunkedByVoyage()) {
            return answer.texts().size() == vectors
                ? Optional.empty()
                : Optional.of(new RowError("invalid_embedding", "The answer holds %d vectors without the texts of the chunks they are of".formatted(vectors)));
        }

        return vectors == request.body().texts()
            ? Optional.empty()
            : Optional.of(new RowError("invalid_embedding", "The answer holds %d vectors for %d chunks".formatted(vectors, request.body().texts())));
    }

    @Override
    public void place(final RowRequest request, final DocumentVectors answer, final ByteBuffer decimals, final RowOutput output) throws IOException, SchemaNotFoundException {
        request.rows().forEach(RowError::clear);
        switch (parameters.form()) {
            case CONSECUTIVE_ROWS -> placeRows(request.rows(), answer.vectors(), output);
            case CHUNK_ARRAY -> placeArray(request.rows().getFirst(), answer.vectors(), output);
            default -> placeWhole(request.rows().getFirst(), answer, output);
        }
    }

    private void placeRows(final List<Record> rows, final List<Embedding> vectors, final RowOutput output) throws IOException, SchemaNotFoundException {
        for (int i = 0; i < rows.size(); i++) {
            output.write(embeddingsPath.put(rows.get(i), vectors.get(i), null));
        }
    }

    private void placeArray(final Record row, final List<Embedding> vectors, final RowOutput output) throws IOException, SchemaNotFoundException {
        final List<TextPart> chunks = chunksPath.read(row);
        if (strategy == OutputStrategy.PART) {
            final Optional<String> chunksField = chunksPath.fieldName(row);
            for (int i = 0; i < vectors.size(); i++) {
                final TextPart chunk = chunks.get(i);
                final PartRow part = new PartRow(row, chunksField);
                final PartRow withText = chunk.holder() == null ? part.add(TEXT, chunk.text().text()) : part.addAll(chunk.holder());
                output.write(embeddingsPath.put(numbered(withText, i, vectors.size()).toRecord(), vectors.get(i), null));
            }
        } else if (chunks.stream().allMatch(chunk -> chunk.holder() != null)) {
            for (int i = 0; i < vectors.size(); i++) {
                embeddingsPath.putInto(chunks.get(i).holder(), vectors.get(i));
            }
            // a record of its own, since the row still has the text that it was read from, which a writer may copy
            output.write(new PartRow(row, Optional.empty()).toRecord());
        } else {
            embeddingsPath.putAll(row, vectors);
            output.write(row);
        }
    }

    private void placeWhole(final Record row, final DocumentVectors answer, final RowOutput output) throws IOException, SchemaNotFoundException {
        if (!parameters.isChunkedByVoyage()) {
            output.write(embeddingsPath.put(row, answer.vectors().getFirst(), null));
            return;
        }

        for (int i = 0; i < answer.vectors().size(); i++) {
            final Record chunk = numbered(new PartRow(row, Optional.empty()), i, answer.vectors().size()).toRecord();
            textPath.put(chunk, answer.texts().get(i), RecordFieldType.STRING.getDataType());
            output.write(embeddingsPath.put(chunk, answer.vectors().get(i), null));
        }
    }

    private static PartRow numbered(final PartRow part, final int index, final int count) {
        return part.add(CHUNK_INDEX, index).add(CHUNK_COUNT, count);
    }
}
