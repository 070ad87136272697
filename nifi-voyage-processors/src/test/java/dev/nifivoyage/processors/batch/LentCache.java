/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.service.api.cache.CacheStatistics;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.ComputedEmbeddings;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.cache.EmbeddingSource;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The real cache in its own runner, shared with the runners of processors: each runner enables its services, and the
 * cache can be enabled only once.
 */
public final class LentCache extends AbstractControllerService implements EmbeddingCacheService {
    private static final String ID = "cache";

    private final EhcacheEmbeddingCacheService cache;
    private volatile boolean full;
    private volatile long generation;

    private LentCache(final EhcacheEmbeddingCacheService cache) {
        this.cache = cache;
    }

    public static EhcacheEmbeddingCacheService open() throws InitializationException {
        return open("32 MB");
    }

    public static EhcacheEmbeddingCacheService open(final String offHeapSize) throws InitializationException {
        return open(Map.of("Off-Heap Size", offHeapSize));
    }

    /**
     * Creates a cache with a disk tier.
     */
    public static EhcacheEmbeddingCacheService openIn(final Path directory) throws InitializationException {
        return open(Map.of("Off-Heap Size", "32 MB", "Cache Directory", directory.toString()));
    }

    private static EhcacheEmbeddingCacheService open(final Map<String, String> properties)
            throws InitializationException {
        final TestRunner owner = TestRunners.newTestRunner(NoOpProcessor.class);
        final EhcacheEmbeddingCacheService cache = new EhcacheEmbeddingCacheService();
        owner.addControllerService(ID, cache);
        properties.forEach((name, value) -> owner.setProperty(cache, name, value));
        owner.enableControllerService(cache);
        return cache;
    }

    /**
     * Shares the cache with a processor.
     */
    public static LentCache lend(final EhcacheEmbeddingCacheService cache, final TestRunner runner)
            throws InitializationException {
        final LentCache lent = new LentCache(cache);
        runner.addControllerService(ID, lent);
        runner.enableControllerService(lent);
        runner.setProperty("Embedding Cache Service", ID);
        return lent;
    }

    /**
     * Simulates a full disk from now on.
     */
    public void fillDisk() {
        full = true;
    }

    /**
     * Simulates a repair of the directory.
     */
    public void beginGeneration() {
        generation = 1;
    }

    @Override
    public Map<RequestKey, CachedEmbedding> getAll(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys) {
        return cache.getAll(parameters, keys);
    }

    @Override
    public void putAll(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        requireRoom();
        cache.putAll(parameters, embeddings);
    }

    @Override
    public long putAllUnflushed(final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> embeddings)
            throws IOException {
        requireRoom();
        return generation + cache.putAllUnflushed(parameters, embeddings);
    }

    @Override
    public void flush(final long flushed) throws IOException {
        requireRoom();
        cache.flush(flushed - generation);
    }

    @Override
    public EmbeddingLookup getOrEmbed(
            final EmbeddingParameters parameters, final Collection<RequestKey> keys, final EmbeddingSource source)
            throws InterruptedIOException {
        if (full) {
            final Map<RequestKey, CachedEmbedding> found = cache.getAll(parameters, keys);
            final ComputedEmbeddings computed = source.embed(
                    keys.stream().filter(key -> !found.containsKey(key)).toList());
            return new EmbeddingLookup(
                    found,
                    computed.embeddings(),
                    computed.failure(),
                    Optional.of(new IOException("No space left on device")));
        }
        return cache.getOrEmbed(parameters, keys, source);
    }

    @Override
    public void evict(final String namespace) throws IOException {
        requireRoom();
        cache.evict(namespace);
    }

    private void requireRoom() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
    }

    @Override
    public CacheStatistics statistics() {
        return cache.statistics();
    }
}
