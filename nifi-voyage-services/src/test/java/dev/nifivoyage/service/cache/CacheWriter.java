/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.util.MockComponentLog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * A process of its own, which fills a cache and says after each batch which numbers are safe, until it is killed.
 */
public final class CacheWriter {
    static final int BATCH = 40;
    private static final int BATCHES_PER_FLUSH = 3;
    /** More than a test can write, so that nothing is evicted. */
    static final long MAXIMUM_BYTES = 8L << 30;

    private CacheWriter() {}

    /**
     * Writes until the process is killed.
     *
     * @param arguments the directory, the first number, a {@link WriteDurability}
     */
    public static void main(final String[] arguments) throws IOException {
        final WriteDurability durability = WriteDurability.valueOf(arguments[2]);
        final CacheInstance cache = open(Path.of(arguments[0]), durability == WriteDurability.SYNCED);
        for (int from = Integer.parseInt(arguments[1]); ; from += BATCH) {
            final Map<RequestKey, CachedEmbedding> vectors = Vectors.embeddings(from, from + BATCH);
            if (durability == WriteDurability.UNFLUSHED) {
                final long generation = cache.tiers().putAllUnflushed(Vectors.PARAMETERS, vectors);
                if (from / BATCH % BATCHES_PER_FLUSH != 0) {
                    continue;
                }
                cache.tiers().flush(generation);
            } else {
                cache.tiers().putAll(Vectors.PARAMETERS, vectors);
            }
            System.out.println(from + BATCH);
            System.out.flush();
        }
    }

    static CacheInstance open(final Path directory, final boolean sync) throws IOException {
        final CacheSettings settings = new CacheSettings(
                OffHeapTier.SMALLEST, 0, directory, MAXIMUM_BYTES, null, sync, DamageStrategy.SET_ASIDE);
        return CacheInstance.open(
                new CacheOwner("writer", settings),
                null,
                InstantSource.system(),
                new MockComponentLog("writer", settings));
    }

    /**
     * Fills a cache, looks it up and closes it; for another class loader.
     */
    public static int writeAndRead(final String directory) throws IOException {
        final CacheInstance cache = open(Path.of(directory), false);
        cache.tiers().putAll(Vectors.PARAMETERS, Vectors.embeddings(0, BATCH));
        final int found = cache.tiers()
                .getAll(Vectors.PARAMETERS, Vectors.embeddings(0, BATCH + 1).keySet())
                .size();
        cache.close();
        return found;
    }
}
