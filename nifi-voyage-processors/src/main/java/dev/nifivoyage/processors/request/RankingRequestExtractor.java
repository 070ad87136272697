/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.TextsRecordPath;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Extracts requests of {@code /v1/rerank}: the query of each record with its own documents, or with those shared by all
 * records. Empty documents are skipped, unless all are empty.
 */
final class RankingRequestExtractor implements RequestExtractor {
    private final TextRecordPath queryPath;
    private final TextsRecordPath documentsPath;
    private final List<TextPart> shared;
    private final String documentsFile;
    private final RankingLimits limits;
    private final RequestKey.Deriver keys;

    RankingRequestExtractor(final RankingParameters parameters, final List<TextPart> shared) {
        this.queryPath = new TextRecordPath(parameters.queryPath());
        this.documentsPath = parameters.hasSharedDocuments() ? null : new TextsRecordPath(parameters.documentsPath());
        this.shared = shared;
        this.documentsFile = parameters.documentsFile();
        this.limits = new RankingLimits(parameters.rerank());
        this.keys = RequestKey.deriver(BatchEndpoint.RERANK.path(), parameters.rerank());
    }

    @Override
    public RecordRequests read(final InputRecords records) {
        return () -> next(records);
    }

    private RecordRequest next(final InputRecords records) throws IOException, MalformedRecordException {
        final InputRecord record = records.next();
        if (record == null) {
            return null;
        }

        final RecordText query = queryPath.read(record);
        if (!query.isUsable()) {
            return new RecordRequest.Unusable(
                    List.of(record),
                    new RecordError(
                            query.unusable().code(),
                            "The query cannot be sent: %s"
                                    .formatted(query.unusable().message())));
        }

        final List<TextPart> parts = documentsPath == null ? shared : documentsPath.read(record);
        final List<String> documents = new ArrayList<>(parts.size());
        final boolean isEmpty = parts.stream().map(TextPart::text).allMatch(RecordText::isEmpty);
        for (int i = 0; i < parts.size(); i++) {
            final RecordText document = parts.get(i).text();
            if (!document.isUsable() && (isEmpty || !document.isEmpty())) {
                return new RecordRequest.Unusable(
                        List.of(record),
                        new RecordError(
                                document.unusable().code(),
                                "Document %d of the query cannot be ranked: %s"
                                        .formatted(i + 1, document.unusable().message())));
            }
            if (document.isUsable()) {
                documents.add(document.text());
            }
        }

        if (documents.isEmpty()) {
            final String at = documentsPath == null ? documentsFile : documentsPath.absentFrom(record);
            return new RecordRequest.Unusable(
                    List.of(record),
                    new RecordError(ErrorCode.MISSING_DOCUMENTS, "The query has no documents at %s".formatted(at)));
        }

        final Optional<RecordError> tooLarge = limits.reject(query.text(), documents);
        return tooLarge.isPresent()
                ? new RecordRequest.Unusable(List.of(record), tooLarge.get())
                : new RecordRequest.Usable(
                        List.of(record),
                        keys.ofQuery(query.text(), documents),
                        new RankingBody(query.text(), documents),
                        parts.size() - documents.size());
    }
}
