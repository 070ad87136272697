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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Vectors that are on the disk, and in the page cache of the operating system; the service's own memory is a hundredth of them.
 */
@OperationsPerInvocation(Vectors.BATCH)
public class DurableReadBenchmark {
    static final int KEYS = 100_000;

    private static final int QUESTIONS = 200;

    @Benchmark
    public Map<EmbeddingKey, CachedEmbedding> serviceGetAll(final Service state) {
        final Map<EmbeddingKey, CachedEmbedding> found = state.cache.service().getAll(Vectors.PARAMETERS, state.questions.next());
        if (found.size() != Vectors.BATCH) {
            throw new IllegalStateException("Only %d of %d vectors are found".formatted(found.size(), Vectors.BATCH));
        }

        return found;
    }

    @Benchmark
    public List<byte[]> bareMultiGet(final Bare state) throws RocksDBException {
        return state.rocks.database().multiGetAsList(state.reads, state.questions.next());
    }

    /** The service. */
    @State(Scope.Benchmark)
    public static class Service {
        /** Cache directory with all vectors in it. */
        @Param("")
        public String directory;

        private final Rotation<Set<EmbeddingKey>> questions = new Rotation<>(Vectors.questions(KEYS, QUESTIONS));
        private RunningCache cache;

        @Setup
        public void open() throws InitializationException {
            cache = RunningCache.durable(Path.of(directory), false);
        }

        @TearDown
        public void close() {
            cache.close();
        }
    }

    /** RocksDB alone, on the service's files. */
    @State(Scope.Benchmark)
    public static class Bare {
        /** Cache directory with all vectors in it. */
        @Param("")
        public String directory;

        private final Rotation<List<byte[]>> questions = new Rotation<>(Vectors.questions(KEYS, QUESTIONS).stream()
            .map(question -> question.stream().map(EmbeddingKey::toBytes).toList())
            .toList());
        private BareRocks rocks;
        private ReadOptions reads;

        @Setup
        public void open() throws RocksDBException {
            rocks = BareRocks.sameFiles(Path.of(directory));
            // as the service reads
            reads = new ReadOptions().setVerifyChecksums(false);
        }

        @TearDown
        public void close() {
            reads.close();
            rocks.close();
        }
    }
}
