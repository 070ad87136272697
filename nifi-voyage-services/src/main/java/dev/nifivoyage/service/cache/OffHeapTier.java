/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.embedding.EmbeddingKey;
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

/**
 * Vectors in memory, least recently used ones leaving first: off the heap as binary records, and the most used ones also decoded on the heap.
 */
final class OffHeapTier implements AutoCloseable {
    /** Less off-heap memory than this may be too little for single vectors, because Ehcache divides it into sixteen segments. */
    static final long SMALLEST = 4L * 1024 * 1024;

    private static final String NAME = "embeddings";

    private final StatisticsService statistics = new DefaultStatisticsService();
    private final CacheManager manager;
    private final Cache<EmbeddingKey, StoredEmbedding> cache;

    /**
     * Reserves the memory.
     *
     * @param offHeapBytes at least {@link #SMALLEST}
     * @param heapEntries vectors kept on the heap too; 0 for none
     * @throws IllegalArgumentException when the JVM has no such memory
     */
    OffHeapTier(final long offHeapBytes, final int heapEntries) {
        final ResourcePoolsBuilder offHeap = ResourcePoolsBuilder.newResourcePoolsBuilder().offheap(offHeapBytes, MemoryUnit.B);
        final ResourcePoolsBuilder pools = heapEntries == 0 ? offHeap : offHeap.heap(heapEntries, EntryUnit.ENTRIES);
        manager = CacheManagerBuilder.newCacheManagerBuilder()
            .using(statistics)
            .withCache(NAME, CacheConfigurationBuilder.newCacheConfigurationBuilder(EmbeddingKey.class, StoredEmbedding.class, pools)
                .withClassLoader(OffHeapTier.class.getClassLoader())
                .withKeySerializer(new KeySerializer())
                .withValueSerializer(new EmbeddingSerializer()))
            .build(true);
        cache = manager.getCache(NAME, EmbeddingKey.class, StoredEmbedding.class);
    }

    /**
     * The vector, or null.
     */
    StoredEmbedding get(final EmbeddingKey key) {
        return cache.get(key);
    }

    void put(final EmbeddingKey key, final StoredEmbedding stored) {
        cache.put(key, stored);
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
        manager.close();
    }

    private TierStatistics tier() {
        return statistics.getCacheStatistics(NAME).getTierStatistics().get("OffHeap");
    }
}
