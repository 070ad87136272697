/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsRequest;
import dev.nifivoyage.service.api.MultimodalEmbeddingsResponse;
import dev.nifivoyage.service.api.UnusableResponseException;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.InputPart;
import dev.nifivoyage.service.api.embedding.MediaKind;
import dev.nifivoyage.service.api.embedding.MultimodalInput;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Embedding of texts, images, and videos in real time: requests, and the validation of responses.
 */
@Timeout(60)
class EmbedMultimodalTest {
    private static final String MODEL = "voyage-multimodal-3.5";
    private static final byte[] BYTES = {1, 2, 3, 4};
    private static final String ONE_VECTOR = """
        {"data":[{"index":0,"embedding":[1,2]}],"usage":{"text_tokens":3,"image_pixels":40,"video_pixels":500,"total_tokens":9}}""";

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
    void sendsTextsAndBytes() throws Exception {
        response("""
            {"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,4]}]}""");

        service.embed(new MultimodalEmbeddingsRequest(
                List.of(
                        new MultimodalInput(List.of(
                                new InputPart.Text("ä \"text\"\n😀"),
                                new InputPart.Media(MediaKind.IMAGE, "image/png", BYTES),
                                new InputPart.Text("after"))),
                        new MultimodalInput(List.of(new InputPart.Media(MediaKind.VIDEO, "video/mp4", new byte[1])))),
                new EmbeddingParameters("space", MODEL, EmbeddingInputType.QUERY, 2, EmbeddingDataType.INT8, false)));

        final RecordedRequest request = server.takeRequest();
        assertEquals("POST /v1/multimodalembeddings", request.getMethod() + " " + request.getTarget());
        assertEquals("Bearer " + ServiceFixture.API_KEY, request.getHeaders().get("Authorization"));
        assertEquals("application/json", request.getHeaders().get("Content-Type"));
        assertEquals(VoyageJson.read("""
                    {"inputs":[
                      {"content":[{"type":"text","text":"ä \\"text\\"\\n😀"},
                        {"type":"image_base64","image_base64":"data:image/png;base64,AQIDBA=="},
                        {"type":"text","text":"after"}]},
                      {"content":[{"type":"video_base64","video_base64":"data:video/mp4;base64,AA=="}]}],
                     "model":"voyage-multimodal-3.5","truncation":false,"output_dtype":"int8",
                     "output_encoding":"base64","input_type":"query","output_dimension":2}"""), body(request));
    }

    @Test
    void sendsUrls() throws Exception {
        response(ONE_VECTOR);

        service.embed(request(
                new InputPart.MediaUrl(MediaKind.IMAGE, "https://example.com/a.png?b=\"c\""),
                new InputPart.MediaUrl(MediaKind.VIDEO, "http://example.com/a.mp4")));

        assertEquals(VoyageJson.read("""
                    [{"type":"image_url","image_url":"https://example.com/a.png?b=\\"c\\""},
                     {"type":"video_url","video_url":"http://example.com/a.mp4"}]"""), body(server.takeRequest()).at("/inputs/0/content"));
    }

