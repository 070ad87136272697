/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.ComputedEmbeddings;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.reporting.InitializationException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads vectors from memory. Service and bare Ehcache get the same keys, but not at the same time.
 */
public class MemoryBenchmark {
    private static final int KEYS = 20_000;
    private static final int HOT_KEYS = 2000;
    private static final int HEAP_ENTRIES = 5000;
    private static final int QUESTIONS = 200;
    private static final int MEGABYTES = 160;

    @Benchmark
    public void getAllBesideGet(final Both state, final Turns turns, final Blackhole blackhole) throws Exception {
        turns.take(state::getAll, state::bareGet, blackhole);
    }

    @Benchmark
    public void getAllBesideGetAll(final Both state, final Turns turns, final Blackhole blackhole) throws Exception {
        turns.take(state::getAll, state::bareGetAll, blackhole);
    }

    @Benchmark
    public void getOrEmbedBesideGet(final Both state, final Turns turns, final Blackhole blackhole) throws Exception {
        turns.take(state::getOrEmbed, state::bareGet, blackhole);
    }

    @Benchmark
    @OperationsPerInvocation(Vectors.BATCH)
    public Map<RequestKey, CachedEmbedding> hotKeys(final ServiceWithHeap state) {
        return Vectors.complete(state.cache.service().getAll(Vectors.PARAMETERS, state.questions.next()));
    }

    /** The service without a heap tier, and Ehcache. */
    @State(Scope.Benchmark)
    public static class Both {
        private final List<Set<RequestKey>> questions = Vectors.questions(KEYS, QUESTIONS);
        private final Rotation<Set<RequestKey>> serviceQuestions = new Rotation<>(questions);
        private final Rotation<Set<RequestKey>> bareQuestions = new Rotation<>(questions, QUESTIONS / 2);
        private RunningCache cache;
        private BareEhcache ehcache;

        @Setup
        public void open() throws InitializationException, IOException {
            final Vectors vectors = new Vectors();
            cache = RunningCache.inMemory(MEGABYTES + " MB", 0);
            cache.fill(vectors, KEYS);
            ehcache = new BareEhcache(MEGABYTES);
            for (int number = 0; number < KEYS; number++) {
                ehcache.cache()
                        .put(
                                Vectors.key(number),
                                vectors.value(number).embedding().toBytes());
            }
        }

        @TearDown
        public void close() {
            ehcache.close();
            cache.close();
        }

        private Object getAll() {
            return Vectors.complete(cache.service().getAll(Vectors.PARAMETERS, serviceQuestions.next()));
        }

        private Object getOrEmbed() throws IOException {
            return Vectors.complete(cache.service()
                    .getOrEmbed(Vectors.PARAMETERS, serviceQuestions.next(), missing -> ComputedEmbeddings.of(Map.of()))
                    .cached());
        }

        private Object bareGet() {
            final List<byte[]> values = new ArrayList<>(Vectors.BATCH);
            for (final RequestKey key : bareQuestions.next()) {
                final byte[] value = ehcache.cache().get(key);
                if (value == null) {
                    throw new IllegalStateException("Not all vectors fit into memory");
                }
                values.add(value);
            }

            return values;
        }

        private Object bareGetAll() {
            return ehcache.cache().getAll(bareQuestions.next());
        }
    }

    /** The service with a heap tier for all requested keys. */
    @State(Scope.Benchmark)
    public static class ServiceWithHeap {
        private final Rotation<Set<RequestKey>> questions = new Rotation<>(Vectors.questions(HOT_KEYS, QUESTIONS));
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
}
