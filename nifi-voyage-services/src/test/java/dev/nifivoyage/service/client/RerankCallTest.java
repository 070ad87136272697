/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;
import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.RerankParameters;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * {@code POST /v1/rerank}.
 */
@Timeout(60)
class RerankCallTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MockWebServer server = new MockWebServer();
    private StandardVoyageClientService service;

    @BeforeEach
    void start() throws Exception {
        server.start();
        service = ServiceFixture.enabled(server.url("/v1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void requestAndResponse() throws Exception {
        response("""
            {"object":"list","data":[{"relevance_score":0.25,"index":0,"new":{"x":[1]}},{"index":2,"document":"c","relevance_score":4.5e-1}],
             "model":"rerank-2.5","usage":{"total_tokens":8,"new":[1]}}""");

        final RerankResponse response = service.rerank(request(2, true, "a", "b", "cc"));

        assertEquals(
                List.of(new RerankResponse.Ranked(2, 0.45, "c"), new RerankResponse.Ranked(0, 0.25, null)),
                response.documents());
        assertEquals(8, response.tokens());
        final RecordedRequest sent = server.takeRequest();
        assertEquals("POST /v1/rerank", sent.getMethod() + " " + sent.getTarget());
        assertEquals("Bearer " + ServiceFixture.API_KEY, sent.getHeaders().get("Authorization"));
        final JsonNode expected = JSON.readTree("""
            {"query":"query","documents":["a","b","cc"],"model":"rerank-2.5","top_k":2,"return_documents":true,"truncation":true}""");
        assertEquals(expected, JSON.readTree(sent.getBody().utf8()));
    }

    @Test
    void withoutTopKNoneIsSent() throws Exception {
        response("""
            {"data":[{"relevance_score":1,"index":0}]}""");

        assertEquals(0, service.rerank(request(null, false, "a")).tokens());
        assertFalse(JSON.readTree(server.takeRequest().getBody().utf8()).has("top_k"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        []
        {"message":"Please sign in to the network"}
        {"data":null}
        {"data":[]}
        {"data":[1,2]}
        {"data":[{"index":0,"relevance_score":1}]}
        {"data":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}
        {"data":[{"index":0,"relevance_score":1},{"index":2,"relevance_score":1}]}
        {"data":[{"index":0,"relevance_score":1},{"index":-1,"relevance_score":1}]}
        {"data":[{"index":0,"relevance_score":1},{"index":4294967297,"relevance_score":1}]}
        {"data":[{"index":0,"relevance_score":1},{"relevance_score":1}]}
        {"data":[{"index":0,"relevance_score":1},{"index":1}]}
        {"data":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":NaN}]}
        {"data":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":"1"}]}
        {"data":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":1,"document":"a"}]}
        """)
    void noWrongRankingIsTaken(final String body) {
        response(body);

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> service.rerank(request(null, true, "a", "b")));

        assertInstanceOf(UnusableResponseException.class, failure);
        assertFalse(failure.isRetryable(), "each answer is billed");
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void isRepeatedWhenOverloadedOrBrokenOff() throws Exception {
        final String response = """
            {"data":[{"index":0,"relevance_score":0.5}],"usage":{"total_tokens":3}}""";
        server.enqueue(new MockResponse.Builder().code(503).build());
        response(response.substring(0, 30));
        response(response);

        assertEquals(3, service.rerank(request(null, false, "a")).tokens());
        assertEquals(3, server.getRequestCount());
    }

    @Test
    void aLongerWaitIsLeftToTheCaller() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "60")
                .build());

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> service.rerank(request(null, false, "a")));

        assertEquals(Duration.ofSeconds(60), failure.retryAfter().orElseThrow());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void limitsOfARequest() {
        final List<String> most = Collections.nCopies(RerankRequest.MAXIMUM_DOCUMENTS, "a");
        final List<String> tooMany = new ArrayList<>(most);
        tooMany.add("a");
        final RerankParameters parameters = new RerankParameters("", "rerank-2.5", 7, false, true);

        assertEquals(7, new RerankRequest("query", most, parameters).expectedDocuments());
        assertEquals(1, new RerankRequest("query", List.of("a"), parameters).expectedDocuments());
        assertThrows(IllegalArgumentException.class, () -> new RerankRequest("query", tooMany, parameters));
        assertThrows(IllegalArgumentException.class, () -> new RerankRequest("query", List.of(), parameters));
        assertThrows(IllegalArgumentException.class, () -> new RerankRequest("query", List.of("a", ""), parameters));
        assertThrows(IllegalArgumentException.class, () -> new RerankRequest("", List.of("a"), parameters));
    }

    @Test
    void thousandDocumentsOfVoyageOnThisMachine() throws Exception {
        final List<String> documents = new ArrayList<>();
        for (int i = 0; i < RerankRequest.MAXIMUM_DOCUMENTS; i++) {
            documents.add("A performer in pose number " + i);
        }
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final VoyageClientService local = ServiceFixture.enabled(voyage.baseUri());
            final RerankResponse all = local.rerank(new RerankRequest(
                    "pose 7", documents, new RerankParameters("", "rerank-2.5-lite", null, true, true)));

            assertEquals(1_000, all.documents().size());
            assertEquals(voyage.ledger().totals().realTimeTokens(), all.tokens());
            assertTrue(all.documents().getFirst().score()
                    >= all.documents().getLast().score());
            for (final RerankResponse.Ranked ranked : all.documents()) {
                assertEquals(documents.get(ranked.index()), ranked.text());
            }
        }
    }

    private static RerankRequest request(final Integer topK, final boolean returnDocuments, final String... documents) {
        return new RerankRequest(
                "query", List.of(documents), new RerankParameters("", "rerank-2.5", topK, returnDocuments, true));
    }

    private void response(final String body) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }
}
