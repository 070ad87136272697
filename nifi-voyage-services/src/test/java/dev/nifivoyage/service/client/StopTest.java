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
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.StopSignal;
import dev.nifivoyage.service.api.TransferStoppedException;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Calls end when their processor is stopped. */
@Timeout(60)
class StopTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final MockWebServer server = new MockWebServer();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile MockResponse response = new MockResponse.Builder()
            .onResponseStart(SocketEffect.Stall.INSTANCE)
            .build();
    private StandardVoyageClientService service;

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                return response;
            }
        });
        server.start();
        service = new ServiceFixture(server.url("/v1"))
                .set(StandardVoyageClientService.READ_TIMEOUT, "50 sec")
                .enable();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void callOfASilentServer() {
        assertStops(() -> service.getBatch("batch-1"));
    }

    @Test
    void uploadToASilentServer() {
        assertStops(() -> service.uploadBatchInput("a.jsonl", new Content(100)));
    }

    @Test
    void uploadThatIsTakenSlowly() {
        response = new MockResponse.Builder()
                .body("{}")
                .throttleBody(1000, 1, TimeUnit.SECONDS)
                .build();

        assertStops(() -> service.uploadBatchInput("a.jsonl", new Content(1 << 26)));
    }

    @Test
    void downloadThatIsSlow() {
        response = new MockResponse.Builder()
                .body(new Buffer().write(new byte[1 << 20]))
                .throttleBody(1000, 1, TimeUnit.SECONDS)
                .build();

        assertStops(() -> {
            try (InputStream content = service.openFile("file-1")) {
                content.readAllBytes();
            }
        });
    }

    @Test
    void downloadThatStalls() {
        response = new MockResponse.Builder()
                .body(new Buffer().write(new byte[1 << 20]))
                .onResponseBody(SocketEffect.Stall.INSTANCE)
                .build();

        assertStops(() -> {
            try (InputStream content = service.openFile("file-1")) {
                content.readAllBytes();
            }
        });
    }

    @Test
    void waitForTheNextTry() {
        response = new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "10")
                .build();

        assertStops(() -> service.getBatch("batch-1"));
    }

    // whether the job exists must be known
    @Test
    void creationOfAJobIsWaitedFor() throws Exception {
        response = new MockResponse.Builder()
                .body("""
                    {"id":"batch-1","status":"validating"}""")
                .headersDelay(5, TimeUnit.SECONDS)
                .build();
        stopped.set(true);

        try (StopSignal signal = StopSignal.enter(stopped::get)) {
            assertTrue(signal.isStopped());
            assertEquals(
                    "batch-1",
                    service.createBatch(new BatchRequest(BatchEndpoint.EMBEDDINGS, "file-1", Map.of(), Map.of()))
                            .id());
        }
    }

    @Test
    void signalsOfOneThreadDoNotReachLaterCalls() {
        try (StopSignal outer = StopSignal.enter(() -> false)) {
            try (StopSignal inner = StopSignal.enter(() -> true)) {
                assertTrue(inner.isStopped());
                assertTrue(StopSignal.ofThisThread().isStopped());
            }
            assertFalse(outer.isStopped());
            assertFalse(StopSignal.ofThisThread().isStopped());
        }
        assertFalse(StopSignal.ofThisThread().isStopped());
    }

    private void assertStops(final Executable call) {
        final Thread stopping = Thread.ofVirtual().start(() -> {
            try {
                server.takeRequest(20, TimeUnit.SECONDS);
                TimeUnit.MILLISECONDS.sleep(300);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stopped.set(true);
        });
        final long start = System.nanoTime();
        try (StopSignal signal = StopSignal.enter(stopped::get)) {
            assertThrows(TransferStoppedException.class, call);
            assertTrue(signal.isStopped());
        }
        assertTrue(System.nanoTime() - start < LONGEST.plusSeconds(20).toNanos());
        stopping.interrupt();
    }

    private record Content(long size) implements FileContent {

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(new byte[(int) size]);
        }
    }
}
