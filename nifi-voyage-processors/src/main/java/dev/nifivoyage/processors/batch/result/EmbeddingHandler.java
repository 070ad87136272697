/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.path.EmbeddingRecordPath;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.request.RequestExtractor;
import dev.nifivoyage.processors.request.TextRequestExtractor;
import dev.nifivoyage.processors.response.OutputSettings;
import dev.nifivoyage.processors.response.ResultWriter;
import dev.nifivoyage.processors.response.VectorWriter;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

/**
 * Handles results of {@code /v1/embeddings}: each record receives the vector of its text.
 */
public final class EmbeddingHandler implements EndpointHandler<Embedding> {
    private final EmbeddingParameters parameters;
    private final OutputSettings output;
    private final EmbeddingCache cache;
    private final EmbeddingRecordPath embeddingsPath;

    /**
     * @param parameters parameters of the requests
     * @param cache cache to query; null if there is none
     */
    public EmbeddingHandler(
            final EmbeddingParameters parameters, final OutputSettings output, final EmbeddingCache cache) {
        this.parameters = parameters;
        this.output = output;
        this.cache = cache;
        this.embeddingsPath = output.embeddingsPath(parameters.dataType());
    }

    @Override
    public String model() {
        return parameters.model();
    }

    @Override
    public ResultCodec<Embedding> codec() {
        return new EmbeddingCodec(parameters);
    }

    @Override
    public RequestExtractor extractor() {
        return new TextRequestExtractor(parameters, new TextRecordPath(output.textPath()));
    }

    @Override
    public ResultWriter<Embedding> writer() {
        return new VectorWriter(embeddingsPath, output.columns(), parameters);
    }

    @Override
    public CachedResults<Embedding> cached() {
        return new CachedVectors(cache, parameters);
    }
}
