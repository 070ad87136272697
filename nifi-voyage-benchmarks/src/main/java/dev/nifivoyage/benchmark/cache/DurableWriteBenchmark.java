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
import dev.nifivoyage.nifi.DirectoryTree;
import org.apache.nifi.reporting.InitializationException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * New vectors on their way to the disk. What is put is made between two calls, outside of the measured time.
 */
@OperationsPerInvocation(Vectors.BATCH)
public class DurableWriteBenchmark {

    // so that the batch need not grow: RocksDB adds lengths to the 32 and 4096 bytes
    private static final int BATCH_BYTES = Vectors.BATCH * (4096 + 32 + 16);

    @Benchmark
    public void servicePutAll(final Service state) throws IOException {
        state.cache.service().putAll(Vectors.PARAMETERS, state.batch);
    }

    @Benchmark
    public void bareWrite(final Bare state) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch(BATCH_BYTES)) {
            for (final Map.Entry<byte[], byte[]> entry : state.batch.entrySet()) {
                batch.put(entry.getKey(), entry.getValue());
            }
            state.rocks.database().write(state.writes, batch);
        }
    }

    /** What the operating system has not written yet is never written, so that the next benchmark has the disk for itself. */
    private static void forget(final Path directory) throws IOException {
        DirectoryTree.delete(directory);
        Files.createDirectory(directory);
    }

    /** The service. */
    @State(Scope.Benchmark)
    public static class Service {
        /** An empty directory. */
        @Param("")
        public String directory;

        /** Whether each call waits for the disk. */
        @Param({"false", "true"})
        public boolean syncWrites;

        private final Vectors vectors = new Vectors();
        private RunningCache cache;
        private Map<EmbeddingKey, CachedEmbedding> batch;
        private long next;

        @Setup
        public void open() throws InitializationException {
            cache = RunningCache.durable(Path.of(directory).resolve("service"), syncWrites);
        }

        @Setup(Level.Invocation)
        public void prepare() {
            batch = vectors.batch(next);
            next += Vectors.BATCH;
        }

        @TearDown
        public void close() throws IOException {
            cache.close();
            forget(Path.of(directory));
        }
    }

    /** RocksDB alone. */
    @State(Scope.Benchmark)
    public static class Bare {
        /** An empty directory. */
        @Param("")
        public String directory;

        /** Whether each call waits for the disk. */
        @Param({"false", "true"})
        public boolean syncWrites;

        private final Vectors vectors = new Vectors();
        private final Map<byte[], byte[]> batch = LinkedHashMap.newLinkedHashMap(Vectors.BATCH);
        private WriteOptions writes;
        private BareRocks rocks;
        private long next;

        @Setup
        public void open() throws InitializationException, RocksDBException {
            final Path sameOptions = Path.of(directory).resolve("options");
            RunningCache.durable(sameOptions, syncWrites).close();
            rocks = BareRocks.sameOptions(sameOptions, Path.of(directory).resolve("bare"));
            writes = new WriteOptions().setSync(syncWrites);
        }

        @Setup(Level.Invocation)
        public void prepare() {
            batch.clear();
            vectors.batch(next).forEach((key, value) -> batch.put(key.toBytes(), value.embedding().packed()));
            next += Vectors.BATCH;
        }

        @TearDown
        public void close() throws IOException {
            writes.close();
            rocks.close();
            forget(Path.of(directory));
        }
    }
}
