/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.SchemaUnion;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.TextsRecordPath;
import dev.nifivoyage.processors.request.ContextualizedParameters;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes each vector of a document to its chunk.
 */
public final class DocumentWriter implements ResultWriter<DocumentVectors> {
    private static final RecordField TEXT = new RecordField("text", RecordFieldType.STRING.getDataType());
    private static final RecordField CHUNK_INDEX = new RecordField("chunk_index", RecordFieldType.INT.getDataType());
    private static final RecordField CHUNK_COUNT = new RecordField("chunk_count", RecordFieldType.INT.getDataType());

    private final ContextualizedParameters parameters;
    private final EmbeddingRecordPath embeddingsPath;
    private final VectorColumns columns;
    private final OutputStrategy strategy;
    private final TextsRecordPath chunksPath;
    private final TargetRecordPath textPath;
    private final TextRecordPath chunkTextPath;

    public DocumentWriter(final ContextualizedParameters parameters, final OutputSettings output) {
        this.parameters = parameters;
        this.embeddingsPath = output.embeddingsPath(parameters.embedding().dataType());
        this.columns = output.columns();
        this.strategy = output.strategy();
        this.chunksPath = parameters.paths().chunks() == null
                ? null
                : new TextsRecordPath(parameters.paths().chunks());
        this.textPath = parameters.paths().text() == null
                ? null
                : new TargetRecordPath(parameters.paths().text());
        this.chunkTextPath = parameters.paths().text() == null
                ? null
                : new TextRecordPath(parameters.paths().text());
    }

    @Override
    public Optional<RecordError> mismatch(
            final RecordRequest.Usable request, final BilledResult<DocumentVectors> result) {
        final int vectors = result.result().vectors().size();
        if (parameters.isChunkedByVoyage()) {
            return result.result().texts().size() == vectors
                    ? Optional.empty()
                    : Optional.of(new RecordError(
                            ErrorCode.INVALID_EMBEDDING,
                            "The response contains %d vectors without the texts of their chunks".formatted(vectors)));
        }

        return vectors == request.body().textCount()
                ? Optional.empty()
                : Optional.of(new RecordError(
                        ErrorCode.INVALID_EMBEDDING,
                        "The response contains %d vectors for %d chunks"
                                .formatted(vectors, request.body().textCount())));
    }

    @Override
    public RecordSchema schema(final RecordSchema schema) {
        return columns.schema(vectorSchema(schema));
    }

