/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.ComputedEmbeddings;
import dev.nifivoyage.service.api.cache.EmbeddingLookup;
import dev.nifivoyage.service.api.cache.EmbeddingSource;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class SingleFlightTest {
    private final Map<RequestKey, AtomicInteger> computed = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private CacheFixture cache;

    @TempDir
    private Path temporary;

    @BeforeEach
    void enable() throws Exception {
        cache = CacheFixture.enabled(temporary);
    }

    @AfterEach
    void disable() {
        threads.shutdownNow();
        cache.close();
    }

    @Test
    void computesWhatIsMissingAndKeepsIt() throws Exception {
        cache.put(0, 5);

        assertEquals(Vectors.embeddings(0, 10), getOrEmbed(0, 10, this::embed));
        assertEquals(Vectors.embeddings(5, 10).keySet(), computed.keySet());
        assertEquals(Vectors.embeddings(0, 10), getOrEmbed(0, 10, this::embed));
        assertEquals(5, computed.size());
        cache.assertFound(0, 10);
    }

    @Test
    void sourceIsAskedInOrderAndOnce() throws Exception {
        final List<RequestKey> keys = new ArrayList<>(Vectors.embeddings(0, 10).keySet());
        Collections.shuffle(keys, new Random(1));
        final List<RequestKey> repeated = new ArrayList<>(keys);
        repeated.addAll(keys);
        final List<List<RequestKey>> asked = new ArrayList<>();

        cache.service.getOrEmbed(Vectors.PARAMETERS, repeated, missing -> {
            asked.add(missing);
            return embed(missing);
        });
        assertEquals(List.of(keys), asked);
    }

    @Test
    void othersWait() throws Exception {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final Future<Map<RequestKey, CachedEmbedding>> first = threads.submit(() -> getOrEmbed(0, 10, missing -> {
            started.countDown();
            await(release);
            return embed(missing);
        }));
        started.await();
        final List<Future<Map<RequestKey, CachedEmbedding>>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            final int from = i % 5;
            others.add(threads.submit(() -> getOrEmbed(from, from + 10, this::embed)));
        }
        release.countDown();

        assertEquals(Vectors.embeddings(0, 10), first.get());
        for (int i = 0; i < others.size(); i++) {
            assertEquals(Vectors.embeddings(i % 5, i % 5 + 10), others.get(i).get());
        }
        assertEquals(14, computed.size());
        assertTrue(computed.values().stream().allMatch(count -> count.get() == 1), computed::toString);
    }

    @Test
    void overlappingCallersInAnyOrder() throws Exception {
        final List<Callable<Map<RequestKey, CachedEmbedding>>> callers = new ArrayList<>();
        final List<RequestKey> all = List.copyOf(Vectors.embeddings(0, 200).keySet());
        final Map<RequestKey, CachedEmbedding> expected = Vectors.embeddings(0, 200);
        for (int i = 0; i < 64; i++) {
            final List<RequestKey> keys = new ArrayList<>(all);
            Collections.shuffle(keys, new Random(i));
            callers.add(() -> vectors(cache.service.getOrEmbed(Vectors.PARAMETERS, keys, missing -> {
                Thread.yield();
                final Map<RequestKey, CachedEmbedding> given = new HashMap<>();
                missing.forEach(key -> given.put(key, expected.get(key)));
                missing.forEach(key -> computed.computeIfAbsent(key, unused -> new AtomicInteger())
                        .incrementAndGet());
                return ComputedEmbeddings.of(given);
            })));
        }

        for (final Future<Map<RequestKey, CachedEmbedding>> result : threads.invokeAll(callers)) {
            assertEquals(expected, result.get());
        }
        assertTrue(computed.values().stream().allMatch(count -> count.get() == 1), computed::toString);
    }

    @Test
    void failureGoesToItsCallerAndAnotherTriesNext() throws Exception {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final Future<Map<RequestKey, CachedEmbedding>> first = threads.submit(() -> getOrEmbed(0, 10, missing -> {
            started.countDown();
            await(release);
            return ComputedEmbeddings.failed(Map.of(), tooManyRequests());
        }));
        started.await();
        final List<Future<Map<RequestKey, CachedEmbedding>>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            others.add(threads.submit(() -> getOrEmbed(0, 10, this::embed)));
        }
        release.countDown();

        final Throwable failure =
                assertThrows(ExecutionException.class, first::get).getCause();
        assertEquals(
                429,
                assertInstanceOf(VoyageException.class, failure).statusCode().getAsInt());
        for (final Future<Map<RequestKey, CachedEmbedding>> other : others) {
            assertEquals(Vectors.embeddings(0, 10), other.get());
        }
        assertTrue(computed.values().stream().allMatch(count -> count.get() == 1), computed::toString);
    }

    @Test
    void vectorsComputedBeforeAFailureAreSharedAndStored() throws Exception {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final Set<RequestKey> keys = Vectors.embeddings(0, 10).keySet();
        final Future<EmbeddingLookup> first =
                threads.submit(() -> cache.service.getOrEmbed(Vectors.PARAMETERS, keys, missing -> {
                    started.countDown();
                    await(release);
                    return ComputedEmbeddings.failed(
                            embed(missing.subList(0, 4)).embeddings(), tooManyRequests());
                }));
        started.await();
        final Future<Map<RequestKey, CachedEmbedding>> second = threads.submit(() -> getOrEmbed(0, 10, this::embed));
        release.countDown();

        assertEquals(429, first.get().failure().orElseThrow().statusCode().getAsInt());
        assertEquals(4, first.get().computed().size());
        assertEquals(Vectors.embeddings(0, 10), second.get());
        cache.assertFound(0, 10);
        assertEquals(10, computed.size());
        assertTrue(computed.values().stream().allMatch(count -> count.get() == 1), computed::toString);
    }

    @Test
    void keysThatTheSourceDoesNotGive() throws Exception {
        final Map<RequestKey, CachedEmbedding> some = Vectors.embeddings(0, 3);
        // and one that was not requested
        some.put(Vectors.key(99), Vectors.embedding(99));

        assertEquals(Vectors.embeddings(0, 3), getOrEmbed(0, 5, missing -> ComputedEmbeddings.of(some)));
        assertEquals(Map.of(), cache.find(99, 100));
        assertEquals(Vectors.embeddings(0, 5), getOrEmbed(0, 5, this::embed));
    }

    @Test
    void errorsOfTheSourceLeaveNothingBehind() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> getOrEmbed(0, 5, missing -> {
                    throw new IllegalStateException("bug");
                }));
        assertThrows(NullPointerException.class, () -> getOrEmbed(0, 5, missing -> null));
        final Map<RequestKey, CachedEmbedding> wrong =
                Map.of(Vectors.key(0), Vectors.embedding(EmbeddingDataType.INT8, 256, 0));
        assertThrows(IllegalArgumentException.class, () -> getOrEmbed(0, 5, missing -> ComputedEmbeddings.of(wrong)));

        assertEquals(Vectors.embeddings(0, 5), getOrEmbed(0, 5, this::embed));
    }

    // the vectors are paid for: those who wait get them
    @Test
    void storingFails() throws Exception {
        final SingleFlight flights = new SingleFlight();
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final SingleFlight.Store fullDisk = new SingleFlight.Store() {
            @Override
            public Map<RequestKey, CachedEmbedding> find(final Collection<RequestKey> keys) {
                return Map.of();
            }

            @Override
            public void put(final Map<RequestKey, CachedEmbedding> embeddings) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        final Set<RequestKey> keys = Vectors.embeddings(0, 5).keySet();
        final Future<Map<RequestKey, CachedEmbedding>> first =
                threads.submit(() -> vectors(flights.compute(keys, fullDisk, missing -> {
                    started.countDown();
                    await(release);
                    return embed(missing);
                })));
        started.await();
        final FutureTask<Map<RequestKey, CachedEmbedding>> second =
                new FutureTask<>(() -> vectors(flights.compute(keys, fullDisk, this::embed)));
        final Thread waiting = Thread.ofPlatform().start(second);
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        release.countDown();

        assertEquals(
                "No space left on device",
                assertThrows(ExecutionException.class, first::get).getCause().getMessage());
        assertEquals(Vectors.embeddings(0, 5), second.get());
        assertTrue(computed.values().stream().allMatch(count -> count.get() == 1), computed::toString);
    }

    // another caller may have settled a key between the look-up and the claim
    @Test
    void whatIsThereByNowIsNotComputed() throws Exception {
        final Map<RequestKey, CachedEmbedding> there = Vectors.embeddings(0, 3);
        final Map<RequestKey, CachedEmbedding> kept = new HashMap<>();
        final SingleFlight.Store store = new SingleFlight.Store() {
            @Override
            public Map<RequestKey, CachedEmbedding> find(final Collection<RequestKey> keys) {
                return there;
            }

            @Override
            public void put(final Map<RequestKey, CachedEmbedding> embeddings) {
                kept.putAll(embeddings);
            }
        };

        assertEquals(
                Vectors.embeddings(0, 5),
                vectors(new SingleFlight().compute(Vectors.embeddings(0, 5).keySet(), store, this::embed)));
        assertEquals(Vectors.embeddings(3, 5), kept);
        assertEquals(kept.keySet(), computed.keySet());
    }

    @Test
    void interruptedWhileWaiting() throws Exception {
        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final Future<Map<RequestKey, CachedEmbedding>> first = threads.submit(() -> getOrEmbed(0, 1, missing -> {
            started.countDown();
            await(release);
            return embed(missing);
        }));
        started.await();
        Thread.currentThread().interrupt();

        assertThrows(InterruptedIOException.class, () -> getOrEmbed(0, 1, this::embed));
        assertTrue(Thread.interrupted());
        release.countDown();
        assertEquals(Vectors.embeddings(0, 1), first.get());
    }

    private Map<RequestKey, CachedEmbedding> getOrEmbed(final int from, final int to, final EmbeddingSource source)
            throws IOException {
        return vectors(cache.service.getOrEmbed(
                Vectors.PARAMETERS, Vectors.embeddings(from, to).keySet(), source));
    }

    private static Map<RequestKey, CachedEmbedding> vectors(final EmbeddingLookup lookup) throws IOException {
        if (lookup.failure().isPresent()) {
            throw lookup.failure().get();
        }
        if (lookup.storeFailure().isPresent()) {
            throw lookup.storeFailure().get();
        }

        final Map<RequestKey, CachedEmbedding> vectors = new HashMap<>(lookup.cached());
        vectors.putAll(lookup.computed());
        return vectors;
    }

    private ComputedEmbeddings embed(final List<RequestKey> missing) {
        final Map<RequestKey, CachedEmbedding> all = Vectors.embeddings(0, 20);
        final Map<RequestKey, CachedEmbedding> given = new HashMap<>();
        for (final RequestKey key : missing) {
            computed.computeIfAbsent(key, unused -> new AtomicInteger()).incrementAndGet();
            given.put(key, all.get(key));
        }

        return ComputedEmbeddings.of(given);
    }

    private static VoyageException tooManyRequests() {
        return new VoyageException("POST /v1/embeddings", 429, "too many requests", null, null);
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
