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

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The vectors of some keys, and what prevented others from being computed or stored.
 *
 * @param cached vectors that were in the cache
 * @param computed vectors that this or another caller computed; absent are keys that the source left out
 * @param failure failure of the source; the vectors it computed before are included
 * @param storeFailure failure to store computed vectors, which are valid nevertheless
 */
public record EmbeddingLookup(
        Map<RequestKey, CachedEmbedding> cached,
        Map<RequestKey, CachedEmbedding> computed,
        Optional<VoyageException> failure,
        Optional<IOException> storeFailure) {

    /**
     * A lookup that found all keys in the cache.
     */
    public static EmbeddingLookup ofCached(final Map<RequestKey, CachedEmbedding> cached) {
        return new EmbeddingLookup(cached, Map.of(), Optional.empty(), Optional.empty());
    }
}
