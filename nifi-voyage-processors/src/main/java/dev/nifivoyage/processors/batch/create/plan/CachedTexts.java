/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create.plan;

import dev.nifivoyage.processors.batch.job.KeyTable;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.util.Map;
import java.util.Set;

/**
 * The texts of a FlowFile whose vectors are in the cache.
 */
public final class CachedTexts implements CachedRequests {
    private final EmbeddingCache cache;
    private final EmbeddingParameters parameters;
    private final KeyTable found = new KeyTable();
    private long tokens;

    private CachedTexts(final EmbeddingCache cache, final EmbeddingParameters parameters) {
        this.cache = cache;
        this.parameters = parameters;
    }

    /**
     * Returns the texts in a cache; none without a cache.
     *
     * @param cache may be null
     */
    public static CachedRequests in(final EmbeddingCache cache, final EmbeddingParameters parameters) {
        return cache == null ? NONE : new CachedTexts(cache, parameters);
    }

    @Override
    public void lookUp(final Set<RequestKey> keys) {
        if (keys.isEmpty()) {
            return;
        }

        for (final Map.Entry<RequestKey, CachedEmbedding> entry :
                cache.getAll(parameters, keys).entrySet()) {
            found.add(entry.getKey());
            tokens += entry.getValue().tokens();
        }
    }

    @Override
    public boolean contains(final RequestKey key) {
        return found.size() > 0 && found.indexOf(key) != KeyTable.ABSENT;
    }

    @Override
    public int size() {
        return found.size();
    }

    @Override
    public long tokens() {
        return tokens;
    }
}