    // voyage-multimodal-3 has no data types
    @Test
    void floatsOfTheDefaultDimensionAreNotRequested() throws Exception {
        response(ONE_VECTOR);

        service.embed(new MultimodalEmbeddingsRequest(
                List.of(input(new InputPart.Text("a"))), parameters(null, EmbeddingInputType.NONE)));

        assertEquals(VoyageJson.read("""
                    {"inputs":[{"content":[{"type":"text","text":"a"}]}],"model":"voyage-multimodal-3.5",
                     "truncation":true,"output_encoding":"base64"}"""), body(server.takeRequest()));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 2, 3, 4, 12_285, 12_286, 12_287, 12_288, 12_289, 12_290, 12_291, 24_576, 24_577, 1_000_001})
    void bytesOfAnySizeArriveUnchanged(final int size) throws Exception {
        final byte[] first = bytes(size);
        final byte[] second = bytes(size + 1);
        response(ONE_VECTOR);

        service.embed(request(
                new InputPart.Media(MediaKind.IMAGE, "image/jpeg", first),
                new InputPart.Text("ä"),
                new InputPart.Media(MediaKind.IMAGE, "image/webp", second)));

        final RecordedRequest request = server.takeRequest();
        assertEquals(
                Long.toString(request.getBody().size()), request.getHeaders().get("Content-Length"));
        final JsonNode content = body(request).at("/inputs/0/content");
        assertArrayEquals(first, decode("data:image/jpeg;base64,", content.at("/0/image_base64")));
        assertArrayEquals(second, decode("data:image/webp;base64,", content.at("/2/image_base64")));
    }

    @ParameterizedTest
    @MethodSource("dev.nifivoyage.service.client.UnusableVectorLists#all")
    void noWrongVectorIsTaken(final String body) {
        response(body);

        final VoyageException failure = assertThrows(
                VoyageException.class,
                () -> service.embed(new MultimodalEmbeddingsRequest(
                        List.of(input(new InputPart.Text("first")), input(new InputPart.Text("second"))),
                        parameters(2, EmbeddingInputType.DOCUMENT))));

        assertInstanceOf(UnusableResponseException.class, failure);
        assertFalse(failure.isRetryable(), "each response is billed");
        assertEquals(1, server.getRequestCount());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"text_tokens":3,"image_pixels":40,"video_pixels":500,"total_tokens":9} | 3 | 540
        {"image_pixels":40} | 0 | 40
        {"video_pixels":500} | 0 | 500
        {"total_tokens":9} | 0 | 0
        {"text_tokens":-3,"image_pixels":-40,"video_pixels":7} | 0 | 7
        {"text_tokens":"3","image_pixels":4.5,"video_pixels":{"image_pixels":1}} | 0 | 0
        {"text_tokens":99999999999999999999,"image_pixels":8} | 0 | 8
        {"text_tokens":null} | 0 | 0
        {} | 0 | 0
        [1] | 0 | 0
        7 | 0 | 0
        null | 0 | 0
        """)
    void readsWhatIsBilled(final String usage, final long tokens, final long pixels) throws Exception {
        response("""
            {"usage":%s,"data":[{"index":0,"embedding":[1,2]}]}""".formatted(usage));

        final MultimodalEmbeddingsResponse response = service.embed(text());

        assertEquals(tokens, response.textTokens());
        assertEquals(pixels, response.pixels());
        assertEquals(2, response.embeddings().getFirst().dimension());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void theSameBytesAreSentAgainWhenOverloadedOrBrokenOff() throws Exception {
        final MultimodalEmbeddingsRequest request =
                request(new InputPart.Media(MediaKind.IMAGE, "image/png", bytes(30_000)));
        server.enqueue(new MockResponse.Builder().code(503).build());
        response(ONE_VECTOR.substring(0, 30));
        response(ONE_VECTOR);

        assertEquals(540, service.embed(request).pixels());
        assertEquals(3, server.getRequestCount());
        final JsonNode sent = body(server.takeRequest());
        assertEquals(sent, body(server.takeRequest()));
        assertEquals(sent, body(server.takeRequest()));
    }

    @Test
    void aRejectionIsNotRepeated() {
        server.enqueue(new MockResponse.Builder().code(400).body("""
            {"detail":"The image at inputs[0].content[0] cannot be decoded."}""").build());

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.embed(text()));

        assertEquals(
                "POST /v1/multimodalembeddings failed: HTTP 400: The image at inputs[0].content[0] cannot be decoded.",
                failure.getMessage());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aLongerWaitIsLeftToTheCaller() {
        limit(60);

        final VoyageException failure = assertThrows(VoyageException.class, () -> service.embed(text()));

        assertEquals(Duration.ofSeconds(60), failure.retryAfter().orElseThrow());
        assertEquals(1, server.getRequestCount());
    }

    @Test
    void aRateLimitHoldsMultimodalCallsOnly() throws Exception {
        service = new ServiceFixture(server.url("/v1"))
                .set(StandardVoyageClientService.MAXIMUM_RETRIES, "0")
                .enable();
        limit(3);
        response(ONE_VECTOR);
        response(ONE_VECTOR);
        final long start = System.nanoTime();
        assertThrows(VoyageException.class, () -> service.embed(text()));

        service.embed(new EmbeddingsRequest(
                List.of("a"),
                new EmbeddingParameters("", "voyage-4", EmbeddingInputType.NONE, 2, EmbeddingDataType.FLOAT, true)));
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(3).toNanos(), "the text waited");
        service.embed(text());
        assertTrue(
                System.nanoTime() - start >= Duration.ofSeconds(3).toNanos(),
                "sent before the time that Voyage asked for");
        assertEquals(3, server.getRequestCount());
    }

    @Test
    void numberOfInputs() {
        final MultimodalInput input = input(new InputPart.Text("a"));
        final List<MultimodalInput> most = Collections.nCopies(MultimodalEmbeddingsRequest.MAXIMUM_INPUTS, input);
        final List<MultimodalInput> tooMany = new ArrayList<>(most);
        tooMany.add(input);
        final EmbeddingParameters parameters = parameters(2, EmbeddingInputType.DOCUMENT);

        assertEquals(
                1_000,
                new MultimodalEmbeddingsRequest(most, parameters).inputs().size());
        assertThrows(IllegalArgumentException.class, () -> new MultimodalEmbeddingsRequest(tooMany, parameters));
        assertThrows(IllegalArgumentException.class, () -> new MultimodalEmbeddingsRequest(List.of(), parameters));
        assertThrows(IllegalArgumentException.class, () -> new MultimodalInput(List.of()));
    }

    @Test
    void urlsAndBytesDoNotGoTogether() {
        final MultimodalInput url = input(new InputPart.MediaUrl(MediaKind.IMAGE, "https://example.com/a.png"));
        final MultimodalInput bytes = input(new InputPart.Media(MediaKind.IMAGE, "image/png", BYTES));
        final MultimodalInput text = input(new InputPart.Text("a"));
        final EmbeddingParameters parameters = parameters(2, EmbeddingInputType.DOCUMENT);

        assertThrows(
                IllegalArgumentException.class,
                () -> new MultimodalEmbeddingsRequest(List.of(url, text, bytes), parameters));
        assertEquals(
                2,
                new MultimodalEmbeddingsRequest(List.of(url, text), parameters)
                        .inputs()
                        .size());
        assertEquals(
                2,
                new MultimodalEmbeddingsRequest(List.of(text, bytes), parameters)
                        .inputs()
                        .size());
    }

    @Test
    void inputsAreNotChangedFromOutside() {
        final List<InputPart> parts = new ArrayList<>(List.of(new InputPart.Text("a")));
        final MultimodalInput input = new MultimodalInput(parts);
        parts.add(new InputPart.Text("b"));

        assertEquals(1, input.parts().size());
        assertFalse(
                input(new InputPart.Media(MediaKind.IMAGE, "image/png", BYTES))
                        .toString()
                        .contains("AQIDBA"),
                "images are not in logs");
    }

    @ParameterizedTest
    @EnumSource(EmbeddingDataType.class)
    void imagesOfVoyageOnThisMachine(final EmbeddingDataType dataType) throws Exception {
        final EmbeddingParameters parameters =
                new EmbeddingParameters("", MODEL, EmbeddingInputType.DOCUMENT, 2048, dataType, true);
        final List<MultimodalInput> inputs = List.of(
                input(new InputPart.Text("a red circle")),
                input(new InputPart.Media(MediaKind.IMAGE, "image/png", png(Color.RED))),
                input(
                        new InputPart.Text("a blue square"),
                        new InputPart.Media(MediaKind.IMAGE, "image/png", png(Color.BLUE))));
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final VoyageClientService local = ServiceFixture.enabled(voyage.baseUri());
            final MultimodalEmbeddingsResponse all = local.embed(new MultimodalEmbeddingsRequest(inputs, parameters));

            assertEquals(3, all.embeddings().size());
            assertEquals(voyage.ledger().totals().realTimeTokens(), all.textTokens());
            assertEquals(2 * 60_000, all.pixels());
            assertEquals(voyage.ledger().totals().pixels(), all.pixels());
            for (int i = 0; i < inputs.size(); i++) {
                assertEquals(
                        local.embed(new MultimodalEmbeddingsRequest(List.of(inputs.get(i)), parameters))
                                .embeddings()
                                .getFirst(),
                        all.embeddings().get(i));
            }
            assertEquals(2048, all.embeddings().getFirst().dimension());
            assertEquals(dataType, all.embeddings().getFirst().dataType());
        }
    }

    private void limit(final int seconds) {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", Integer.toString(seconds))
                .build());
    }

    private static MultimodalEmbeddingsRequest text() {
        return request(new InputPart.Text("a"));
    }

    private static MultimodalEmbeddingsRequest request(final InputPart... parts) {
        return new MultimodalEmbeddingsRequest(List.of(input(parts)), parameters(2, EmbeddingInputType.DOCUMENT));
    }

    private static MultimodalInput input(final InputPart... parts) {
        return new MultimodalInput(List.of(parts));
    }

    private static EmbeddingParameters parameters(final Integer dimension, final EmbeddingInputType inputType) {
        return new EmbeddingParameters("", MODEL, inputType, dimension, EmbeddingDataType.FLOAT, true);
    }

    private static JsonNode body(final RecordedRequest request) throws Exception {
        return VoyageJson.read(request.getBody().utf8());
    }

    private static byte[] decode(final String prefix, final JsonNode url) {
        assertTrue(url.asText().startsWith(prefix), url::asText);
        return Base64.getDecoder().decode(url.asText().substring(prefix.length()));
    }

    private static byte[] bytes(final int size) {
        final byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] png(final Color color) throws IOException {
        final BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        graphics.setColor(color);
        graphics.fillOval(50, 0, 200, 200);
        graphics.dispose();
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        ImageIO.write(image, "png", output);
        return output.toByteArray();
    }

    private void response(final String body) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }
}
