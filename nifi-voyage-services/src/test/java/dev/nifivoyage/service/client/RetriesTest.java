/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Which calls are repeated, when, and how often.
 */
@Timeout(60)
class RetriesTest {
    private static final String FILE = """
        {"id":"file-1","bytes":3}""";
    private static final String BATCH = """
        {"id":"batch-1","status":"validating"}""";
    private static final BatchRequest REQUEST =
            new BatchRequest(BatchEndpoint.EMBEDDINGS, "file-1", Map.of("model", "voyage-4"), Map.of());

    private final MockWebServer server = new MockWebServer();
    private ServiceFixture fixture;
    private StandardVoyageClientService service;

    @BeforeEach
    void start() throws Exception {
        server.start();
        fixture = new ServiceFixture(server.url("/v1"));
        service = fixture.enable();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void repeatedStatus(final int status) throws Exception {
        server.enqueue(status(status).build());
        server.enqueue(status(status).build());
        server.enqueue(new MockResponse.Builder().body(FILE).build());

        assertEquals("file-1", service.getFile("file-1").id());
        assertEquals(3, server.getRequestCount());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 422})
    void statusNotRepeated(final int status) {
        server.enqueue(status(status).build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.getFile("file-1"));

        assertEquals(status, failure.statusCode().orElseThrow());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void brokenConnection() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onRequestStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder()
                .body(FILE)
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder().body(FILE).build());

