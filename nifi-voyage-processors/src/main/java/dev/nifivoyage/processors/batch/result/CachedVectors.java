/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The cached vectors of records with one text each.
 *
 * @param cache cache to query; null if there is none
 * @param parameters parameters of the job
 */
record CachedVectors(EmbeddingCache cache, EmbeddingParameters parameters) implements CachedResults<Embedding> {

    @Override
    public Map<RequestKey, BilledResult<Embedding>> find(final Set<RequestKey> keys) {
        if (cache == null || keys.isEmpty()) {
            return Map.of();
        }

        final Map<RequestKey, BilledResult<Embedding>> found = new HashMap<>();
        cache.getAll(parameters, keys)
                .forEach((key, cached) -> found.put(key, new BilledResult<>(cached.embedding(), cached.tokens())));
        return found;
    }
}
