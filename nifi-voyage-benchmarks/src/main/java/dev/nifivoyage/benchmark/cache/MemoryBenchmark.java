/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.cache.CachedEmbedding;
import dev.nifivoyage.embedding.EmbeddingKey;
import org.apache.nifi.reporting.InitializationException;
import org.ehcache.Cache;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * Vectors that are all in memory.
 */
@OperationsPerInvocation(Vectors.BATCH)
public class MemoryBenchmark {
    private static final int KEYS = 20_000;
    private static final int HOT_KEYS = 2000;
    private static final int HEAP_ENTRIES = 5000;
    private static final int QUESTIONS = 200;
    private static final int MEGABYTES = 160;

    @Benchmark
    public Map<EmbeddingKey, CachedEmbedding> serviceGetAll(final ServiceOffHeap state) {
        return complete(state.cache.service().getAll(Vectors.PARAMETERS, state.questions.next()));
    }

    @Benchmark
    public Map<EmbeddingKey, CachedEmbedding> serviceGetOrEmbed(final ServiceOffHeap state) throws IOException {
        return complete(state.cache.service().getOrEmbed(Vectors.PARAMETERS, state.questions.next(), missing -> Map.of()));
    }

    @Benchmark
    public Map<EmbeddingKey, CachedEmbedding> serviceHotKeys(final ServiceWithHeap state) {
        return complete(state.cache.service().getAll(Vectors.PARAMETERS, state.questions.next()));
    }

    @Benchmark
    public void bareGet(final Bare state, final Blackhole blackhole) {
        final Cache<EmbeddingKey, byte[]> cache = state.ehcache.cache();
        for (final EmbeddingKey key : state.questions.next()) {
            final byte[] value = cache.get(key);
            if (value == null) {
                throw new IllegalStateException("Not all vectors fit into the memory");
            }
            blackhole.consume(value);
        }
    }

    @Benchmark
    public Map<EmbeddingKey, byte[]> bareGetAll(final Bare state) {
        return state.ehcache.cache().getAll(state.questions.next());
    }

    private static Map<EmbeddingKey, CachedEmbedding> complete(final Map<EmbeddingKey, CachedEmbedding> found) {
        if (found.size() != Vectors.BATCH) {
            throw new IllegalStateException("Only %d of %d vectors are found".formatted(found.size(), Vectors.BATCH));
        }

        return found;
    }

    /** The service without a heap tier. */
    @State(Scope.Benchmark)
    public static class ServiceOffHeap {
        private final Rotation<Set<EmbeddingKey>> questions = new Rotation<>(Vectors.questions(KEYS, QUESTIONS));
        private RunningCache cache;

        @Setup
        public void open() throws InitializationException, IOException {
            cache = RunningCache.inMemory(MEGABYTES + " MB", 0);
            cache.fill(new Vectors(), KEYS);
        }

        @TearDown
        public void close() {
            cache.close();
        }
    }

    /** The service with a heap tier that all asked keys fit into. */
    @State(Scope.Benchmark)
    public static class ServiceWithHeap {
        private final Rotation<Set<EmbeddingKey>> questions = new Rotation<>(Vectors.questions(HOT_KEYS, QUESTIONS));
        private RunningCache cache;

        @Setup
        public void open() throws InitializationException, IOException {
            cache = RunningCache.inMemory(MEGABYTES + " MB", HEAP_ENTRIES);
            cache.fill(new Vectors(), KEYS);
        }

        @TearDown
        public void close() {
            cache.close();
        }
    }

    /** Ehcache alone. */
    @State(Scope.Benchmark)
    public static class Bare {
        private final Rotation<Set<EmbeddingKey>> questions = new Rotation<>(Vectors.questions(KEYS, QUESTIONS));
        private BareEhcache ehcache;

        @Setup
        public void open() {
            ehcache = new BareEhcache(MEGABYTES);
            final Vectors vectors = new Vectors();
            for (int number = 0; number < KEYS; number++) {
                ehcache.cache().put(Vectors.key(number), vectors.value(number).embedding().packed());
            }
        }

        @TearDown
        public void close() {
            ehcache.close();
        }
    }
}
