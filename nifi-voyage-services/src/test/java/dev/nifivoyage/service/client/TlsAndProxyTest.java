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
import okhttp3.Credentials;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.ssl.SSLContextProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Own certificates and proxies, as companies have them.
 */
@Timeout(60)
class TlsAndProxyTest {
    private static final String BATCH = """
        {"id":"batch-1","status":"completed"}""";
    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .commonName("localhost")
            .addSubjectAlternativeName("localhost")
            .build();
    private static final HandshakeCertificates TRUSTING = new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build();

    private final MockWebServer server = new MockWebServer();
    private final MockWebServer proxy = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(CERTIFICATE)
                .build()
                .sslSocketFactory());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        proxy.close();
    }

    @Test
    void ownCertificate() throws Exception {
        server.enqueue(new MockResponse.Builder().body(BATCH).build());
        final ServiceFixture fixture = new ServiceFixture(server.url("/v1"))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new Certificates(TRUSTING));

        assertEquals("batch-1", fixture.enable().getBatch("batch-1").id());
        assertNotNull(server.takeRequest().getHandshake());
    }

    @Test
    void ownCertificateIsVerified() throws Exception {
        server.enqueue(new MockResponse.Builder().body("{\"data\":[]}").build());
        final ServiceFixture fixture = new ServiceFixture(server.url("/v1"))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new Certificates(TRUSTING));

        assertEquals(
                Outcome.SUCCESSFUL,
                fixture.verify().get(ConnectionVerifier.USE_TLS).getOutcome());
    }

    @Test
    void unknownCertificate() throws Exception {
        final ServiceFixture fixture =
                new ServiceFixture(server.url("/v1")).set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> fixture.enable().getBatch("batch-1"));

        assertInstanceOf(SSLException.class, failure.getCause());
        assertTrue(
                failure.getMessage().contains("not trusted: for a private certificate authority"),
                failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(0, server.getRequestCount());
    }

    @Test
    void redirectFromHttpsToHttpIsRejected() throws Exception {
        proxy.start();
        server.enqueue(new MockResponse.Builder()
                .code(307)
                .addHeader("Location", proxy.url("/plain?X-Goog-Signature=1"))
                .build());
        final ServiceFixture fixture = new ServiceFixture(server.url("/v1"))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new Certificates(TRUSTING))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> fixture.enable().openFile("file-1"));

        assertTrue(failure.getMessage().contains("downgrades https to http"), failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(0, proxy.getRequestCount());
    }

    @Test
    void httpThroughProxy() throws Exception {
        proxy.enqueue(new MockResponse.Builder().body(BATCH).build());
        proxy.start();
        final ServiceFixture fixture = new ServiceFixture("http://voyage.invalid/v1")
                .use(
                        StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE,
                        new TestProxyService(proxy.getPort(), true));

        assertEquals("batch-1", fixture.enable().getBatch("batch-1").id());
        final RecordedRequest request = proxy.takeRequest();
        assertEquals("voyage.invalid", request.getUrl().host());
        assertEquals(Credentials.basic("user", "password"), request.getHeaders().get("Proxy-Authorization"));
    }

    @Test
    void httpsThroughProxy() throws Exception {
        proxy.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(CERTIFICATE)
                .build()
                .sslSocketFactory());
        proxy.enqueue(new MockResponse.Builder().inTunnel().build());
        proxy.enqueue(new MockResponse.Builder().body(BATCH).build());
        proxy.start();
        final ServiceFixture fixture = new ServiceFixture("https://localhost:9/v1")
                .use(
                        StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE,
                        new TestProxyService(proxy.getPort(), true))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new Certificates(TRUSTING));

        assertEquals("batch-1", fixture.enable().getBatch("batch-1").id());
        final RecordedRequest tunnel = proxy.takeRequest();
        assertEquals("CONNECT", tunnel.getMethod());
        assertEquals(Credentials.basic("user", "password"), tunnel.getHeaders().get("Proxy-Authorization"));
        assertNull(tunnel.getHeaders().get("Authorization"));
        final RecordedRequest call = proxy.takeRequest();
        assertNull(call.getHeaders().get("Proxy-Authorization"));
        assertEquals("Bearer " + ServiceFixture.API_KEY, call.getHeaders().get("Authorization"));
    }

    /** The way of companies: their CA signs an intermediate one, which signs the servers. */
    @Test
    void privateCertificateAuthority() throws Exception {
        final HeldCertificate root = authority(1).build();
        final HeldCertificate intermediate = authority(0).signedBy(root).build();
        final HeldCertificate leaf = certificate().signedBy(intermediate).build();
        final ServiceFixture fixture = serve(new HandshakeCertificates.Builder()
                .heldCertificate(leaf, intermediate.certificate())
                .build());

        assertEquals(
                "batch-1",
                fixture.use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, trusting(root))
                        .enable()
                        .getBatch("batch-1")
                        .id());
    }

    @Test
    void otherPrivateCertificateAuthorityIsRejected() throws Exception {
        final ServiceFixture fixture = serve(new HandshakeCertificates.Builder()
                        .heldCertificate(
                                certificate().signedBy(authority(0).build()).build())
                        .build())
                .use(
                        StandardVoyageClientService.SSL_CONTEXT_SERVICE,
                        trusting(authority(0).build()));

        assertTlsFails(fixture, "the certificate of the server is not trusted");
    }

    @Test
    void clientCertificate() throws Exception {
        final HeldCertificate client =
                new HeldCertificate.Builder().commonName("nifi").build();
        server.requireClientAuth();
        final ServiceFixture fixture = serve(new HandshakeCertificates.Builder()
                        .heldCertificate(CERTIFICATE)
                        .addTrustedCertificate(client.certificate())
                        .build())
                .use(
                        StandardVoyageClientService.SSL_CONTEXT_SERVICE,
                        new Certificates(new HandshakeCertificates.Builder()
                                .heldCertificate(client)
                                .addTrustedCertificate(CERTIFICATE.certificate())
                                .build()));

        assertEquals("batch-1", fixture.enable().getBatch("batch-1").id());
        assertEquals(
                client.certificate(),
                server.takeRequest().getHandshake().peerCertificates().getFirst());
    }

    /** The server waits a moment before it closes the connection; otherwise the reason may be lost. */
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, the server rejects the TLS handshake: it may require a client certificate",
        "TLSv1.3, the server requires a client certificate"
    })
    void missingClientCertificateIsRejected(final String protocol, final String reason) throws Exception {
        final SSLSocketFactory factory = new HandshakeCertificates.Builder()
                .heldCertificate(CERTIFICATE)
                .addTrustedCertificate(CERTIFICATE.certificate())
                .build()
                .sslSocketFactory();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            Thread.ofPlatform().daemon().start(() -> requireClientCertificate(listener, factory));
            final ServiceFixture fixture = new ServiceFixture(
                            "https://localhost:%d/v1".formatted(listener.getLocalPort()))
                    .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new Certificates(TRUSTING, protocol))
                    .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");

            assertTlsFails(fixture, reason);
        }
    }

    private static void requireClientCertificate(final ServerSocket listener, final SSLSocketFactory factory) {
        try (Socket connection = listener.accept()) {
            final SSLSocket secure = (SSLSocket) factory.createSocket(connection, "localhost", 0, false);
            secure.setUseClientMode(false);
            secure.setNeedClientAuth(true);
            try {
                secure.startHandshake();
            } catch (final SSLException e) {
                connection.setSoTimeout(5_000);
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
        } catch (final IOException e) {
            // the client is gone
            return;
        }
    }

    @Test
    void certificateOfAnotherHostIsRejected() throws Exception {
        final HeldCertificate other = new HeldCertificate.Builder()
                .commonName("other.example")
                .addSubjectAlternativeName("other.example")
                .build();
        final ServiceFixture fixture = serve(new HandshakeCertificates.Builder()
                        .heldCertificate(other)
                        .build())
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, trusting(other));

        assertTlsFails(fixture, "the certificate of the server is not valid for the host localhost");
    }

    @Test
    void expiredCertificateIsRejected() throws Exception {
        final HeldCertificate root = authority(0).build();
        final HeldCertificate expired = certificate()
                .signedBy(root)
                .validityInterval(1_000_000_000_000L, 1_000_086_400_000L)
                .build();
        final ServiceFixture fixture = serve(new HandshakeCertificates.Builder()
                        .heldCertificate(expired)
                        .build())
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, trusting(root));

        assertTlsFails(fixture, "the certificate of the server has expired");
    }

    @Test
    void proxyThatRequiresCredentials() throws Exception {
        proxy.enqueue(new MockResponse.Builder()
                .code(407)
                .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                .build());
        proxy.start();
        final ServiceFixture fixture = new ServiceFixture("http://voyage.invalid/v1")
                .use(
                        StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE,
                        new TestProxyService(proxy.getPort(), false))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> fixture.enable().getBatch("batch-1"));

        assertEquals(
                "GET /v1/batches/batch-1 failed: HTTP 407: the proxy rejects the request without valid credentials: check the Proxy Configuration Service",
                failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
    }

    @Test
    void tunnelThatRequiresOtherCredentials() throws Exception {
        proxy.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(CERTIFICATE)
                .build()
                .sslSocketFactory());
        final MockResponse rejected = new MockResponse.Builder()
                .inTunnel()
                .code(407)
                .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                .build();
        proxy.enqueue(rejected);
        proxy.enqueue(rejected);
        proxy.start();
        final ServiceFixture fixture = new ServiceFixture("https://localhost:9/v1")
                .use(
                        StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE,
                        new TestProxyService(proxy.getPort(), true))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new Certificates(TRUSTING))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> fixture.enable().getBatch("batch-1"));

        assertTrue(
                failure.getMessage().contains("the proxy rejects the connection without valid credentials"),
                failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
    }

    private ServiceFixture serve(final HandshakeCertificates certificates) throws Exception {
        server.useHttps(certificates.sslSocketFactory());
        server.enqueue(new MockResponse.Builder().body(BATCH).build());
        return new ServiceFixture("https://localhost:%d/v1".formatted(server.getPort()))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");
    }

    private void assertTlsFails(final ServiceFixture fixture, final String reason) {
        final VoyageException failure =
                assertThrows(VoyageException.class, () -> fixture.enable().getBatch("batch-1"));

        assertTrue(failure.getMessage().startsWith("GET /v1/batches/batch-1 failed: " + reason), failure.getMessage());
        assertInstanceOf(SSLException.class, failure.getCause());
        assertFalse(failure.getMessage().contains("\n"), failure.getMessage());
        ServiceFixture.assertHoldsNoSecret(failure);
        assertEquals(0, server.getRequestCount());
    }

    private static HeldCertificate.Builder authority(final int intermediates) {
        return new HeldCertificate.Builder().certificateAuthority(intermediates).commonName("Private CA");
    }

    private static HeldCertificate.Builder certificate() {
        return new HeldCertificate.Builder().commonName("localhost").addSubjectAlternativeName("localhost");
    }

    private static Certificates trusting(final HeldCertificate certificate) {
        return new Certificates(new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build());
    }

    /** What a StandardSSLContextService reads from its keystore and truststore. */
    private static final class Certificates extends AbstractControllerService implements SSLContextProvider {
        private final HandshakeCertificates certificates;

        private final String protocol;

        private Certificates(final HandshakeCertificates certificates) {
            this(certificates, "TLS");
        }

        private Certificates(final HandshakeCertificates certificates, final String protocol) {
            this.certificates = certificates;
            this.protocol = protocol;
        }

        @Override
        public SSLContext createContext() {
            try {
                final SSLContext context = SSLContext.getInstance(protocol);
                context.init(
                        new KeyManager[] {certificates.keyManager()},
                        new TrustManager[] {certificates.trustManager()},
                        null);
                return context;
            } catch (final GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<X509ExtendedKeyManager> createKeyManager() {
            return Optional.empty();
        }

        @Override
        public X509TrustManager createTrustManager() {
            return certificates.trustManager();
        }
    }
}
