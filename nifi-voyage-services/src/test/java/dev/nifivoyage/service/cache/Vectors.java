/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Distinct vectors, one for each number.
 */
final class Vectors {
    static final EmbeddingParameters PARAMETERS = parameters("", EmbeddingDataType.FLOAT, 256);

    private Vectors() {}

    static EmbeddingParameters parameters(
            final String namespace, final EmbeddingDataType dataType, final Integer dimension) {
        return new EmbeddingParameters(namespace, "voyage-4", EmbeddingInputType.DOCUMENT, dimension, dataType, true);
    }

    static RequestKey key(final EmbeddingParameters parameters, final int number) {
        return RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters).of("text " + number);
    }

    static RequestKey key(final int number) {
        return key(PARAMETERS, number);
    }

    static CachedEmbedding embedding(final EmbeddingDataType dataType, final int dimension, final int number) {
        final byte[] packed = new byte[dataType.elements(dimension) * dataType.elementBytes()];
        new Random(number).nextBytes(packed);
        return new CachedEmbedding(new Embedding(dataType, dimension, packed), number % 1000);
    }

    static CachedEmbedding embedding(final int number) {
        return embedding(PARAMETERS.dataType(), PARAMETERS.dimension(), number);
    }

    static Map<RequestKey, CachedEmbedding> embeddings(
            final EmbeddingParameters parameters, final int from, final int to) {
        final RequestKey.Deriver deriver = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters);
        final Map<RequestKey, CachedEmbedding> embeddings = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            embeddings.put(deriver.of("text " + i), embedding(parameters.dataType(), parameters.dimension(), i));
        }

        return embeddings;
    }

    static Map<RequestKey, CachedEmbedding> embeddings(final int from, final int to) {
        return embeddings(PARAMETERS, from, to);
    }
}
