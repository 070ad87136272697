/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

/**
 * Accepts the stored vectors that match a lookup.
 *
 * @param dimension dimension of the vector, or null for any
 * @param createdAfter milliseconds since 1970; older vectors are expired, or were evicted with their namespace
 */
record EntryFilter(EmbeddingDataType dataType, Integer dimension, long createdAfter) {

    static EntryFilter of(final EmbeddingParameters parameters, final long createdAfter) {
        return new EntryFilter(parameters.dataType(), parameters.dimension(), createdAfter);
    }

    boolean fits(final Embedding embedding) {
        return embedding.dataType() == dataType && (dimension == null || embedding.dimension() == dimension);
    }

    String expectation() {
        return "%s vector of %s"
                .formatted(dataType.getValue(), dimension == null ? "any dimension" : "dimension " + dimension);
    }

    boolean isLive(final StoredEmbedding stored) {
        return stored.createdAt() > createdAfter;
    }
}
