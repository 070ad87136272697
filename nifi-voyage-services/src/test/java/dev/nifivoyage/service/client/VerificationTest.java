/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.sun.net.httpserver.HttpServer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The steps of verification in NiFi's user interface.
 */
@Timeout(60)
class VerificationTest {
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void goodKey() throws Exception {
        server.enqueue(new MockResponse.Builder().body("""
            {"object":"list","data":[]}""").build());

        final Map<String, ConfigVerificationResult> results = new ServiceFixture(server.url("/v1")).verify();

        assertOutcome(results, ConnectionVerifier.RESOLVE_ADDRESS, Outcome.SUCCESSFUL);
        assertOutcome(results, ConnectionVerifier.CONNECT, Outcome.SUCCESSFUL);
        assertOutcome(results, ConnectionVerifier.USE_TLS, Outcome.SKIPPED);
        assertOutcome(results, ConnectionVerifier.USE_API_KEY, Outcome.SUCCESSFUL);
        assertEquals(4, results.size());
        final RecordedRequest request = server.takeRequest();
        assertEquals("GET /v1/files?limit=1", request.getMethod() + " " + request.getTarget());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void badKey() throws Exception {
        server.enqueue(new MockResponse.Builder().code(401).body("""
            {"detail":"Provided API key is invalid."}""").build());

        final Map<String, ConfigVerificationResult> results = new ServiceFixture(server.url("/v1")).verify();

        assertOutcome(results, ConnectionVerifier.CONNECT, Outcome.SUCCESSFUL);
        assertOutcome(results, ConnectionVerifier.USE_API_KEY, Outcome.FAILED);
        final String explanation = results.get(ConnectionVerifier.USE_API_KEY).getExplanation();
        assertTrue(explanation.contains("Provided API key is invalid."), explanation);
        assertTrue(explanation.contains("pa-"), explanation);
    }

    @Test
    void wrongPath() throws Exception {
        server.enqueue(new MockResponse.Builder().code(404).body("Not Found").build());

        assertOutcome(new ServiceFixture(server.url("/")).verify(), ConnectionVerifier.USE_API_KEY, Outcome.FAILED);
    }

    @Test
    void unknownHost() throws Exception {
        final Map<String, ConfigVerificationResult> results = new ServiceFixture("https://voyage.invalid/v1").verify();

        assertOutcome(results, ConnectionVerifier.RESOLVE_ADDRESS, Outcome.FAILED);
        assertOutcome(results, ConnectionVerifier.CONNECT, Outcome.SKIPPED);
        assertOutcome(results, ConnectionVerifier.USE_TLS, Outcome.SKIPPED);
        assertOutcome(results, ConnectionVerifier.USE_API_KEY, Outcome.SKIPPED);
    }

    @Test
    void closedPort() throws Exception {
        final String address = server.url("/v1").toString();
        server.close();

        final Map<String, ConfigVerificationResult> results = new ServiceFixture(address).verify();

        assertOutcome(results, ConnectionVerifier.RESOLVE_ADDRESS, Outcome.SUCCESSFUL);
        assertOutcome(results, ConnectionVerifier.CONNECT, Outcome.FAILED);
        assertOutcome(results, ConnectionVerifier.USE_TLS, Outcome.SKIPPED);
        assertOutcome(results, ConnectionVerifier.USE_API_KEY, Outcome.SKIPPED);
    }

    @Test
    void serverWithoutTls() throws Exception {
        final HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        plain.start();
        try {
            final Map<String, ConfigVerificationResult> results = new ServiceFixture("https://127.0.0.1:%d/v1"
                            .formatted(plain.getAddress().getPort()))
                    .set(StandardVoyageClientService.READ_TIMEOUT, "1 sec")
                    .verify();

            assertOutcome(results, ConnectionVerifier.CONNECT, Outcome.SUCCESSFUL);
            assertOutcome(results, ConnectionVerifier.USE_TLS, Outcome.FAILED);
            assertOutcome(results, ConnectionVerifier.USE_API_KEY, Outcome.SKIPPED);
        } finally {
            plain.stop(0);
        }
    }

    @Test
    void serverThatTalksSomethingElse() throws Exception {
        server.enqueue(new MockResponse.Builder().body("<html>Sign in</html>").build());

        final Map<String, ConfigVerificationResult> results = new ServiceFixture(server.url("/v1")).verify();

        assertOutcome(results, ConnectionVerifier.CONNECT, Outcome.SUCCESSFUL);
        assertOutcome(results, ConnectionVerifier.USE_API_KEY, Outcome.FAILED);
    }

    @Test
    void atlasIsWarnedOf() throws Exception {
        // a host below MongoDB's that exists nowhere: nothing leaves the machine
        final Map<String, ConfigVerificationResult> results =
                new ServiceFixture("https://nowhere.invalid.ai.mongodb.com:1/v1").verify();

        assertOutcome(results, ConnectionVerifier.CREATE_BATCH_JOBS, Outcome.SKIPPED);
        assertTrue(results.get(ConnectionVerifier.CREATE_BATCH_JOBS)
                .getExplanation()
                .contains(BaseUrl.VOYAGE));
    }

    private static void assertOutcome(
            final Map<String, ConfigVerificationResult> results, final String step, final Outcome outcome) {
        assertEquals(
                outcome,
                results.get(step).getOutcome(),
                () -> step + ": " + results.get(step).getExplanation());
    }
}
