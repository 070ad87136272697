/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.VoyageException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The messages of failed calls.
 */
class ErrorTextsTest {
    private final MockWebServer server = new MockWebServer();
    private ServiceFixture fixture;

    @BeforeEach
    void start() throws Exception {
        server.start();
        fixture = new ServiceFixture(server.url("/v1")).set(StandardVoyageClientService.MAXIMUM_RETRIES, "0");
        fixture.enable();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void unauthorized() {
        final MockResponse.Builder response = response(401, """
            {"detail":"Provided API key is invalid."}""").addHeader("x-request-id", "req-42");

        assertEquals(
                "GET /v1/batches/batch-1 failed: HTTP 401: Provided API key is invalid. (request id req-42)",
                getBatch(response).getMessage());
    }

    @Test
    void forbidden() {
        final VoyageException failure = getBatch(response(403, """
            {"detail":"IP address not allowed","error_code":"IP"}"""));

        assertEquals(403, failure.statusCode().orElseThrow());
        assertEquals("IP address not allowed", failure.detail().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"detail\":\"Not Found\"}", "<html>404</html>"})
    void notFoundWithoutReasonNamesTheProject(final String body) {
        final String message = getBatch(response(404, body)).getMessage();

        assertTrue(message.contains("API keys of the project"), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"detail":"Input file not found"}
        {"error":{"message":"Input file not found"}}
        {"message":"Input file not found"}
        """)
    void reasonOfTheServerIsNotFollowedByAGuess(final String body) {
        assertEquals(
                "POST /v1/batches failed: HTTP 404: Input file not found",
                createBatch(response(404, body)).getMessage());
        assertEquals(
                "GET /v1/batches/batch-1 failed: HTTP 404: Input file not found",
                getBatch(response(404, body)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"detail":"why"} | why
        {"detail":[{"loc":["body","input",1],"msg":"invalid text","input":"A LONG TEXT"}]} | body.input.1: invalid text
        {"detail":["one","two"]} | one; two
        {"detail":{"message":"why","code":7}} | why
        {"detail":{"error":{"message":"why"}}} | why
        {"detail":null,"message":"why"} | why
        {"error":"why"} | why
        {"error":{"message":"why","type":"t","code":"c"}} | why
        {"error":true,"message":"why"} | why
        {"errors":[{"message":"one"},{"message":"two"}]} | one; two
        [{"error":{"message":"why"}}] | why
        {"message":"why"} | why
        "why" | why
        why not | why not
        {"code":7} | {"code":7}
        {"detail":"why","trace":"cut off | why
        `` |
        """)
    void shapesOfReasons(final String body, final String reason) {
        final String shape = body.replace("A LONG TEXT", "x".repeat(100_000));

        assertEquals(reason, getBatch(response(400, shape)).detail().orElse(null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        ``
        {"detail":"
        {"detail":[{"msg":"
        <p>
        [
        """)
    void reasonsAreBounded(final String begin) {
        final VoyageException failure = getBatch(response(400, begin + "word ".repeat(1_000_000)));

        assertTrue(
                failure.getMessage().length() < 1200,
                () -> Integer.toString(failure.getMessage().length()));
    }

    @Test
    void notFoundNamesTheAddressWhenNothingIsServedThere() {
        final String message = createBatch(response(404, """
            {"detail":"Not Found"}""")).getMessage();

        assertEquals(
                "POST /v1/batches failed: HTTP 404: Not Found; there is no API at %s: check Base URL, which usually ends with /v1"
                        .formatted(server.url("/v1/batches")),
                message);
    }

    @Test
    void listOfDetails() {
        final String body = """
            {"detail":[{"type":"enum","loc":["body","completion_window"],"msg":"Input should be '12h'","input":"24h","ctx":{"expected":"'12h'"}},
             {"type":"missing","loc":["body","request_params"],"msg":"Field required"},{"msg":"and more"}]}""";

        assertEquals(
                "POST /v1/batches failed: HTTP 422: body.completion_window: Input should be '12h'; body.request_params: Field required; and more",
                createBatch(response(422, body)).getMessage());
    }

    @Test
    void pageOfAGatewayIsShortened() {
        final String page =
                "<html><head><style>p { color: red }</style></head>\n<body>\n<h1>502 Bad Gateway</h1>%s</body></html>"
                        .formatted("<p>padding</p>".repeat(5000));

        final VoyageException failure = getBatch(response(502, page));

        assertTrue(
                failure.detail().orElseThrow().startsWith("502 Bad Gateway padding"),
                failure.detail().orElseThrow());
        assertTrue(
                failure.detail().orElseThrow().length() <= 201, failure.detail().orElseThrow());
    }

    @Test
    void emptyBody() {
        assertEquals(
                "GET /v1/batches/batch-1 failed: HTTP 500",
                getBatch(response(500, "")).getMessage());
    }

    @Test
    void plainText() {
        assertEquals(
                "upstream connect error",
                getBatch(response(503, "upstream\n connect  error\n")).detail().orElseThrow());
    }

    @Test
    void redirectIsNotFollowed() {
        final String message = getBatch(response(302, "").addHeader("Location", server.url("/login")))
                .getMessage();

        assertTrue(message.contains("HTTP 302"), message);
        assertTrue(message.contains("check Base URL"), message);
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void responseThatRepeatsTheKey() {
        final VoyageException failure = getBatch(response(401, """
            {"detail":"Key %s is unknown"}""".formatted(ServiceFixture.API_KEY)));

        assertEquals("Key *** is unknown", failure.detail().orElseThrow());
    }

    @Test
    void responseThatRepeatsTheKeyWhereItIsCut() {
        final VoyageException failure = getBatch(response(401, """
            {"detail":"%s%s"}""".formatted("x".repeat(994), ServiceFixture.API_KEY)));

        assertFalse(
                failure.detail().orElseThrow().contains(ServiceFixture.API_KEY.substring(0, 4)),
                failure.detail().orElseThrow());
    }

    @Test
    void responseThatIsNoJson() {
        final VoyageException failure = getBatch(response(200, "<html>Welcome to the network</html>"));

        assertTrue(failure.getMessage().startsWith("GET /v1/batches/batch-1 failed: "), failure.getMessage());
        assertTrue(failure.statusCode().isEmpty());
    }

    @Test
    void closedPort() {
        server.close();

        final VoyageException failure = assertThrows(VoyageException.class, () -> fixture.service.getBatch("batch-1"));

        assertTrue(failure.statusCode().isEmpty());
        assertTrue(failure.isRetryable());
        ServiceFixture.assertHoldsNoSecret(failure);
    }

    private VoyageException getBatch(final MockResponse.Builder response) {
        server.enqueue(response.build());
        final VoyageException failure = assertThrows(VoyageException.class, () -> fixture.service.getBatch("batch-1"));
        ServiceFixture.assertHoldsNoSecret(failure);
        return failure;
    }

    private VoyageException createBatch(final MockResponse.Builder response) {
        server.enqueue(response.build());
        final BatchRequest request =
                new BatchRequest(BatchEndpoint.EMBEDDINGS, "file-1", Map.of("model", "voyage-4"), Map.of());
        final VoyageException failure = assertThrows(VoyageException.class, () -> fixture.service.createBatch(request));
        ServiceFixture.assertHoldsNoSecret(failure);
        return failure;
    }

    private static MockResponse.Builder response(final int status, final String body) {
        return new MockResponse.Builder().code(status).body(body);
    }
}
