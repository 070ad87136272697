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
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Undocumented responses of the real server.
 */
@ExtendWith(SharedNiFi.class)
class OddResponsesSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String MODEL = "voyage-4-lite";
    private static final String CREATE = "Create";
    private static final String EMBED = "Embed";
    private static final String LIST = "List";
    private static final String CONTENT = "GET /v1/files/[^/]+/content";
    private static final String EACH_TEXT = """
        {"id": 1, "text": "one"}
        {"id": 2, "text": "two"}
        {"id": 3, "text": "three"}
        """;
    private static final Map<String, String> RECORDS =
            Map.of("Voyage Client Service", "Voyage", "Record Reader", "JSON Reader", "Record Writer", "JSON Writer");
    private static final Map<String, String> EMBEDDING =
            with(RECORDS, Map.of("Embeddings Model", MODEL, "Dimensions", "256"));

    private VoyageLocalServer voyage;
    private VoyageProxy proxy;
    private BuiltFlow flow;

    @BeforeEach
    void begin(final NiFiProcess nifi) throws IOException {
        voyage = VoyageLocalServer.start(new VoyageLocalOptions().directContent(true));
        proxy = VoyageProxy.start(voyage.baseUri());
        flow = new BuiltFlow(nifi, "odd answers", proxy.baseUri());
    }

    @AfterEach
    void end() {
        proxy.close();
        voyage.close();
    }

    @Test
    void jobsAndFilesThatAreUnknownForAMomentAreAskedForAgain() throws Exception {
        reject("POST /v1/batches", 1, 404, "Input file not found");
        reject("GET /v1/batches/[^/?]+", 1, 404, "Batch not found");
        reject(CONTENT, 1, 404, "File not found");
        flow.processor(CREATE, "batch.CreateBatchEmbedding", EMBEDDING).connect(CREATE, "retry", CREATE);
        flow.results(CREATE, Map.of());
        flow.connect("Download", "retry", "Download");
        flow.source("records", EACH_TEXT, CREATE);
        flow.start().give("records");

        assertEmbedded(flow.records("Download", "success"), "one", "two", "three");
        assertEquals(1, new VoyageCalls(voyage.baseUri()).list("/batches").size());
        assertEquals(3, voyage.ledger().totals().requests());
        assertTrue(proxy.count("POST /v1/batches") > 1
                && proxy.count("GET /v1/batches/[^/?]+") > 1
                && proxy.count(CONTENT) > 1);
        flow.delete();
    }

    @Test
    void theReasonOfARejectionIsToldAsTheServerGaveIt() throws Exception {
        final String reason = "Model voyage-99 is not available to this account";
        reject("POST /v1/embeddings", Integer.MAX_VALUE, 404, reason);
        flow.processor(EMBED, "realtime.CreateEmbedding", EMBEDDING);
        flow.source("records", EACH_TEXT, EMBED);
        flow.start().give("records");
        final String message = flow.attributes(EMBED, "failure").get("error.message");
        assertTrue(message.contains(reason), message);
        assertFalse(message.contains("Base URL"), message);
        flow.delete();
    }

    @Test
    void oneRejectedTextIsAnErrorAndTheOthersAreEmbedded() throws Exception {
        proxy.response("POST /v1/embeddings", Integer.MAX_VALUE, (request, server) -> {
            final JsonNode input = JSON.readTree(request.text()).path("input");
            for (int i = 0; i < input.size(); i++) {
                if (input.get(i).asText().equals("POISON")) {
                    return VoyageProxy.Response.json(422, """
                        {"detail": [{"loc": ["body", "input", %d], "msg": "invalid text"}]}""".formatted(i));
                }
            }
            return server.forward(request);
        });
        flow.processor(EMBED, "realtime.CreateEmbedding", EMBEDDING);
        flow.source("records", EACH_TEXT.replace("two", "POISON"), EMBED);
        flow.start().give("records");
        assertEmbedded(flow.records(EMBED, "success"), "one", "three");
        final List<JsonNode> rejected = flow.records(EMBED, "rejected");
        assertEquals(
                List.of(2),
                rejected.stream().map(record -> record.path("id").asInt()).toList());
        assertTrue(
                rejected.getFirst().path("error").path("message").asText().contains("invalid text"),
                rejected::toString);
        flow.delete();
    }

    @Test
    void reasonsOfErrorLinesAreReadInEachOfTheirShapes() throws Exception {
        voyage.faults().set(Fault.lines().response(1));
        final List<String> shapes = lines("error-lines.jsonl");
        proxy.response(CONTENT, Integer.MAX_VALUE, (request, server) -> {
            final VoyageProxy.Response response = server.forward(request);
            final List<String> lines = new ArrayList<>();
            for (final String line : response.text().lines().toList()) {
                final ObjectNode shaped = (ObjectNode) JSON.readTree(shapes.get(lines.size()));
                shaped.set("custom_id", JSON.readTree(line).path("custom_id"));
                lines.add(shaped.toString());
            }
            return response.withBody(String.join("\n", lines) + "\n");
        });
        flow.processor(CREATE, "batch.CreateBatchEmbedding", EMBEDDING);
        flow.results(CREATE, Map.of());
        flow.source("records", EACH_TEXT, CREATE);
        flow.start().give("records");
        final List<JsonNode> rejected = flow.records("Download", "rejected");
        assertEquals(3, rejected.size());
        for (final String reason :
                List.of("String should have at most 10 characters", "The text is not allowed", "no such model")) {
            assertEquals(
                    1,
                    rejected.stream()
                            .filter(record -> record.path("error")
                                    .path("message")
                                    .asText()
                                    .contains(reason))
                            .count(),
                    () -> reason + ": " + rejected);
        }
        flow.delete();
    }

    @Test
    void aListThatDoesNotAdvanceIsAnError() throws Exception {
        proxy.response(
                "GET /v1/batches\\?.*",
                Integer.MAX_VALUE,
                (request, server) -> VoyageProxy.Response.json(200, list(true, job("batch-b"), job("batch-a"))));
        assertListingFails();
        assertTrue(flow.count(LIST, "success") <= 2, "a job was listed again and again");
        flow.delete();
    }

    @Test
    void anEmptyPageBeforeTheEndIsAnError() throws Exception {
        proxy.response(
                "GET /v1/batches\\?.*",
                Integer.MAX_VALUE,
                (request, server) -> VoyageProxy.Response.json(200, list(true)));
        assertListingFails();
        assertEquals(0, flow.count(LIST, "success"));
        flow.delete();
    }

    @Test
    void aWaitInFractionsOfASecondIsKept() throws Exception {
        proxy.response(
                "POST /v1/embeddings",
                1,
                (request, server) -> new VoyageProxy.Response(
                        429,
                        Map.of("Retry-After", List.of("4.5"), "Content-Type", List.of("application/json")),
                        """
                            {"detail": "Slow down"}""".getBytes(StandardCharsets.UTF_8)));
        flow.processor(EMBED, "realtime.CreateEmbedding", EMBEDDING).connect(EMBED, "retry", EMBED);
        flow.source("records", EACH_TEXT, EMBED);
        flow.start().give("records");
        Poll.until(
                DEADLINE,
                "the first call",
                () -> proxy.count("POST /v1/embeddings") > 0 ? Optional.of(true) : Optional.empty());
        final long begin = System.nanoTime();
        assertEmbedded(flow.records(EMBED, "success"), "one", "two", "three");
        assertTrue(
                Duration.ofNanos(System.nanoTime() - begin).toMillis() > 4_000,
                "it did not wait as long as it was told to");
        assertEquals(2, proxy.count("POST /v1/embeddings"));
        flow.delete();
    }

    private void assertListingFails() {
        flow.processor(
                LIST,
                "batch.ListBatches",
                Map.of(
                        "Voyage Client Service",
                        "Voyage",
                        "Listing Strategy",
                        "ALL_JOBS",
                        "Maximum Job Age",
                        "30 days"));
        flow.start();
        Poll.until(
                DEADLINE,
                () -> "a bulletin of " + LIST + ": " + flow.bulletins(),
                () -> flow.bulletins().stream()
                                .anyMatch(bulletin -> bulletin.source().equals(LIST))
                        ? Optional.of(true)
                        : Optional.empty());
        assertTrue(proxy.count("GET /v1/batches\\?.*") < 20, "it asks without end");
    }

    private void reject(final String request, final int times, final int status, final String detail) {
        proxy.response(
                request,
                times,
                (rejected, server) -> VoyageProxy.Response.json(
                        status, JSON.createObjectNode().put("detail", detail).toString()));
    }

    private static void assertEmbedded(final List<JsonNode> records, final String... texts) {
        assertEquals(
                List.of(texts),
                records.stream().map(record -> record.path("text").asText()).toList());
        records.forEach(record -> assertVectorOf(record.path("text").asText(), MODEL, 256, record.path("embedding")));
    }

    private static String list(final boolean hasMore, final JsonNode... jobs) {
        final ObjectNode list = JSON.createObjectNode().put("object", "list").put("has_more", hasMore);
        list.putArray("data").addAll(List.of(jobs));
        return list.put("first_id", jobs.length == 0 ? null : jobs[0].path("id").asText())
                .put(
                        "last_id",
                        jobs.length == 0
                                ? null
                                : jobs[jobs.length - 1].path("id").asText())
                .toString();
    }

    private static JsonNode job(final String id) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", "batch")
                .put("endpoint", "/v1/embeddings")
                .put("status", "completed")
                .put("created_at", Instant.now().toString());
    }

    private static List<String> lines(final String name) throws IOException {
        try (InputStream resource = OddResponsesSystemTest.class.getResourceAsStream("/records/" + name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static Map<String, String> with(final Map<String, String> some, final Map<String, String> others) {
        final Map<String, String> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }
}
