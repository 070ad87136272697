/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Stores the vectors of a job in the cache, a few hundred at a time, while the next ones are read: storing waits for
 * the disk, reading for the network and the CPU. If the cache fails, the records of the job are still joined; see
 * {@link #failure}.
 */
public final class CacheFill implements AutoCloseable {
    /** For jobs whose results are not cached; stateless. */
    public static final CacheFill NONE = new CacheFill(null, null, 0);

    private static final int VECTORS_PER_CALL = 256;
    /** As many of these vectors are flushed once, which leaves one small file in the cache. */
    private static final long FLUSHED_ONCE = 16_384;

    private final EmbeddingCache cache;
    private final EmbeddingParameters parameters;
    private final boolean flushedOnce;
    private final ExecutorService storing;
    private Map<RequestKey, CachedEmbedding> pending = new HashMap<>();
    private Future<Long> inFlight;
    private long unflushed;
    private long stored;
    private IOException failure;

    /**
     * @param cache cache to fill; null to cache nothing
     * @param parameters parameters of the job; may be null without a cache
     * @param vectors about how many there will be; after a crash they are stored again, so many are flushed at the end
     */
    public CacheFill(final EmbeddingCache cache, final EmbeddingParameters parameters, final long vectors) {
        this.cache = cache;
        this.parameters = parameters;
        this.flushedOnce = vectors >= FLUSHED_ONCE;
        this.storing = cache == null
                ? null
                : Executors.newSingleThreadExecutor(Thread.ofPlatform()
                        .name("Embedding cache fill")
                        .daemon()
                        .factory());
    }

    void add(final RequestKey key, final Embedding embedding, final long tokens) {
        // a failure such as a full disk affects all further vectors
        if (cache == null || failure != null) {
            return;
        }

        pending.put(key, new CachedEmbedding(embedding, Math.clamp(tokens, 0, Integer.MAX_VALUE)));
        if (pending.size() == VECTORS_PER_CALL) {
            store();
        }
    }

    /**
     * Waits until all vectors are stored. To be called after the last {@link #add}.
     */
    void complete() {
        store();
        await();
        if (unflushed > 0 && failure == null) {
            inFlight = storing.submit(() -> {
                cache.flush();
                return unflushed;
            });
            await();
        }
    }

    // one call at a time, so at most two batches of vectors are on the heap
    private void store() {
        await();
        if (!pending.isEmpty() && failure == null) {
            final Map<RequestKey, CachedEmbedding> batch = pending;
            pending = new HashMap<>();
            if (flushedOnce) {
                unflushed += batch.size();
                inFlight = storing.submit(() -> {
                    cache.putAllUnflushed(parameters, batch);
                    return 0L;
                });
            } else {
                inFlight = storing.submit(() -> {
                    cache.putAll(parameters, batch);
                    return (long) batch.size();
                });
            }
        }
    }

    private void await() {
        if (inFlight == null) {
            return;
        }

        try {
            stored += inFlight.get();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = new InterruptedIOException("Interrupted while vectors were stored in the cache");
        } catch (final ExecutionException e) {
            failure = e.getCause() instanceof final IOException cause
                    ? cause
                    : new IOException("The cache failed: " + e.getCause(), e.getCause());
        }
        inFlight = null;
    }

    /**
     * Returns the number of vectors stored so far.
     */
    public long stored() {
        return stored;
    }

    /**
     * Returns the failure because of which the others are not stored, or null.
     */
    public IOException failure() {
        return failure;
    }

    @Override
    public void close() {
        if (storing != null) {
            storing.shutdownNow();
        }
    }
}
