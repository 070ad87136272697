/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.units.EntryUnit;
import org.ehcache.config.units.MemoryUnit;
import org.ehcache.core.internal.statistics.DefaultStatisticsService;
import org.ehcache.core.spi.service.StatisticsService;
import org.ehcache.core.statistics.TierStatistics;

import java.util.List;
import java.util.function.Supplier;

/**
 * Vectors in memory, evicted by least recent use: as binary entries off the heap, and the most used ones also decoded
 * on the heap.
 */
final class OffHeapTier implements AutoCloseable {
    /** Minimum memory: Ehcache divides it into sixteen segments, each of which must hold a vector. */
    static final long SMALLEST = 4L * 1024 * 1024;

    private static final String NAME = "embeddings";
    // Ehcache evicts before all bytes are used, because vectors do not fill its pages
    private static final double FULL = 0.8;

    private final StatisticsService statistics = new DefaultStatisticsService();
    private final CacheManager manager;
    private final Cache<RequestKey, StoredEmbedding> cache;
    private final AdmissionFilter admissionFilter;
    private final long roomyBytes;

    /**
     * Reserves the memory.
     *
     * @param offHeapBytes at least {@link #SMALLEST}
     * @param heapEntries number of vectors also kept on the heap
     * @throws IllegalArgumentException if the JVM has too little memory
     */
    OffHeapTier(final long offHeapBytes, final int heapEntries) {
        final ResourcePoolsBuilder offHeap =
                ResourcePoolsBuilder.newResourcePoolsBuilder().offheap(offHeapBytes, MemoryUnit.B);
        manager = withOwnClasses(
                () -> manager(statistics, heapEntries == 0 ? offHeap : offHeap.heap(heapEntries, EntryUnit.ENTRIES)));
        cache = manager.getCache(NAME, RequestKey.class, StoredEmbedding.class);
        admissionFilter = new AdmissionFilter(offHeapBytes);
        roomyBytes = (long) (offHeapBytes * FULL);
    }

    /**
     * Returns the vector, or null.
     */
    StoredEmbedding get(final RequestKey key) {
        return cache.get(key);
    }

    void putAll(final List<KeyedEmbedding> embeddings) {
        for (final KeyedEmbedding embedding : embeddings) {
            cache.put(embedding.key(), embedding.stored());
        }
    }

    /**
     * Offers vectors of a slower tier: all are stored while there is space, then only those that the admission filter
     * accepts. An eviction costs more than a read from the disk, and a large batch would evict the frequently used
     * vectors.
     *
     * @param replace true if the vectors are newer than those in memory
     */
    void offerAll(final List<KeyedEmbedding> embeddings, final boolean replace) {
        if (embeddings.isEmpty()) {
            return;
        }

        final boolean room = bytes() < roomyBytes;
        for (final KeyedEmbedding embedding : embeddings) {
            if (admissionFilter.seenAgain(embedding.key()) || room) {
                cache.put(embedding.key(), embedding.stored());
            } else if (replace) {
                cache.remove(embedding.key());
            }
        }
    }

    long evictions() {
        return statistics.getCacheStatistics(NAME).getCacheEvictions();
    }

    long entries() {
        return tier().getMappings();
    }

    long bytes() {
        return tier().getOccupiedByteSize();
    }

    @Override
    public void close() {
        withOwnClasses(() -> {
            manager.close();
            return null;
        });
    }

    private static CacheManager manager(final StatisticsService statistics, final ResourcePoolsBuilder pools) {
        return CacheManagerBuilder.newCacheManagerBuilder()
                .using(statistics)
                .withCache(
                        NAME,
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                        RequestKey.class, StoredEmbedding.class, pools)
                                .withKeySerializer(new KeySerializer())
                                .withValueSerializer(new EmbeddingSerializer()))
                .build(true);
    }

    /** Ehcache finds its services through the class loader of the thread, which must not be that of another Ehcache. */
    private static <T> T withOwnClasses(final Supplier<T> action) {
        final Thread thread = Thread.currentThread();
        final ClassLoader previous = thread.getContextClassLoader();
        thread.setContextClassLoader(OffHeapTier.class.getClassLoader());
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(previous);
        }
    }

    private TierStatistics tier() {
        return statistics.getCacheStatistics(NAME).getTierStatistics().get("OffHeap");
    }
}
