/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import dev.nifivoyage.local.fault.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Errors of the control endpoints: statuses and bodies, verbatim where those of Voyage are known.
 */
class ControlErrorsTest {

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(
                new VoyageLocalOptions().apiKey("pa-test").apiKey("pa-other=elsewhere"));
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void openAiStyleBatchGetsThePydanticList() {
        final String body = """
            {"endpoint":"/v1/embeddings","input_file_id":"file-1","completion_window":"24h"}""";
        assertRejected(422, """
            {"detail":[{"type":"enum","loc":["body","completion_window"],"msg":"Input should be '12h'","input":"24h","ctx":{"expected":"'12h'"}},\
            {"type":"missing","loc":["body","request_params"],"msg":"Field required","input":%s}]}""".formatted(body), client.post("/batches", body));
    }

    @Test
    void badJsonIsA422() {
        final HttpResponse<String> response = client.post("/batches", "{\"endpoint\":");
        assertEquals(422, response.statusCode());
        assertTrue(response.body().startsWith("""
            {"detail":[{"type":"json_invalid","loc":["body","""), response.body());
    }

    @Test
    void wrongTypesAreNamed() {
        final String body = """
            {"endpoint":"/v1/chat","input_file_id":7,"completion_window":"12h","request_params":[],"metadata":"x"}""";
        assertRejected(422, """
            {"detail":[{"type":"enum","loc":["body","endpoint"],"msg":"Input should be '/v1/embeddings', '/v1/contextualizedembeddings' or '/v1/rerank'",\
            "input":"/v1/chat","ctx":{"expected":"'/v1/embeddings', '/v1/contextualizedembeddings' or '/v1/rerank'"}},\
            {"type":"dict_type","loc":["body","request_params"],"msg":"Input should be a valid dictionary","input":[]},\
            {"type":"string_type","loc":["body","input_file_id"],"msg":"Input should be a valid string","input":7},\
            {"type":"dict_type","loc":["body","metadata"],"msg":"Input should be a valid dictionary","input":"x"}]}""", client.post("/batches", body));
    }

    @Test
    void metadataHasLimits() {
        final String pairs =
                IntStream.range(0, 17).mapToObj(i -> metadata("k" + i, "v")).collect(Collectors.joining(","));
        assertMessage("Dictionary should have at most 16 items after validation, not 17", withMetadata(pairs));
        assertMessage("String should have at most 64 characters", withMetadata(metadata("k".repeat(65), "v")));
        final HttpResponse<String> longValue = withMetadata(metadata("k", "v".repeat(513)));
        assertMessage("String should have at most 512 characters", longValue);
        assertTrue(longValue.body().contains("""
            "loc":["body","metadata","k"],"msg":"String"""), longValue.body());
        assertEquals(
                200, withMetadata(metadata("k".repeat(64), "v".repeat(512))).statusCode());
    }

    @Test
    void unknownInputFileIsA404() {
        assertRejected(
                404,
                LocalClient.detail("Input file not found"),
                client.post("/batches", LocalClient.embeddingsBody("voyage-4", "file-1")));
    }

    @Test
    void requestParametersAreCheckedAtOnce() {
        final String file = client.upload(LocalClient.lines(1));
        final HttpResponse<String> model = client.post("/batches", LocalClient.embeddingsBody("voyage-9", file));
        assertEquals(400, model.statusCode());
        assertTrue(model.body().startsWith("""
            {"detail":"Model voyage-9 is not supported. Supported models are ['voyage-4-large',"""), model.body());
        assertRejected(
                400,
                LocalClient.detail("Model voyage-law-2 is not supported by the Batch API."),
                client.post("/batches", LocalClient.embeddingsBody("voyage-law-2", file)));
        assertRejected(
                400,
                LocalClient.detail("Argument 'dimensions' is not supported by our API."),
                client.post("/batches", LocalClient.batchBody("/v1/embeddings", """
                    {"model":"voyage-4","dimensions":256}""", file)));
        assertRejected(
                400,
                LocalClient.detail(
                        "Argument 'input' is not supported in 'request_params'; it belongs in the 'body' of each line of the input file."),
                client.post("/batches", LocalClient.batchBody("/v1/embeddings", """
                    {"model":"voyage-4","input":["a"]}""", file)));
    }

    @Test
    void endpointMayLackItsSlash() {
        assertEquals(
                200,
                client.post(
                                "/batches",
                                LocalClient.batchBody("v1/embeddings", """
                                    {"model":"voyage-4"}""", client.upload(LocalClient.lines(1))))
                        .statusCode());
    }

