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
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.TextsRecordPath;
import dev.nifivoyage.processors.request.RankingParameters;
import dev.nifivoyage.processors.request.RecordRequest;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writes the ranking of a query to its record, or one record for each ranked document. A ranked document has
 * {@code rank} (from 1), {@code index} (its position in the query's list, from 0, including empty documents),
 * {@code relevance_score}, and {@code document}: its own record if it has one, else its text.
 */
public final class RankingWriter implements ResultWriter<Ranking> {
    private static final RecordField RANK = new RecordField("rank", RecordFieldType.INT.getDataType());
    private static final RecordField INDEX = new RecordField("index", RecordFieldType.INT.getDataType());
    private static final RecordField SCORE = new RecordField("relevance_score", RecordFieldType.DOUBLE.getDataType());
    private static final String DOCUMENT = "document";

    private final RankingParameters parameters;
    private final OutputStrategy strategy;
    private final TargetRecordPath rankingPath;
    private final TextsRecordPath documentsPath;
    private final List<TextPart> shared;
    /** Schema of all records seen so far that contain a document; null without any. */
    private RecordSchema holders;

    public RankingWriter(final RankingParameters parameters, final List<TextPart> shared, final OutputSettings output) {
        this.parameters = parameters;
        this.shared = shared;
        this.strategy = output.strategy();
        this.rankingPath = new TargetRecordPath(output.rankingPath());
        this.documentsPath = parameters.hasSharedDocuments() ? null : new TextsRecordPath(parameters.documentsPath());
    }

    @Override
    public Optional<RecordError> mismatch(final RecordRequest.Usable request, final BilledResult<Ranking> billed) {
        final Ranking result = billed.result();
        final List<TextPart> documents = documents(request.records().getFirst());
        final List<String> texts = texts(documents, ranked(documents));
        final Integer topK = parameters.rerank().topK();
        final int expected = topK == null ? texts.size() : Math.min(topK, texts.size());
        if (result.documents().size() != expected) {
            return Optional.of(new RecordError(
                    ErrorCode.INVALID_RANKING,
                    "The response ranks %d documents instead of %d"
                            .formatted(result.documents().size(), expected)));
        }

        return result.offset(texts).isPresent()
                ? Optional.empty()
                : Optional.of(new RecordError(
                        ErrorCode.INVALID_RANKING,
                        "The indexes in the response do not match the %d documents of the query. With Return Documents, or without Top K, the documents can still be identified"
                                .formatted(texts.size())));
    }

    @Override
    public RecordSchema schema(final RecordSchema schema) {
        holders = documentsPath == null ? null : documentsPath.holders(schema).orElse(null);
        if (documentsPath == null) {
            shared.forEach(document -> addHolder(document.holder()));
        }
        if (strategy == OutputStrategy.RECORD) {
            return rankingPath.schema(schema, RecordFieldType.ARRAY.getArrayDataType(entryType()));
        }

        RecordSchema part = documentsPath == null
                ? schema
                : documentsPath
                        .fieldName()
                        .map(name -> SchemaUnion.without(schema, name))
                        .orElse(schema);
        for (final RecordField field : entrySchema(true).getFields()) {
            part = SchemaUnion.with(part, List.of(field.getFieldName()), field.getDataType());
        }
        return part;
    }

    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return strategy == OutputStrategy.RECORD
                ? rankingPath.results(List.of(), RecordFieldType.ARRAY.getArrayDataType(entryType()))
                : List.of(ResultField.topLevel(SCORE.getFieldName(), SCORE.getDataType()));
    }

    private void addHolder(final Record holder) {
        if (holder != null && holders == null) {
            holders = holder.getSchema();
        } else if (holder != null && holder.getSchema() != holders) {
            holders = SchemaUnion.union(holders, holder.getSchema());
        }
    }

    private DataType entryType() {
        return RecordFieldType.RECORD.getRecordDataType(
                entrySchema(parameters.rerank().returnDocuments()));
    }

    private RecordSchema entrySchema(final boolean withText) {
        final List<RecordField> fields = new ArrayList<>(List.of(RANK, INDEX, SCORE));
        if (holders != null) {
            fields.add(new RecordField(DOCUMENT, RecordFieldType.RECORD.getRecordDataType(holders)));
        } else if (withText) {
            fields.add(new RecordField(DOCUMENT, RecordFieldType.STRING.getDataType()));
        }

        return new SimpleRecordSchema(fields);
    }

    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return strategy == OutputStrategy.RECORD ? rankingPath.noPlace(record) : Optional.empty();
    }

    @Override
    public void write(
            final RecordRequest.Usable request,
            final BilledResult<Ranking> billed,
            final RecordOutput output,
            final RejectedRecords rejected)
            throws IOException, SchemaNotFoundException {
        final Ranking result = billed.result();
        final InputRecord record = request.records().getFirst();
        final List<TextPart> documents = documents(record);
        final int[] ranked = ranked(documents);
        final long offset = result.offset(texts(documents, ranked)).orElseThrow();
        documents.forEach(document -> addHolder(document.holder()));
        if (strategy == OutputStrategy.PART) {
            final Optional<String> documentsField =
                    documentsPath == null ? Optional.empty() : documentsPath.fieldName(record);
            int rank = 1;
            for (final Ranking.Ranked next : result.documents()) {
                final int index = ranked[(int) (next.index() - offset)];
                final RecordDraft part = new RecordDraft(record);
                RecordError.clear(part);
                documentsField.ifPresent(part::remove);
                entry(rank++, index, next.score(), documents.get(index), true).forEach(part::set);
                output.write(part);
            }
            return;
        }

        final RecordSchema schema = entrySchema(parameters.rerank().returnDocuments());
        final List<Record> entries = new ArrayList<>();
        for (final Ranking.Ranked next : result.documents()) {
            final int index = ranked[(int) (next.index() - offset)];
            entries.add(record(
                    schema,
                    entry(
                            entries.size() + 1,
                            index,
                            next.score(),
                            documents.get(index),
                            parameters.rerank().returnDocuments())));
        }
        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final DataType type = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(schema));
        final Optional<RecordError> noPlace = rankingPath.put(draft, FieldContent.of(entries.toArray(), type));
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
        } else {
            output.write(draft);
        }
    }

    private List<TextPart> documents(final InputRecord record) {
        return documentsPath == null ? shared : documentsPath.read(record);
    }

    // returns the positions of the documents that were sent
    private static int[] ranked(final List<TextPart> documents) {
        return IntStream.range(0, documents.size())
                .filter(index -> documents.get(index).text().isUsable())
                .toArray();
    }

    private static List<String> texts(final List<TextPart> documents, final int[] ranked) {
        return IntStream.of(ranked)
                .mapToObj(index -> documents.get(index).text().text())
                .toList();
    }

    private Map<RecordField, Object> entry(
            final int rank, final int index, final double score, final TextPart document, final boolean withText) {
        final Map<RecordField, Object> entry = new LinkedHashMap<>();
        entry.put(RANK, rank);
        entry.put(INDEX, index);
        entry.put(SCORE, score);
        if (document.holder() != null) {
            entry.put(new RecordField(DOCUMENT, RecordFieldType.RECORD.getRecordDataType(holders)), document.holder());
        } else if (withText) {
            entry.put(
                    new RecordField(DOCUMENT, RecordFieldType.STRING.getDataType()),
                    document.text().text());
        }

        return entry;
    }

    private static Record record(final RecordSchema schema, final Map<RecordField, Object> entry) {
        final Map<String, Object> values = new LinkedHashMap<>();
        entry.forEach((field, value) -> values.put(field.getFieldName(), value));
        return new MapRecord(schema, values);
    }
}
