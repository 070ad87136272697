/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.reporting.InitializationException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Reads vectors from disk, through the page cache of the operating system; the memory of the service holds a hundredth
 * of them. Bare RocksDB reads hard links to the same files, and the same keys, but not those that the service has just
 * read, which would still be in the caches of the CPU.
 */
public class DurableReadBenchmark {
    static final int KEYS = 100_000;
    static final String FILLED = "filled";
    static final String LINKED = "linked";

    private static final int QUESTIONS = 200;

    @Benchmark
    public void getAll(final Both state, final Turns turns, final Blackhole blackhole) throws Exception {
        turns.take(state::service, state::bare, blackhole);
    }

    /** The service and RocksDB. */
    @State(Scope.Benchmark)
    public static class Both {
        /** Directory of a cache with all vectors, and of links to its files. */
        @Param("")
        public String directory;

        private final List<Set<RequestKey>> questions = Vectors.questions(KEYS, QUESTIONS);
        private final Rotation<Set<RequestKey>> serviceQuestions = new Rotation<>(questions);
        private final Rotation<List<byte[]>> bareQuestions = new Rotation<>(
                questions.stream()
                        .map(question ->
                                question.stream().map(RequestKey::toBytes).toList())
                        .toList(),
                QUESTIONS / 2);
        private RunningCache cache;
        private BareRocks rocks;
        private ReadOptions reads;

        @Setup
        public void open() throws InitializationException, RocksDBException {
            cache = RunningCache.durable(Path.of(directory, FILLED), false);
            rocks = BareRocks.sameFiles(Path.of(directory, LINKED));
            // verifies the checksums of blocks, as the service does
            reads = new ReadOptions();
        }

        @TearDown
        public void close() {
            reads.close();
            rocks.close();
            cache.close();
        }

        private Object service() {
            return Vectors.complete(cache.service().getAll(Vectors.PARAMETERS, serviceQuestions.next()));
        }

        private Object bare() throws RocksDBException {
            final List<byte[]> values = rocks.database().multiGetAsList(reads, bareQuestions.next());
            if (values.contains(null)) {
                throw new IllegalStateException("RocksDB does not return all vectors");
            }

            return values;
        }
    }
}
