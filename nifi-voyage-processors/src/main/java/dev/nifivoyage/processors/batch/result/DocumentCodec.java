/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.DocumentLineDecoder;
import dev.nifivoyage.processors.batch.result.line.LineDecoder;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.response.DocumentVectors;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Optional;

/**
 * Codec of the results of {@code /v1/contextualizedembeddings}, which are not cached, because a vector depends on the
 * neighbors of its chunk.
 */
public final class DocumentCodec implements ResultCodec<DocumentVectors> {
    /** Above the largest possible document of 16,000 chunks with 1024 floats each, which takes about 200 MB. */
    private static final int LONGEST_LINE = 512 << 20;

    private final EmbeddingDataType dataType;
    private final DimensionCheck dimension;

    public DocumentCodec(final EmbeddingParameters parameters) {
        this.dataType = parameters.dataType();
        this.dimension = new DimensionCheck(parameters);
    }

    @Override
    public LineDecoder<DocumentVectors> decoder() {
        return new DocumentLineDecoder(dataType);
    }

    @Override
    public int longestLine() {
        return LONGEST_LINE;
    }

    @Override
    public boolean observe(final DocumentVectors result) {
        boolean enough = false;
        for (final Embedding vector : result.vectors()) {
            enough |= dimension.observe(vector);
        }
        return enough;
    }

    @Override
    public Optional<RecordError> reject(final DocumentVectors result) {
        return result.vectors().stream()
                .map(dimension::reject)
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public void cache(final CacheFill fill, final RequestKey key, final DocumentVectors result, final long tokens) {
        // not cached
    }
}
