/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.model.BatchState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BatchLifeTest {

    private static final String ID = "batch-7v[1-9A-HJ-NP-Za-km-z]{35}";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00";

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void newBatchHasTheObservedShape() {
        final String fileId = client.upload("""
            {"custom_id": "request-1", "body": {"input": ["a text"]}}""");
        final String body = client.post("/batches", LocalClient.embeddingsBody("voyage-3.5", fileId))
                .body();
        final String shape =
                body.replaceAll(ID, "BATCH").replace(fileId, "FILE").replaceAll(TIME, "TIME");
        assertEquals("""
            {"id":"BATCH","object":"batch","endpoint":"/v1/embeddings","errors":null,"input_file_id":"FILE","completion_window":"12h","model":"voyage-3.5",\
            "status":"validating","output_file_id":null,"error_file_id":null,"request_counts":{"total":0,"completed":0,"failed":0},"metadata":null,\
            "created_at":"TIME","in_progress_at":null,"finalizing_at":null,"completed_at":null,"failed_at":null,"expected_completion_at":"TIME",\
            "cancelling_at":null,"cancelled_at":null}""", shape);
    }

    @Test
    void completesWithinMomentsInShuffledOrder() {
        final long start = System.nanoTime();
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(50)), "completed");
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
        assertCounts(batch, 50, 50, 0);
        assertTrue(batch.get("error_file_id").isNull());
        final List<String> ids = new ArrayList<>();
        final Map<String, JsonNode> responses = new HashMap<>();
        client.content(batch.get("output_file_id").textValue())
                .lines()
                .map(LocalClient::json)
                .forEach(line -> {
                    ids.add(line.get("custom_id").textValue());
                    responses.put(
                            line.get("custom_id").textValue(),
                            line.get("response").get("body"));
                });
        assertEquals(50, responses.size());
        assertNotEquals("r0", ids.get(0) + ids.get(1) + ids.get(2));
        assertNotEquals(
                ids.stream()
                        .sorted((a, b) ->
                                Integer.compare(Integer.parseInt(a.substring(1)), Integer.parseInt(b.substring(1))))
                        .toList(),
                ids);
        final JsonNode realTime = LocalClient.json(client.post("/embeddings", """
            {"input":"text number 7","model":"voyage-4-large","output_dimension":256}"""), 200);
        assertEquals(realTime, responses.get("r7"));
    }

    @Test
    void failsValidationWithCodesAndLines() {
        final String lines = """
            {"custom_id":"a","body":{"input":["x"]}}
            {nonsense
            {"custom_id":"a","body":{"input":["x"]}}

            {"custom_id":"b","body":{"input":["x"],"model":"voyage-4"}}
            {"custom_id":"c","method":"POST","body":{"input":["x"]}}
            {"body":{}}
            {"custom_id":"d","body":{}}""";
        final JsonNode batch = client.await(client.createBatch(lines), "failed");
        assertEquals("""
            [{"code":"invalid_json_line","line":2,"message":"This line is not parseable as valid JSON.","param":null},\
            {"code":"duplicate_custom_id","line":3,"message":"The custom_id 'a' is used by an earlier line.","param":"custom_id"},\
            {"code":"invalid_request","line":5,"message":"Invalid key 'body.model': parameters other than data belong in 'request_params'.","param":"body.model"},\
            {"code":"invalid_request","line":6,"message":"Invalid key 'method': a line has the keys 'custom_id' and 'body' only.","param":"method"},\
            {"code":"missing_required_parameter","line":7,"message":"Missing required parameter: 'custom_id', a string that is not empty.","param":"custom_id"},\
            {"code":"missing_required_parameter","line":8,"message":"Missing required parameter: 'body.input'.","param":"body.input"}]""", batch.get("errors").get("data").toString());
        assertCounts(batch, 0, 0, 0);
        assertTrue(batch.get("failed_at").textValue().matches(TIME));
        assertEquals(
                "empty_file",
                client.await(client.createBatch("\n"), "failed")
                        .get("errors")
                        .get("data")
                        .get(0)
                        .get("code")
                        .textValue());
    }

    @Test
    void badLineMayFailAlone() {
        try (VoyageLocalServer own = VoyageLocalServer.start(new VoyageLocalOptions().badLineFailsBatch(false))) {
            final LocalClient asking = new LocalClient(own);
            final JsonNode batch = asking.await(
                    asking.createBatch(LocalClient.lines(2) + "nonsense\n" + LocalClient.lines(1)), "completed");
            assertCounts(batch, 4, 2, 2);
            final String errors = asking.content(batch.get("error_file_id").textValue());
            assertTrue(errors.contains("""
                {"custom_id":null,"response":{"status_code":400,"message":"This line is not parseable as valid JSON."},"error":null}
                """), errors);
            assertTrue(errors.contains("""
                {"custom_id":"r0","response":{"status_code":400,"message":"The custom_id 'r0' is used by an earlier line."},"error":null}
                """), errors);
        }
    }

    @Test
    void lineOverTheTokenLimitIsAnErrorLine() {
        final String big = """
            {"custom_id":"big","body":{"input":["%1$s","%1$s","%1$s","%1$s"]}}
            """.formatted("word ".repeat(33_000));
        final JsonNode batch = client.await(client.createBatch(big + LocalClient.lines(1)), "completed");
        assertCounts(batch, 2, 1, 1);
        assertTrue(client.content(batch.get("error_file_id").textValue()).contains("""
            {"status_code":400,"message":"Request to model 'voyage-4-large' failed. The max allowed tokens per \
            submitted batch is 120000. Your batch has 128000 tokens after truncation. Please lower the number of tokens in the batch."}"""));
    }

    @Test
    void tooManyInputsFailValidation() {
        try (VoyageLocalServer own = VoyageLocalServer.start(new VoyageLocalOptions().maximumInputs(3))) {
            final LocalClient asking = new LocalClient(own);
            assertEquals(
                    "too_many_tasks",
                    asking.await(asking.createBatch(LocalClient.lines(4)), "failed")
                            .get("errors")
                            .get("data")
                            .get(0)
                            .get("code")
                            .textValue());
            assertEquals(
                    3,
                    asking.await(asking.createBatch(LocalClient.lines(3)), "completed")
                            .get("request_counts")
                            .get("completed")
                            .intValue());
        }
    }

    @Test
    void cancelKeepsWhatWasDone() {
        try (VoyageLocalServer own = VoyageLocalServer.start(
                new VoyageLocalOptions().delay(BatchState.IN_PROGRESS, Duration.ofMinutes(1)))) {
            final LocalClient asking = new LocalClient(own);
            final String id = asking.createBatch(LocalClient.lines(2_000));
            JsonNode batch = asking.await(id, "in_progress");
            while (batch.get("request_counts").get("completed").intValue() < 5) {
                batch = asking.batch(id);
            }
            final JsonNode cancelling = LocalClient.json(asking.post("/batches/" + id + "/cancel", ""), 200);
            assertEquals("cancelling", cancelling.get("status").textValue());
            assertEquals(400, asking.post("/batches/" + id + "/cancel", "").statusCode());
            final JsonNode cancelled = asking.await(id, "cancelled");
            final int completed =
                    cancelled.get("request_counts").get("completed").intValue();
            assertTrue(completed >= 5, cancelled.toString());
            assertTrue(completed < 2_000, cancelled.toString());
            assertTrue(cancelled.get("error_file_id").isNull());
            assertTrue(cancelled.get("finalizing_at").isNull());
            assertEquals(
                    completed,
                    asking.content(cancelled.get("output_file_id").textValue())
                            .lines()
                            .count());
            assertEquals(completed, own.ledger().totals().batchRequests());
            assertEquals(400, asking.post("/batches/" + id + "/cancel", "").statusCode());
        }
    }

    @Test
    void cancelMayListWhatWasNotDone() {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .delay(BatchState.IN_PROGRESS, Duration.ofMinutes(1))
                .errorFileAfterCancel(true)
                .batchIdInLines(true);
        try (VoyageLocalServer own = VoyageLocalServer.start(options)) {
            final LocalClient asking = new LocalClient(own);
            final String id = asking.createBatch(LocalClient.lines(10));
            asking.await(id, "in_progress");
            asking.post("/batches/" + id + "/cancel", "");
            final JsonNode cancelled = asking.await(id, "cancelled");
            assertEquals(
                    10,
                    cancelled.get("request_counts").get("completed").intValue()
                            + cancelled.get("request_counts").get("failed").intValue());
            final String line = asking.content(cancelled.get("error_file_id").textValue())
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertTrue(line.startsWith("""
                {"batch_id":"%s","custom_id":"r""".formatted(id)), line);
            assertTrue(line.contains("""
                "response":null,"error":{"code":"batch_cancelled","""), line);
        }
    }

    @Test
    void windowEndsAfterTwelveHours() {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .timeScale(36_000)
                .delay(BatchState.IN_PROGRESS, Duration.ofHours(24))
                .afterExpiry(BatchState.EXPIRED);
        try (VoyageLocalServer own = VoyageLocalServer.start(options)) {
            final LocalClient asking = new LocalClient(own);
            final JsonNode batch = asking.await(asking.createBatch(LocalClient.lines(40)), "expired");
            final JsonNode counts = batch.get("request_counts");
            assertTrue(
                    counts.get("completed").intValue() > 5
                            && counts.get("failed").intValue() > 5,
                    batch.toString());
            assertEquals(
                    40,
                    counts.get("completed").intValue() + counts.get("failed").intValue());
            assertTrue(asking.content(batch.get("error_file_id").textValue()).contains("\"batch_expired\""));
            assertTrue(batch.get("finalizing_at")
                            .textValue()
                            .compareTo(batch.get("expected_completion_at").textValue())
                    >= 0);
        }
    }

    @Test
    void batchesAndTokensInFlightAreLimited() {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .maximumBatches(2)
                .maximumTokens(1_000)
                .delay(BatchState.VALIDATING, Duration.ofHours(1));
        try (VoyageLocalServer own = VoyageLocalServer.start(options)) {
            final LocalClient asking = new LocalClient(own);
            final String large = LocalClient.embeddingsBody("voyage-4", asking.upload("x".repeat(5_000)));
            assertTrue(asking.post("/batches", large)
                    .body()
                    .contains("limit of 1000 tokens over all in-flight batch jobs"));
            final String first = asking.createBatch(LocalClient.lines(1));
            asking.createBatch(LocalClient.lines(1));
            final String third = LocalClient.embeddingsBody("voyage-4", asking.upload(LocalClient.lines(1)));
            assertEquals(429, asking.post("/batches", third).statusCode());
            asking.post("/batches/" + first + "/cancel", "");
            asking.await(first, "cancelled");
            assertEquals(200, asking.post("/batches", third).statusCode());
        }
    }

    @Test
    void listsPageNewestFirst() {
        try (VoyageLocalServer own = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final LocalClient asking = new LocalClient(own);
            final List<String> ids = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                ids.add(asking.createBatch(LocalClient.lines(1)));
            }
            final JsonNode first = LocalClient.json(asking.get("/batches"), 200);
            assertEquals(20, first.get("data").size());
            assertEquals(ids.get(20), first.get("first_id").textValue());
            assertTrue(first.get("has_more").booleanValue());
            final JsonNode last = LocalClient.json(
                    asking.get("/batches?after=" + first.get("last_id").textValue()), 200);
            assertEquals(ids.get(0), last.get("data").get(0).get("id").textValue());
            assertEquals("false", last.get("has_more").toString());
        }
    }

    @Test
    void responsesMayCountThroughTheBatch() {
        try (VoyageLocalServer own = VoyageLocalServer.start(
                new VoyageLocalOptions().indexOverBatch(true).batchIdInLines(true))) {
            final LocalClient asking = new LocalClient(own);
            final String id = asking.createBatch("""
                {"custom_id":"a","body":{"input":["x","y"]}}
                {"custom_id":"b","body":{"input":["z","w"]}}""");
            final String output = asking.content(
                    asking.await(id, "completed").get("output_file_id").textValue());
            final String second = output.lines()
                    .filter(line -> line.contains("\"custom_id\":\"b\""))
                    .findFirst()
                    .orElseThrow();
            assertTrue(second.startsWith("""
                {"batch_id":"%s",""".formatted(id)), second);
            assertTrue(
                    second.contains("\"index\":2}") && second.contains("\"index\":3}"),
                    second.replaceAll("\\[[-\\d.,]+\\]", "[]"));
        }
    }

    @Test
    void outputLineHasTheObservedFields() {
        final String id = client.createBatch("/v1/embeddings", """
            {"model":"voyage-3.5","input_type":"document","output_dimension":512,"output_dtype":"uint8"}""", """
            {"custom_id": "request-1", "body": {"input": ["Sample text"]}}""");
        final JsonNode batch = client.await(id, "completed");
        final String output = client.content(batch.get("output_file_id").textValue());
        assertEquals("""
            {"custom_id":"request-1","response":{"status_code":200,"body":{"object":"list","data":[{"object":"embedding","embedding":[],"index":0}],\
            "model":"voyage-3.5","usage":{"total_tokens":3}}},"error":null}
            """, output.replaceAll("\\[\\d[\\d,]+\\]", "[]"));
        assertEquals(
                512,
                LocalClient.json(output).at("/response/body/data/0/embedding").size());
        assertEquals(
                "batch_" + id + "_output",
                LocalClient.json(
                                client.get(
                                        "/files/" + batch.get("output_file_id").textValue()),
                                200)
                        .get("filename")
                        .textValue());
    }

    @Test
    void batchSurvivesTheDeletionOfItsInput() {
        server.faults().set(Fault.delay("validating", "200ms"));
        final String file = client.upload(LocalClient.lines(5));
        final String id = LocalClient.json(client.post("/batches", LocalClient.embeddingsBody("voyage-4", file)), 200)
                .get("id")
                .textValue();
        assertEquals(200, client.delete("/files/" + file).statusCode());
        server.faults().clear();
        assertEquals(
                5,
                client.await(id, "completed")
                        .get("request_counts")
                        .get("completed")
                        .intValue());
    }

    @Test
    void otherEndpointsResponseInBatchesAsInRealTime() {
        final String rerank = client.createBatch("/v1/rerank", """
            {"model":"rerank-2.5","top_k":1}""", """
            {"custom_id":"a","body":{"query":"tea","documents":["coffee","tea"]}}""");
        final String chunks = client.createBatch("/v1/contextualizedembeddings", """
            {"model":"voyage-context-3"}""", """
            {"custom_id":"a","body":{"inputs":[["x","y"],["z"]]}}""");
        assertEquals(LocalClient.json(client.post("/rerank", """
            {"query":"tea","documents":["coffee","tea"],"model":"rerank-2.5","top_k":1}"""), 200), onlyResponse(rerank));
        assertEquals(LocalClient.json(client.post("/contextualizedembeddings", """
            {"inputs":[["x","y"],["z"]],"model":"voyage-context-3"}"""), 200), onlyResponse(chunks));
    }

    private static void assertCounts(final JsonNode batch, final int total, final int completed, final int failed) {
        assertEquals(
                """
                    {"total":%s,"completed":%s,"failed":%s}""".formatted(total, completed, failed),
                batch.get("request_counts").toString());
    }

    private static JsonNode onlyResponse(final String id) {
        return LocalClient.json(client.content(
                        client.await(id, "completed").get("output_file_id").textValue()))
                .at("/response/body");
    }
}
