/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A download is redirected to a public storage only: never into this machine, its link, or to another port.
 */
@Timeout(60)
class RedirectTest {
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/secret, an address of this machine",
        "http://127.1.2.3/secret, an address of this machine",
        "http://2130706433/secret, an address of this machine",
        "http://localhost/secret, an address of this machine",
        "http://inner.localhost/secret, an address of this machine",
        "http://[::1]/secret, an address of this machine",
        "http://[::ffff:127.0.0.1]/secret, an address of this machine",
        "http://0.0.0.0/secret, an address of this machine",
        "http://169.254.169.254/latest/meta-data, an address of this machine or of its link",
        "http://[fe80::1]/secret, an address of this machine or of its link",
        "http://storage.example:8443/file-1, leads to port 8443",
        "https://storage.example:80/file-1, leads to port 80",
        "http://voyage.example:8443/file-1, leads to port 8443",
        "ftp://storage.example/file-1, no usable Location",
        "file:///etc/passwd, no usable Location"
    })
    void rejected(final String location, final String reason) throws Exception {
        server.enqueue(redirect(location));

        final VoyageException failure = assertThrows(
                VoyageException.class, () -> throughProxy().enable().openFile("file-1"));

        assertTrue(failure.getMessage().contains(reason), failure.getMessage());
        assertTrue(
                failure.getMessage().startsWith("GET /v1/files/file-1/content failed: the redirect "),
                failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void storageOnItsUsualPortIsAllowed() throws Exception {
        server.enqueue(redirect("http://storage.example/file-1"));
        server.enqueue(new MockResponse.Builder().body("content").build());

        try (InputStream stream = throughProxy().enable().openFile("file-1")) {
            assertEquals("content", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        server.takeRequest();
        final RecordedRequest request = server.takeRequest();
        assertEquals("storage.example", request.getUrl().host());
        assertNull(request.getHeaders().get("Authorization"));
    }

    /** The name looks public; only its address shows where it leads. */
    @Test
    void nameOfAnInternalAddressIsRejected() throws Exception {
        server.enqueue(redirect("http://storage.example/file-1"));

        final VoyageException failure = assertThrows(VoyageException.class, () -> downloadFromServerWithOwnPort());

        assertTrue(
                failure.getMessage().contains("the redirect to storage.example leads to 127.0.0.1, an address of this"),
                failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(1, server.getRequestCount());
    }

    /** As voyage-local does. */
    @Test
    void serverWithOwnPortMayUseOthersOfItsHost() throws Exception {
        try (MockWebServer storage = new MockWebServer()) {
            storage.enqueue(new MockResponse.Builder().body("content").build());
            storage.start();
            server.enqueue(redirect("http://voyage.example:%d/file-1".formatted(storage.getPort())));

            assertEquals("content", downloadFromServerWithOwnPort());
        }
    }

    @Test
    void storageMustNotRedirectAgain() throws Exception {
        server.enqueue(redirect("http://storage.example/file-1"));
        server.enqueue(redirect("http://storage.example/file-2"));

        final VoyageException failure = assertThrows(
                VoyageException.class, () -> throughProxy().enable().openFile("file-1"));

        assertTrue(failure.getMessage().contains("storage.example returned HTTP 307"), failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(2, server.getRequestCount());
    }

    @Test
    void otherCallsAreNotRedirected() throws Exception {
        server.enqueue(redirect("http://storage.example/batch-1"));

        final VoyageException failure = assertThrows(
                VoyageException.class, () -> throughProxy().enable().getBatch("batch-1"));

        assertTrue(failure.getMessage().contains("unexpected redirect"), failure.getMessage());
        assertEquals(1, server.getRequestCount());
    }

    private static MockResponse redirect(final String location) {
        return new MockResponse.Builder()
                .code(307)
                .addHeader("Location", location + "?X-Goog-Signature=1")
                .build();
    }

    /** A server that is not on this machine, as far as the client can see. */
    private ServiceFixture throughProxy() throws Exception {
        return new ServiceFixture("http://voyage.example/v1")
                .use(
                        StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE,
                        new TestProxyService(server.getPort(), false))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");
    }

    private String downloadFromServerWithOwnPort() throws Exception {
        final OkHttpClient client = new OkHttpClient.Builder()
                .dns(host -> List.of(InetAddress.getByName("127.0.0.1")))
                .followRedirects(false)
                .build();
        try (CallWatcher watcher = new CallWatcher()) {
            final VoyageApi api = new VoyageApi(
                    client,
                    watcher,
                    server.url("/v1").newBuilder().host("voyage.example").build(),
                    ServiceFixture.API_KEY);
            final Retries retries = new Retries(0, Duration.ofSeconds(2), new InterruptibleWait());
            try (InputStream stream = FileDownload.open(new ContentRequest(api, client, "file-1"), retries, watcher)) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
        } finally {
            HttpClientFactory.close(client);
        }
    }
}
