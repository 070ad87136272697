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
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.multimodal.ContentStrategy;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * FlowFiles and records of CreateMultimodalEmbedding that have no vector, and videos.
 */
class CreateMultimodalEmbeddingErrorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/multimodalembeddings";
    private static final byte[] MP4 =
            "\0\0\0\24ftypisom\0\0\0\0isom\0\0\0\10moov".getBytes(StandardCharsets.ISO_8859_1);

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withRecords(new CreateMultimodalEmbedding());
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        runner.assertValid();
    }

    @Test
    void holdsBackAllFlowFilesForTheTimeThatVoyageAsksFor() {
        flow.voyage().faults().set(Fault.status(429).on(PATH).retryAfter(60));
        runner.enqueue("{\"text\":\"one\"}");
        runner.enqueue("{\"text\":\"two\"}");
        runner.run(5);

        final MockFlowFile waiting = only(AbstractCreateEmbedding.RETRY);
        runner.assertQueueNotEmpty();
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "429");
        assertTrue(runner.getPenalizedFlowFiles().contains(waiting));
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        401 | Provided API key is invalid. | 401
        400 | Model voyage-multimodal-3.5 is not supported. | 400
        """)
    void failsWhenTheRequestIsWrongAsAWhole(final int status, final String detail, final String code) {
        flow.voyage().faults().set(Fault.status(status).on(PATH).detail(detail).times(100));
        final String content = "{\"text\":\"one\"}{\"text\":\"two\"}";
        runner.enqueue(content);
        runner.run();

        runner.assertAllFlowFilesTransferred(AbstractCreateEmbedding.FAILURE, 1);
        final MockFlowFile failed = only(AbstractCreateEmbedding.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, code);
        failed.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, "0");
        failed.assertContentEquals(content);
        assertEquals(1, flow.voyage().requests().total());
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void failsWhenTheContentHasNoRecords(final boolean hasBudget) {
        if (hasBudget) {
            runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "1");
        }
        runner.enqueue("{\"id\":0,\"text\":\"one\"}\n{\"id\":");
        runner.run();

        runner.assertAllFlowFilesTransferred(AbstractCreateEmbedding.FAILURE, 1);
        only(AbstractCreateEmbedding.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
    }

    // before anything is billed
    @Test
    void failsWhenTheWriterHasNoPlaceForTheVector() throws Exception {
        final JsonRecordSetWriter writer = new JsonRecordSetWriter();
        runner.addControllerService("with a schema", writer);
        runner.setProperty(writer, "schema-access-strategy", "schema-text-property");
        runner.setProperty(writer, "schema-text", """
            {"type":"record","name":"r","fields":[{"name":"id","type":"int"}]}""");
        runner.enableControllerService(writer);
        runner.setProperty(AbstractCreateEmbedding.RECORD_WRITER, "with a schema");
        runner.enqueue("{\"id\":1,\"text\":\"one\"}");
        runner.run();

        runner.assertAllFlowFilesTransferred(AbstractCreateEmbedding.FAILURE, 1);
        only(AbstractCreateEmbedding.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_target");
        assertEquals(0, flow.voyage().requests().total());
    }

    @Test
    void aFragmentWithoutVectorsHasAnEmptySuccess() {
        runner.enqueue("{\"text\":\" \"}", Map.of(VoyageAttributes.FRAGMENT_COUNT, "2"));
        runner.run();

        only(AbstractCreateEmbedding.SUCCESS).assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
        only(AbstractCreateEmbedding.REJECTED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
        x | x
        -5 | 9223372036854775808
        '' | ''
        """)
    void forgedAmountsOfEarlierAttemptsCountAsNone(final String tokens, final String pixels) {
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "0.0001");
        runner.enqueue(
                "{\"image\":\"%s\"}".formatted(Pictures.base64(Pictures.png(1))),
                Map.of(VoyageAttributes.EARLIER_TOKENS, tokens, VoyageAttributes.EARLIER_PIXELS, pixels));
        runner.run();

        final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
        success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, "64000");
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
    }

    @Test
    void dropsWhatAnEarlierProcessorCounted() {
        runner.enqueue(
                "{\"text\":\"one\"}",
                Map.of(
                        VoyageAttributes.RECORDS_UNPROCESSED,
                        "1",
                        VoyageAttributes.BATCH_ID,
                        "batch-1",
                        VoyageAttributes.CONTENT_KEY,
                        "forged",
                        "kept",
                        "yes"));
        runner.run();

        for (final Relationship relationship :
                List.of(AbstractCreateEmbedding.SUCCESS, AbstractCreateEmbedding.ORIGINAL)) {
            final MockFlowFile flowFile = only(relationship);
            flowFile.assertAttributeNotExists(VoyageAttributes.RECORDS_UNPROCESSED);
            flowFile.assertAttributeNotExists(VoyageAttributes.BATCH_ID);
            flowFile.assertAttributeNotExists(VoyageAttributes.CONTENT_KEY);
            flowFile.assertAttributeEquals("kept", "yes");
        }
    }

    @ParameterizedTest
    @CsvSource({"voyage-multimodal-3.5, true", "voyage-multimodal-3, false"})
    void embedsAVideoWithTheModelThatKnowsThem(final String model, final boolean known) throws Exception {
        runner = flow.withClient(new CreateMultimodalEmbedding());
        runner.setProperty(CreateMultimodalEmbedding.EMBEDDINGS_MODEL, model);
        runner.enqueue(MP4, Map.of("mime.type", "video/mp4"));
        runner.run();

        if (known) {
            final MockFlowFile success = only(AbstractCreateEmbedding.SUCCESS);
            final long pixels = flow.voyage().ledger().totals().pixels();
            assertTrue(pixels > 0);
            success.assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(pixels));
            assertEquals(1024, JSON.readTree(success.toByteArray()).size());
        } else {
            final MockFlowFile rejected = only(AbstractCreateEmbedding.REJECTED);
            rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "http_400");
            assertTrue(
                    rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("video"),
                    () -> rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE));
            assertEquals(0, flow.voyage().ledger().totals().pixels());
        }
    }

    @Test
    void videosOfRecords() throws Exception {
        runner.setProperty(CreateMultimodalEmbedding.CONTENT_STRATEGY, ContentStrategy.CONTENT_LIST);
        runner.setProperty(CreateMultimodalEmbedding.EMBEDDINGS_MODEL, "voyage-multimodal-3");
        runner.removeProperty(EmbeddingProperties.DIMENSIONS);
        runner.enqueue("""
            {"id":0,"content":["a text"]}
            {"id":1,"content":[{"video_base64":"%s"}]}
            {"id":2,"content":[{"image_base64":"%s"}]}
            """.formatted(Base64.getEncoder().encodeToString(MP4), Pictures.base64(Pictures.png(1))));
        runner.run();

        assertEquals(List.of("http_400"), codes());
        assertEquals(2, records(AbstractCreateEmbedding.SUCCESS).size());
    }

    // Voyage rejects the request because of one URL
    @Test
    void anImageThatVoyageCannotDownloadFailsItsOwnRecord() throws Exception {
        runner.enqueue("""
            {"id":0,"text":"one"}
            {"id":1,"image":"http://localhost:1/none.png"}
            {"id":2,"image":"%s"}
            """.formatted(Pictures.base64(Pictures.png(1))));
        runner.run();

        assertEquals(List.of("http_400"), codes());
        assertEquals(
                1,
                records(AbstractCreateEmbedding.REJECTED).getFirst().path("id").asInt());
        assertEquals(2, records(AbstractCreateEmbedding.SUCCESS).size());
    }

    private MockFlowFile only(final Relationship relationship) {
        runner.assertTransferCount(relationship, 1);
        return runner.getFlowFilesForRelationship(relationship).getFirst();
    }

    private List<JsonNode> records(final Relationship relationship) throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    private List<String> codes() throws Exception {
        return records(AbstractCreateEmbedding.REJECTED).stream()
                .map(record -> record.path("error").path("code").asText())
                .toList();
    }
}
