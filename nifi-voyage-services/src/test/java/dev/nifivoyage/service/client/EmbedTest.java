/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Embedding in real time: requests, and the validation of responses.
 */
class EmbedTest {
    private final MockWebServer server = new MockWebServer();
    private VoyageClientService service;

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
    void sendsRequest() throws Exception {
        response("""
            {"data":[{"index":0,"embedding":[1,2]}],"usage":{"total_tokens":3}}""");

        service.embed(new EmbeddingsRequest(
                List.of("ä \"text\""),
                new EmbeddingParameters(
                        "space", "voyage-4", EmbeddingInputType.QUERY, 2, EmbeddingDataType.INT8, false)));

        final RecordedRequest request = server.takeRequest();
        assertEquals("POST /v1/embeddings", request.getMethod() + " " + request.getTarget());
        assertEquals("Bearer " + ServiceFixture.API_KEY, request.getHeaders().get("Authorization"));
        assertEquals(VoyageJson.read("""
            {"input":["ä \\"text\\""],"model":"voyage-4","truncation":false,"output_dtype":"int8",\
            "encoding_format":"base64","input_type":"query","output_dimension":2}"""), VoyageJson.read(request.getBody().utf8()));
    }

    @Test
    void requestWithoutInputTypeAndDimension() throws Exception {
        response("""
            {"data":[{"index":0,"embedding":[1.5]}]}""");

        assertEquals(
                0,
                service.embed(new EmbeddingsRequest(
                                List.of("a"),
                                new EmbeddingParameters(
                                        null,
                                        "voyage-4",
                                        EmbeddingInputType.NONE,
                                        null,
                                        EmbeddingDataType.FLOAT,
                                        true)))
                        .tokens());

        assertEquals(
                VoyageJson.read("""
                    {"input":["a"],"model":"voyage-4","truncation":true,"output_dtype":"float","encoding_format":"base64"}"""),
                VoyageJson.read(server.takeRequest().getBody().utf8()));
    }

    @Test
    void base64AndArraysInAnyOrder() throws Exception {
        response("""
            {"object":"list","usage":{"more":{"a":1},"total_tokens":8},"data":[
              {"object":"embedding","embedding":[-0.016709786,1e-3],"index":1,"text":{"x":[1]}},
              {"index":0,"embedding":"%s","object":"embedding"}],"model":"voyage-4"}""".formatted(base64(0.25f, -0.5f)));

        final EmbeddingsResponse response = service.embed(request(2, "first", "second"));

        assertEquals(List.of(embedding(0.25f, -0.5f), embedding(-0.016709786f, 1e-3f)), response.embeddings());
        assertEquals(8, response.tokens());
    }

    @ParameterizedTest
    @MethodSource("dev.nifivoyage.service.client.UnusableVectorLists#all")
    void noWrongVectorIsTaken(final String body) {
        response(body);

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> service.embed(request(2, "first", "second")));

        assertInstanceOf(UnusableResponseException.class, failure);
        assertFalse(failure.isRetryable(), "each answer is billed");
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void dimensionsMayNotDifferEvenWhenNoneIsAskedFor() {
        response("""
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1]}]}""");

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> service.embed(request(null, "first", "second")));

        assertTrue(failure.getMessage().contains("with 2 and with 1 dimensions"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[128]", "[-129]", "[1.5]"})
    void quantizedNumbersInTheirRange(final String vector) {
        response("""
            {"data":[{"index":0,"embedding":%s}]}""".formatted(vector));
        final EmbeddingParameters parameters =
                new EmbeddingParameters("", "voyage-4", EmbeddingInputType.NONE, null, EmbeddingDataType.INT8, true);

        assertThrows(VoyageException.class, () -> service.embed(new EmbeddingsRequest(List.of("a"), parameters)));
    }

    @Test
    void tooManyTokens() {
        server.enqueue(new MockResponse.Builder().code(400).body("""
            {"detail":"Request to model 'voyage-4' failed. The max allowed tokens per submitted batch is 320000.","error_code":"TOO_MANY_TOKENS_IN_BATCH"}""").build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.embed(request(2, "a")));

        assertEquals(
                "POST /v1/embeddings failed: HTTP 400: Request to model 'voyage-4' failed. The max allowed tokens per submitted batch is 320000.",
                failure.getMessage());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aUsageBeyondAnyNumberCountsAsNone() throws Exception {
        response("""
            {"data":[{"index":0,"embedding":[1,2]}],"usage":{"total_tokens":99999999999999999999}}""");

        assertEquals(0, service.embed(request(2, "a")).tokens());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void isRepeatedWhenOverloadedOrBrokenOff() throws Exception {
        final String response = """
            {"data":[{"index":0,"embedding":[1,2]}],"usage":{"total_tokens":3}}""";
        server.enqueue(new MockResponse.Builder().code(503).build());
        response(response.substring(0, 30));
        response(response);

        assertEquals(3, service.embed(request(2, "a")).tokens());
        assertEquals(3, server.getRequestCount());
    }

    @Test
    void aLongerWaitIsLeftToTheCaller() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "60")
                .build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.embed(request(2, "a")));

        assertEquals(Duration.ofSeconds(60), failure.retryAfter().orElseThrow());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void numberOfTexts() {
        final List<String> most = Collections.nCopies(EmbeddingsRequest.MAXIMUM_TEXTS, "a");
        final List<String> tooMany = new ArrayList<>(most);
        tooMany.add("a");
        final EmbeddingParameters parameters = request(2, "a").parameters();

        assertEquals(1_000, new EmbeddingsRequest(most, parameters).texts().size());
        assertThrows(IllegalArgumentException.class, () -> new EmbeddingsRequest(tooMany, parameters));
        assertThrows(IllegalArgumentException.class, () -> new EmbeddingsRequest(List.of(), parameters));
        assertThrows(IllegalArgumentException.class, () -> new EmbeddingsRequest(List.of("a", ""), parameters));
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDataType.class)
    void thousandTextsOfVoyageOnThisMachine(final EmbeddingDataType dataType) throws Exception {
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < EmbeddingsRequest.MAXIMUM_TEXTS; i++) {
            texts.add("A performer in pose number " + i);
        }
        final EmbeddingParameters parameters =
                new EmbeddingParameters("", "voyage-4", EmbeddingInputType.DOCUMENT, 2048, dataType, true);
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final VoyageClientService local = ServiceFixture.enabled(voyage.baseUri());
            final EmbeddingsResponse all = local.embed(new EmbeddingsRequest(texts, parameters));

            assertEquals(1_000, all.embeddings().size());
            assertEquals(voyage.ledger().totals().realTimeTokens(), all.tokens());
            for (final int index : new int[] {0, 500, 999}) {
                assertEquals(
                        local.embed(new EmbeddingsRequest(List.of(texts.get(index)), parameters))
                                .embeddings()
                                .getFirst(),
                        all.embeddings().get(index));
            }
            assertEquals(2048, all.embeddings().getFirst().dimension());
        }
    }

    private static EmbeddingsRequest request(final Integer dimension, final String... texts) {
        return new EmbeddingsRequest(
                List.of(texts),
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, dimension, EmbeddingDataType.FLOAT, true));
    }

    private static String base64(final float... numbers) {
        return Base64.getEncoder().encodeToString(embedding(numbers).toBytes());
    }

    private static Embedding embedding(final float... numbers) {
        final ByteBuffer buffer =
                ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final float number : numbers) {
            buffer.putFloat(number);
        }

        return Embedding.ofPacked(EmbeddingDataType.FLOAT, buffer.array());
    }

    private void response(final String body) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }
}
