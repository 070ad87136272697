/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class CacheFillTest {
    private static final EmbeddingParameters PARAMETERS =
            new EmbeddingParameters(null, "voyage-99", EmbeddingInputType.DOCUMENT, 3, EmbeddingDataType.FLOAT, true);
    private static final RequestKey.Deriver KEYS = RequestKey.deriver("/v1/embeddings", PARAMETERS);
    private static final int VECTORS = 600;
    private static final long MANY = 1_000_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {VECTORS, MANY})
    void survivesACrashWhenComplete(final long expected) throws Exception {
        final EhcacheEmbeddingCacheService service = LentCache.openIn(directory.resolve("cache"));
        try (CacheFill fill =
                new CacheFill(new EmbeddingCache(service, EmbeddingCache.NO_SOURCE), PARAMETERS, expected)) {
            addAll(fill, VECTORS);
            assertNull(fill.failure());
            assertEquals(expected == MANY ? 0 : 256, fill.stored());
            fill.complete();
            assertNull(fill.failure());
            assertEquals(VECTORS, fill.stored());

            // the files as they are now are those after a crash
            final Path copy = directory.resolve("copy");
            copyAll(directory.resolve("cache"), copy);
            final EhcacheEmbeddingCacheService restarted = LentCache.openIn(copy);
            try {
                assertEquals(VECTORS, restarted.statistics().entries());
            } finally {
                restarted.onDisabled();
            }
        } finally {
            service.onDisabled();
        }
    }

    @ParameterizedTest
    @CsvSource({"600, 600, 512", "1000000, 512, 0", "1000000, 600, 0"})
    void countsWhatIsStoredOnly(final long expected, final int vectors, final long stored) throws Exception {
        whileFilling(expected, vectors, (lent, fill) -> {
            lent.fillDisk();
            fill.complete();
            assertEquals("No space left on device", fill.failure().getMessage());
            assertEquals(stored, fill.stored());
        });
    }

    @Test
    void reportsVectorsThatARepairLoses() throws Exception {
        whileFilling(MANY, VECTORS, (lent, fill) -> {
            lent.beginGeneration();
            fill.complete();
            assertEquals(
                    "512 vectors are lost, because the cache directory was repaired",
                    fill.failure().getMessage());
            assertEquals(VECTORS - 512, fill.stored());
        });
    }

    /** Calls an action when two whole batches are stored, so that what it changes affects none of them. */
    private static void whileFilling(
            final long expected, final int vectors, final BiConsumer<LentCache, CacheFill> action) throws Exception {
        final EhcacheEmbeddingCacheService service = LentCache.open();
        final LentCache lent = LentCache.lend(service, TestRunners.newTestRunner(NoOpProcessor.class));
        try (CacheFill fill = new CacheFill(new EmbeddingCache(lent, EmbeddingCache.NO_SOURCE), PARAMETERS, expected)) {
            addAll(fill, vectors);
            assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
                while (service.statistics().puts() < 512) {
                    Thread.onSpinWait();
                }
            });
            action.accept(lent, fill);
        } finally {
            service.onDisabled();
        }
    }

    private static void addAll(final CacheFill fill, final int vectors) {
        for (int i = 0; i < vectors; i++) {
            fill.add(KEYS.of("text " + i), vector(i), 1);
        }
    }

    private static Embedding vector(final int first) {
        return Embedding.ofPacked(
                EmbeddingDataType.FLOAT,
                ByteBuffer.allocate(3 * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(first)
                        .array());
    }

    private static void copyAll(final Path source, final Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (final Path file : files.toList()) {
                Files.copy(file, target.resolve(source.relativize(file).toString()));
            }
        }
    }
}
