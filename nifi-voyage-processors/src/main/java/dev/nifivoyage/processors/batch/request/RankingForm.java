/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import dev.nifivoyage.api.BatchEndpoint;
import dev.nifivoyage.embedding.EmbeddingKey;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.record.TextRecordPath;
import dev.nifivoyage.processors.record.TextsRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests of {@code /v1/rerank}: each row asks how relevant documents are to its query. The documents are the row's own, or the same for all rows. Empty documents are left out, unless all are.
 */
final class RankingForm implements RequestForm {
    private final TextRecordPath queryPath;
    private final TextsRecordPath documentsPath;
    private final List<TextPart> shared;
    private final RankingLimits limits;
    private final EmbeddingKey.Deriver keys;

    RankingForm(final RankingParameters parameters, final List<TextPart> shared) {
        this.queryPath = new TextRecordPath(parameters.queryPath());
        this.documentsPath = parameters.hasSharedDocuments() ? null : new TextsRecordPath(parameters.documentsPath());
        this.shared = shared;
        this.limits = new RankingLimits(parameters.rerank(), parameters.documentsAt());
        this.keys = EmbeddingKey.deriver(BatchEndpoint.RERANK.path(), parameters.rerank());
    }

    @Override
    public RowRequests read(final InputRecords rows) {
        return () -> next(rows);
    }

    private RowRequest next(final InputRecords rows) throws IOException, MalformedRecordException {
        final InputRecord row = rows.next();
        if (row == null) {
            return null;
        }

        final RowText query = queryPath.read(row);
        if (!query.isUsable()) {
            return RowRequest.unusable(List.of(row), new RowError(query.unusable().code(), "The query cannot be ranked for: %s".formatted(query.unusable().message())));
        }

        final List<TextPart> parts = documentsPath == null ? shared : documentsPath.read(row);
        final List<String> documents = new ArrayList<>(parts.size());
        final boolean isEmpty = parts.stream().map(TextPart::text).allMatch(RowText::isEmpty);
        for (int i = 0; i < parts.size(); i++) {
            final RowText document = parts.get(i).text();
            if (!document.isUsable() && (isEmpty || !document.isEmpty())) {
                return RowRequest.unusable(List.of(row), new RowError(document.unusable().code(),
                    "Document %d of the query cannot be ranked: %s".formatted(i + 1, document.unusable().message())));
            }
            if (document.isUsable()) {
                documents.add(document.text());
            }
        }

        final Optional<RowError> tooLarge = limits.refuse(query.text(), documents);
        return tooLarge.isPresent()
            ? RowRequest.unusable(List.of(row), tooLarge.get())
            : RowRequest.of(List.of(row), keys.ofQuery(query.text(), documents), new RankingBody(query.text(), documents)).leavingOut(parts.size() - documents.size());
    }
}
