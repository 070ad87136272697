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
import org.apache.nifi.proxy.ProxyConfiguration;
import org.apache.nifi.proxy.ProxyConfigurationService;
import org.apache.nifi.ssl.SSLContextProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.Proxy;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new TrustingProvider());

        assertEquals("batch-1", fixture.enable().getBatch("batch-1").id());
        assertNotNull(server.takeRequest().getHandshake());
    }

    @Test
    void ownCertificateIsVerified() throws Exception {
        server.enqueue(new MockResponse.Builder().body("{\"data\":[]}").build());
        final ServiceFixture fixture = new ServiceFixture(server.url("/v1"))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new TrustingProvider());

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
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new TrustingProvider())
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
                .use(StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE, new ProxyService(proxy.getPort()));

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
                .use(StandardVoyageClientService.PROXY_CONFIGURATION_SERVICE, new ProxyService(proxy.getPort()))
                .use(StandardVoyageClientService.SSL_CONTEXT_SERVICE, new TrustingProvider());

        assertEquals("batch-1", fixture.enable().getBatch("batch-1").id());
        final RecordedRequest tunnel = proxy.takeRequest();
        assertEquals("CONNECT", tunnel.getMethod());
        assertEquals(Credentials.basic("user", "password"), tunnel.getHeaders().get("Proxy-Authorization"));
        assertNull(tunnel.getHeaders().get("Authorization"));
        final RecordedRequest call = proxy.takeRequest();
        assertNull(call.getHeaders().get("Proxy-Authorization"));
        assertEquals("Bearer " + ServiceFixture.API_KEY, call.getHeaders().get("Authorization"));
    }

    /** Trusts the test's own certificate. */
    private static final class TrustingProvider extends AbstractControllerService implements SSLContextProvider {
        private final HandshakeCertificates certificates = new HandshakeCertificates.Builder()
                .addTrustedCertificate(CERTIFICATE.certificate())
                .build();

        @Override
        public SSLContext createContext() {
            return certificates.sslContext();
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

    /** An HTTP proxy on this machine that wants a user and a password. */
    private static final class ProxyService extends AbstractControllerService implements ProxyConfigurationService {
        private final int port;

        private ProxyService(final int port) {
            this.port = port;
        }

        @Override
        public ProxyConfiguration getConfiguration() {
            final ProxyConfiguration configuration = new ProxyConfiguration();
            configuration.setProxyType(Proxy.Type.HTTP);
            configuration.setProxyServerHost("localhost");
            configuration.setProxyServerPort(port);
            configuration.setProxyUserName("user");
            configuration.setProxyUserPassword("password");
            return configuration;
        }
    }
}
