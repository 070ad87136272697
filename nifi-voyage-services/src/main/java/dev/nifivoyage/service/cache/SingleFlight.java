/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.ComputedEmbeddings;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.cache.EmbeddingSource;
import dev.nifivoyage.service.api.embedding.RequestKey;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/**
 * Single flight: concurrent callers of the same key share one computation. A caller completes all keys it has claimed
 * before it waits for those of others, so that callers with overlapping keys cannot block each other. Compare the
 * package singleflight of Go.
 */
final class SingleFlight {
    private final ConcurrentMap<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> flights =
            new ConcurrentHashMap<>();

    /**
     * The store of computed vectors.
     */
    interface Store {

        /** Returns the stored vectors. */
        Map<RequestKey, CachedEmbedding> find(Collection<RequestKey> keys);

        void put(Map<RequestKey, CachedEmbedding> embeddings) throws IOException;
    }

    /**
     * Returns the vectors of these keys.
     *
     * @param missing distinct keys that were not found
     */
    EmbeddingLookup compute(final Collection<RequestKey> missing, final Store store, final EmbeddingSource source)
            throws InterruptedIOException {
        final Map<RequestKey, CachedEmbedding> cached = new HashMap<>();
        final Map<RequestKey, CachedEmbedding> computed = HashMap.newHashMap(missing.size());
        Optional<VoyageException> failure = Optional.empty();
        Optional<IOException> storeFailure = Optional.empty();
        Collection<RequestKey> open = missing;
        while (!open.isEmpty() && failure.isEmpty()) {
            final Map<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> mine = new LinkedHashMap<>();
            final Map<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> others = new LinkedHashMap<>();
            for (final RequestKey key : open) {
                final CompletableFuture<Optional<CachedEmbedding>> flight = new CompletableFuture<>();
                final CompletableFuture<Optional<CachedEmbedding>> earlier = flights.putIfAbsent(key, flight);
                if (earlier == null) {
                    mine.put(key, flight);
                } else {
                    others.put(key, earlier);
                }
            }

            if (!mine.isEmpty()) {
                final EmbeddingLookup settled = settle(mine, store, source);
                cached.putAll(settled.cached());
                computed.putAll(settled.computed());
                failure = settled.failure();
                storeFailure = storeFailure.or(settled::storeFailure);
            }
            open = failure.isEmpty() ? await(others, computed) : List.of();
        }

        return new EmbeddingLookup(cached, computed, failure, storeFailure);
    }

    private EmbeddingLookup settle(
            final Map<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> mine,
            final Store store,
            final EmbeddingSource source) {
        try {
            // another caller may have completed a key between lookup and claim
            final Map<RequestKey, CachedEmbedding> cached = store.find(mine.keySet());
            final List<RequestKey> unknown = mine.keySet().stream()
                    .filter(key -> !cached.containsKey(key))
                    .toList();
            if (unknown.isEmpty()) {
                land(mine, cached);
                return EmbeddingLookup.ofCached(cached);
            }

            final ComputedEmbeddings given = source.embed(unknown);
            final Map<RequestKey, CachedEmbedding> computed = new LinkedHashMap<>(given.embeddings());
            computed.keySet().retainAll(Set.copyOf(unknown));
            final Optional<IOException> storeFailure = store(computed, store);
            land(mine, cached);
            land(mine, computed);
            if (given.failure().isEmpty()) {
                mine.forEach((key, flight) -> land(key, flight, Optional.empty()));
            }
            return new EmbeddingLookup(cached, computed, given.failure(), storeFailure);
        } finally {
            // remaining keys have failed: one of the waiting callers tries next
            mine.forEach((key, flight) -> {
                flights.remove(key, flight);
                flight.completeExceptionally(new CancellationException("The caller that computed the vector failed"));
            });
        }
    }

    private static Optional<IOException> store(final Map<RequestKey, CachedEmbedding> computed, final Store store) {
        if (computed.isEmpty()) {
            return Optional.empty();
        }

        try {
            store.put(computed);
            return Optional.empty();
        } catch (final IOException e) {
            // the vectors are valid, only storing them failed
            return Optional.of(e);
        }
    }

    private void land(
            final Map<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> mine,
            final Map<RequestKey, CachedEmbedding> results) {
        results.forEach((key, embedding) -> {
            if (mine.containsKey(key)) {
                land(key, mine.get(key), Optional.of(embedding));
            }
        });
    }

    private void land(
            final RequestKey key,
            final CompletableFuture<Optional<CachedEmbedding>> flight,
            final Optional<CachedEmbedding> result) {
        flights.remove(key, flight);
        flight.complete(result);
    }

    /** Returns the keys whose computation failed. */
    private static List<RequestKey> await(
            final Map<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> others,
            final Map<RequestKey, CachedEmbedding> results)
            throws InterruptedIOException {
        final List<RequestKey> failed = new ArrayList<>();
        for (final Map.Entry<RequestKey, CompletableFuture<Optional<CachedEmbedding>>> other : others.entrySet()) {
            try {
                other.getValue().get().ifPresent(embedding -> results.put(other.getKey(), embedding));
            } catch (final ExecutionException | CancellationException e) {
                failed.add(other.getKey());
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while another caller computes the vector");
            }
        }

        return failed;
    }
}