    @Test
    void keysAreCheckedEverywhere() {
        assertRejected(
                401,
                LocalClient.detail("Provided API key is invalid."),
                new LocalClient(server, "pa-wrong").get("/files?limit=1"));
        assertRejected(
                401,
                LocalClient.detail("Provided API key is invalid."),
                new LocalClient(server, "").post("/embeddings", "{}"));
        assertEquals(200, client.get("/files?limit=1").statusCode());
    }

    @Test
    void projectsDoNotSeeEachOther() {
        final LocalClient other = new LocalClient(server, "pa-other");
        final String file = client.upload(LocalClient.lines(1));
        final String batch = client.createBatch(LocalClient.lines(1));
        assertRejected(404, LocalClient.detail("File not found"), other.get("/files/" + file));
        assertRejected(404, LocalClient.detail("Batch not found"), other.get("/batches/" + batch));
        assertRejected(404, LocalClient.detail("Batch not found"), other.post("/batches/" + batch + "/cancel", ""));
        assertEquals(0, LocalClient.json(other.get("/batches"), 200).get("data").size());
    }

    @Test
    void unknownPathsAndMethodsAreRejected() {
        assertRejected(404, LocalClient.detail("Not Found"), client.get("/models"));
        assertRejected(405, LocalClient.detail("Method Not Allowed"), client.get("/embeddings"));
    }

    @Test
    void everyResponseHasItsOwnRequestId() {
        final String first =
                client.get("/files").headers().firstValue("x-request-id").orElseThrow();
        final String second =
                client.get("/nowhere").headers().firstValue("x-request-id").orElseThrow();
        assertFalse(first.isBlank());
        assertNotEquals(first, second);
    }

    @Test
    void pageLimitsAreChecked() {
        assertRejected(422, """
            {"detail":[{"type":"less_than_equal","loc":["query","limit"],\
            "msg":"Input should be less than or equal to 100","input":"101","ctx":{"le":100}}]}""", client.get("/batches?limit=101"));
        assertRejected(422, """
            {"detail":[{"type":"greater_than_equal","loc":["query","limit"],\
            "msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}}]}""", client.get("/files?limit=0"));
        assertRejected(422, """
            {"detail":[{"type":"int_parsing","loc":["query","limit"],\
            "msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}]}""", client.get("/files?limit=x"));
        assertEquals(200, client.get("/files?limit=10000").statusCode());
        assertEquals(422, client.get("/files?order=up").statusCode());
        assertEquals(422, client.get("/files?purpose=assistants").statusCode());
    }

    private static String metadata(final String key, final String value) {
        return "\"%s\":\"%s\"".formatted(key, value);
    }

    private static void assertMessage(final String message, final HttpResponse<String> response) {
        assertTrue(response.body().contains("\"msg\":\"%s\"".formatted(message)), response.body());
    }

    private static HttpResponse<String> withMetadata(final String pairs) {
        final String body = LocalClient.embeddingsBody("voyage-4", client.upload(LocalClient.lines(1)));
        return client.post("/batches", body.substring(0, body.length() - 1) + ",\"metadata\":{" + pairs + "}}");
    }

    private static void assertRejected(final int status, final String body, final HttpResponse<String> response) {
        assertEquals(body, response.body());
        assertEquals(status, response.statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, health",
        "GET, ledger",
        "DELETE, ledger",
        "GET, requests",
        "DELETE, requests",
        "GET, faults",
        "PUT, faults",
        "DELETE, faults"
    })
    void localPathsNeedTheKeyThatTheServerWasGiven(final String method, final String path) {
        server.faults().set(Fault.expiredUrls(1));
        for (final String key : List.of("", "pa-wrong")) {
            final LocalClient stranger = new LocalClient(server, key);
            final HttpResponse<String> rejected = stranger.send(
                    stranger.request("/_local/" + path).method(method, HttpRequest.BodyPublishers.ofString("{}")));
            assertEquals(401, rejected.statusCode());
            assertEquals(LocalClient.detail("Provided API key is invalid."), rejected.body());
        }
        assertEquals(1, server.faults().plan().expiredUrls());
        final LocalClient known = new LocalClient(server, "pa-other");
        final int status = known.send(
                        known.request("/_local/" + path).method(method, HttpRequest.BodyPublishers.ofString("{}")))
                .statusCode();
        assertEquals("DELETE".equals(method) ? 204 : 200, status);
    }

    @Test
    void localPathsNeedNoKeyWhenTheServerWasGivenNone() {
        try (VoyageLocalServer open = VoyageLocalServer.start(new VoyageLocalOptions())) {
            assertEquals(200, new LocalClient(open, "").get("/_local/health").statusCode());
        }
    }
}
