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
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Map;

/**
 * A cache of vectors by the key of their request, so that no vector is paid for twice.
 *
 * <p>A hit always has the requested data type and, if the parameters specify one, the requested dimension; anything
 * else is a miss. A key does not identify the server of a vector; {@link EmbeddingCache} adds it.
 *
 * <p>All methods are thread-safe. Pass many keys in one call; a few hundred are a good size.
 */
@Tags({"voyage", "ai", "embeddings", "cache", "vector"})
@CapabilityDescription("Caches vectors, so that no text is embedded and paid for twice")
public interface EmbeddingCacheService extends ControllerService {

    /**
     * Returns the cached vectors. A failure of a tier does not fail the call; unavailable vectors are absent.
     *
     * @param parameters namespace, data type and dimension of the vectors
     * @param keys keys derived with the same parameters; repeated keys count once
     */
    Map<RequestKey, CachedEmbedding> getAll(EmbeddingParameters parameters, Collection<RequestKey> keys);

    /**
     * Stores vectors. When this returns they survive a crash of the process, if the cache has a directory.
     *
     * @throws IOException if they could not be stored durably, for example because the disk is full; they may still be
     *     in memory
     * @throws IllegalArgumentException if a vector has another data type or dimension than the parameters
     */
    void putAll(EmbeddingParameters parameters, Map<RequestKey, CachedEmbedding> embeddings) throws IOException;

    /**
     * Stores vectors as {@link #putAll} does, but those in a directory may be lost in a crash until {@link #flush} is
     * called. This takes less time for tens of thousands of vectors; the flush of fewer leaves a small file.
     *
     * @return the generation of the store: a repair of the directory loses vectors that are not flushed, and begins
     *     another generation
     * @throws IOException as {@link #putAll} does
     * @throws IllegalArgumentException as {@link #putAll} does
     */
    default long putAllUnflushed(
            final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        putAll(parameters, embeddings);
        return 0;
    }

    /**
     * Writes vectors to the directory that are in memory only. When this returns, those that were stored in this
     * generation survive what the vectors of {@link #putAll} survive.
     *
     * @param generation returned by {@link #putAllUnflushed}
     * @throws IOException if they could not be written, for example because the disk is full, or are lost because of a
     *     repair
     */
    default void flush(final long generation) throws IOException {
        // putAllUnflushed has done it
    }

    /**
     * Returns the cached vectors, and those of the source for all other keys, which are stored. While one caller
     * computes a key, other callers of the key wait for it. If the computation fails, its caller receives the failure,
     * and one of the waiting callers tries next.
     *
     * @throws InterruptedIOException if the thread is interrupted while it waits for another caller
     */
    EmbeddingLookup getOrEmbed(EmbeddingParameters parameters, Collection<RequestKey> keys, EmbeddingSource source)
            throws InterruptedIOException;

    /**
     * Evicts all vectors of a namespace stored so far.
     *
     * @param namespace namespace of the parameters with which the vectors were stored; empty for none
     */
    void evict(String namespace) throws IOException;

    /**
     * Returns the statistics since the service was enabled.
     */
    CacheStatistics statistics();
}
