/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.response;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes the vector of a text to its record.
 *
 * @param parameters parameters of the vectors
 */
public record VectorWriter(EmbeddingRecordPath embeddingsPath, VectorColumns columns, EmbeddingParameters parameters)
        implements ResultWriter<Embedding> {

    @Override
    public Optional<RecordError> mismatch(final RecordRequest.Usable request, final BilledResult<Embedding> result) {
        return Optional.empty();
    }

    @Override
    public RecordSchema schema(final RecordSchema schema) {
        return columns.schema(embeddingsPath.schema(schema));
    }

    @Override
    public List<ResultField> results(final RecordSchema schema) {
        return Stream.concat(embeddingsPath.results(schema).stream(), columns.results(schema).stream())
                .toList();
    }

    @Override
    public Optional<RecordError> noPlace(final InputRecord record) {
        return embeddingsPath.noPlace(record).or(() -> columns.noPlace(record));
    }

    @Override
    public void write(
            final RecordRequest.Usable request,
            final BilledResult<Embedding> result,
            final RecordOutput output,
            final RejectedRecords rejected)
            throws IOException, SchemaNotFoundException {
        write(request.records().getFirst(), request.key(), result, output, rejected);
    }

    /**
     * Writes a record with the vector of its text. A record without a field for it is rejected.
     */
    public void write(
            final InputRecord record,
            final RequestKey key,
            final BilledResult<Embedding> result,
            final RecordOutput output,
            final RejectedRecords rejected)
            throws IOException, SchemaNotFoundException {
        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = embeddingsPath
                .put(draft, result::result, result.numbers().orElse(null))
                .or(() -> columns.put(
                        draft,
                        new VectorOrigin(parameters, key, () -> result.result().dimension(), result.tokens())));
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
        } else {
            output.write(draft);
        }
    }
}
