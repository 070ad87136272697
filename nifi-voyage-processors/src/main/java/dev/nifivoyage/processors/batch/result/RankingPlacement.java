/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.request.RankingParameters;
import dev.nifivoyage.processors.batch.request.RowRequest;
import dev.nifivoyage.processors.record.OutputStrategy;
import dev.nifivoyage.processors.record.PartRow;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.TargetRecordPath;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.record.TextsRecordPath;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the ranking of a query into its row, or makes a row for each of its ranked documents. A ranked document has {@code rank} (from 1), {@code index} (its position in
 * the query's list, from 0), {@code relevance_score} and {@code document}: its own record if it has one, else its text.
 */
final class RankingPlacement implements AnswerPlacement<Ranking> {
    private static final RecordField RANK = new RecordField("rank", RecordFieldType.INT.getDataType());
    private static final RecordField INDEX = new RecordField("index", RecordFieldType.INT.getDataType());
    private static final RecordField SCORE = new RecordField("relevance_score", RecordFieldType.DOUBLE.getDataType());
    private static final String DOCUMENT = "document";

    private final RankingParameters parameters;
    private final OutputStrategy strategy;
    private final TargetRecordPath rankingPath;
    private final TextsRecordPath documentsPath;
    private final List<TextPart> shared;

    RankingPlacement(final RankingParameters parameters, final List<TextPart> shared, final OutputSettings output) {
        this.parameters = parameters;
        this.shared = shared;
        this.strategy = output.strategy();
        this.rankingPath = new TargetRecordPath(output.rankingPath());
        this.documentsPath = parameters.hasSharedDocuments() ? null : new TextsRecordPath(parameters.documentsPath());
    }

    @Override
    public Optional<RowError> mismatch(final RowRequest request, final Ranking answer) {
        final List<TextPart> documents = documents(request.rows().getFirst());
        final Integer topK = parameters.rerank().topK();
        final int expected = topK == null ? documents.size() : Math.min(topK, documents.size());
        if (answer.documents().size() != expected) {
            return Optional.of(new RowError("invalid_ranking", "The answer ranks %d documents instead of %d".formatted(answer.documents().size(), expected)));
        }

        return answer.offset(texts(documents)).isPresent()
            ? Optional.empty()
            : Optional.of(new RowError("invalid_ranking",
                "The indexes of the answer are not those of the query's %d documents; with Return Documents, or without Top K, the documents can be told all the same"
                .formatted(documents.size())));
    }

    @Override
    public void place(final RowRequest request, final Ranking answer, final ByteBuffer decimals, final RowOutput output) throws IOException, SchemaNotFoundException {
        final Record row = request.rows().getFirst();
        final List<TextPart> documents = documents(row);
        final long offset = answer.offset(texts(documents)).orElseThrow();
        RowError.clear(row);
        if (strategy == OutputStrategy.PART) {
            final Optional<String> documentsField = documentsPath == null ? Optional.empty() : documentsPath.fieldName(row);
            int rank = 1;
            for (final Ranking.Ranked ranked : answer.documents()) {
                final int index = (int) (ranked.index() - offset);
                final PartRow part = new PartRow(row, documentsField);
                entry(rank++, index, ranked.score(), documents.get(index), true).forEach(part::add);
                output.write(part.toRecord());
            }
            return;
        }

        final List<Record> entries = new ArrayList<>();
        for (final Ranking.Ranked ranked : answer.documents()) {
            final int index = (int) (ranked.index() - offset);
            entries.add(record(entry(entries.size() + 1, index, ranked.score(), documents.get(index), parameters.rerank().returnDocuments())));
        }
        rankingPath.put(row, entries.toArray(), RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(entries.getFirst().getSchema())));
        output.write(row);
    }

    private List<TextPart> documents(final Record row) {
        return documentsPath == null ? shared : documentsPath.read(row);
    }

    private static List<String> texts(final List<TextPart> documents) {
        return documents.stream().map(document -> document.text().text()).toList();
    }

    private static Map<RecordField, Object> entry(final int rank, final int index, final double score, final TextPart document, final boolean withText) {
        final Map<RecordField, Object> entry = new LinkedHashMap<>();
        entry.put(RANK, rank);
        entry.put(INDEX, index);
        entry.put(SCORE, score);
        if (document.holder() != null) {
            entry.put(new RecordField(DOCUMENT, RecordFieldType.RECORD.getRecordDataType(document.holder().getSchema())), document.holder());
        } else if (withText) {
            entry.put(new RecordField(DOCUMENT, RecordFieldType.STRING.getDataType()), document.text().text());
        }

        return entry;
    }

    private static Record record(final Map<RecordField, Object> entry) {
        final RecordSchema schema = new SimpleRecordSchema(List.copyOf(entry.keySet()));
        final Map<String, Object> values = new LinkedHashMap<>();
        entry.forEach((field, value) -> values.put(field.getFieldName(), value));
        return new MapRecord(schema, values);
    }
}