        assertEquals("file-1", service.getFile("file-1").id());
    }

    @Test
    void maximumRetries() {
        for (int i = 0; i < 10; i++) {
            server.enqueue(status(500).build());
        }

        assertThrows(VoyageException.class, () -> service.getFile("file-1"));

        assertEquals(4, server.getRequestCount());
    }

    @Test
    void retryAfterInSeconds() throws Exception {
        server.enqueue(status(429).addHeader("Retry-After", "2").build());
        server.enqueue(new MockResponse.Builder().body(FILE).build());

        final long start = System.nanoTime();
        service.getFile("file-1");

        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(2).toNanos());
    }

    @Test
    void retryAfterOfOneThreadHoldsTheOthersInRealTime() throws Exception {
        final CountDownLatch rejected = new CountDownLatch(1);
        final Queue<Long> arrivals = new ConcurrentLinkedQueue<>();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                arrivals.add(System.nanoTime());
                if (arrivals.size() == 1) {
                    return status(429).addHeader("Retry-After", "2").build();
                }
                return new MockResponse.Builder().body("""
                    {"data":[{"index":0,"embedding":[1,2]}]}""").build();
            }
        });
        final EmbeddingsRequest request = new EmbeddingsRequest(
                List.of("a"),
                new EmbeddingParameters("", "voyage-4", EmbeddingInputType.NONE, 2, EmbeddingDataType.FLOAT, true));
        final CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> embedded(request));
        final long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (arrivals.isEmpty() && System.nanoTime() < end) {
            rejected.await(10, TimeUnit.MILLISECONDS);
        }
        // until the first thread has read its response
        rejected.await(500, TimeUnit.MILLISECONDS);
        embedded(request);
        first.get(20, TimeUnit.SECONDS);

        final long rejection = arrivals.remove();
        assertEquals(2, arrivals.size());
        for (final long arrival : arrivals) {
            assertTrue(
                    arrival - rejection >= Duration.ofSeconds(2).toNanos(),
                    () -> "sent after %d ms"
                            .formatted(Duration.ofNanos(arrival - rejection).toMillis()));
        }
    }

    private long embedded(final EmbeddingsRequest request) {
        return assertDoesNotThrow(() -> service.embed(request)).tokens();
    }

    @Test
    void longRetryAfterHoldsNoThread() {
        server.enqueue(status(429).addHeader("Retry-After", "1800").build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.getBatch("batch-1"));

        assertEquals(Duration.ofMinutes(30), failure.retryAfter().orElseThrow());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void retryAfterAsDate() {
        final String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10));
        server.enqueue(status(503).addHeader("Retry-After", date).build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.getBatch("batch-1"));

        assertTrue(failure.retryAfter().isPresent());
        assertTrue(
                failure.retryAfter().orElseThrow().toSeconds() > 580
                        && failure.retryAfter().orElseThrow().toSeconds() <= 600,
                failure.retryAfter().orElseThrow().toString());
    }

    @ParameterizedTest
    @CsvSource({"90.5, 90500", "11, 11000", "' 12.25 ', 12250", "10.0009, 10000"})
    void retryAfterWithDecimals(final String value, final long millis) {
        server.enqueue(status(429).addHeader("Retry-After", value).build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> fixture.service.createBatch(REQUEST));

        assertEquals(Duration.ofMillis(millis), failure.retryAfter().orElseThrow());
    }

    @Test
    void silentServerIsGivenUpWithinReadTimeout() throws Exception {
        final StandardVoyageClientService impatient = new ServiceFixture(server.url("/v1"))
                .set(StandardVoyageClientService.READ_TIMEOUT, "3 sec")
                .enable();
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                return new MockResponse.Builder()
                        .onResponseStart(SocketEffect.Stall.INSTANCE)
                        .build();
            }
        });
        final List<Executable> calls = List.of(
                () -> impatient.getBatch("batch-1"),
                () -> impatient.listBatches(100, null),
                () -> impatient.deleteFiles(List.of("file-1", "file-2")),
                () -> impatient.openFile("file-1"),
                () -> impatient.createBatch(REQUEST));
        for (final Executable call : calls) {
            final long start = System.nanoTime();
            final VoyageException failure = assertThrows(VoyageException.class, call);
            assertTrue(
                    System.nanoTime() - start < Duration.ofMillis(5500).toNanos(),
                    () -> "%d ms"
                            .formatted(
                                    Duration.ofNanos(System.nanoTime() - start).toMillis()));
            assertTrue(failure.getMessage().contains("no response within Read Timeout"), failure.getMessage());
            assertTrue(failure.isRetryable());
        }
    }

    @Test
    void unreadableRetryAfterIsIgnored() throws Exception {
        server.enqueue(status(503).addHeader("Retry-After", "soon").build());
        server.enqueue(new MockResponse.Builder().body(FILE).build());

        assertEquals("file-1", service.getFile("file-1").id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0"})
    void jobsAreMadeOnce(final String retryAfter) {
        final MockResponse.Builder rejection = status(503);
        if (!retryAfter.isEmpty()) {
            rejection.addHeader("Retry-After", retryAfter);
        }
        server.enqueue(rejection.build());
        server.enqueue(new MockResponse.Builder().body(BATCH).build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.createBatch(REQUEST));

        assertEquals(503, failure.statusCode().orElseThrow());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void jobWhoseResponseIsLostIsMadeOnce() {
        server.enqueue(new MockResponse.Builder()
                .body(BATCH)
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder().body(BATCH).build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.createBatch(REQUEST));

        assertTrue(failure.statusCode().isEmpty());
        assertTrue(failure.isRetryable());
        assertTrue(failure.retryAfter().isEmpty());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void interruptedWaitEnds() throws Exception {
        server.enqueue(status(503).addHeader("Retry-After", "10").build());
        final CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        final Thread thread = Thread.ofPlatform()
                .start(() -> outcome.complete(assertThrows(VoyageException.class, () -> service.getFile("file-1"))));
        assertNotNull(server.takeRequest(5, TimeUnit.SECONDS));

        thread.interrupt();

        assertInstanceOf(VoyageException.class, outcome.get(5, TimeUnit.SECONDS));
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void disablingEndsWaits() throws Exception {
        server.enqueue(status(503).addHeader("Retry-After", "10").build());
        final CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> assertThrows(VoyageException.class, () -> service.getFile("file-1")));
        assertNotNull(server.takeRequest(5, TimeUnit.SECONDS));

        fixture.close();

        assertDoesNotThrow(() -> call.get(5, TimeUnit.SECONDS));
        assertThrows(IllegalStateException.class, () -> service.getFile("file-1"));
    }

    private static MockResponse.Builder status(final int status) {
        return new MockResponse.Builder().code(status).body("""
            {"detail":"not now"}""");
    }
}
