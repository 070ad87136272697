/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.distributed.cache.client.DistributedMapCacheClient;
import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.time.InstantSource;

/**
 * The tiers of an enabled service, and its lock of the directory.
 */
record CacheInstance(TieredCache tiers) {

    /**
     * Reserves the memory and opens the directory.
     *
     * @param client of the shared tier, or null
     * @throws IOException with the reason of the failure; nothing is reserved then
     */
    static CacheInstance open(
            final CacheSettings settings,
            final DistributedMapCacheClient client,
            final InstantSource clock,
            final ComponentLog logger)
            throws IOException {
        final SharedTier shared = client == null ? null : new SharedTier(client, clock, logger);
        DurableStore store = null;
        OffHeapTier memory = null;
        boolean opened = false;
        try {
            store = settings.directory() == null ? null : DurableStore.open(settings, clock, logger);
            memory = memory(settings);
            final CacheInstance cache = new CacheInstance(new TieredCache(
                    new TieredCache.Tiers(memory, store, shared), settings.timeToLive(), clock, logger));
            opened = true;
            return cache;
        } finally {
            if (!opened) {
                closeAll(memory, store);
            }
        }
    }

    void close() {
        tiers.close();
    }

    private static OffHeapTier memory(final CacheSettings settings) throws IOException {
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
        if (memory != null) {
            memory.close();
        }
        if (store != null) {
            store.close();
        }
    }
}
