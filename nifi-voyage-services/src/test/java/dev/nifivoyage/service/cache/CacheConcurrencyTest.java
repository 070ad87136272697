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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Threads that get, put, embed, and evict vectors at the same time, also while the service is disabled and enabled, and
 * while vectors expire. Each thread has a namespace of its own, in which it sees exactly what it has done.
 */
class CacheConcurrencyTest {
    private static final int THREADS = 8;
    private static final int STEPS = 200;
    private static final int NUMBERS = 24;
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource({"0,true,false", "100,true,false", "0,false,false", "100,false,false", "0,true,true", "100,false,true"})
    void eachThreadSeesWhatItHasDone(final String heapEntries, final boolean isOnDisk, final boolean isVirtual)
            throws Exception {
        try (CacheFixture cache = new CacheFixture(isOnDisk ? temporary : null)
                .set(EhcacheEmbeddingCacheService.HEAP_ENTRIES, heapEntries)
                .enable()) {
            run(isVirtual, List.copyOf(actors(cache.service)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100"})
    void nothingIsLostWhileTheServiceIsDisabledAndEnabled(final String heapEntries) throws Exception {
        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.HEAP_ENTRIES, heapEntries)
                .enable()) {
            final List<Actor> actors = actors(cache.service);
            final AtomicInteger working = new AtomicInteger(THREADS);
            final List<Callable<Void>> calls = new ArrayList<>();
            for (final Actor actor : actors) {
                calls.add(() -> {
                    try {
                        return actor.call();
                    } finally {
                        working.decrementAndGet();
                    }
                });
            }
            calls.add(() -> {
                while (working.get() > 0) {
                    cache.runner.disableControllerService(cache.service);
                    cache.runner.enableControllerService(cache.service);
                }
                return null;
            });
            run(false, calls);
            for (final Actor actor : actors) {
                actor.checkOwn();
            }
            assertTrue(actors.stream().anyMatch(actor -> actor.failures > 0), "no call met a disabled service");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void whatExpiresIsMissingAndNeverWrong(final int heapEntries) throws Exception {
        final TickingClock clock = new TickingClock();
        try (OpenCacheFixture cache = new OpenCacheFixture(clock, temporary, null, HOUR, heapEntries)) {
            final List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                final SplittableRandom random = new SplittableRandom(i);
                calls.add(() -> {
                    for (int step = 0; step < STEPS; step++) {
                        final int from = random.nextInt(NUMBERS);
                        if (random.nextInt(3) == 0) {
                            cache.put(Vectors.PARAMETERS, from, NUMBERS);
                        }
                        assertRight(Vectors.PARAMETERS, cache.find(Vectors.PARAMETERS, from, NUMBERS));
                    }
                    return null;
                });
            }
            calls.add(() -> {
                for (int i = 0; i < STEPS; i++) {
                    clock.move(HOUR.dividedBy(20));
                }
                return null;
            });
            run(false, calls);
            clock.move(HOUR);
            cache.assertMissing(Vectors.PARAMETERS, 0, NUMBERS);
            cache.put(Vectors.PARAMETERS, 0, NUMBERS);
            cache.assertFound(Vectors.PARAMETERS, 0, NUMBERS);
        }
    }

    private static List<Actor> actors(final EhcacheEmbeddingCacheService service) {
        return IntStream.range(0, THREADS)
                .mapToObj(index -> new Actor(index, service))
                .toList();
    }

    private static EmbeddingParameters parameters(final int index) {
        return Vectors.parameters("thread " + index, EmbeddingDataType.FLOAT, 256);
    }

    private static void assertRight(
            final EmbeddingParameters parameters, final Map<RequestKey, CachedEmbedding> found) {
        final Map<RequestKey, CachedEmbedding> all = Vectors.embeddings(parameters, 0, NUMBERS);
        found.forEach((key, embedding) -> assertEquals(all.get(key), embedding));
    }

    private static void run(final boolean isVirtual, final List<Callable<Void>> calls) throws Exception {
        try (ExecutorService threads =
                isVirtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newCachedThreadPool()) {
            final List<Future<Void>> futures =
                    calls.stream().map(threads::submit).toList();
            for (final Future<Void> future : futures) {
                try {
                    future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                } catch (final TimeoutException e) {
                    threads.shutdownNow();
                    throw new AssertionError("The threads do not end: " + stacks(), e);
                }
            }
        }
    }

    private static String stacks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(thread -> thread.getKey() + "\n  "
                        + Arrays.stream(thread.getValue())
                                .map(StackTraceElement::toString)
                                .collect(Collectors.joining("\n  ")))
                .collect(Collectors.joining("\n"));
    }

    /**
     * A thread with a namespace of its own, which also reads those of the others.
     */
    private static final class Actor implements Callable<Void> {
        private final int index;
        private final EhcacheEmbeddingCacheService service;
        private final EmbeddingParameters parameters;
        private final SplittableRandom random;
        /** Whether each number is in the cache; empty if that is unknown after a failure. */
        private final Map<Integer, Optional<Boolean>> expected = new HashMap<>();

        private int failures;

        private Actor(final int index, final EhcacheEmbeddingCacheService service) {
            this.index = index;
            this.service = service;
            this.parameters = parameters(index);
            this.random = new SplittableRandom(index);
            expect(0, NUMBERS, Optional.of(false));
        }

        @Override
        public Void call() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                final int from = random.nextInt(NUMBERS);
                final int to = random.nextInt(from, NUMBERS) + 1;
                try {
                    act(from, to);
                } catch (final IllegalStateException e) {
                    assertEquals("Embedding Cache Service is not enabled", e.getMessage());
                    failures++;
                }
            }
            return null;
        }

        private void act(final int from, final int to) throws IOException {
            switch (random.nextInt(10)) {
                case 0 -> {
                    expect(0, NUMBERS, Optional.empty());
                    service.evict(parameters.namespace());
                    expect(0, NUMBERS, Optional.of(false));
                }
                case 1, 2 -> {
                    final Map<Integer, Optional<Boolean>> before = Map.copyOf(expected);
                    expect(from, to, Optional.empty());
                    // what is cached stays so, whatever happens
                    before.forEach((number, isCached) -> {
                        if (isCached.orElse(false)) {
                            expected.put(number, isCached);
                        }
                    });
                    service.putAll(parameters, Vectors.embeddings(parameters, from, to));
                    expect(from, to, Optional.of(true));
                }
                case 3 -> embed(from, to);
                case 4, 5, 6 -> checkOwn();
                default -> {
                    final EmbeddingParameters others = CacheConcurrencyTest.parameters(random.nextInt(THREADS));
                    assertRight(
                            others,
                            service.getAll(
                                    others, Vectors.embeddings(others, from, to).keySet()));
                }
            }
        }

        private void embed(final int from, final int to) throws IOException {
            final Map<RequestKey, CachedEmbedding> wanted = Vectors.embeddings(parameters, from, to);
            final EmbeddingLookup lookup = service.getOrEmbed(
                    parameters,
                    wanted.keySet(),
                    missing ->
                            ComputedEmbeddings.of(missing.stream().collect(Collectors.toMap(key -> key, wanted::get))));
            final Map<RequestKey, CachedEmbedding> found = new HashMap<>(lookup.cached());
            found.putAll(lookup.computed());
            assertEquals(wanted, found);
            for (int number = from; number < to; number++) {
                final boolean isCached = lookup.cached().containsKey(Vectors.key(parameters, number));
                assertEquals(expected.get(number).orElse(isCached), isCached, "number " + number);
            }
            if (lookup.storeFailure().isEmpty()) {
                expect(from, to, Optional.of(true));
            } else {
                expect(from, to, Optional.empty());
            }
        }

        private void checkOwn() {
            final Map<RequestKey, CachedEmbedding> found = service.getAll(
                    parameters, Vectors.embeddings(parameters, 0, NUMBERS).keySet());
            assertRight(parameters, found);
            expected.forEach((number, isCached) -> isCached.ifPresent(is -> assertEquals(
                    is,
                    found.containsKey(Vectors.key(parameters, number)),
                    "thread %d, number %d".formatted(index, number))));
        }

        private void expect(final int from, final int to, final Optional<Boolean> isCached) {
            IntStream.range(from, to).forEach(number -> expected.put(number, isCached));
        }
    }
}
