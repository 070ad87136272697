/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.cache;

import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Map;
import java.util.Optional;

/**
 * Vectors computed by an {@link EmbeddingSource}.
 *
 * @param embeddings the computed vectors; a key may be absent
 * @param failure the failure because of which keys are absent; empty if all keys were tried
 */
public record ComputedEmbeddings(Map<RequestKey, CachedEmbedding> embeddings, Optional<VoyageException> failure) {

    /**
     * The vectors of a computation that tried all keys.
     */
    public static ComputedEmbeddings of(final Map<RequestKey, CachedEmbedding> embeddings) {
        return new ComputedEmbeddings(embeddings, Optional.empty());
    }

    /**
     * The vectors computed before a failure.
     */
    public static ComputedEmbeddings failed(
            final Map<RequestKey, CachedEmbedding> embeddings, final VoyageException failure) {
        return new ComputedEmbeddings(embeddings, Optional.of(failure));
    }
}
