/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.load;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.batch.result.ResultStore;
import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.realtime.InputOutcomes;
import dev.nifivoyage.processors.realtime.InputVectors;
import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Vectors from a batch job, or else from the cache.
 */
final class JobVectors implements InputVectors {
    private static final RecordError NO_RESULT =
            new RecordError(ErrorCode.NO_RESULT, "Neither the batch job nor the cache has a vector for the text");

    private final ResultStore<Embedding> results;
    private final EmbeddingCache cache;
    private final EmbeddingParameters parameters;
    private long cached;

    /**
     * @param results null if no job was needed
     */
    JobVectors(final ResultStore<Embedding> results, final EmbeddingCache cache, final EmbeddingParameters parameters) {
        this.results = results;
        this.cache = cache;
        this.parameters = parameters;
    }

    @Override
    public InputOutcomes find(final Map<RequestKey, EmbeddingInput> inputs) throws IOException {
        final InputOutcomes outcomes = new InputOutcomes();
        final Map<RequestKey, RecordError> missing = new LinkedHashMap<>();
        for (final RequestKey key : inputs.keySet()) {
            final Outcome<BilledResult<Embedding>> outcome =
                    results == null ? null : results.find(key).orElse(null);
            switch (outcome) {
                case null -> missing.put(key, NO_RESULT);
                case Outcome.Success<BilledResult<Embedding>>(final BilledResult<Embedding> found) ->
                    outcomes.embedded(key, new CachedEmbedding(found.result(), 0));
                case Outcome.Failure<BilledResult<Embedding>>(final RecordError error) -> missing.put(key, error);
            }
        }

        final Map<RequestKey, CachedEmbedding> found =
                missing.isEmpty() ? Map.of() : cache.getAll(parameters, missing.keySet());
        cached += found.size();
        missing.forEach((key, error) -> {
            if (found.containsKey(key)) {
                outcomes.embedded(key, found.get(key));
            } else {
                outcomes.rejected(key, error);
            }
        });
        return outcomes;
    }

    @Override
    public long cached() {
        return cached;
    }
}
