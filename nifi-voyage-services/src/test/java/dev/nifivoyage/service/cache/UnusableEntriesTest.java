/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Damaged and unsuitable entries are cache misses. */
class UnusableEntriesTest {

    @TempDir
    private Path temporary;

    @Test
    void damagedOnDisk() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 10);
        }
        damageEntry(Vectors.key(3), 500);

        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            assertEquals(9, cache.find(0, 10).size());
            assertEquals(Map.of(), cache.find(3, 4));
            assertEquals(2, cache.service.statistics().invalid());
            assertEquals(2, cache.service.statistics().misses());
            cache.put(3, 4);
            cache.assertFound(0, 10);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void damagedBlockIsReported(final boolean afterMisses) throws Exception {
        final int vectors = 1000;
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, vectors);
        }
        // writes the log to a file of vectors
        CacheFixture.enabled(temporary).close();
        damageLargestFile();

        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            if (afterMisses) {
                assertEquals(Map.of(), cache.find(vectors, 2 * vectors));
            }
            final Map<RequestKey, CachedEmbedding> found = cache.find(0, vectors);

            assertTrue(found.size() < vectors && found.size() > vectors / 2, found.size() + " vectors");
            assertTrue(Vectors.embeddings(0, vectors).entrySet().containsAll(found.entrySet()));
            assertEquals(
                    1,
                    cache.runner.getControllerServiceLogger("cache").getWarnMessages().stream()
                            .filter(warning ->
                                    warning.getMsg().contains("The cache directory contains damaged vectors. Treating"))
                            .count());
            cache.put(0, vectors);
            cache.assertFound(0, vectors);
        }
    }

    private void damageLargestFile() throws IOException {
        final Path file;
        try (Stream<Path> files = Files.walk(temporary)) {
            file = files.filter(path -> path.toString().endsWith(".sst"))
                    .max(Comparator.comparingLong(path -> path.toFile().length()))
                    .orElseThrow();
        }
        final byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void entryUnderAnotherKey() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 1);
        }
        copyEntry(Vectors.key(0), Vectors.key(1));

        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            assertEquals(Map.of(), cache.find(1, 2));
            assertEquals(1, cache.service.statistics().invalid());
            cache.assertFound(0, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"float, 512", "int8, 256", "uint8, 1024", "ubinary, 2048"})
    void otherShape(final String dataType, final int dimension) throws Exception {
        final RequestKey key = Vectors.key(0);
        for (final Path directory : new Path[] {null, temporary}) {
            try (CacheFixture cache = CacheFixture.enabled(directory)) {
                cache.service.putAll(Vectors.PARAMETERS, Map.of(key, Vectors.embedding(0)));
                final EmbeddingDataType other = EmbeddingDataType.ofValue(dataType);

                assertEquals(Map.of(), cache.service.getAll(Vectors.parameters("", other, dimension), List.of(key)));
                assertTrue(cache.service.statistics().invalid() > 0);
                assertEquals(
                        1,
                        cache.service
                                .getAll(Vectors.parameters("", EmbeddingDataType.FLOAT, null), List.of(key))
                                .size());
            }
        }
    }

    @Test
    void vectorOfAnotherShapeIsRejected() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            final CachedEmbedding wrong = Vectors.embedding(EmbeddingDataType.INT8, 256, 1);
            final IllegalArgumentException failure = assertThrows(
                    IllegalArgumentException.class,
                    () -> cache.service.putAll(
                            Vectors.PARAMETERS, Map.of(Vectors.key(0), Vectors.embedding(0), Vectors.key(1), wrong)));
            assertEquals(
                    "Vector for key [%s] does not match the parameters: found [int8 vector of dimension 256], expected [float vector of dimension 256]"
                            .formatted(Vectors.key(1)),
                    failure.getMessage());
            assertEquals(Map.of(), cache.find(0, 2));
            assertEquals(0, cache.service.statistics().puts());
        }
    }

    @Test
    void damagedInTheSharedTier() throws Exception {
        final SharedMap map = new SharedMap();
        final TickingClock clock = new TickingClock();
        try (OpenCacheFixture one = OpenCacheFixture.of(clock, map);
                OpenCacheFixture other = OpenCacheFixture.of(clock, map)) {
            one.put(Vectors.PARAMETERS, 0, 3);
            map.values.computeIfPresent("nifi-voyage/" + Vectors.key(1), (name, value) -> {
                value[100]++;
                return value;
            });
            map.values.put("nifi-voyage/" + Vectors.key(2), new byte[] {1});

            assertEquals(Vectors.embeddings(0, 1), other.find(Vectors.PARAMETERS, 0, 3));
            assertEquals(2, other.tiers.statistics().invalid());
            one.assertFound(Vectors.PARAMETERS, 0, 3);
        }
    }

    private void damageEntry(final RequestKey key, final int offset) throws Exception {
        rewriteEntry(key, key, entry -> entry[offset] ^= 1);
    }

    private void copyEntry(final RequestKey from, final RequestKey to) throws Exception {
        rewriteEntry(from, to, entry -> {});
    }

    private void rewriteEntry(final RequestKey from, final RequestKey to, final Consumer<byte[]> change)
            throws Exception {
        try (StoreOptions options = new StoreOptions(1L << 28, null)) {
            final List<ColumnFamilyHandle> families = new ArrayList<>();
            final List<ColumnFamilyDescriptor> descriptors = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.entries),
                    new ColumnFamilyDescriptor("namespaces".getBytes(StandardCharsets.US_ASCII), options.namespaces));
            try (RocksDB database = RocksDB.open(
                    options.database, temporary.resolve(CacheDirectory.VECTORS).toString(), descriptors, families)) {
                try {
                    final byte[] entry = database.get(from.toBytes());
                    change.accept(entry);
                    database.put(to.toBytes(), entry);
                } finally {
                    families.forEach(ColumnFamilyHandle::close);
                }
            }
        }
    }
}
