/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Properties, their validation, verification, and being switched off. */
class ConfigurationTest {
    private static final PropertyDescriptor DIRECTORY = EhcacheEmbeddingCacheService.CACHE_DIRECTORY;

    @TempDir
    private Path temporary;

    @Test
    void defaultsAreValid() throws Exception {
        final CacheFixture cache = new CacheFixture(null);
        cache.runner.removeProperty(cache.service, EhcacheEmbeddingCacheService.OFF_HEAP_SIZE);
        cache.runner.assertValid(cache.service);
        cache.enable().close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Off-Heap Size | 1 MB",
                "Off-Heap Size | much",
                "Heap Entries | -1",
                "Time to Live | soon",
                "Time to Live | 0 sec",
                "Sync Writes | maybe",
                "Maximum Size on Disk | 1 MB"
            })
    void invalidValues(final String name, final String value) throws Exception {
        final CacheFixture cache = new CacheFixture(temporary);
        cache.runner.assertValid(cache.service);
        cache.set(cache.service.getPropertyDescriptor(name), value);
        cache.runner.assertNotValid(cache.service);
    }

    @Test
    void offHeapBeyondDirectMemory() throws Exception {
        final CacheFixture cache = new CacheFixture(null).set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "100 TB");

        assertProblem("Off-Heap Size is 109,951,162,777,600 bytes, but of the JVM's direct memory", cache);
        assertProblem("-XX:MaxDirectMemorySize", cache);
        assertEquals(
                Outcome.FAILED, cache.verify().get(CacheVerifier.RESERVE_MEMORY).getOutcome());
    }

    // each fits alone
    @Test
    void offHeapTakenByOthers() throws Exception {
        final String twoThirds = DirectMemory.limit() / 3 * 2 + " B";
        try (CacheFixture first = new CacheFixture(null)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, twoThirds)
                .enable()) {
            final CacheFixture second =
                    new CacheFixture(temporary).set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, twoThirds);
            second.runner.assertValid(second.service);
            final Throwable failure = assertThrows(AssertionError.class, second::enable);
            assertTrue(messages(failure).contains("only"), () -> messages(failure));
            assertTrue(messages(failure).contains("Off-Heap Size is"), () -> messages(failure));
            // nothing is kept of the directory
            second.set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, CacheFixture.SMALL)
                    .enable()
                    .close();
            first.put(0, 10);
            first.assertFound(0, 10);
        }
        // and the memory comes back
        new CacheFixture(null)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, twoThirds)
                .enable()
                .close();
    }

    @Test
    void directoryThatIsAFile() throws Exception {
        final Path file = Files.writeString(temporary.resolve("file"), "text");
        assertProblem(file + " is not a directory", new CacheFixture(file));
        final Path below = file.resolve("below/it");
        assertProblem(
                "%s cannot be created, because %s is not a directory that NiFi can write to".formatted(below, file),
                new CacheFixture(below));
    }

    @Test
    void directoryThatCannotBeWritten() throws Exception {
        final Path directory = Files.createDirectory(temporary.resolve("sealed"));
        assertTrue(directory.toFile().setWritable(false));
        // root may write everywhere
        assertEquals(
                !Files.isWritable(directory), CacheDirectory.validate(directory).isPresent());
    }

    @Test
    void foreignDirectory() throws Exception {
        Files.writeString(temporary.resolve("thesis.txt"), "do not lose it");

        assertProblem(
                temporary
                        + " is not an embedding cache, and contains other files, such as thesis.txt: specify an empty or a new directory",
                new CacheFixture(temporary));
        assertEquals("do not lose it", Files.readString(temporary.resolve("thesis.txt")));
        Files.move(temporary.resolve("thesis.txt"), temporary.resolve("VERSION"));
        assertProblem("its file VERSION has other content", new CacheFixture(temporary));
    }

    @Test
    void newerFormat() throws Exception {
        CacheFixture.enabled(temporary).close();
        final Path version = temporary.resolve("VERSION");
        assertEquals("NiFi Voyage embedding cache, format version 1\n", Files.readString(version));
        Files.writeString(version, "NiFi Voyage embedding cache, format version 2\n");

        assertProblem(
                "The cache in %s has format version 2, but this version of NiFi Voyage supports only 1: use a newer NiFi Voyage, or another directory"
                        .formatted(temporary),
                new CacheFixture(temporary));
    }

    // the process ended while it created the directory
    @Test
    void unfinishedDirectory() throws Exception {
        Files.createFile(temporary.resolve("lock"));
        Files.writeString(temporary.resolve("VERSION.new"), "NiFi");

        CacheFixture.enabled(temporary).close();
        assertTrue(Files.exists(temporary.resolve("VERSION")));
    }

    @Test
    void tooLittleDiskMakesTheCacheSmaller() throws Exception {
        final CacheFixture cache =
                new CacheFixture(temporary).set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "1000 TB");
        cache.runner.assertValid(cache.service);
        final ConfigVerificationResult result = cache.verify().get(CacheVerifier.OPEN_CACHE_DIRECTORY);
        assertEquals(Outcome.SKIPPED, result.getOutcome());
        assertTrue(
                result.getExplanation()
                        .startsWith(
                                "Maximum Size on Disk is 1,099,511,627,776,000 bytes, but the disk of " + temporary),
                result::getExplanation);

        try (CacheFixture enabled = cache.enable()) {
            enabled.put(0, 10);
        }
        try (CacheFixture again = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "1000 TB")
                .enable()) {
            again.assertFound(0, 10);
        }
    }

    @Test
    void damagedDirectoryIsRejectedOnRequest() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 10);
        }
        Files.writeString(temporary.resolve(CacheDirectory.VECTORS).resolve("CURRENT"), "MANIFEST-nothing");

        final CacheFixture rejecting = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.DAMAGE_STRATEGY, DamageStrategy.REJECT.getValue());
        assertEquals(
                Outcome.FAILED,
                rejecting.verify().get(CacheVerifier.OPEN_CACHE_DIRECTORY).getOutcome());
        final Throwable failure = assertThrows(AssertionError.class, rejecting::enable);
        assertTrue(messages(failure).contains("Failed to open the cache"), () -> messages(failure));
        assertFalse(messages(failure).contains("nother process"), () -> messages(failure));

        final CacheFixture cache = new CacheFixture(temporary);
        assertTrue(cache.verify()
                .get(CacheVerifier.OPEN_CACHE_DIRECTORY)
                .getExplanation()
                .contains("set aside"));
        try (CacheFixture enabled = cache.enable()) {
            enabled.put(0, 10);
            enabled.assertFound(0, 10);
        }
    }

    @Test
    void damagedVersionOfACacheDoesNotMatter() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 10);
        }
        for (final String text : new String[] {"NiFi Voyage embedd#ng cache, format version 1", ""}) {
            Files.writeString(temporary.resolve(CacheDirectory.VERSION_FILE), text);
            try (CacheFixture cache = CacheFixture.enabled(temporary)) {
                cache.assertFound(0, 10);
            }
        }
        Files.delete(temporary.resolve(CacheDirectory.VERSION_FILE));
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.assertFound(0, 10);
        }
    }

    @Test
    void directoryFromTheEnvironment() throws Exception {
        final CacheFixture cache = new CacheFixture(null);
        cache.runner.setEnvironmentVariableValue(
                "CACHE", temporary.resolve("of/it").toString());
        cache.set(DIRECTORY, "${CACHE}").enable();
        cache.put(0, 1);
        cache.close();

        assertTrue(Files.exists(temporary.resolve("of/it/VERSION")));
    }

    @Test
    void verification() throws Exception {
        final CacheFixture cache = new CacheFixture(temporary.resolve("cache"));
        final Map<String, ConfigVerificationResult> before = cache.verify();
        assertEquals(
                List.of(CacheVerifier.RESERVE_MEMORY, CacheVerifier.OPEN_CACHE_DIRECTORY, CacheVerifier.STATISTICS),
                List.copyOf(before.keySet()));
        assertEquals(
                Outcome.SUCCESSFUL, before.get(CacheVerifier.RESERVE_MEMORY).getOutcome());
        assertEquals(
                temporary.resolve("cache") + " can be created",
                before.get(CacheVerifier.OPEN_CACHE_DIRECTORY).getExplanation());
        assertEquals(Outcome.SKIPPED, before.get(CacheVerifier.STATISTICS).getOutcome());
        assertFalse(Files.exists(temporary.resolve("cache")));

        cache.enable().put(0, 30);
        cache.find(0, 40);
        cache.close();
        final Map<String, ConfigVerificationResult> after = cache.verify();
        assertTrue(
                after.get(CacheVerifier.OPEN_CACHE_DIRECTORY).getExplanation().contains("contains about 30 vectors"),
                after::toString);
        final String statistics = after.get(CacheVerifier.STATISTICS).getExplanation();
        assertTrue(
                statistics.startsWith(
                        "Last time the service was enabled: 30 of 40 requested vectors were cached (75.0 %), which saved 435 tokens; 30 were stored"),
                statistics);
        cache.enable().close();
    }

    @Test
    void verificationOfMemoryOnly() throws Exception {
        final ConfigVerificationResult result = new CacheFixture(null).verify().get(CacheVerifier.OPEN_CACHE_DIRECTORY);
        assertEquals(Outcome.SKIPPED, result.getOutcome());
        assertTrue(result.getExplanation().contains("vectors are in memory only"), result::getExplanation);
    }

    @Test
    void verificationOfTheSharedTier() throws Exception {
        final SharedMap map = new SharedMap();
        final CacheFixture cache =
                new CacheFixture(null).use(EhcacheEmbeddingCacheService.DISTRIBUTED_CACHE_SERVICE, map);
        assertEquals(
                Outcome.SUCCESSFUL,
                cache.verify().get(CacheVerifier.USE_DISTRIBUTED_CACHE_SERVICE).getOutcome());
        map.failure = new IOException("Connection refused");
        final ConfigVerificationResult failed = cache.verify().get(CacheVerifier.USE_DISTRIBUTED_CACHE_SERVICE);
        assertEquals(Outcome.FAILED, failed.getOutcome());
        assertTrue(failed.getExplanation().contains("Connection refused"), failed::getExplanation);
        map.failure = null;

        cache.enable().put(0, 10);
        assertEquals(10, map.values.size());
        cache.close();
    }

    // use of RocksDB after its end would take the whole JVM with it
    @Test
    void disablingUnderLoad() throws Exception {
        final AtomicInteger found = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 5; round++) {
                final CacheFixture cache = new CacheFixture(temporary)
                        .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                        .enable();
                final List<Future<String>> users = new ArrayList<>();
                final int before = found.get();
                for (int i = 0; i < 8; i++) {
                    final int from = i * 100;
                    users.add(threads.submit(untilDisabled(cache, from, found)));
                }
                while (found.get() < before + 2000) {
                    Thread.onSpinWait();
                }
                cache.close();
                for (final Future<String> user : users) {
                    assertEquals("Embedding Cache Service is not enabled", user.get());
                }
            }
        }
    }

    private static Callable<String> untilDisabled(final CacheFixture cache, final int from, final AtomicInteger found) {
        return () -> {
            while (true) {
                try {
                    cache.put(from, from + 100);
                    found.addAndGet(cache.find(from, from + 100).size());
                    cache.service.statistics();
                } catch (final IllegalStateException e) {
                    return e.getMessage();
                }
            }
        };
    }

    private static String problem(final CacheFixture cache) {
        return assertThrows(AssertionError.class, () -> cache.runner.assertValid(cache.service))
                .getMessage();
    }

    private static void assertProblem(final String expected, final CacheFixture cache) {
        assertTrue(problem(cache).contains(expected), () -> problem(cache));
    }

    private static String messages(final Throwable failure) {
        final StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }

        return messages.toString();
    }
}
