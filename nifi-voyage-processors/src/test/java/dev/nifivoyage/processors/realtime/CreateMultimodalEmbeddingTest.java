/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.TextRejections;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.multimodal.ContentStrategy;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.input.OversizedImages;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Images, alone and beside texts, get their vectors from a Voyage on this machine.
 */
class CreateMultimodalEmbeddingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Pixels of {@link Pictures#png}. */
    private static final long PIXELS = 64_000;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withClient(new CreateMultimodalEmbedding());
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        runner.assertValid();
    }

    @ParameterizedTest
    @CsvSource({"png, image/png", "jpeg, image/jpeg", "gif, image/gif", "png,", "jpeg, application/octet-stream"})
    void embedsAFlowFileThatIsAnImage(final String format, final String mimeType) throws Exception {
        runner.enqueue(Pictures.draw(1, 320, 200, format), mimeType == null ? Map.of() : Map.of("mime.type", mimeType));
        runner.run();

        final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
        assertEquals(256, JSON.readTree(success.toByteArray()).size());
        success.assertAttributeEquals("mime.type", "application/json");
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(PIXELS));
        success.assertAttributeEquals(VoyageAttributes.COST, "0.00003840");
        success.assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, "voyage-multimodal-3.5");
        assertEquals(43, success.getAttribute(VoyageAttributes.CONTENT_KEY).length());
        only(AbstractCreateEmbedding.ORIGINAL).assertContentEquals(Pictures.draw(1, 320, 200, format));
        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(PIXELS, billed.pixels());
        assertEquals(0, billed.realTimeTokens());
        assertEquals(PIXELS, runner.getCounterValue("Pixels"));
        assertTrue(runner.getProvenanceEvents().stream()
                .anyMatch(event -> event.getEventType() == ProvenanceEventType.SEND
                        && (flow.voyage().baseUri() + "/multimodalembeddings").equals(event.getTransitUri())));
    }

    @Test
    void embedsAFlowFileThatIsAText() throws Exception {
        runner.enqueue("a red circle", Map.of("mime.type", "text/plain; charset=UTF-8"));
        runner.run();

        final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertTrue(billed.realTimeTokens() > 0);
        assertEquals(0, billed.pixels());
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.realTimeTokens()));
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, "0");
    }

    @Test
    void rejectsFlowFilesThatCannotBeSent() {
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_FILE_SIZE, "100 KB");
        final byte[] png = Pictures.png(1);
        runner.enqueue(Arrays.copyOf(png, png.length / 2), Map.of("mime.type", "image/png"));
        runner.enqueue("<svg xmlns='http://www.w3.org/2000/svg'/>", Map.of("mime.type", "image/svg+xml"));
        runner.enqueue(png, Map.of("mime.type", "image/jpeg"));
        runner.enqueue("no image", Map.of());
        runner.enqueue(new byte[0], Map.of());
        runner.enqueue(new byte[100_001 * 2], Map.of());
        runner.enqueue("  ", Map.of("mime.type", "text/plain"));
        runner.run(7);

        assertEquals(
                List.of(
                        "broken_image",
                        "unsupported_image",
                        "mime_type_mismatch",
                        "unsupported_image",
                        "unsupported_image",
                        "file_too_large",
                        "blank_text"),
                runner.getFlowFilesForRelationship(AbstractCreateEmbedding.REJECTED).stream()
                        .map(flowFile -> flowFile.getAttribute(VoyageAttributes.ERROR_CODE))
                        .toList());
        runner.assertTransferCount(AbstractCreateEmbedding.ORIGINAL, 7);
        runner.assertTransferCount(AbstractCreateEmbedding.SUCCESS, 0);
        assertEquals(0, flow.voyage().requests().total());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageWithTooManyPixelsIsRejectedOrScaledDown(final boolean scalesDown) {
        runner.setProperty(
                CreateMultimodalEmbedding.OVERSIZED_IMAGES,
                scalesDown ? OversizedImages.SCALE_DOWN : OversizedImages.REJECT);
        runner.enqueue(Pictures.draw(1, 5_000, 4_000, "jpeg"));
        runner.run();

        if (scalesDown) {
            assertEquals(List.of(), runner.getLogger().getWarnMessages());
            only(AbstractCreateEmbedding.SUCCESS);
            final long pixels = flow.voyage().ledger().totals().pixels();
            assertTrue(pixels > 1_990_000 && pixels <= 2_000_000, () -> pixels + " pixels");
        } else {
            final MockFlowFile rejected = only(AbstractCreateEmbedding.REJECTED);
            rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "image_too_large");
            assertTrue(
                    rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE)
                            .contains("5000 x 4000 = 20,000,000 pixels, but Voyage accepts 16,000,000"),
                    () -> rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE));
        }
    }

    @Test
    void embedsRecordsWithTextsAndImages() throws Exception {
        useRecords();
        run(
                Map.of("id", 0, "text", "a red circle", "image", Pictures.base64(Pictures.png(0))),
                Map.of("id", 1, "image", "data:image/png;base64," + Pictures.base64(Pictures.png(1))),
                Map.of("id", 2, "text", "a blue square"),
                Map.of("id", 3, "text", " ", "image", Pictures.base64(Pictures.draw(3, 10, 10, "gif"))),
                Map.of("id", 4, "image", List.of(Pictures.base64(Pictures.png(4)), Pictures.base64(Pictures.png(5)))),
                Map.of("id", 5, "image", ints(Pictures.draw(6, 300, 200, "jpeg"))));

        final List<JsonNode> records = records(AbstractCreateEmbedding.SUCCESS);
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5),
                records.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(6, new HashSet<>(vectors(records)).size());
        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(1, billed.realTimeRequests());
        // an image of less than 50,000 pixels is billed as if it had as many
        assertEquals(4 * PIXELS + 50_000 + 60_000, billed.pixels());
        final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(billed.pixels()));
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.realTimeTokens()));
        assertOwnVectors(records, 1, 1);
    }

    @Test
    void theContentListKeepsItsOrder() throws Exception {
        useRecords();
        runner.setProperty(CreateMultimodalEmbedding.CONTENT_STRATEGY, ContentStrategy.CONTENT_LIST);
        final Map<String, Object> image =
                Map.of("type", "image_base64", "image_base64", Pictures.base64(Pictures.png(1)));
        run(
                Map.of("id", 0, "content", List.of(Map.of("type", "text", "text", "first"), image)),
                Map.of("id", 1, "content", List.of(image, Map.of("type", "text", "text", "first"))),
                Map.of("id", 2, "content", List.of(image)));

        final List<JsonNode> records = records(AbstractCreateEmbedding.SUCCESS);
        assertEquals(3, records.size());
        assertEquals(3, flow.voyage().ledger().totals().pixels() / PIXELS);
        assertOwnVectors(records, 2, 1);
        assertNotEquals(records.get(0).path("embedding"), records.get(2).path("embedding"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"content":[]} | missing_content
        {"content":null} | missing_content
        {"content":[{"type":"text"}]} | invalid_content
        {"content":[{"type":"audio","audio":"x"}]} | invalid_content
        {"content":[{"text":"a","image_base64":"b"}]} | invalid_content
        {"content":[{"type":"image_base64","image_base64":"no base64!"}]} | not_media
        {"content":[{"type":"image_url","image_url":"file:///etc/passwd"}]} | not_media
        {"content":[{"type":"image_base64","image_base64":"PHN2Zy8+"}]} | unsupported_image
        {"content":[{"type":"video_base64","video_base64":"PHN2Zy8+"}]} | unsupported_video
        {"content":[{"type":"text","text":"  "}]} | blank_text
        {"content":[7]} | invalid_content
        """)
    void rejectsContentListsThatCannotBeSent(final String content, final String code) throws Exception {
        useRecords();
        runner.setProperty(CreateMultimodalEmbedding.CONTENT_STRATEGY, ContentStrategy.CONTENT_LIST);
        runner.enqueue(content);
        runner.run();

        assertEquals(List.of(code), codes(AbstractCreateEmbedding.REJECTED));
        assertEquals(0, flow.voyage().requests().total());
    }

    @Test
    void aBrokenImageFailsItsOwnRecord() throws Exception {
        useRecords();
        final byte[] png = Pictures.png(1);
        run(
                Map.of("id", 0, "image", Pictures.base64(Pictures.png(0))),
                Map.of("id", 1, "image", Pictures.base64(Arrays.copyOf(png, png.length / 2))),
                Map.of("id", 2, "image", Pictures.base64(Pictures.png(2))),
                Map.of("id", 3));

        assertEquals(List.of("broken_image", "missing_content"), codes(AbstractCreateEmbedding.REJECTED));
        assertEquals(2, records(AbstractCreateEmbedding.SUCCESS).size());
        assertEquals(1, flow.voyage().requests().total());
        assertEquals(2 * PIXELS, flow.voyage().ledger().totals().pixels());
    }

    @ParameterizedTest
    @CsvSource({"NONE", "TEXT", "LOC"})
    void anInputThatVoyageRejectsFailsItsOwnRecord(final TextRejections.Place place) throws Exception {
        useRecords();
        flow.voyage().faults().set(Fault.rejection("forbidden").place(place));
        run(
                Map.of("id", 0, "text", "one", "image", Pictures.base64(Pictures.png(0))),
                Map.of("id", 1, "text", "forbidden", "image", Pictures.base64(Pictures.png(1))),
                Map.of("id", 2, "text", "three"));

        assertEquals(List.of("http_400"), codes(AbstractCreateEmbedding.REJECTED));
        assertEquals(2, records(AbstractCreateEmbedding.SUCCESS).size());
        assertEquals(PIXELS, flow.voyage().ledger().totals().pixels());
    }

    @Test
    void urlsAndContentsAreSentInRequestsOfTheirOwn() throws Exception {
        useRecords();
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/1.png", exchange -> {
            final byte[] png = Pictures.png(1);
            exchange.sendResponseHeaders(200, png.length);
            exchange.getResponseBody().write(png);
            exchange.close();
        });
        server.start();
        final String url =
                "http://localhost:%d/1.png".formatted(server.getAddress().getPort());
        try {
            run(
                    Map.of("id", 0, "image", url),
                    Map.of("id", 1, "image", Pictures.base64(Pictures.png(1))),
                    Map.of("id", 2, "image", List.of(url, Pictures.base64(Pictures.png(1)))));
        } finally {
            server.stop(0);
        }

        final List<JsonNode> records = records(AbstractCreateEmbedding.SUCCESS);
        assertEquals(2, records.size());
        assertEquals(records.get(0).path("embedding"), records.get(1).path("embedding"));
        assertEquals(List.of("mixed_media"), codes(AbstractCreateEmbedding.REJECTED));
        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
        assertEquals(2 * PIXELS, flow.voyage().ledger().totals().pixels());
    }

    @Test
    void theSecondRunCostsNothing() throws Exception {
        useRecords();
        useCache();
        final Object[] inputs = Stream.of(1, 2, 3, 1)
                .map(number -> Map.of("id", number, "text", "n", "image", Pictures.base64(Pictures.png(number))))
                .toArray();
        run(inputs);
        final List<JsonNode> first = records(AbstractCreateEmbedding.SUCCESS);
        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(3 * PIXELS, billed.pixels());
        runner.clearTransferState();
        run(inputs);

        assertEquals(first, records(AbstractCreateEmbedding.SUCCESS));
        assertEquals(billed, flow.voyage().ledger().totals());
        final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, "0");
        success.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "3");
        success.assertAttributeEquals(VoyageAttributes.CACHE_PIXELS_SAVED, Long.toString(3 * PIXELS));
        success.assertAttributeEquals(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(billed.realTimeTokens()));
        success.assertAttributeEquals(VoyageAttributes.COST, "0.00000000");
        assertEquals(3 * PIXELS, runner.getCounterValue("Pixels Saved"));
    }

    @Test
    void everyByteOfAnImageCounts() throws Exception {
        useCache();
        final byte[] png = Pictures.png(1);
        runner.enqueue(png);
        runner.enqueue(png);
        // white space after the end of an image changes nothing that is seen
        runner.enqueue(Arrays.copyOf(png, png.length + 1));
        runner.run(3);

        runner.assertTransferCount(AbstractCreateEmbedding.SUCCESS, 3);
        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aRequestStaysBelowItsMaximumSize() throws Exception {
        useRecords();
        final int size = Pictures.png(0).length + Pictures.png(1).length;
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_REQUEST_SIZE, size + " B");
        final List<Object> inputs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            inputs.add(Map.of("id", i, "image", Pictures.base64(Pictures.png(i))));
        }
        inputs.add(Map.of("id", 2, "image", Pictures.base64(Pictures.draw(2, 800, 600, "png"))));
        run(inputs.toArray());

        assertEquals(3, records(AbstractCreateEmbedding.SUCCESS).size());
        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void carriesWhatWasBilledThroughRetry() throws Exception {
        useRecords();
        useCache();
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_INPUTS, "2");
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(1);
            run(Stream.of(0, 1, 2, 3)
                    .map(number -> Map.of("id", number, "text", "n", "image", Pictures.base64(Pictures.png(number))))
                    .toArray());
            final MockFlowFile retried = only(AbstractCreateEmbedding.RETRY);
            retried.assertAttributeEquals(VoyageAttributes.EARLIER_PIXELS, Long.toString(2 * PIXELS));
            runner.clearTransferState();
            voyage.let(1);
            VoyageTestEnvironment.enqueue(runner, retried);
            runner.run();
        }

        final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
        assertEquals(4 * PIXELS, flow.voyage().ledger().totals().pixels());
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(4 * PIXELS));
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
        success.assertAttributeEquals(VoyageAttributes.CACHE_PIXELS_SAVED, "0");
        success.assertAttributeNotExists(VoyageAttributes.EARLIER_PIXELS);
    }

    @Test
    void staysBelowTheMaximumCost() throws Exception {
        useRecords();
        useCache();
        // two of the images are 128,000 pixels for 0.0000768 US dollars
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "${budget}");
        final Object[] two = Stream.of(0, 1, 1)
                .map(number -> Map.of("id", number, "image", Pictures.base64(Pictures.png(number))))
                .toArray();
        enqueue(Map.of("budget", "0.0000767"), two);
        enqueue(Map.of("budget", "0.0000768"), two);
        enqueue(Map.of("budget", "0"), two);
        enqueue(Map.of("budget", "much"), two);
        runner.run(4);

        final MockFlowFile over = only(AbstractCreateEmbedding.OVER_BUDGET);
        over.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "over_budget");
        over.assertAttributeEquals(VoyageAttributes.COST_ESTIMATED_REAL_TIME, "0.00007680");
        over.assertAttributeEquals("budget", "0.0000767");
        // the third FlowFile costs nothing
        runner.assertTransferCount(AbstractCreateEmbedding.SUCCESS, 2);
        assertEquals(2 * PIXELS, flow.voyage().ledger().totals().pixels());
        only(AbstractCreateEmbedding.FAILURE)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "invalid_maximum_cost");
    }

    // without a cache, equal inputs are billed once for each window of records
    @Test
    void theMaximumCostHoldsWithoutACache() throws Exception {
        useRecords();
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_INPUTS, "1");
        runner.setProperty("Price per Million Tokens", "10");
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "0.0001");
        final Object[] equal = new Object[50];
        Arrays.fill(equal, Map.of("text", "abc"));
        run(equal);

        only(AbstractCreateEmbedding.OVER_BUDGET)
                .assertAttributeEquals(VoyageAttributes.COST_ESTIMATED_REAL_TIME, "0.00013000");
        assertEquals(0, flow.voyage().requests().total());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "[[[["})
    void contentThatCannotBeReadHasNoEstimate(final String beginning) throws Exception {
        useRecords();
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "1");
        runner.enqueue(beginning.repeat(20_000));
        runner.run();

        only(AbstractCreateEmbedding.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
        assertEquals(0, flow.voyage().requests().total());
    }

    @Test
    void aLargeTextIsAsLargeAsAnImage() {
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_FILE_SIZE, "10 B");
        runner.enqueue("eleven byte", Map.of("mime.type", "text/plain"));
        runner.run();

        only(AbstractCreateEmbedding.REJECTED).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "file_too_large");
    }

    @Test
    void skipsBlankImagesInAnArray() throws Exception {
        useRecords();
        run(Map.of("id", 0, "image", List.of("", Pictures.base64(Pictures.png(1)), " ")));

        assertEquals(1, records(AbstractCreateEmbedding.SUCCESS).size());
        assertEquals(PIXELS, flow.voyage().ledger().totals().pixels());
    }

    // its key would be that of another URL
    @Test
    void rejectsAUrlThatCannotBeEncoded() throws Exception {
        useRecords();
        runner.enqueue("""
            {"image":"https://example.com/\\ud800.png"}""");
        runner.run();

        assertEquals(List.of("malformed_text"), codes(AbstractCreateEmbedding.REJECTED));
        assertEquals(0, flow.voyage().requests().total());
    }

    @Test
    void optionalPricesMayBeEmptyParameters() {
        runner.setProperty("Price per Million Tokens", "");
        runner.setProperty("Price per Billion Pixels", "");
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "");
        runner.assertValid();
        runner.enqueue(Pictures.png(1));
        runner.run();

        only(AbstractCreateEmbedding.SUCCESS).assertAttributeEquals(VoyageAttributes.COST, "0.00003840");
    }

    @Test
    void aDryRunOfAnImageCostsNothing() {
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "0");
        runner.enqueue(Pictures.png(1));
        runner.run();

        only(AbstractCreateEmbedding.OVER_BUDGET)
                .assertAttributeEquals(VoyageAttributes.COST_ESTIMATED_REAL_TIME, "0.00003840");
        assertEquals(0, flow.voyage().requests().total());
    }

    @Test
    void theMaximumCostNeedsAPrice() {
        runner.setProperty(CreateMultimodalEmbedding.EMBEDDINGS_MODEL, "voyage-multimodal-9");
        runner.assertValid();
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "1");
        runner.assertNotValid();
        runner.setProperty("Price per Million Tokens", "0.1");
        runner.setProperty("Price per Billion Pixels", "0.5");
        runner.assertValid();
    }

    @ParameterizedTest
    @CsvSource({
        "Embeddings Model, voyage-4",
        "Dimensions, 100",
        "Media Record Path, text",
        "Price per Billion Pixels, cheap"
    })
    void isNotValid(final String property, final String value) throws Exception {
        useRecords();
        runner.setProperty(property, value);
        runner.assertNotValid();
    }

    private void useRecords() throws Exception {
        runner = flow.withRecords(new CreateMultimodalEmbedding());
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        runner.assertValid();
    }

    private void useCache() throws Exception {
        final EhcacheEmbeddingCacheService cache = new EhcacheEmbeddingCacheService();
        VoyageTestEnvironment.use(runner, EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE.getName(), cache);
    }

    private void run(final Object... records) throws Exception {
        enqueue(Map.of(), records);
        runner.run();
    }

    private void enqueue(final Map<String, String> attributes, final Object... records) throws Exception {
        final StringBuilder content = new StringBuilder();
        for (final Object record : records) {
            content.append(JSON.writeValueAsString(record)).append('\n');
        }
        runner.enqueue(content.toString(), attributes);
    }

    private MockFlowFile only(final Relationship relationship) {
        runner.assertTransferCount(relationship, 1);
        return runner.getFlowFilesForRelationship(relationship).getFirst();
    }

    private List<JsonNode> records(final Relationship relationship) throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    private List<String> codes(final Relationship relationship) throws Exception {
        return records(relationship).stream()
                .map(record -> record.path("error").path("code").asText())
                .toList();
    }

    private static List<JsonNode> vectors(final List<JsonNode> records) {
        return records.stream().map(record -> record.path("embedding")).toList();
    }

    private static int[] ints(final byte[] bytes) {
        final int[] ints = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ints[i] = Byte.toUnsignedInt(bytes[i]);
        }

        return ints;
    }

    // the vector of the image alone, from a processor of its own
    private void assertOwnVectors(final List<JsonNode> records, final int index, final int number) throws Exception {
        final TestRunner single = flow.withClient(new CreateMultimodalEmbedding());
        single.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        single.enqueue(Pictures.png(number));
        single.run();

        assertEquals(
                JSON.readTree(single.getFlowFilesForRelationship(AbstractCreateEmbedding.SUCCESS)
                        .getFirst()
                        .toByteArray()),
                records.get(index).path("embedding"));
    }
}
