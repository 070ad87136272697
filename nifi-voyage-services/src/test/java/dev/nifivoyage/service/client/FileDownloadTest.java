/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Files come over a signed address of another host, and break off now and then.
 */
@Timeout(120)
class FileDownloadTest {
    private static final byte[] CONTENT = content(8 * 1024 * 1024 + 17);

    private final MockWebServer voyage = new MockWebServer();
    private final MockWebServer storageServer = new MockWebServer();
    private final Storage storage = new Storage();
    private final AtomicInteger addressesGiven = new AtomicInteger();
    private StandardVoyageClientService service;

    @BeforeEach
    void start() throws Exception {
        storageServer.setDispatcher(storage);
        storageServer.start();
        voyage.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                if (request.getTarget().equals("/v1/files/file-1")) {
                    return new MockResponse.Builder()
                            .body("""
                                {"id":"file-1","bytes":%d}""".formatted(CONTENT.length))
                            .build();
                }
                final String address = storageServer
                        .url("/bucket/file-1?X-Goog-Signature=" + addressesGiven.incrementAndGet())
                        .toString();
                return new MockResponse.Builder()
                        .code(307)
                        .addHeader("Location", address)
                        .build();
            }
        });
        voyage.start();
        service = ServiceFixture.enabled(voyage.url("/v1"));
    }

    @AfterEach
    void stop() {
        voyage.close();
        storageServer.close();
    }

    @Test
    void signedAddressGetsNoKey() throws Exception {
        assertArrayEquals(CONTENT, download());

        assertEquals(
                "Bearer " + ServiceFixture.API_KEY,
                voyage.takeRequest().getHeaders().get("Authorization"));
        final RecordedRequest signed = storageServer.takeRequest();
        assertNull(signed.getHeaders().get("Authorization"));
        assertNull(signed.getHeaders().get("Range"));
        assertEquals("/bucket/file-1?X-Goog-Signature=1", signed.getTarget());
    }

    @Test
    void brokenDownloadsGoOn() throws Exception {
        storage.breaks.set(6);

        assertArrayEquals(CONTENT, download());

        assertEquals(7, storage.offsets.size());
        assertEquals(
                storage.offsets.stream().distinct().sorted().toList(),
                storage.offsets,
                "each try goes on further than the one before");
        assertEquals(7, addressesGiven.get(), "each try has a fresh address");
    }

    @Test
    void brokenDownloadsOfAStorageWithoutRanges() throws Exception {
        storage.ranges = false;
        storage.breaks.set(2);

        assertArrayEquals(CONTENT, download());

        assertEquals(3, addressesGiven.get());
    }

    @Test
    void downloadsThatStallGoOn() throws Exception {
        service = new ServiceFixture(voyage.url("/v1"))
                .set(StandardVoyageClientService.READ_TIMEOUT, "2 sec")
                .enable();
        storage.effect = SocketEffect.Stall.INSTANCE;
        storage.breaks.set(2);

        assertArrayEquals(CONTENT, download());

        assertEquals(3, addressesGiven.get(), "each try has a fresh address");
    }

    // pings are answered by the connection, not by the stream
    @Test
    @Timeout(60)
    void stalledDownloadOverHttp2Ends() throws Exception {
        final HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            secure.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(final RecordedRequest request) {
                    if (request.getUrl().encodedPath().startsWith("/v1/")) {
                        return new MockResponse.Builder()
                                .code(302)
                                .addHeader(
                                        "Location",
                                        secure.url("/storage/file-1").toString())
                                .build();
                    }
                    return new MockResponse.Builder()
                            .body(new Buffer().write(CONTENT))
                            .onResponseBody(SocketEffect.Stall.INSTANCE)
                            .build();
                }
            });
            secure.start();
            final HandshakeCertificates trust = new HandshakeCertificates.Builder()
                    .addTrustedCertificate(certificate.certificate())
                    .build();
            final OkHttpClient client = new OkHttpClient.Builder()
                    .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                    .followRedirects(false)
                    .readTimeout(Duration.ofSeconds(2))
                    .build();
            try (CallWatcher watcher = new CallWatcher()) {
                final VoyageApi api = new VoyageApi(client, watcher, secure.url("/v1"), ServiceFixture.API_KEY);
                final long start = System.nanoTime();
                final Retries retries = new Retries(0, Duration.ofSeconds(2), new InterruptibleWait());
                try (InputStream stream =
                        FileDownload.open(new ContentRequest(api, client, "file-1"), retries, watcher)) {
                    assertThrows(VoyageException.class, stream::readAllBytes);
                }
                assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
            } finally {
                HttpClientFactory.close(client);
            }
        }
    }

    @Test
    void storageThatStaysSilentIsGivenUpWithinReadTimeout() throws Exception {
        service = new ServiceFixture(voyage.url("/v1"))
                .set(StandardVoyageClientService.READ_TIMEOUT, "3 sec")
                .enable();
        storage.silent = true;

        final long start = System.nanoTime();
        assertThrows(VoyageException.class, this::download);

        assertTrue(System.nanoTime() - start < Duration.ofMillis(5500).toNanos());
    }

    @Test
    void brokenDownloadsOfUnknownLength() throws Exception {
        storage.chunked = true;
        storage.breaks.set(3);

        assertArrayEquals(CONTENT, download());
    }

    @Test
    void contentWithoutLengthThatEndsEarly() throws Exception {
        storage.chunked = true;
        storage.cleanEndAt = 5000;

        final IOException failure = assertThrows(IOException.class, this::download);

        assertTrue(failure.getMessage().contains("from offset 5000"), failure.getMessage());
    }

    @Test
    void expiredAddress() throws Exception {
        storage.rejections.set(2);

        assertArrayEquals(CONTENT, download());

        assertEquals(3, addressesGiven.get());
    }

    @Test
    void addressThatIsAlwaysRejected() {
        storage.rejections.set(100);

        final VoyageException failure = assertThrows(VoyageException.class, this::download);

        assertTrue(failure.getMessage().contains("HTTP 403"), failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(4, addressesGiven.get());
    }

    @Test
    void storageThatIsGone() {
        storageServer.close();

        ServiceFixture.assertHoldsNoSecret(assertThrows(VoyageException.class, this::download));
    }

    @Test
    void wrongRangeIsRejected() {
        storage.breaks.set(1);
        storage.shift = 1;

        final IOException failure = assertThrows(IOException.class, this::download);

        assertTrue(failure.getMessage().contains("requested bytes from offset"), failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
    }

    @Test
    void fileThatChangedIsRejected() {
        storage.breaks.set(1);
        storage.changing = true;

        final IOException failure = assertThrows(IOException.class, this::download);

        assertTrue(failure.getMessage().contains("replaced"), failure.getMessage());
        assertEquals(2, storage.offsets.size());
    }

    @Test
    void directResponse() throws Exception {
        voyage.setDispatcher(new DirectResponse(false));

        assertArrayEquals(CONTENT, download());
        assertEquals(0, storageServer.getRequestCount());
    }

    @Test
    void brokenDirectResponse() throws Exception {
        voyage.setDispatcher(new DirectResponse(true));

        assertArrayEquals(CONTENT, download());
    }

    @Test
    void unknownFile() {
        voyage.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(final RecordedRequest request) {
                return new MockResponse.Builder().code(404).body("""
                    {"detail":"File not found"}""").build();
            }
        });

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.openFile("file-1"));

        assertEquals(404, failure.statusCode().orElseThrow());
        assertTrue(
                failure.getMessage().startsWith("GET /v1/files/file-1/content failed: HTTP 404: File not found"),
                failure.getMessage());
    }

    @Test
    void closedDownload() throws Exception {
        final InputStream stream = service.openFile("file-1");
        stream.close();

        assertThrows(IOException.class, stream::read);
        assertEquals(1, addressesGiven.get());
    }

    private byte[] download() throws IOException {
        try (InputStream stream = service.openFile("file-1")) {
            return stream.readAllBytes();
        }
    }

    private static byte[] content(final int size) {
        final byte[] content = new byte[size];
        new Random(7).nextBytes(content);
        return content;
    }

    /** Returns half of the requested bytes as often as it is set to break. */
    private static final class Storage extends Dispatcher {
        private final List<Long> offsets = new CopyOnWriteArrayList<>();
        private final AtomicInteger breaks = new AtomicInteger();
        private final AtomicInteger rejections = new AtomicInteger();
        private volatile SocketEffect effect = SocketEffect.ShutdownConnection.INSTANCE;
        private volatile boolean ranges = true;
        private volatile boolean chunked;
        private volatile boolean changing;
        private volatile int shift;
        private volatile int cleanEndAt = CONTENT.length;
        private volatile boolean silent;

        @Override
        public MockResponse dispatch(final RecordedRequest request) {
            if (request.getHeaders().get("Authorization") != null) {
                return new MockResponse.Builder().code(400).build();
            }
            if (rejections.getAndDecrement() > 0) {
                return new MockResponse.Builder()
                        .code(403)
                        .body("<Error><Code>ExpiredToken</Code></Error>")
                        .build();
            }

            if (silent) {
                return new MockResponse.Builder()
                        .onResponseStart(SocketEffect.Stall.INSTANCE)
                        .build();
            }

            final String range = request.getHeaders().get("Range");
            final int offset = range == null || !ranges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            offsets.add((long) offset);
            final MockResponse.Builder response = new MockResponse.Builder()
                    .addHeader("ETag", changing ? "\"%d\"".formatted(offsets.size()) : "\"1\"");
            if (offset >= cleanEndAt) {
                return response.code(416)
                        .addHeader("Content-Range", "bytes */" + CONTENT.length)
                        .build();
            }

            final Buffer body = new Buffer().write(Arrays.copyOfRange(CONTENT, offset, cleanEndAt));
            if (chunked) {
                response.chunkedBody(body, 64 * 1024);
            } else {
                response.body(body);
            }
            if (offset > 0) {
                response.code(206)
                        .addHeader(
                                "Content-Range",
                                "bytes %d-%d/%s"
                                        .formatted(
                                                offset + shift,
                                                CONTENT.length - 1,
                                                chunked ? "*" : Integer.toString(CONTENT.length)));
            }
            if (breaks.getAndDecrement() > 0) {
                response.onResponseBody(effect);
            }

            return response.build();
        }
    }

    /** Sends the content itself, without a redirect. */
    private static final class DirectResponse extends Dispatcher {
        private final AtomicInteger breaks = new AtomicInteger();

        private DirectResponse(final boolean breaksOnce) {
            breaks.set(breaksOnce ? 1 : 0);
        }

        @Override
        public MockResponse dispatch(final RecordedRequest request) {
            final MockResponse.Builder response = new MockResponse.Builder().body(new Buffer().write(CONTENT));
            return breaks.getAndDecrement() > 0
                    ? response.onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                            .build()
                    : response.build();
        }
    }
}