    private RecordSchema vectorSchema(final RecordSchema schema) {
        return switch (parameters.layout()) {
            case CONSECUTIVE_RECORDS -> embeddingsPath.schema(schema);
            case CHUNK_ARRAY -> strategy == OutputStrategy.PART ? partSchema(schema) : arraySchema(schema);
            default ->
                embeddingsPath.schema(
                        parameters.isChunkedByVoyage()
                                ? textPath.schema(numbered(schema), TEXT.getDataType())
                                : schema);
        };
    }

    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return Stream.concat(vectorResults(schema).stream(), columns.results(schema).stream())
                .toList();
    }

    private List<ResultField> vectorResults(final RecordSchema schema) {
        if (parameters.layout() != DocumentLayout.CHUNK_ARRAY || strategy == OutputStrategy.PART) {
            final List<ResultField> text =
                    parameters.isChunkedByVoyage() ? textPath.results(List.of(), TEXT.getDataType()) : List.of();
            return Stream.concat(text.stream(), embeddingsPath.results(schema).stream())
                    .toList();
        }

        final List<ResultField> inHolders =
                chunksPath.holderNames(schema).map(embeddingsPath::results).orElse(List.of());
        return chunksPath.leadsToArray(schema)
                ? Stream.concat(inHolders.stream(), embeddingsPath.resultsOfAll().stream())
                        .toList()
                : inHolders;
    }

    private RecordSchema partSchema(final RecordSchema schema) {
        RecordSchema part = chunksPath
                .fieldName()
                .map(name -> SchemaUnion.without(schema, name))
                .orElse(schema);
        for (final RecordField field :
                chunksPath.holders(schema).map(RecordSchema::getFields).orElse(List.of())) {
            // records with an array of strings may be mixed with those with an array of records
            part = SchemaUnion.with(part, List.of(field.getFieldName()), field.getDataType());
        }
        if (chunksPath.leadsToArray(schema)) {
            part = SchemaUnion.with(part, List.of(TEXT.getFieldName()), TEXT.getDataType());
        }
        return embeddingsPath.schema(numbered(part));
    }

    private RecordSchema arraySchema(final RecordSchema schema) {
        final RecordSchema inHolders = chunksPath
                .holderNames(schema)
                .map(holders -> embeddingsPath.schema(schema, holders))
                .orElse(schema);
        return chunksPath.leadsToArray(schema) ? embeddingsPath.schemaOfAll(inHolders) : inHolders;
    }

    private static RecordSchema numbered(final RecordSchema schema) {
        return SchemaUnion.with(
                SchemaUnion.with(schema, List.of(CHUNK_INDEX.getFieldName()), CHUNK_INDEX.getDataType()),
                List.of(CHUNK_COUNT.getFieldName()),
                CHUNK_COUNT.getDataType());
    }

    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return Optional.empty();
    }

    @Override
    public void write(
            final RecordRequest.Usable request,
            final BilledResult<DocumentVectors> result,
            final RecordOutput output,
            final RejectedRecords rejected)
            throws IOException, SchemaNotFoundException {
        if (parameters.layout() == DocumentLayout.CONSECUTIVE_RECORDS) {
            writeRecords(request, result, output, rejected);
            return;
        }

        final InputRecord record = request.records().getFirst();
        final List<RecordDraft> drafts = new ArrayList<>();
        final Optional<RecordError> noPlace = parameters.layout() == DocumentLayout.CHUNK_ARRAY
                ? draftArray(record, request.key(), result, drafts)
                : draftWhole(record, request.key(), result, drafts);
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
            return;
        }
        for (final RecordDraft draft : drafts) {
            output.write(draft);
        }
    }

    private static RecordDraft draft(final InputRecord record) {
        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        return draft;
    }

    private Optional<RecordError> put(
            final RecordDraft draft, final RequestKey key, final Embedding vector, final int tokens) {
        return embeddingsPath.put(draft, vector).or(() -> putColumns(draft, key, vector, tokens));
    }

    private Optional<RecordError> putColumns(
            final RecordDraft draft, final RequestKey key, final Embedding vector, final int tokens) {
        return columns.put(draft, new VectorOrigin(parameters.embedding(), key, vector::dimension, tokens));
    }

    private void writeRecords(
            final RecordRequest.Usable request,
            final BilledResult<DocumentVectors> result,
            final RecordOutput output,
            final RejectedRecords rejected)
            throws IOException, SchemaNotFoundException {
        final List<RecordText> chunks =
                request.records().stream().map(chunkTextPath::read).toList();
        final List<ChunkVector> vectors = chunkVectors(chunks, result);
        for (int i = 0; i < chunks.size(); i++) {
            final InputRecord record = request.records().get(i);
            final ChunkVector vector = vectors.get(i);
            final RecordDraft draft = draft(record);
            final Optional<RecordError> error = vector == null
                    ? Optional.of(chunks.get(i).unusable())
                    : put(draft, request.key(), vector.embedding(), vector.tokens());
            if (error.isPresent()) {
                rejected.reject(record, error.get());
            } else {
                output.write(draft);
            }
        }
    }

    private Optional<RecordError> draftArray(
            final InputRecord record,
            final RequestKey key,
            final BilledResult<DocumentVectors> result,
            final List<RecordDraft> drafts) {
        final List<TextPart> chunks = chunksPath.read(record);
        final List<ChunkVector> vectors =
                chunkVectors(chunks.stream().map(TextPart::text).toList(), result);
        if (strategy == OutputStrategy.PART) {
            return draftParts(record, key, chunks, vectors, drafts);
        }

        final RecordDraft draft = draft(record);
        drafts.add(draft);
        return putArray(draft, chunks, vectors)
                .or(() -> putColumns(draft, key, result.result().vectors().getFirst(), result.tokens()));
    }

    private Optional<RecordError> putArray(
            final RecordDraft draft, final List<TextPart> chunks, final List<ChunkVector> vectors) {
        if (!chunks.stream().allMatch(chunk -> chunk.holder() != null)) {
            return embeddingsPath.putAll(
                    draft,
                    vectors.stream()
                            .map(vector -> vector == null ? null : vector.embedding())
                            .toList());
        }
        for (int i = 0; i < chunks.size(); i++) {
            final TextPart chunk = chunks.get(i);
            final Optional<RecordError> noPlace = vectors.get(i) == null
                    ? Optional.empty()
                    : embeddingsPath.put(
                            draft,
                            chunk.location(),
                            chunk.holder(),
                            vectors.get(i).embedding());
            if (noPlace.isPresent()) {
                return noPlace;
            }
        }
        return Optional.empty();
    }

    private Optional<RecordError> draftParts(
            final InputRecord record,
            final RequestKey key,
            final List<TextPart> chunks,
            final List<ChunkVector> vectors,
            final List<RecordDraft> drafts) {
        final Optional<String> chunksField = chunksPath.fieldName(record);
        for (int i = 0; i < chunks.size(); i++) {
            final TextPart chunk = chunks.get(i);
            final RecordDraft part = draft(record);
            chunksField.ifPresent(part::remove);
            if (chunk.holder() == null) {
                part.set(TEXT, chunk.text().text());
            } else {
                part.setAll(chunk.holder());
            }
            numbered(part, i, chunks.size());
            final ChunkVector vector = vectors.get(i);
            final Optional<RecordError> noPlace =
                    vector == null ? Optional.empty() : put(part, key, vector.embedding(), vector.tokens());
            if (noPlace.isPresent()) {
                return noPlace;
            }
            drafts.add(part);
        }
        return Optional.empty();
    }

    private Optional<RecordError> draftWhole(
            final InputRecord record,
            final RequestKey key,
            final BilledResult<DocumentVectors> billed,
            final List<RecordDraft> drafts) {
        final DocumentVectors result = billed.result();
        if (!parameters.isChunkedByVoyage()) {
            final RecordDraft draft = draft(record);
            drafts.add(draft);
            return put(draft, key, result.vectors().getFirst(), billed.tokens());
        }

        final int[] tokens = TokenEstimate.shares(result.texts(), billed.tokens());
        for (int i = 0; i < result.vectors().size(); i++) {
            final RecordDraft chunk =
                    numbered(draft(record), i, result.vectors().size());
            final Embedding vector = result.vectors().get(i);
            final int share = tokens[i];
            final Optional<RecordError> noPlace = textPath.put(
                            chunk, FieldContent.of(result.texts().get(i), TEXT.getDataType()))
                    .or(() -> put(chunk, key, vector, share));
            if (noPlace.isPresent()) {
                return noPlace;
            }
            drafts.add(chunk);
        }
        return Optional.empty();
    }

    private static RecordDraft numbered(final RecordDraft part, final int index, final int count) {
        return part.set(CHUNK_INDEX, index).set(CHUNK_COUNT, count);
    }

    // null for an empty chunk, which was not sent
    private static List<ChunkVector> chunkVectors(
            final List<RecordText> chunks, final BilledResult<DocumentVectors> result) {
        final int[] tokens = TokenEstimate.shares(
                chunks.stream()
                        .filter(RecordText::isUsable)
                        .map(RecordText::text)
                        .toList(),
                result.tokens());
        final Iterator<Embedding> embeddings = result.result().vectors().iterator();
        final List<ChunkVector> vectors = new ArrayList<>(chunks.size());
        int sent = 0;
        for (final RecordText chunk : chunks) {
            vectors.add(chunk.isUsable() ? new ChunkVector(embeddings.next(), tokens[sent++]) : null);
        }

        return vectors;
    }

    /**
     * The vector of a chunk.
     *
     * @param tokens estimated share of the tokens billed for the document
     */
    private record ChunkVector(Embedding embedding, int tokens) {}
}
