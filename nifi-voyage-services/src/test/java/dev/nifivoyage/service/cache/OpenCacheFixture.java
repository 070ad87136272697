/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.util.MockComponentLog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The tiers with a clock that is moved by hand.
 */
final class OpenCacheFixture implements AutoCloseable {
    final TickingClock clock;
    final MockComponentLog log = new MockComponentLog("cache", this);
    final TieredCache tiers;
    private final CacheInstance cache;

    OpenCacheFixture(
            final TickingClock clock,
            final Path directory,
            final SharedMap shared,
            final Duration timeToLive,
            final int heapEntries)
            throws IOException {
        this.clock = clock;
        final CacheSettings settings = new CacheSettings(
                OffHeapTier.SMALLEST, heapEntries, directory, 1L << 28, timeToLive, false, DamageStrategy.SET_ASIDE);
        cache = CacheInstance.open(new CacheOwner("fixture", settings), shared, clock, log);
        tiers = cache.tiers();
    }

    static OpenCacheFixture of(final TickingClock clock, final Path directory) throws IOException {
        return new OpenCacheFixture(clock, directory, null, null, 0);
    }

    static OpenCacheFixture of(final TickingClock clock, final SharedMap shared) throws IOException {
        return new OpenCacheFixture(clock, null, shared, null, 0);
    }

    void put(final EmbeddingParameters parameters, final int from, final int to) throws IOException {
        tiers.putAll(parameters, Vectors.embeddings(parameters, from, to));
    }

    Map<RequestKey, CachedEmbedding> find(final EmbeddingParameters parameters, final int from, final int to) {
        return tiers.getAll(parameters, Vectors.embeddings(parameters, from, to).keySet());
    }

    void assertFound(final EmbeddingParameters parameters, final int from, final int to) {
        assertEquals(Vectors.embeddings(parameters, from, to), find(parameters, from, to));
    }

    void assertMissing(final EmbeddingParameters parameters, final int from, final int to) {
        assertEquals(Map.of(), find(parameters, from, to));
    }

    @Override
    public void close() throws IOException {
        cache.close();
    }
}
