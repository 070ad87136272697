/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The tiers of this node: memory, and the directory if there is one. All services with the same directory share them,
 * with the evictions and the vectors being computed: what one of them evicts, no other can find in its memory.
 */
final class LocalCache implements AutoCloseable {
    private static final int LARGEST_BATCH = 1000;

    private final CacheOwner owner;
    private final OffHeapTier memory;
    private final DurableStore store;
    private final NamespaceEvictions evictions;
    private final SingleFlight flights = new SingleFlight();
    private final CloseGuard guard = new CloseGuard();

    /**
     * What the tiers contain.
     *
     * @param evictions number of vectors evicted from memory
     * @param entries estimated number of vectors
     */
    record Content(long evictions, long entries, long bytes) {}

    private LocalCache(
            final CacheOwner owner, final OffHeapTier memory, final DurableStore store, final InstantSource clock)
            throws IOException {
        this.owner = owner;
        this.memory = memory;
        this.store = store;
        final DurableTier durable = durable();
        this.evictions = durable == null
                ? new NamespaceEvictions(Map.of(), 0)
                : new NamespaceEvictions(durable.evictions(), clock.millis());
    }

    /**
     * Reserves the memory and opens the directory.
     *
     * @throws IOException with the reason of the failure; nothing is reserved then
     */
    static LocalCache open(final CacheOwner owner, final InstantSource clock, final ComponentLog logger)
            throws IOException {
        final CacheSettings settings = owner.settings();
        DurableStore store = null;
        OffHeapTier memory = null;
        boolean opened = false;
        try {
            store = settings.directory() == null ? null : DurableStore.open(settings, clock, logger);
            memory = reserve(settings);
            final LocalCache cache = new LocalCache(owner, memory, store, clock);
            opened = true;
            return cache;
        } finally {
            if (!opened) {
                closeAll(memory, store);
            }
        }
    }

    /**
     * Returns the service that opened the tiers, whose settings apply.
     */
    CacheOwner owner() {
        return owner;
    }

    NamespaceEvictions evictions() {
        return evictions;
    }

    SingleFlight flights() {
        return flights;
    }

    /**
     * Returns true if there is a directory, but no space for vectors in it.
     */
    boolean isWithoutRoom() {
        return store != null && durable() == null;
    }

    /**
     * Looks up distinct keys in memory and directory.
     *
     * @throws IOException if the directory is damaged; the remaining keys are missing then
     */
    void find(final Lookup lookup, final Collection<RequestKey> keys) throws IOException {
        guard.enter();
        try {
            lookup.inMemory(memory, keys);
            final DurableTier durable = durable();
            if (durable != null && !lookup.missing().isEmpty()) {
                memory.offerAll(lookup.inEntries(durable), false);
            }
        } finally {
            guard.leave();
        }
    }

    /**
     * Stores vectors, after a repair of the directory if it is necessary and possible.
     *
     * @param logger of the calling service
     * @return the generation of the directory in which they are
     */
    long putAll(final List<KeyedEmbedding> embeddings, final WriteDurability durability, final ComponentLog logger)
            throws IOException {
        try {
            return tryPutAll(embeddings, durability);
        } catch (final IOException e) {
            if (!repair(e, logger)) {
                throw e;
            }
            return tryPutAll(embeddings, durability);
        }
    }

    /**
     * Writes unflushed vectors of a generation to the directory.
     *
     * @throws IOException also if a repair has begun another generation, and the vectors are lost
     */
    void flush(final long generation) throws IOException {
        guard.enter();
        try {
            if (generation != generation()) {
                throw new IOException(
                        "Vectors that were not written to files are lost, because the cache directory was repaired");
            }
            final DurableTier durable = durable();
            if (durable != null) {
                durable.flush();
            }
        } finally {
            guard.leave();
        }
    }

    /**
     * Stores an eviction, so that no service finds earlier vectors of the namespace.
     */
    void evict(final String namespace, final Eviction eviction) throws IOException {
        guard.enter();
        try {
            final DurableTier durable = durable();
            if (durable != null) {
                durable.putEviction(namespace, eviction);
            }
            evictions.evicted(namespace, eviction);
        } finally {
            guard.leave();
        }
    }

    Content content() {
        guard.enter();
        try {
            final DurableTier durable = durable();
            return new Content(
                    memory.evictions(),
                    durable == null ? memory.entries() : durable.entries(),
                    durable == null ? memory.bytes() : durable.bytes());
        } finally {
            guard.leave();
        }
    }

    /**
     * Waits for calls that use memory or directory, and closes them; later calls throw IllegalStateException.
     */
    @Override
    public void close() {
        guard.close(() -> closeAll(memory, store));
    }

    private long tryPutAll(final List<KeyedEmbedding> embeddings, final WriteDurability durability) throws IOException {
        guard.enter();
        final DurableTier durable = durable();
        try {
            if (durable != null) {
                for (int i = 0; i < embeddings.size(); i += LARGEST_BATCH) {
                    durable.putAll(embeddings.subList(i, Math.min(embeddings.size(), i + LARGEST_BATCH)), durability);
                }
            }
            return generation();
        } finally {
            // in memory even if the disk is full
            if (durable == null) {
                memory.putAll(embeddings);
            } else {
                memory.offerAll(embeddings, true);
            }
            guard.leave();
        }
    }

    /** Returns true if the durable tier may work now. */
    private boolean repair(final IOException failure, final ComponentLog logger) {
        if (store == null || !store.isRepairable(failure)) {
            return false;
        }

        final DurableTier broken = store.tier();
        final AtomicBoolean repaired = new AtomicBoolean();
        guard.alone(() -> {
            // unless another thread has repaired it in the meantime
            if (store.tier() == broken) {
                try {
                    store.repair((StoreException) failure, evictions.all(), logger);
                } catch (final IOException e) {
                    logger.warn(
                            "Failed to repair the cache directory: vectors are kept in memory only, until all services with this directory are disabled and enabled again",
                            e);
                }
            }
            repaired.set(true);
        });
        return repaired.get();
    }

    // changes only while no call uses the directory
    private long generation() {
        return store == null ? 0 : store.generation();
    }

    private DurableTier durable() {
        return store == null ? null : store.tier();
    }

    private static OffHeapTier reserve(final CacheSettings settings) throws IOException {
        // memory of an earlier cache counts as used until the JVM needs it and collects garbage, so try instead of
        // calculating
        try {
            return new OffHeapTier(settings.offHeapBytes(), settings.heapEntries());
        } catch (final RuntimeException | OutOfMemoryError e) {
            throw new IOException(
                    settings.memoryProblem(DirectMemory.free())
                            .orElse("Failed to reserve the memory of the cache: " + e.getMessage()),
                    e);
        }
    }

    private static void closeAll(final OffHeapTier memory, final DurableStore store) {
        try {
            if (memory != null) {
                memory.close();
            }
        } finally {
            if (store != null) {
                store.close();
            }
        }
    }
}
