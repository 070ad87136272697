/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.Utf8Text;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.List;

/**
 * Extracts requests of {@code /v1/embeddings} for the text of each record. Each request has one text, because the index
 * of a result is not reliable for requests with several. Source: Voyage's Batch Inference guide, input file.
 */
public final class TextRequestExtractor implements RequestExtractor {
    private final TextRecordPath textPath;
    private final RequestKey.Deriver keys;

    /**
     * Creates an extractor, which is not thread-safe.
     *
     * @param textPath path to the text in a record
     */
    public TextRequestExtractor(final EmbeddingParameters parameters, final TextRecordPath textPath) {
        this.keys = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters);
        this.textPath = textPath;
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

        final RecordText text = textPath.read(record);
        return switch (text) {
            case RecordText.Usable(final Utf8Text content) ->
                new RecordRequest.Usable(List.of(record), keys.of(content.bytes()), new TextBody(content));
            case RecordText.Unusable(final RecordError error) -> new RecordRequest.Unusable(List.of(record), error);
        };
    }
}
