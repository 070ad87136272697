/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CacheStatistics;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TiersTest {

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"0", "100"})
    void memoryOnly(final String heapEntries) throws Exception {
        try (CacheFixture cache = new CacheFixture(null)
                .set(EhcacheEmbeddingCacheService.HEAP_ENTRIES, heapEntries)
                .enable()) {
            cache.put(0, 1000);

            cache.assertFound(0, 1000);
            cache.assertFound(0, 10);
            assertEquals(Map.of(), cache.find(1000, 1010));
            final CacheStatistics statistics = cache.service.statistics();
            assertEquals(1010, statistics.hits());
            assertEquals(10, statistics.misses());
            assertEquals(1000, statistics.puts());
            assertEquals(0, statistics.evictions());
            assertEquals(0, statistics.invalid());
            assertEquals(499500 + 45, statistics.tokensSaved());
            assertEquals(1000, statistics.entries());
            assertTrue(statistics.bytes() > 1000 * 1024, statistics::toString);
        }
    }

    @Test
    void directorySurvivesDisabling() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 2500);
        }

        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.assertFound(0, 2500);
            // the second lookup is served from memory
            cache.assertFound(0, 2500);
            assertEquals(2500, cache.service.statistics().entries());
            assertTrue(cache.service.statistics().bytes() > 2500 * 1024);
        }
    }

    // a lookup depends on whether the one before it has found most of its vectors
    @Test
    void foundAmongAnyNumberOfMissingOnes() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(1_000, 3_000);
        }

        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            assertEquals(Vectors.embeddings(2_900, 3_000), cache.find(2_900, 5_000));
            assertEquals(Vectors.embeddings(2_500, 2_900), cache.find(2_500, 2_900));
            assertEquals(Vectors.embeddings(1_000, 2_500), cache.find(0, 2_500));
            assertEquals(2_000, cache.service.statistics().hits());
            assertEquals(3_000, cache.service.statistics().misses());
        }
    }

    @Test
    void moreThanFitsIntoMemory() throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .enable()) {
            for (int i = 0; i < 20_000; i += 1000) {
                cache.put(i, i + 1000);
            }

            // twice, so that the second pass competes for memory
            cache.assertFound(0, 20_000);
            cache.assertFound(0, 20_000);
            assertEquals(40_000, cache.service.statistics().hits());
        }
    }

    @Test
    void evictionFromMemory() throws Exception {
        try (CacheFixture cache = new CacheFixture(null)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .enable()) {
            for (int i = 0; i < 20_000; i += 1000) {
                cache.put(i, i + 1000);
            }

            final Map<RequestKey, CachedEmbedding> found = cache.find(0, 20_000);
            assertTrue(Vectors.embeddings(0, 20_000).entrySet().containsAll(found.entrySet()));
            assertTrue(found.size() > 1000, () -> found.size() + " found");
            assertTrue(cache.service.statistics().evictions() > 10_000, cache.service.statistics()::toString);
            assertTrue(cache.service.statistics().bytes() <= 4 * 1024 * 1024, cache.service.statistics()::toString);
        }
    }

    // a full memory tier must not return the replaced vector
    @Test
    void replacedWhenMemoryIsFull() throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .enable()) {
            cache.put(0, 20_000);
            // still in memory, but not used recently enough to be admitted again
            final Map<RequestKey, CachedEmbedding> others = new HashMap<>(Vectors.embeddings(17_000, 19_000));
            others.replaceAll((key, value) -> Vectors.embedding(7));
            cache.service.putAll(Vectors.PARAMETERS, others);

            assertEquals(others, cache.find(17_000, 19_000));
        }
    }

    @Test
    void aFullDiskTierKeepsWhatIsRecent() throws Exception {
        final EmbeddingParameters parameters = Vectors.parameters("", EmbeddingDataType.FLOAT, 1024);
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "32 MB")
                .enable()) {
            // 26 MB of the 32 are for files, which is enough for 6,000 of the vectors
            for (int i = 0; i < 12_000; i += 100) {
                cache.service.putAll(parameters, Vectors.embeddings(parameters, i, i + 100));
                final Set<RequestKey> recent = new LinkedHashSet<>();
                for (int number = Math.max(0, i - 4_000); number < i; number++) {
                    recent.add(Vectors.key(parameters, number));
                }
                assertEquals(
                        recent.size(), cache.service.getAll(parameters, recent).size());
            }
        }
    }

    @Test
    void oldestFilesAreDeleted() throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "16 MB")
                .enable()) {
            for (int i = 0; i < 60_000; i += 1000) {
                cache.put(i, i + 1000);
            }

            cache.assertFound(55_000, 60_000);
            assertEquals(Map.of(), cache.find(5_000, 20_000));
            final CacheStatistics statistics = cache.service.statistics();
            assertTrue(statistics.bytes() < 20 * 1024 * 1024, statistics::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDataType.class)
    void everyDataType(final EmbeddingDataType dataType) throws Exception {
        for (final int dimension : List.of(256, 512, 1024, 2048)) {
            final EmbeddingParameters parameters = Vectors.parameters("", dataType, dimension);
            final Map<RequestKey, CachedEmbedding> embeddings = Vectors.embeddings(parameters, 0, 10);
            try (CacheFixture cache = new CacheFixture(temporary)
                    .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                    .enable()) {
                cache.service.putAll(parameters, embeddings);
                assertEquals(embeddings, cache.service.getAll(parameters, embeddings.keySet()));
            }
            try (CacheFixture cache = CacheFixture.enabled(temporary)) {
                assertEquals(embeddings, cache.service.getAll(parameters, embeddings.keySet()));
                assertEquals(embeddings, cache.service.getAll(parameters, embeddings.keySet()));
            }
        }
    }

    @Test
    void mixedDimensionsInOneLookup() throws Exception {
        final EmbeddingParameters parameters = Vectors.parameters("", EmbeddingDataType.FLOAT, null);
        final Map<RequestKey, CachedEmbedding> embeddings = new LinkedHashMap<>();
        // 2049, 3000, and 4096 exceed the largest dimension that Voyage supports
        for (final int dimension : new int[] {1024, 2048, 1, 4096, 256, 3000, 2049, 512}) {
            embeddings.put(
                    Vectors.key(parameters, dimension),
                    Vectors.embedding(EmbeddingDataType.FLOAT, dimension, dimension));
        }
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.service.putAll(parameters, embeddings);
        }

        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            final Set<RequestKey> requested = new LinkedHashSet<>(embeddings.keySet());
            requested.add(Vectors.key(parameters, 7));
            assertEquals(embeddings, cache.service.getAll(parameters, requested));
            assertEquals(1, cache.service.statistics().misses());
            assertEquals(0, cache.service.statistics().invalid());
        }
    }

    @Test
    void repeatedKeysCountOnce() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 3);
            final List<RequestKey> keys =
                    new ArrayList<>(Vectors.embeddings(0, 5).keySet());
            keys.addAll(List.copyOf(keys));
            Collections.reverse(keys);

            assertEquals(Vectors.embeddings(0, 3), cache.service.getAll(Vectors.PARAMETERS, keys));
            assertEquals(3, cache.service.statistics().hits());
            assertEquals(2, cache.service.statistics().misses());
        }
    }

    @Test
    void laterVectorReplacesEarlier() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 1);
            cache.service.putAll(Vectors.PARAMETERS, Map.of(Vectors.key(0), Vectors.embedding(7)));
            assertEquals(Map.of(Vectors.key(0), Vectors.embedding(7)), cache.find(0, 1));
        }
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            assertEquals(Map.of(Vectors.key(0), Vectors.embedding(7)), cache.find(0, 1));
        }
    }

    @Test
    void diskFailure() throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "64 MB")
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "16 MB")
                .set(EhcacheEmbeddingCacheService.DAMAGE_STRATEGY, DamageStrategy.REJECT.getValue())
                .enable()) {
            cache.put(0, 100);
            removeAll(temporary.resolve(CacheDirectory.VECTORS));

            int from = 100;
            IOException failure = null;
            while (failure == null && from < 30_000) {
                try {
                    cache.put(from, from + 100);
                    from += 100;
                } catch (final IOException e) {
                    failure = e;
                }
            }
            assertNotNull(failure);
            assertTrue(
                    failure.getMessage().startsWith("Failed to store 100 vectors in the cache directory: "),
                    failure::getMessage);
            assertEquals(from, cache.service.statistics().puts());
            // still served from memory
            cache.assertFound(from, from + 100);
            cache.assertFound(0, 100);
        }
    }

    @Test
    void storeThatFailsDuringUseIsReplaced() throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "16 MB")
                .enable()) {
            cache.put(0, 100);
            cache.service.evict("poses");
            removeAll(temporary.resolve(CacheDirectory.VECTORS));

            for (int from = 100; from < 20_000; from += 100) {
                cache.put(from, from + 100);
            }
            cache.assertFound(19_900, 20_000);
        }
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.assertFound(19_900, 20_000);
        }
    }

    @Test
    void unflushedVectors() throws Exception {
        final Path directory = temporary.resolve("cache");
        try (CacheFixture cache = CacheFixture.enabled(directory)) {
            final long generation = putUnflushed(cache, 0, 100);
            cache.assertFound(0, 100);
            assertEquals(100, cache.service.statistics().puts());

            // the files as they are now are those after a crash
            CacheFixture.copy(directory.resolve(CacheDirectory.VECTORS), temporary.resolve("before"));
            cache.service.flush(generation);
            CacheFixture.copy(directory.resolve(CacheDirectory.VECTORS), temporary.resolve("after"));
            assertEquals(generation, putUnflushed(cache, 100, 200));
        }

        try (CacheFixture cache = CacheFixture.enabled(directory)) {
            cache.assertFound(0, 200);
        }
        assertEquals(0, entriesIn(temporary.resolve("before")));
        assertEquals(100, entriesIn(temporary.resolve("after")));
    }

    @Test
    void flushWithoutDirectory() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(null)) {
            cache.service.flush(putUnflushed(cache, 0, 100));
            cache.assertFound(0, 100);
        }
    }

    @Test
    void repairBeginsAnotherGeneration() throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "16 MB")
                .enable()) {
            final long lost = putUnflushed(cache, 0, 100);
            removeAll(temporary.resolve(CacheDirectory.VECTORS));
            final String failure = assertThrows(IOException.class, () -> cache.service.flush(lost))
                    .getMessage();
            assertTrue(failure.startsWith("Failed to write vectors to files of the cache directory: "), () -> failure);

            // repairs the directory
            final long next = putUnflushed(cache, 100, 200);
            assertNotEquals(lost, next);
            assertEquals(
                    "Vectors that were not written to files are lost, because the cache directory was repaired",
                    assertThrows(IOException.class, () -> cache.service.flush(lost))
                            .getMessage());
            cache.service.flush(next);
        }
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.assertFound(100, 200);
        }
    }

    @Test
    void noKeys() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 0);
            assertEquals(Map.of(), cache.find(0, 0));
        }
    }

    @Test
    void afterDisabling() throws Exception {
        final CacheFixture cache = CacheFixture.enabled(temporary);
        try (cache) {
            cache.put(0, 1);
        }

        final String expected = "Embedding Cache Service is not enabled";
        assertEquals(
                expected,
                assertThrows(IllegalStateException.class, () -> cache.put(0, 1)).getMessage());
        assertEquals(
                expected,
                assertThrows(IllegalStateException.class, () -> cache.find(0, 1))
                        .getMessage());
        assertEquals(
                expected,
                assertThrows(IllegalStateException.class, () -> cache.service.evict(""))
                        .getMessage());
        assertEquals(
                expected,
                assertThrows(IllegalStateException.class, cache.service::statistics)
                        .getMessage());
    }

    private static long putUnflushed(final CacheFixture cache, final int from, final int to) throws IOException {
        return cache.service.putAllUnflushed(Vectors.PARAMETERS, Vectors.embeddings(from, to));
    }

    private static long entriesIn(final Path vectors) throws IOException {
        try (DurableTier tier = DurableTier.open(vectors, StoreOptions.SMALLEST, null)) {
            return tier.entries();
        }
    }

    private static void removeAll(final Path directory) throws IOException {
        final List<Path> files;
        try (Stream<Path> content = Files.list(directory)) {
            files = content.toList();
        }
        for (final Path file : files) {
            Files.delete(file);
        }
        Files.delete(directory);
    }
}
