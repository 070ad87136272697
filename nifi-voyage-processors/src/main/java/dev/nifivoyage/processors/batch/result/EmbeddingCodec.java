/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.EmbeddingLineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Optional;

/**
 * Codec of the results of {@code /v1/embeddings}: one vector each, which is cached.
 */
public final class EmbeddingCodec implements ResultCodec<Embedding> {
    private final EmbeddingDataType dataType;
    private final DimensionCheck dimension;

    /**
     * @param parameters parameters of the job
     */
    public EmbeddingCodec(final EmbeddingParameters parameters) {
        this.dataType = parameters.dataType();
        this.dimension = new DimensionCheck(parameters);
    }

    @Override
    public LineDecoder<Embedding> decoder() {
        return new EmbeddingLineDecoder(dataType);
    }

    @Override
    public boolean observe(final Embedding result) {
        return dimension.observe(result);
    }

    @Override
    public Optional<RecordError> reject(final Embedding result) {
        return dimension.reject(result);
    }

    @Override
    public void cache(final CacheFill fill, final RequestKey key, final Embedding result, final long tokens) {
        fill.add(key, result, tokens);
    }
}
