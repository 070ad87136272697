/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CacheStatistics;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.cache.EmbeddingSource;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The tiers of a service in the order of lookups: memory, directory, shared tier. Writes go to the directory first;
 * vectors found in a slower tier are copied to the faster ones. Memory and directory may be shared with other services
 * of this node; the shared tier, the counters, and the lifetime of what is looked up are the service's own.
 */
final class TieredCache implements AutoCloseable {
    private final LocalCaches.Lease lease;
    private final LocalCache local;
    private final NamespaceEvictions evictions;
    private final SharedTier shared;
    private final CacheSettings settings;
    private final InstantSource clock;
    private final ComponentLog logger;
    private final CacheCounters counters = new CacheCounters();
    private final AtomicBoolean unreadableReported = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param lease of the tiers of this node, closed with the cache
     * @param shared null for none
     */
    TieredCache(
            final LocalCaches.Lease lease,
            final SharedTier shared,
            final CacheSettings settings,
            final InstantSource clock,
            final ComponentLog logger) {
        this.lease = lease;
        this.local = lease.cache();
        this.evictions = local.evictions();
        this.shared = shared;
        this.settings = settings;
        this.clock = clock;
        this.logger = logger;
    }

    Map<RequestKey, CachedEmbedding> getAll(final EmbeddingParameters parameters, final Collection<RequestKey> keys) {
        final Collection<RequestKey> distinct = distinct(keys);
        final Lookup lookup = findHere(parameters, distinct);
        if (shared != null && !lookup.missing().isEmpty()) {
            findShared(parameters, lookup);
        }

        counters.hits.add(lookup.found().size());
        counters.misses.add(lookup.missing().size());
        counters.invalid.add(lookup.invalid());
        counters.tokensSaved.add(lookup.tokens());
        return lookup.found();
    }

    void putAll(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        putAll(parameters, embeddings, durability());
    }

    long putAllUnflushed(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        return putAll(parameters, embeddings, WriteDurability.UNFLUSHED);
    }

    void flush(final long generation) throws IOException {
        requireOpen();
        local.flush(generation);
    }

    private long putAll(
            final EmbeddingParameters parameters,
            final Map<RequestKey, CachedEmbedding> embeddings,
            final WriteDurability durability)
            throws IOException {
        final EntryFilter acceptance = EntryFilter.of(parameters, 0);
        embeddings.forEach((key, value) -> {
            if (!acceptance.fits(value.embedding())) {
                throw new IllegalArgumentException(
                        "Vector for key [%s] does not match the parameters: found [%s], expected [%s]"
                                .formatted(key, value.embedding(), acceptance.expectation()));
            }
        });
        final String namespace = NamespaceEvictions.name(parameters.namespace());
        learnEviction(namespace);
        final long createdAt = evictions.createdAt(namespace, clock.millis());
        final List<KeyedEmbedding> stored = new ArrayList<>(embeddings.size());
        embeddings.forEach((key, value) -> stored.add(new KeyedEmbedding(key, new StoredEmbedding(value, createdAt))));
        IOException failure = null;
        long generation = 0;
        try {
            generation = putHere(stored, durability);
        } catch (final IOException e) {
            failure = e;
        }

        if (shared != null) {
            shared.putAll(stored, evictions.of(namespace).mark());
        }
        if (failure != null) {
            throw failure;
        }
        counters.puts.add(stored.size());
        return generation;
    }

    EmbeddingLookup getOrEmbed(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys, final EmbeddingSource source)
            throws InterruptedIOException {
        final Collection<RequestKey> distinct = distinct(keys);
        final Map<RequestKey, CachedEmbedding> found = getAll(parameters, distinct);
        final List<RequestKey> missing =
                distinct.stream().filter(key -> !found.containsKey(key)).toList();
        if (missing.isEmpty()) {
            return EmbeddingLookup.ofCached(found);
        }

        final EmbeddingLookup lookup = local.flights()
                .compute(
                        missing,
                        new SingleFlight.Store() {
                            @Override
                            public Map<RequestKey, CachedEmbedding> find(final Collection<RequestKey> claimed) {
                                return findHere(parameters, claimed).found();
                            }

                            @Override
                            public void put(final Map<RequestKey, CachedEmbedding> embedded) throws IOException {
                                putAll(parameters, embedded);
                            }
                        },
                        source);
        found.putAll(lookup.cached());
        return new EmbeddingLookup(found, lookup.computed(), lookup.failure(), lookup.storeFailure());
    }

    void evict(final String evicted) throws IOException {
        final String namespace = NamespaceEvictions.name(evicted);
        learnEviction(namespace);
        final Eviction eviction;
        synchronized (evictions) {
            eviction = evictions.next(namespace, clock.millis());
            rememberEviction(namespace, eviction);
        }
        if (shared != null) {
            shared.putEviction(namespace, eviction.mark());
        }
    }

