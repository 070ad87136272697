/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static dev.nifivoyage.system.SearchResponses.assertError;
import static dev.nifivoyage.system.SearchResponses.found;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The flow search: questions over HTTP, and the most relevant records of a table as the response.
 */
@ExtendWith(SharedNiFi.class)
class SearchSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "voyage-4-lite";
    private static final String RERANK_MODEL = "rerank-2.5-lite";
    private static final int DIMENSION = 256;
    private static final String QUESTION = "Which program draws diagrams?";
    private static final List<String> TEXTS = IntStream.range(0, 60)
            .mapToObj("Program \"%d\" draws\nand plays"::formatted)
            .toList();
    private static final String FORBIDDEN = "'; DROP TABLE documents; --";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = NiFiPorts.freePort("127.0.0.1");
    private final URI search = URI.create("http://127.0.0.1:%d/search".formatted(port));

    @TempDir
    private Path directory;

    @Test
    void aQuestionFindsTheMostRelevantRecords(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PgliteServer database = PgliteServer.start(directory.resolve("pglite.log"))) {
            try (Connection connection = database.connect()) {
                Sql.execute(
                        connection,
                        "CREATE TABLE documents (id integer PRIMARY KEY, text text, embedding vector(%d))"
                                .formatted(DIMENSION));
                insert(voyage, connection, "INSERT INTO documents VALUES (?, ?, ?::vector)");
            }
            final ImportedFlow flow = ImportedFlow.start(
                    nifi, "search", directory, voyage, parameters(database.url(), org.postgresql.Driver.class));

            assertRanked(voyage, nearest(voyage, database));
            assertCachedQuestionCostsNoEmbedding(voyage);
            assertEquals(
                    5, found(ask("{\"question\": \"%s\"}".formatted(FORBIDDEN))).size());
            assertEquals(List.of(), flow.errors());

            assertBadRequests();
            // a site whose name resolves to this machine is another origin
            assertEquals(401, NamedHost.status(port, "POST /search", "rebound.example", body(QUESTION, 3)));
            assertEquals(200, NamedHost.status(port, "POST /search", "localhost", body(QUESTION, 3)));
            assertFailuresOfVoyage(voyage);
            try (Connection connection = database.connect()) {
                Sql.execute(connection, "DELETE FROM documents");
            }
            assertEquals(0, found(ask(body(QUESTION, 5))).size());
            database.stop();
            assertError(502, "database", ask(body(QUESTION, 5)));
            flow.delete();
        }
    }

    @Test
    void duckDbIsSearchedWithAToken(final NiFiProcess nifi) throws Exception {
        final String url = "jdbc:duckdb:" + directory.resolve("documents.duckdb");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            try (Connection connection = DriverManager.getConnection(url)) {
                Sql.execute(connection, """
                    CREATE TABLE documents (id INTEGER PRIMARY KEY, text VARCHAR, embedding VARCHAR, \
                    vector FLOAT[256] GENERATED ALWAYS AS (CAST(embedding AS FLOAT[256])))""");
                insert(voyage, connection, "INSERT INTO documents (id, text, embedding) VALUES (?, ?, ?)");
            }
            final Map<String, String> parameters = parameters(url, org.duckdb.DuckDBDriver.class);
            parameters.put(
                    "Search SQL",
                    "SELECT id, text FROM documents ORDER BY array_cosine_distance(vector, '$1'::FLOAT[256]) LIMIT 50");
            // the hash of "secret"
            parameters.put("Token Hash", "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
            final ImportedFlow flow = ImportedFlow.start(nifi, "search", directory, voyage, parameters);
            final HttpResponse<String> denied = ask(body(QUESTION, 3));
            assertError(401, "Authorization", denied);
            assertEquals(
                    "Bearer", denied.headers().firstValue("WWW-Authenticate").orElseThrow());
            assertError(401, "Authorization", send(request(body(QUESTION, 3)).header("Authorization", "Bearer guess")));
            assertEquals(
                    3,
                    found(send(request(body(QUESTION, 3)).header("Authorization", "Bearer secret")))
                            .size());
            assertEquals(List.of(), flow.errors());
            flow.delete();
        }
    }

    private void assertRanked(final VoyageLocalServer voyage, final List<Integer> nearest) throws Exception {
        final List<JsonNode> ranking = ranking(voyage, nearest);
        for (final int limit : new int[] {1, 3, 50}) {
            final HttpResponse<String> response = ask(body(QUESTION, limit));
            final JsonNode found = found(response);
            assertEquals(
                    "application/json",
                    response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals(limit, found.size());
            for (int i = 0; i < limit; i++) {
                final int id = nearest.get(ranking.get(i).path("index").asInt());
                final JsonNode document = JSON.createObjectNode().put("id", id).put("text", TEXTS.get(id));
                assertEquals(i + 1, found.get(i).path("rank").asInt());
                assertEquals(document, found.get(i).path("document"));
                assertEquals(
                        ranking.get(i).path("relevance_score").asDouble(),
                        found.get(i).path("relevance_score").asDouble());
            }
        }
    }

    private void assertCachedQuestionCostsNoEmbedding(final VoyageLocalServer voyage) throws Exception {
        final String question = "Which program plays music?";
        final JsonNode first = found(ask(body(question, 7)));
        final long embeddings = embeddingRequests(voyage);
        assertEquals(first, found(ask(body(question, 7))));
        assertEquals(embeddings, embeddingRequests(voyage));
    }

    private void assertBadRequests() throws Exception {
        for (final String body : new String[] {
            "", "question", "[]", "{}", "{\"question\": null}", "{\"question\": \" \\n\"}", "{\"question\": {\"a\": 1}}"
        }) {
            assertError(400, "question", ask(body));
        }
        for (final String limit : new String[] {"0", "51", "-1", "1.5", "\"5; DROP TABLE documents\"", "true"}) {
            assertError(400, "limit", ask("{\"question\": \"What?\", \"limit\": %s}".formatted(limit)));
        }
        assertError(413, "64 KB", ask(body("a".repeat(65_536), 5)));
        assertError(
                404,
                "/search",
                send(HttpRequest.newBuilder(search.resolve("/other")).GET()));
        for (final String method : new String[] {"GET", "PUT", "DELETE", "PATCH"}) {
            final HttpResponse<String> response =
                    send(HttpRequest.newBuilder(search).method(method, HttpRequest.BodyPublishers.noBody()));
            assertError(405, "POST", response);
            assertEquals("POST", response.headers().firstValue("Allow").orElseThrow());
        }
    }

    private void assertFailuresOfVoyage(final VoyageLocalServer voyage) throws Exception {
        voyage.faults().set(Fault.status(429).on("POST", "/v1/embeddings").times(2));
        assertError(503, "rate limit", ask(body("Question during a rate limit", 5)));
        voyage.faults().set(Fault.resetBefore().on("POST", "/v1/embeddings").times(2));
        assertError(503, "", ask(body("Question without a network", 5)));
        voyage.faults().set(Fault.status(503).on("POST", "/v1/rerank").times(2));
        assertError(503, "overloaded", ask(body(QUESTION, 5)));
        voyage.faults().set(Fault.status(401).on("POST", "/v1/rerank").times(1));
        assertError(502, "API key", ask(body(QUESTION, 5)));
        voyage.faults().clear();
        assertEquals(5, found(ask(body(QUESTION, 5))).size());
    }

    private Map<String, String> parameters(final String url, final Class<?> driver) throws URISyntaxException {
        final Map<String, String> parameters = Sql.parameters(url, driver);
        parameters.put("Embeddings Model", MODEL);
        parameters.put("Rerank Model", RERANK_MODEL);
        parameters.put("Dimensions", Integer.toString(DIMENSION));
        parameters.put("Listening Port", Integer.toString(port));
        return parameters;
    }

    private static void insert(final VoyageLocalServer voyage, final Connection connection, final String statement)
            throws IOException, InterruptedException, SQLException {
        final List<JsonNode> vectors = RealTimeEmbeddings.of(voyage.baseUri(), MODEL, DIMENSION, TEXTS);
        try (PreparedStatement insert = connection.prepareStatement(statement)) {
            for (int i = 0; i < TEXTS.size(); i++) {
                insert.setInt(1, i);
                insert.setString(2, TEXTS.get(i));
                insert.setString(3, vectors.get(i).toString());
                insert.executeUpdate();
            }
        }
    }

    private static List<Integer> nearest(final VoyageLocalServer voyage, final PgliteServer database) throws Exception {
        final JsonNode vector = RealTimeEmbeddings.ofQuestion(voyage.baseUri(), MODEL, DIMENSION, QUESTION);
        try (Connection connection = database.connect()) {
            return Sql.select(
                            connection,
                            "SELECT id FROM documents ORDER BY embedding <=> '%s' LIMIT 50".formatted(vector))
                    .stream()
                    .map(values -> (Integer) values.getFirst())
                    .toList();
        }
    }

    private List<JsonNode> ranking(final VoyageLocalServer voyage, final List<Integer> documents) throws Exception {
        final List<String> texts = documents.stream().map(TEXTS::get).toList();
        final HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(voyage.baseUri() + "/rerank"))
                .header("Authorization", "Bearer any-key")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(
                        Map.of("query", QUESTION, "documents", texts, "model", RERANK_MODEL)))));
        final List<JsonNode> ranking = new ArrayList<>();
        JSON.readTree(response.body()).path("data").forEach(ranking::add);
        return ranking;
    }

    private static long embeddingRequests(final VoyageLocalServer voyage) {
        return voyage.requests().counts().getOrDefault("POST /v1/embeddings", 0L);
    }

    private static String body(final String question, final int limit) {
        return JSON.createObjectNode()
                .put("question", question)
                .put("limit", limit)
                .toString();
    }

    private HttpRequest.Builder request(final String body) {
        return HttpRequest.newBuilder(search).POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> ask(final String body) throws IOException, InterruptedException {
        return send(request(body));
    }

    private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
