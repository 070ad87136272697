/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.cache;

import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.controller.ControllerService;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/**
 * Keeps vectors that were paid once, by the key of what they were made of.
 *
 * <p>What is found is always a vector of the data type asked for and, where the parameters name one, of its dimension; anything else counts as
 * not found. A key does not say which server made a vector; {@link EmbeddingCache} adds that.</p>
 *
 * <p>All methods may be called by many threads. Calls take many keys at a time; a few hundred are a good measure.</p>
 */
@Tags({"voyage", "ai", "embeddings", "cache", "vector"})
@CapabilityDescription("Keeps vectors, so that no text is embedded and paid twice")
public interface EmbeddingCacheService extends ControllerService {

    /**
     * The vectors that are there. Never fails because a shared or slow tier does: what cannot be had is absent.
     *
     * @param parameters namespace, data type and dimension of the vectors
     * @param keys derived with the same parameters; repeated keys count once
     */
    Map<RequestKey, CachedEmbedding> getAll(EmbeddingParameters parameters, Collection<RequestKey> keys);

    /**
     * Keeps vectors. When this returns they survive the death of the process, provided that the cache has a directory.
     *
     * @throws IOException when they could not be stored durably, for instance because the disk is full; they may be in memory all the same
     * @throws IllegalArgumentException when a vector has another data type or dimension than the parameters name
     */
    void putAll(EmbeddingParameters parameters, Map<RequestKey, CachedEmbedding> embeddings) throws IOException;

    /**
     * The vectors that are there, and those the source gives for the others, which are kept. While one caller computes a key, others that ask for it wait
     * and do not compute it again. When the computation fails, its caller gets the exception and one of those who waited tries next.
     *
     * @return the vectors; a key that the source did not give is absent
     * @throws IOException of the source, or of storing
     */
    Map<RequestKey, CachedEmbedding> getOrEmbed(
            EmbeddingParameters parameters, Collection<RequestKey> keys, EmbeddingSource source) throws IOException;

    /**
     * Makes all vectors of a namespace that were stored so far unfindable, and leaves other namespaces alone.
     *
     * @param namespace as in the parameters the vectors were stored with; empty for vectors without one
     */
    void evict(String namespace) throws IOException;

    /**
     * What was found, stored and saved since the service was enabled.
     */
    CacheStatistics statistics();
}
