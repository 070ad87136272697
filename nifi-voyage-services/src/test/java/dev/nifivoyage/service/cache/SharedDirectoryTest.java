/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.ComputedEmbeddings;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Several services of one NiFi with one directory. */
@Timeout(120)
class SharedDirectoryTest {
    private static final EmbeddingParameters POSES = Vectors.parameters("poses", EmbeddingDataType.FLOAT, 256);

    @TempDir
    private Path temporary;

    @Test
    void vectorsOfOneAreHitsOfTheOther() throws Exception {
        final Path cache = temporary.resolve("cache");
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), Files.createDirectory(cache));
        for (final Path same : List.of(cache, temporary.resolve("x/../cache"), link)) {
            try (CacheFixture first = CacheFixture.enabled(cache);
                    CacheFixture second = CacheFixture.enabled(same)) {
                first.put(0, 10);
                second.assertFound(0, 10);
                second.put(10, 20);
                first.assertFound(0, 20);

                // each counts what it does
                assertEquals(10, first.service.statistics().puts());
                assertEquals(20, first.service.statistics().hits());
                assertEquals(10, second.service.statistics().hits());
            }
        }
        assertUnlocked(cache);
    }

    @Test
    void directoriesAreNotMixedUp() throws Exception {
        try (CacheFixture first = CacheFixture.enabled(temporary.resolve("first"));
                CacheFixture second = CacheFixture.enabled(temporary.resolve("second"));
                CacheFixture memoryOnly = CacheFixture.enabled(null);
                CacheFixture other = CacheFixture.enabled(null)) {
            first.put(0, 10);
            memoryOnly.put(0, 10);
            assertEquals(Map.of(), second.find(0, 10));
            assertEquals(Map.of(), other.find(0, 10));
        }
    }

    @Test
    void disablingOneDoesNotDisturbTheOther() throws Exception {
        final CacheFixture first = CacheFixture.enabled(temporary);
        final CacheFixture second = CacheFixture.enabled(temporary);
        try (second) {
            first.put(0, 10);
            first.close();
            assertThrows(IllegalStateException.class, () -> first.find(0, 10));
            assertThrows(IllegalStateException.class, () -> first.put(0, 10));
            assertThrows(IllegalStateException.class, () -> first.service.evict(""));
            assertThrows(IllegalStateException.class, first.service::statistics);

            second.put(10, 20);
            second.assertFound(0, 20);
            assertThrows(IOException.class, () -> CacheDirectory.open(temporary));
            first.enable();
            first.assertFound(0, 20);
        } finally {
            first.close();
        }
        assertUnlocked(temporary);

        try (CacheFixture again = CacheFixture.enabled(temporary)) {
            again.assertFound(0, 20);
        }
    }

    // twice as much as the JVM has
    @Test
    void memoryIsReservedOnce() throws Exception {
        final String twoThirds = DirectMemory.limit() / 3 * 2 + " B";
        try (CacheFixture first = new CacheFixture(temporary)
                        .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, twoThirds)
                        .enable();
                CacheFixture second = new CacheFixture(temporary)
                        .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, twoThirds)
                        .enable()) {
            first.put(0, 10);
            second.assertFound(0, 10);
        }
    }

    @Test
    void evictedByOneIsNotFoundByTheOther() throws Exception {
        final TickingClock clock = new TickingClock();
        for (final int heapEntries : new int[] {0, 100}) {
            try (OpenCacheFixture first = new OpenCacheFixture(clock, temporary, null, null, heapEntries);
                    OpenCacheFixture second = new OpenCacheFixture(clock, temporary, null, null, heapEntries)) {
                first.put(POSES, 0, 10);
                first.put(Vectors.PARAMETERS, 0, 10);
                // in the memory of both
                first.assertFound(POSES, 0, 10);
                second.assertFound(POSES, 0, 10);

                first.tiers.evict("poses");
                second.assertMissing(POSES, 0, 10);
                first.assertMissing(POSES, 0, 10);
                second.assertFound(Vectors.PARAMETERS, 0, 10);

                // within the same millisecond
                second.put(POSES, 0, 5);
                first.assertFound(POSES, 0, 5);
                second.tiers.evict("poses");
                first.assertMissing(POSES, 0, 5);
            }
            try (OpenCacheFixture again = OpenCacheFixture.of(clock, temporary)) {
                again.assertMissing(POSES, 0, 10);
            }
        }
    }

    @Test
    void eachHasItsOwnTimeToLive() throws Exception {
        final TickingClock clock = new TickingClock();
        try (OpenCacheFixture unlimited = OpenCacheFixture.of(clock, temporary);
                OpenCacheFixture minute = new OpenCacheFixture(clock, temporary, null, Duration.ofMinutes(1), 0)) {
            unlimited.put(POSES, 0, 10);
            clock.move(Duration.ofSeconds(50));
            minute.assertFound(POSES, 0, 10);
            clock.move(Duration.ofSeconds(20));
            minute.assertMissing(POSES, 0, 10);
            unlimited.assertFound(POSES, 0, 10);
        }
    }

    @Test
    void evictionWithoutASharedTierReachesOtherNodesThroughAService() throws Exception {
        final TickingClock clock = new TickingClock();
        final SharedMap map = new SharedMap();
        try (OpenCacheFixture local = OpenCacheFixture.of(clock, temporary.resolve("one"));
                OpenCacheFixture shared = new OpenCacheFixture(clock, temporary.resolve("one"), map, null, 0);
                OpenCacheFixture otherNode = new OpenCacheFixture(clock, temporary.resolve("two"), map, null, 0)) {
            shared.put(POSES, 0, 10);
            otherNode.assertFound(POSES, 0, 10);
            local.assertFound(POSES, 0, 10);

            local.tiers.evict("poses");
            shared.assertMissing(POSES, 0, 10);
            clock.move(SharedTier.EVICTIONS_READ_EVERY);
            otherNode.assertMissing(POSES, 0, 10);
        }
    }

    @Test
    void textMissingInBothIsEmbeddedOnce() throws Exception {
        final AtomicInteger embedded = new AtomicInteger();
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        try (CacheFixture first = CacheFixture.enabled(temporary);
                CacheFixture second = CacheFixture.enabled(temporary);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            final Future<Map<RequestKey, CachedEmbedding>> one = threads.submit(() -> getOrEmbed(first, keys -> {
                started.countDown();
                awaitUninterrupted(release);
                embedded.addAndGet(keys.size());
            }));
            started.await();
            final Future<Map<RequestKey, CachedEmbedding>> two =
                    threads.submit(() -> getOrEmbed(second, keys -> embedded.addAndGet(keys.size())));
            release.countDown();

            assertEquals(Vectors.embeddings(0, 10), one.get());
            assertEquals(Vectors.embeddings(0, 10), two.get());
            assertEquals(10, embedded.get());
        }
    }

    @Test
    void settingsOfTheFirstApply() throws Exception {
        final MockComponentLog log = new MockComponentLog("second", this);
        final CacheInstance first = open("Cache (ID 1)", settings(1L << 28, null, false), log);
        final CacheInstance equal = open("Cache (ID 2)", settings(1L << 28, null, true), log);
        assertEquals(List.of(), warnings(log));

        final CacheInstance different = open("Cache (ID 3)", settings(1L << 27, Duration.ofHours(1), false), log);
        final String expected = ("%s is shared with the service Cache (ID 1), whose settings apply to both: "
                        + "Maximum Size on Disk 268,435,456 bytes instead of 134,217,728 bytes, Time to Live unlimited instead of 3,600 seconds. "
                        + "Use equal settings, or another directory; changes apply after all services with this directory have been disabled")
                .formatted(temporary);
        assertEquals(List.of(expected), warnings(log));
        different.tiers().putAll(Vectors.PARAMETERS, Vectors.embeddings(0, 10));
        first.close();
        equal.close();
        equal.close();
        assertEquals(
                Vectors.embeddings(0, 10),
                different
                        .tiers()
                        .getAll(Vectors.PARAMETERS, Vectors.embeddings(0, 10).keySet()));

        // still those of the first, which is disabled
        final MockComponentLog later = new MockComponentLog("fourth", this);
        final CacheInstance fourth = open("Cache (ID 4)", settings(1L << 27, null, false), later);
        assertEquals(1, warnings(later).size());
        assertTrue(warnings(later).getFirst().contains("with the service Cache (ID 1)"), warnings(later)::toString);
        fourth.close();
        different.close();
        assertUnlocked(temporary);
    }

    @Test
    void verificationBesideAnEnabledService() throws Exception {
        try (CacheFixture first = CacheFixture.enabled(temporary)) {
            first.put(0, 30);
            final CacheFixture second = new CacheFixture(temporary);
            final ConfigVerificationResult equal = second.verify().get(CacheVerifier.OPEN_CACHE_DIRECTORY);
            assertEquals(Outcome.SUCCESSFUL, equal.getOutcome());
            assertTrue(equal.getExplanation().contains("contains about 30 vectors"), equal::getExplanation);
            assertTrue(equal.getExplanation().contains("will be shared with the service"), equal::getExplanation);

            second.set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "128 MB");
            final ConfigVerificationResult different = second.verify().get(CacheVerifier.OPEN_CACHE_DIRECTORY);
            assertEquals(Outcome.SKIPPED, different.getOutcome());
            assertTrue(
                    different
                            .getExplanation()
                            .contains("Maximum Size on Disk 268,435,456 bytes instead of 134,217,728 bytes"),
                    different::getExplanation);
            first.assertFound(0, 30);
            first.put(30, 40);
        }
        assertUnlocked(temporary);
    }

    @Test
    void damageIsRepairedForAll() throws Exception {
        try (CacheFixture first = small().enable();
                CacheFixture second = small().enable()) {
            first.put(0, 100);
            second.service.evict("poses");
            remove(temporary.resolve(CacheDirectory.VECTORS));

            for (int from = 100; from < 20_000; from += 200) {
                first.put(from, from + 100);
                second.put(from + 100, from + 200);
            }
            second.assertFound(19_800, 20_000);
            first.assertFound(19_800, 20_000);
        }
        try (CacheFixture again = small().enable()) {
            again.assertFound(19_800, 20_000);
        }
    }

    @Test
    void failureToOpenKeepsNothing() throws Exception {
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.put(0, 10);
        }
        final Path current = temporary.resolve(CacheDirectory.VECTORS).resolve("CURRENT");
        final String content = Files.readString(current);
        Files.writeString(current, "MANIFEST-nothing");
        for (int i = 0; i < 3; i++) {
            final CacheFixture rejecting = new CacheFixture(temporary)
                    .set(EhcacheEmbeddingCacheService.DAMAGE_STRATEGY, DamageStrategy.REJECT.getValue());
            assertThrows(AssertionError.class, rejecting::enable);
        }

        Files.writeString(current, content);
        try (CacheFixture cache = CacheFixture.enabled(temporary)) {
            cache.assertFound(0, 10);
        }
        assertUnlocked(temporary);
    }

    // each round begins with a directory that does not exist yet
    @Test
    void enablingAndDisablingAtTheSameTime() throws Exception {
        final int services = 6;
        final CyclicBarrier start = new CyclicBarrier(services);
        try (ExecutorService threads = Executors.newFixedThreadPool(services)) {
            for (int round = 0; round < 10; round++) {
                final Path directory = temporary.resolve("round-" + round);
                final List<Future<Integer>> users = new ArrayList<>();
                for (int i = 0; i < services; i++) {
                    final int from = i * 1000;
                    users.add(threads.submit(repeatedly(directory, start, from)));
                }
                for (final Future<Integer> user : users) {
                    assertEquals(5, user.get());
                }

                assertUnlocked(directory);
                try (CacheFixture cache = CacheFixture.enabled(directory)) {
                    for (int i = 0; i < services; i++) {
                        cache.assertFound(i * 1000, i * 1000 + 50);
                    }
                }
            }
        }
    }

    // one thread uses a service all the time, while another one comes and goes
    @Test
    void othersComeAndGoUnderLoad() throws Exception {
        final AtomicInteger rounds = new AtomicInteger();
        try (CacheFixture working = small().enable();
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            final List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final int from = i * 100;
                users.add(threads.submit(() -> {
                    while (rounds.get() < 30) {
                        working.put(from, from + 100);
                        working.assertFound(from, from + 100);
                        working.service.statistics();
                    }
                    return null;
                }));
            }
            while (rounds.get() < 30) {
                try (CacheFixture other = small().enable()) {
                    other.put(1000, 1010);
                    other.assertFound(1000, 1010);
                    assertFalse(other.verify()
                            .get(CacheVerifier.OPEN_CACHE_DIRECTORY)
                            .getOutcome()
                            .equals(Outcome.FAILED));
                }
                rounds.incrementAndGet();
            }
            for (final Future<?> user : users) {
                user.get();
            }
        }
    }

    private static Callable<Integer> repeatedly(final Path directory, final CyclicBarrier start, final int from) {
        return () -> {
            int done = 0;
            start.await();
            for (int i = 0; i < 5; i++) {
                try (CacheFixture cache = new CacheFixture(directory)) {
                    cache.runner.assertValid(cache.service);
                    cache.enable();
                    cache.put(from + i * 10, from + i * 10 + 10);
                    cache.assertFound(from, from + i * 10 + 10);
                }
                done++;
            }
            return done;
        };
    }

    private CacheFixture small() throws Exception {
        return new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.OFF_HEAP_SIZE, "4 MB")
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, "16 MB");
    }

    private CacheSettings settings(final long maximumBytes, final Duration timeToLive, final boolean sync) {
        return new CacheSettings(
                OffHeapTier.SMALLEST, 0, temporary, maximumBytes, timeToLive, sync, DamageStrategy.SET_ASIDE);
    }

    private static CacheInstance open(final String service, final CacheSettings settings, final MockComponentLog log)
            throws IOException {
        return CacheInstance.open(new CacheOwner(service, settings), null, InstantSource.system(), log);
    }

    private static List<String> warnings(final MockComponentLog log) {
        return log.getWarnMessages().stream()
                .map(LogMessage::getMsg)
                .map(message -> message.replaceFirst("^.*?(?=/)", ""))
                .toList();
    }

    private interface Embedding {
        void of(List<RequestKey> keys);
    }

    private static Map<RequestKey, CachedEmbedding> getOrEmbed(final CacheFixture cache, final Embedding embedding)
            throws IOException {
        final Map<RequestKey, CachedEmbedding> all = Vectors.embeddings(0, 10);
        final EmbeddingLookup lookup = cache.service.getOrEmbed(Vectors.PARAMETERS, all.keySet(), missing -> {
            embedding.of(missing);
            return ComputedEmbeddings.of(all);
        });
        final Map<RequestKey, CachedEmbedding> vectors = new HashMap<>(lookup.cached());
        vectors.putAll(lookup.computed());
        return vectors;
    }

    private static void awaitUninterrupted(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertUnlocked(final Path directory) throws IOException {
        CacheDirectory.open(directory).close();
    }

    private static void remove(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
