/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.fault.TextRejections;
import dev.nifivoyage.local.ledger.LedgerEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The parameters, limits, and errors of {@code /v1/multimodalembeddings}.
 */
class MultimodalEmbeddingsTest {

    private static final String NOT_VALID = "Value of argument 'inputs[0].content[0]' is not a valid image: ";

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = new LocalClient(server);
    }

    @AfterEach
    void clear() {
        server.faults().clear();
        server.ledger().reset();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void responsesHaveTheDocumentedShape() {
        final String body = request()
                .input("text", "two words", "image_base64", image(300, 200))
                .input("text", "one")
                .send()
                .body();
        assertEquals("""
            {"object":"list","data":[{"object":"embedding","embedding":[],"index":0},{"object":"embedding","embedding":[],"index":1}],\
            "model":"voyage-multimodal-3.5","usage":{"text_tokens":3,"image_pixels":60000,"video_pixels":0,"total_tokens":110}}""", body.replaceAll("\\[[-\\d.,eE]+\\]", "[]"));
        assertEquals(1_024, LocalClient.json(body).at("/data/0/embedding").size());
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 1_024, 2_048})
    void dimensionsAndTypes(final int dimension) {
        for (final String type : new String[] {"float", "int8", "uint8", "binary", "ubinary"}) {
            final JsonNode response = request()
                    .with("output_dimension", dimension)
                    .with("output_dtype", type)
                    .input("text", "a")
                    .response();
            assertEquals(
                    type.endsWith("binary") ? dimension / 8 : dimension,
                    response.at("/data/0/embedding").size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"output_encoding", "encoding_format"})
    void vectorsCanBeBase64(final String parameter) {
        final JsonNode response =
                request().with(parameter, "base64").input("text", "a").response();
        assertEquals(
                4_096,
                Base64.getDecoder().decode(response.at("/data/0/embedding").textValue()).length);
        assertEquals(
                "Value 'hex' of argument '" + parameter + "' is not supported. Supported values are ['base64'].",
                request().with(parameter, "hex").input("text", "a").rejection());
    }

    @Test
    void theOlderModelHasOneDimensionAndNoVideos() {
        assertEquals(
                1_024, request().model("voyage-multimodal-3").input("text", "a").vectors()[0].length);
        assertEquals(
                "Value 256 of argument 'output_dimension' is not supported by model voyage-multimodal-3. Supported values are [1024].",
                request()
                        .model("voyage-multimodal-3")
                        .with("output_dimension", 256)
                        .input("text", "a")
                        .rejection());
        assertEquals(
                "Value 'int8' of argument 'output_dtype' is not supported by model voyage-multimodal-3. Supported values are ['float'].",
                request()
                        .model("voyage-multimodal-3")
                        .with("output_dtype", "int8")
                        .input("text", "a")
                        .rejection());
        assertEquals(
                "Value of argument 'inputs[0].content[0]' is a video, which the model does not support.",
                request()
                        .model("voyage-multimodal-3")
                        .input("video_base64", base64(Videos.mp4()))
                        .rejection());
        assertEquals(
                "Model voyage-4 is not supported. Supported models are ['voyage-multimodal-3.5', 'voyage-multimodal-3'].",
                request().model("voyage-4").input("text", "a").rejection());
        assertEquals(
                "Argument 'dimensions' is not supported by our API.",
                request().with("dimensions", 3).input("text", "a").rejection());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | Argument 'inputs' is required.",
                "'a' | Argument 'inputs' must be a list of objects with a list 'content'.",
                "[] | Argument 'inputs' cannot be an empty list.",
                "['a'] | Value of argument 'inputs[0]' must be an object with a list 'content'.",
                "[{'content':'a'}] | Value of argument 'inputs[0]' must be an object with a list 'content'.",
                "[{'content':[]}] | Value of argument 'inputs[0].content' cannot be an empty list.",
                "[{'content':[],'id':1}] | Argument 'inputs[0].id' is not supported by our API.",
                "[{'content':['a']}] | Value of argument 'inputs[0].content[0]' must be an object with a string 'type'.",
                "[{'content':[{'type':'text'}]}] | Value of argument 'inputs[0].content[0].text' is required and must be a string that is not empty.",
                "[{'content':[{'type':'text','text':''}]}] | Value of argument 'inputs[0].content[0].text' is required and must be a string that is not empty.",
                "[{'content':[{'type':'text','text':'a','image_url':'b'}]}] | Argument 'inputs[0].content[0].image_url' is not supported by our API.",
                "[{'content':[{'type':'image_url','image_url':{'url':'b'}}]}] | Value of argument 'inputs[0].content[0].image_url' is required and must be a string that is not empty.",
                "[{'content':[{'type':'audio','audio':'a'}]}] | Value 'audio' of argument 'inputs[0].content[0].type' is not supported. Supported values are "
                        + "['text', 'image_url', 'image_base64', 'video_url', 'video_base64'].",
                "[{'content':[{'type':'image_url','image_url':'http://a/b'},{'type':'image_base64','image_base64':'a'}]}] | "
                        + "Value of argument 'inputs[0].content[1]' is base64, but an earlier part is a URL; a request must not mix them.",
                "[{'content':[{'type':'video_base64','video_base64':'a'}]},{'content':[{'type':'image_url','image_url':'http://a/b'}]}] | "
                        + "Value of argument 'inputs[1].content[0]' is a URL, but an earlier part is base64; a request must not mix them.",
            },
            quoteCharacter = '"')
    void malformedInputsAreRejected(final String inputs, final String detail) {
        assertEquals(
                detail,
                LocalClient.json(client.post("/multimodalembeddings", """
            {"model":"voyage-multimodal-3.5","inputs":%s}""".formatted(inputs.replace('\'', '"'))), 400)
                        .get("detail")
                        .textValue());
    }

    @Test
    void inputsAreLimited() {
        final MultimodalRequest request = request();
        for (int i = 0; i < 1_000; i++) {
            request.input("text", "a");
        }
        assertEquals(1_000, request.response().get("data").size());
        assertEquals(
                "Argument 'inputs' has 1001 items, but the max allowed is 1000.",
                request.input("text", "a").rejection());
    }

    @Test
    void positionsOfBadImagesAreNamed() {
        assertEquals(
                "Value of argument 'inputs[3].content[1]' is not a valid image: it is not a PNG, JPEG, WebP, or GIF.",
                request()
                        .input("text", "a")
                        .input("text", "b")
                        .input("image_base64", image(10, 10))
                        .input("text", "c", "image_base64", base64("no image".getBytes()))
                        .rejection());
    }

    @Test
    void badBase64IsRejected() {
        assertBad("it is not valid base64", "*");
        assertBad("it is not valid base64", "data:image/png;base64,====");
        assertBad("it is empty", "data:image/png;base64,");
        assertBad("its data URL does not start like 'data:image/png;base64,'", "data:image/png,abc");
        assertBad("its data URL does not start like 'data:image/png;base64,'", "data:image/png");
    }

    @Test
    void theDeclaredTypeMustBeThatOfTheBytes() {
        final byte[] png = Images.encode(Images.flag(48, 32), "png");
        assertBad("its data URL declares 'image/jpeg', but its bytes are 'image/png'", Images.dataUrl(png, "jpeg"));
        assertBad("it is not a PNG, JPEG, WebP, or GIF", base64(Videos.mp4()));
        assertEquals(200, send("DATA:Image/PNG;charset=x;base64," + base64(png)));
        assertEquals(200, send(base64(png)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "gif", "webp", "lossy webp", "cmyk"})
    void imagesThatAreCutOffAreRejected(final String format) {
        final byte[] bytes = switch (format) {
            case "webp" -> Base64.getDecoder().decode(Images.WEBP);
            case "lossy webp" -> Base64.getDecoder().decode(Images.LOSSY_WEBP);
            case "cmyk" -> Base64.getDecoder().decode(Images.CMYK);
            default -> Images.encode(Images.landscape(200, 150, 0.5), format);
        };
        assertEquals(200, send(base64(bytes)));
        for (final int length : new int[] {
            bytes.length - 1, bytes.length - 2, bytes.length - 5, bytes.length * 2 / 3, bytes.length / 2, 40, 20, 13
        }) {
            final String detail = request()
                    .input("image_base64", base64(Arrays.copyOf(bytes, length)))
                    .rejection();
            assertTrue(
                    detail.matches("\\Q" + NOT_VALID + "\\E(it is cut off|its \\w+ data cannot be decoded)\\."),
                    length + ": " + detail);
        }
    }

    @Test
    void damagedImagesAreRejectedOrDecoded() {
        final byte[] png = Images.encode(Images.landscape(200, 150, 0.5), "png");
        Arrays.fill(png, 60, 120, (byte) 0x55);
        assertBad("its PNG data cannot be decoded", base64(png));
        // a decoder of lossless JPEG allocates all pixels before it reads any
        final byte[] jpeg = Images.encode(Images.landscape(200, 150, 0.5), "jpeg");
        for (int i = 0; i < jpeg.length - 1; i++) {
            if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC0) {
                jpeg[i + 1] = (byte) 0xC3;
                break;
            }
        }
        assertBad("its JPEG data cannot be decoded", base64(jpeg));
    }

    @Test
    void hugeImagesAreRejectedWithoutBeingDecoded() {
        final byte[] png = Images.encode(Images.flag(48, 32), "png");
        ByteBuffer.wrap(png).putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        assertBad(
                "it has 4000000000000000000 pixels (2000000000 x 2000000000), but the max allowed is 16000000",
                base64(png));
        ByteBuffer.wrap(png).putInt(16, 4_001).putInt(20, 4_000);
        assertBad("it has 16004000 pixels (4001 x 4000), but the max allowed is 16000000", base64(png));
        assertBad("it has 20000001 bytes, but the max allowed is 20000000", base64(new byte[20_000_001]));
        assertBad("it has 20100000 bytes, but the max allowed is 20000000", base64(new byte[20_100_000]));
        assertBad("it is not a PNG, JPEG, WebP, or GIF", base64(new byte[20_000_000]));
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,50000",
        "200,249,50000",
        "200,251,50200",
        "1000,2000,2000000",
        "4000,4000,2000000",
        "1,16000,50000",
        "16000,20,320000"
    })
    void pixelsOfImagesAreBilledWithinBounds(final int width, final int height, final long billed) {
        final JsonNode usage =
                request().input("image_base64", image(width, height)).response().get("usage");
        assertEquals(billed, usage.get("image_pixels").longValue());
        assertEquals(billed / 560, usage.get("total_tokens").longValue());
        assertEquals(billed, server.ledger().totals().pixels());
    }

    @Test
    void framesOfVideosAreCounted() {
        assertEquals(20 * 64 * 48, videoPixels(TestFile.read("red.mp4")));
        assertEquals(20 * 64 * 48, videoPixels(TestFile.read("red.mov")));
        assertEquals(10_000 * 1_120, videoPixels(Arrays.copyOf(Videos.avi(10, 320, 240), 60)));
        assertEquals(10 * 320 * 240, videoPixels(Videos.avi(10, 320, 240)));
        assertEquals(32_000 * 1_120, videoPixels(Videos.avi(10_000, 1_920, 1_080)));
        assertEquals(10_000 * 1_120, videoPixels(Videos.mp4()));
        assertEquals(
                10_000 * 1_120,
                videoPixels(ByteBuffer.allocate(64).putInt(0x1A45DFA3).array()));
        assertEquals(
                "Value of argument 'inputs[0].content[0]' is not a valid video: it is not an MP4, WebM, or AVI.",
                request().input("video_base64", image(10, 10)).rejection());
        assertEquals(
                "Value of argument 'inputs[0].content[0]' is not a valid video: its data URL declares 'video/mp4', but its bytes are 'video/x-msvideo'.",
                request()
                        .input("video_base64", "data:video/mp4;base64," + base64(Videos.avi(1, 2, 3)))
                        .rejection());
    }

    @Test
    void longInputsAreCut() {
        final String text = "word ".repeat(31_000);
        final String image = image(2_000, 1_000);
        final JsonNode cut = request()
                .input("text", text, "image_base64", image, "text", "more")
                .response();
        assertEquals("""
            {"text_tokens":31000,"image_pixels":0,"video_pixels":0,"total_tokens":31000}""", cut.get("usage").toString());
        assertEquals(
                """
            {"text_tokens":28429,"image_pixels":2000000,"video_pixels":0,"total_tokens":32000}""",
                request()
                        .input("image_base64", image, "text", text)
                        .response()
                        .get("usage")
                        .toString());
        assertEquals(
                "Request to model 'voyage-multimodal-3.5' failed. Value of argument 'inputs[1]' has 34572 tokens, but the max allowed is 32000.",
                request()
                        .with("truncation", false)
                        .input("text", "a")
                        .input("text", text, "image_base64", image, "text", "more")
                        .rejection());
        assertEquals(
                MultimodalRequest.cosine(
                        request().input("text", text).vectors()[0],
                        request().input("text", text, "image_base64", image).vectors()[0]),
                1,
                1e-6);
    }

    @Test
    void tokensOfARequestAreLimited() {
        final MultimodalRequest request = request();
        for (int i = 0; i < 11; i++) {
            request.input("text", "word ".repeat(30_000));
        }
        assertEquals(
                "Request to model 'voyage-multimodal-3.5' failed. The max allowed tokens per submitted batch is 320000. Your batch has 330000 tokens after truncation. "
                        + "Please lower the number of tokens in the batch.",
                request.rejection());
        assertEquals(0, server.ledger().totals().requests());
    }

    @Test
    void pixelsAreOnTheLedger() {
        request().input("text", "two words", "image_base64", image(300, 200)).response();
        request().input("video_base64", base64(Videos.avi(10, 320, 240))).response();
        client.post("/embeddings", """
            {"input":"a","model":"voyage-4"}""");
        assertEquals(
                new LedgerEntry(null, null, "/v1/multimodalembeddings", "voyage-multimodal-3.5", 2, 60_000),
                server.ledger().entries(0, 1).getFirst());
        final JsonNode ledger = LocalClient.json(client.get("/_local/ledger"), 200);
        assertEquals("""
            {"requests":3,"tokens":3,"pixels":828000,"batch_requests":0,"batch_tokens":0,"real_time_requests":3,"real_time_tokens":3}""", ledger.get("totals").toString());
        assertEquals(768_000, ledger.at("/entries/1/pixels").longValue());
        assertEquals(0, ledger.at("/entries/2/pixels").longValue());
    }

    @Test
    void wordsCanBeRejected() {
        server.faults().set(new TextRejections.Rule("forbidden", 0, null, TextRejections.Place.TEXT));
        assertEquals(
                "inputs[1]: The text cannot be processed",
                request()
                        .input("text", "a")
                        .input("image_base64", image(10, 10), "text", "a forbidden word")
                        .rejection());
        assertEquals(200, request().input("text", "a").send().statusCode());
        server.faults().set(new TextRejections.Rule("forbidden", 422, "No", TextRejections.Place.LOC));
        assertEquals(
                """
            [{"type":"value_error","msg":"No","input":"a\\nforbidden","loc":["body","inputs",0]}]""",
                LocalClient.json(
                                request()
                                        .input("text", "a", "text", "forbidden")
                                        .input("text", "b")
                                        .send(),
                                422)
                        .get("detail")
                        .toString());
    }

    @Test
    void batchesAreNotSupported() {
        final JsonNode response = LocalClient.json(
                client.post(
                        "/batches",
                        LocalClient.batchBody("/v1/multimodalembeddings", """
                    {"model":"voyage-multimodal-3.5"}""", client.upload(LocalClient.lines(1)))),
                422);
        assertEquals(
                "Input should be '/v1/embeddings', '/v1/contextualizedembeddings' or '/v1/rerank'",
                response.at("/detail/0/msg").textValue());
    }

    private static MultimodalRequest request() {
        return new MultimodalRequest(client);
    }

    private static String image(final int width, final int height) {
        return Images.png(Images.flag(width, height));
    }

    private static String base64(final byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static int send(final String image) {
        return request().input("image_base64", image).send().statusCode();
    }

    private static long videoPixels(final byte[] video) {
        return request()
                .input("video_base64", base64(video))
                .response()
                .at("/usage/video_pixels")
                .longValue();
    }

    private static void assertBad(final String reason, final String image) {
        assertEquals(
                NOT_VALID + reason + ".", request().input("image_base64", image).rejection());
    }
}
