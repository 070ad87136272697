/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark.cache;

import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.reporting.InitializationException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the same new vectors to the directory of the service and to bare RocksDB. Vectors are created between calls,
 * outside of the measured time.
 */
public class DurableWriteBenchmark {

    // size of the batch: RocksDB adds lengths to the 32 and 4096 bytes
    private static final int BATCH_BYTES = Vectors.BATCH * (4096 + 32 + 16);

    @Benchmark
    public void putAll(final Both state, final Turns turns, final Blackhole blackhole) throws Exception {
        turns.take(state::service, state::bare, blackhole);
    }

    /** The service and RocksDB. */
    @State(Scope.Benchmark)
    public static class Both {
        /** A directory for new ones. */
        @Param("")
        public String directory;

        /** True to synchronize each call to the disk. */
        @Param({"false", "true"})
        public boolean syncWrites;

        private final Vectors vectors = new Vectors();
        private final Map<byte[], byte[]> binary = LinkedHashMap.newLinkedHashMap(Vectors.BATCH);
        private Map<RequestKey, CachedEmbedding> batch;
        private Path written;
        private RunningCache cache;
        private BareRocks rocks;
        private WriteOptions writes;
        private long next;

        @Setup
        public void open() throws InitializationException, RocksDBException {
            written = Path.of(directory, "written");
            final Path serviceDirectory = written.resolve("service");
            // leaves a file with the options
            RunningCache.durable(serviceDirectory, syncWrites).close();
            rocks = BareRocks.sameOptions(serviceDirectory, written.resolve("bare"));
            cache = RunningCache.durable(serviceDirectory, syncWrites);
            writes = new WriteOptions().setSync(syncWrites);
        }

        @Setup(Level.Invocation)
        public void prepare() {
            batch = vectors.batch(next);
            binary.clear();
            batch.forEach(
                    (key, value) -> binary.put(key.toBytes(), value.embedding().toBytes()));
            next += Vectors.BATCH;
        }

        /** Deletes unwritten data, so that the next benchmark has the disk to itself. */
        @TearDown
        public void close() throws IOException {
            writes.close();
            rocks.close();
            cache.close();
            DirectoryTree.delete(written);
        }

        private Object service() throws IOException {
            cache.service().putAll(Vectors.PARAMETERS, batch);
            return batch;
        }

        private Object bare() throws RocksDBException {
            try (WriteBatch records = new WriteBatch(BATCH_BYTES)) {
                for (final Map.Entry<byte[], byte[]> entry : binary.entrySet()) {
                    records.put(entry.getKey(), entry.getValue());
                }
                rocks.database().write(writes, records);
            }

            return binary;
        }
    }
}