    CacheStatistics statistics() {
        requireOpen();
        final LocalCache.Content content = local.content();
        return new CacheStatistics(
                counters.hits.sum(),
                counters.misses.sum(),
                counters.puts.sum(),
                content.evictions(),
                counters.invalid.sum(),
                counters.tokensSaved.sum(),
                content.entries(),
                content.bytes());
    }

    /**
     * Lets other services keep the tiers of this node; later calls throw IllegalStateException.
     */
    @Override
    public void close() {
        closed = true;
        lease.close();
    }

    private Lookup findHere(final EmbeddingParameters parameters, final Collection<RequestKey> keys) {
        final String namespace = NamespaceEvictions.name(parameters.namespace());
        learnEviction(namespace);
        final Lookup lookup = new Lookup(
                EntryFilter.of(
                        parameters,
                        Math.max(expiredAt(), evictions.of(namespace).at())),
                keys.size());
        requireOpen();
        try {
            local.find(lookup, keys);
        } catch (final IOException e) {
            reportUnreadable(lookup, e);
        }

        return lookup;
    }

    private void findShared(final EmbeddingParameters parameters, final Lookup lookup) {
        final String namespace = NamespaceEvictions.name(parameters.namespace());
        // the prefix of the shared tier reflects evictions by other nodes, whose clocks may be ahead
        lookup.filter(EntryFilter.of(parameters, expiredAt()));
        try {
            final List<KeyedEmbedding> found =
                    lookup.inEntries(shared.since(evictions.of(namespace).mark()));
            final List<KeyedEmbedding> own = new ArrayList<>(found.size());
            for (final KeyedEmbedding one : found) {
                final StoredEmbedding stored = one.stored();
                own.add(new KeyedEmbedding(
                        one.key(),
                        new StoredEmbedding(
                                stored.value(),
                                evictions.createdAt(namespace, Math.min(stored.createdAt(), clock.millis())))));
            }
            putHere(own, durability());
        } catch (final IOException e) {
            logger.warn("Failed to store vectors of the Distributed Cache Service in the local tiers", e);
        }
    }

    private long putHere(final List<KeyedEmbedding> embeddings, final WriteDurability durability) throws IOException {
        requireOpen();
        return local.putAll(embeddings, durability, logger);
    }

    private WriteDurability durability() {
        return settings.syncWrites() ? WriteDurability.SYNCED : WriteDurability.LOGGED;
    }

    // a directory with a damaged file fails many lookups
    private void reportUnreadable(final Lookup lookup, final IOException failure) {
        if (unreadableReported.compareAndSet(false, true)) {
            logger.warn(
                    "The cache directory contains damaged vectors. Treating {} keys as cache misses, and later ones without another warning; their texts are embedded again. "
                            + "Check the disk; to start over, disable the service and remove the directory",
                    lookup.missing().size(),
                    failure);
        } else {
            logger.debug("Treating {} keys as cache misses", lookup.missing().size(), failure);
        }
    }

    /** Applies evictions of the namespace by other nodes. */
    private void learnEviction(final String namespace) {
        final OptionalLong mark = shared == null ? OptionalLong.empty() : shared.evictionMark(namespace);
        if (mark.isEmpty() || mark.getAsLong() == evictions.of(namespace).mark()) {
            return;
        }

        // synchronized, so that an older eviction does not replace a newer one on the disk
        synchronized (evictions) {
            final Eviction known = evictions.of(namespace);
            if (mark.getAsLong() < known.mark()) {
                // the shared tier failed, or lost it
                shared.repeatEviction(namespace, known.mark());
            } else if (mark.getAsLong() > known.mark()) {
                final Eviction learned = evictions.learned(namespace, mark.getAsLong());
                try {
                    rememberEviction(namespace, learned);
                } catch (final IOException e) {
                    logger.warn(
                            "Eviction of namespace [{}] was not persisted and will be lost on restart", namespace, e);
                    evictions.evicted(namespace, learned);
                }
            }
        }
    }

    private void rememberEviction(final String namespace, final Eviction eviction) throws IOException {
        requireOpen();
        local.evict(namespace, eviction);
    }

    // a call that passes while the service is being disabled is safe, because the tiers wait for it before they close
    private void requireOpen() {
        if (closed) {
            throw CloseGuard.notEnabled();
        }
    }

    private long expiredAt() {
        return settings.timeToLive() == null
                ? 0
                : clock.millis() - settings.timeToLive().toMillis();
    }

    private static Collection<RequestKey> distinct(final Collection<RequestKey> keys) {
        return keys instanceof Set ? keys : new LinkedHashSet<>(keys);
    }
}
