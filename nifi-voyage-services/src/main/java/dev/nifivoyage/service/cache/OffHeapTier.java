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
 * Vectors in memory, least recently used ones leaving first: off the heap as binary records, and the most used ones also decoded on the heap.
 */
final class OffHeapTier implements AutoCloseable {
    /** Less off-heap memory than this may be too little for single vectors, because Ehcache divides it into sixteen segments. */
    static final long SMALLEST = 4L * 1024 * 1024;

    private static final String NAME = "embeddings";
    // Ehcache begins to make room before all bytes are taken, because vectors do not fill its pages
    private static final double FULL = 0.8;

    private final StatisticsService statistics = new DefaultStatisticsService();
    private final CacheManager manager;
    private final Cache<RequestKey, StoredEmbedding> cache;
    private final AdmissionFilter recurrence;
    private final long roomyBytes;

    /**
     * Reserves the memory.
     *
     * @param offHeapBytes at least {@link #SMALLEST}
     * @param heapEntries vectors kept on the heap too; 0 for none
     * @throws IllegalArgumentException when the JVM has no such memory
     */
    OffHeapTier(final long offHeapBytes, final int heapEntries) {
        final ResourcePoolsBuilder offHeap =
                ResourcePoolsBuilder.newResourcePoolsBuilder().offheap(offHeapBytes, MemoryUnit.B);
        manager = withOwnClasses(
                () -> manager(statistics, heapEntries == 0 ? offHeap : offHeap.heap(heapEntries, EntryUnit.ENTRIES)));
        cache = manager.getCache(NAME, RequestKey.class, StoredEmbedding.class);
        recurrence = new AdmissionFilter(offHeapBytes);
        roomyBytes = (long) (offHeapBytes * FULL);
    }

    /**
     * The vector, or null.
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
     * Takes what a slower tier has too: all while there is room, then only what is needed again and again. Making room costs more than reading a vector
     * from the disk, so a large batch would cost time, and those that are needed often would leave for it.
     *
     * @param replace whether the vectors are newer than what may be here
     */
    void offerAll(final List<KeyedEmbedding> embeddings, final boolean replace) {
        if (embeddings.isEmpty()) {
            return;
        }

        final boolean room = bytes() < roomyBytes;
        for (final KeyedEmbedding embedding : embeddings) {
            if (recurrence.seenAgain(embedding.key()) || room) {
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

    /** Ehcache looks for its parts by the thread's class loader, and must not find those of another Ehcache. */
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
