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

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vectors of one server, in an {@link EmbeddingCacheService} that may hold those of several. Two servers may return
 * different vectors for the same request, but a key is the {@code custom_id} of the request and does not identify the
 * server. Each key is therefore combined with a hash of the name of the server. Thread-safe.
 */
public final class EmbeddingCache {
    /** Source of vectors that are not separated by server, such as those cached before sources were recorded. */
    public static final String NO_SOURCE = "none";

    private final EmbeddingCacheService service;
    private final byte[] mask;

    /**
     * @param vectorSource name of the server, such as {@code https://api.voyageai.com/v1}
     */
    public EmbeddingCache(final EmbeddingCacheService service, final String vectorSource) {
        this.service = service;
        this.mask = vectorSource.equals(NO_SOURCE) ? new byte[RequestKey.BYTES] : digest(vectorSource);
    }

    /**
     * Returns cached vectors of this source, as {@link EmbeddingCacheService#getAll} does.
     */
    public Map<RequestKey, CachedEmbedding> getAll(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys) {
        return masked(service.getAll(parameters, masked(keys)));
    }

    /**
     * Caches vectors of this source, as {@link EmbeddingCacheService#putAll} does.
     */
    public void putAll(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        service.putAll(parameters, masked(embeddings));
    }

    /**
     * Caches vectors of this source, as {@link EmbeddingCacheService#putAllUnflushed} does.
     */
    public long putAllUnflushed(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        return service.putAllUnflushed(parameters, masked(embeddings));
    }

    /**
     * Writes the vectors of all sources, as {@link EmbeddingCacheService#flush} does.
     */
    public void flush(final long generation) throws IOException {
        service.flush(generation);
    }

    /**
     * Returns vectors of this source, and embeds missing ones, as {@link EmbeddingCacheService#getOrEmbed} does.
     */
    public EmbeddingLookup getOrEmbed(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys, final EmbeddingSource source)
            throws InterruptedIOException {
        final EmbeddingLookup lookup = service.getOrEmbed(parameters, masked(keys), missing -> {
            final ComputedEmbeddings computed = source.embed(masked(missing));
            return new ComputedEmbeddings(masked(computed.embeddings()), computed.failure());
        });
        return new EmbeddingLookup(
                masked(lookup.cached()), masked(lookup.computed()), lookup.failure(), lookup.storeFailure());
    }

    // XOR keeps distinct keys distinct, and applying it again restores the original keys
    private List<RequestKey> masked(final Collection<RequestKey> keys) {
        final List<RequestKey> mixed = new ArrayList<>(keys.size());
        for (final RequestKey key : keys) {
            mixed.add(key.xor(mask));
        }

        return mixed;
    }

    private Map<RequestKey, CachedEmbedding> masked(final Map<RequestKey, CachedEmbedding> embeddings) {
        final Map<RequestKey, CachedEmbedding> mixed = LinkedHashMap.newLinkedHashMap(embeddings.size());
        embeddings.forEach((key, embedding) -> mixed.put(key.xor(mask), embedding));
        return mixed;
    }

    private static byte[] digest(final String vectorSource) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(vectorSource.getBytes(StandardCharsets.UTF_8));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
