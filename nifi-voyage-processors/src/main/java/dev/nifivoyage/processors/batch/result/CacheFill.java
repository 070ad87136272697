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
import java.util.Optional;
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
    /** From this number of vectors on, they are flushed once, at the end, which leaves one small file. */
    private static final long FLUSHED_ONCE = 16_384;

    private final EmbeddingCache cache;
    private final EmbeddingParameters parameters;
    private final boolean flushedOnce;
    private final ExecutorService storing;
    private Map<RequestKey, CachedEmbedding> pending = new HashMap<>();
    private Future<StoredBatch> inFlight;
    private long generation;
    private long unflushed;
    private long lost;
    private long stored;
    private IOException failure;

    /**
     * @param cache cache to fill; null to cache nothing
     * @param parameters parameters of the job; may be null without a cache
     * @param vectors expected number; a large number is flushed once, at the end, because a crash before that only
     *     repeats the download
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
        // after a failure as well, for those before it
        if (unflushed > 0 && !Thread.currentThread().isInterrupted()) {
            flush();
        }
        if (lost > 0 && failure == null) {
            failure = new IOException("%d vectors are lost, because the cache directory was repaired".formatted(lost));
        }
    }

    private void flush() {
        final Optional<Long> flushed = result(storing.submit(() -> {
            cache.flush(generation);
            return unflushed;
        }));
        stored += flushed.orElse(0L);
    }

    // one call at a time, so at most two batches of vectors are on the heap
    private void store() {
        await();
        if (!pending.isEmpty() && failure == null) {
            final Map<RequestKey, CachedEmbedding> batch = pending;
            pending = new HashMap<>();
            inFlight = storing.submit(() -> store(batch));
        }
    }

    private StoredBatch store(final Map<RequestKey, CachedEmbedding> batch) throws IOException {
        if (flushedOnce) {
            return new StoredBatch(batch.size(), cache.putAllUnflushed(parameters, batch));
        }
        cache.putAll(parameters, batch);
        return new StoredBatch(batch.size(), 0);
    }

    private void await() {
        if (inFlight != null) {
            result(inFlight).ifPresent(this::count);
            inFlight = null;
        }
    }

    private void count(final StoredBatch batch) {
        if (!flushedOnce) {
            stored += batch.vectors();
            return;
        }

        if (batch.generation() != generation) {
            lost += unflushed;
            unflushed = 0;
            generation = batch.generation();
        }
        unflushed += batch.vectors();
    }

    /** Returns the result of a task, or empty after a failure, of which the first counts. */
    private <T> Optional<T> result(final Future<T> task) {
        final IOException problem;
        try {
            return Optional.of(task.get());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = new InterruptedIOException("Interrupted while vectors were stored in the cache");
        } catch (final ExecutionException e) {
            problem = e.getCause() instanceof final IOException cause
                    ? cause
                    : new IOException("The cache failed: " + e.getCause(), e.getCause());
        }
        failure = failure == null ? problem : failure;
        return Optional.empty();
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

    /**
     * Vectors that were stored in one call.
     *
     * @param generation of the cache in which they are, if they are not flushed
     */
    private record StoredBatch(int vectors, long generation) {}
}
