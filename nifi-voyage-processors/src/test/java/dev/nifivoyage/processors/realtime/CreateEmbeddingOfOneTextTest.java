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
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The FlowFile is one text, and its vector the content of success.
 */
class CreateEmbeddingOfOneTextTest {
    private static final String TEXT = "Fünf Tänzer — and a sage, standing still\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withClient(new CreateEmbedding());
        runner.assertValid();
    }

    @Test
    void writesTheVectorAsAJsonArray() throws Exception {
        runner.enqueue(TEXT, Map.of("query.id", "7"));
        runner.run();

        final MockFlowFile success = only();
        final JsonNode vector = JSON.readTree(success.toByteArray());
        Records.assertOwnVectors(
                List.of(JSON.createObjectNode().put("text", TEXT).set("embedding", vector)), "voyage-4", 1024);
        success.assertAttributeEquals(CoreAttributes.MIME_TYPE.key(), "application/json");
        success.assertAttributeEquals("query.id", "7");
        success.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "1");
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
        success.assertAttributeNotExists(VoyageAttributes.TEXT_RECORD_PATH);
        runner.getFlowFilesForRelationship(CreateEmbedding.ORIGINAL).getFirst().assertContentEquals(TEXT);
    }

    @Test
    void writesTheSameVectorInAllFormats() throws Exception {
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        runner.enqueue(TEXT);
        runner.run();
        final JsonNode numbers = JSON.readTree(only().toByteArray());
        final ByteBuffer packed = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(number -> packed.putFloat(number.floatValue()));

        for (final VectorFormat format : List.of(VectorFormat.BASE64, VectorFormat.BYTES)) {
            runner.clearTransferState();
            runner.setProperty(CreateEmbedding.VECTOR_FORMAT, format);
            runner.enqueue(TEXT);
            runner.run();
            final byte[] content = only().toByteArray();
            assertArrayEquals(
                    packed.array(),
                    format == VectorFormat.BASE64 ? Base64.getDecoder().decode(content) : content);
        }
    }

    @Test
    void rejectsWhatIsNoText() {
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXT_SIZE, "10 B");
        runner.enqueue(" \n");
        runner.enqueue(new byte[] {(byte) 0xC3, (byte) 0x28});
        runner.enqueue("eleven byte");
        runner.enqueue("");
        runner.run(4);

        runner.assertTransferCount(CreateEmbedding.ORIGINAL, 4);
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 0);
        final List<MockFlowFile> errors = runner.getFlowFilesForRelationship(CreateEmbedding.REJECTED);
        assertEquals(
                List.of("blank_text", "not_text", "text_too_large", "blank_text"),
                errors.stream()
                        .map(error -> error.getAttribute(VoyageAttributes.ERROR_CODE))
                        .toList());
        errors.get(2).assertContentEquals("eleven byte");
        errors.get(2).assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "1");
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void writesTheVectorAsAText() throws Exception {
        runner.enqueue(TEXT);
        runner.run();
        final JsonNode numbers = JSON.readTree(only().toByteArray());
        runner.clearTransferState();
        runner.setProperty(CreateEmbedding.VECTOR_FORMAT, VectorFormat.TEXT);
        runner.enqueue(TEXT);
        runner.run();

        final MockFlowFile text = only();
        text.assertAttributeEquals(CoreAttributes.MIME_TYPE.key(), "text/plain");
        assertEquals(numbers, JSON.readTree(text.toByteArray()));
        assertEquals(-1, text.getContent().indexOf(' '));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\uFEFF \n", "\u00A0", "\u200B\u200D", "\u0000", "\u3000\u2060"})
    void aTextOfWhichNothingIsSeenIsNotEmbedded(final String blank) {
        runner.enqueue(blank);
        runner.run();

        runner.assertTransferCount(CreateEmbedding.SUCCESS, 0);
        final MockFlowFile error =
                runner.getFlowFilesForRelationship(CreateEmbedding.REJECTED).getFirst();
        error.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "blank_text");
        error.assertContentEquals(blank);
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws Exception {
        runner.enqueue(TEXT);
        runner.enqueue("\uFEFF" + TEXT);
        runner.run(2);

        final List<MockFlowFile> vectors = runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS);
        assertEquals(2, vectors.size());
        assertEquals(vectors.getFirst().getContent(), vectors.getLast().getContent());
    }

    @Test
    void saysThatATextIsInUtf16() {
        runner.enqueue("\uFEFFhello".getBytes(StandardCharsets.UTF_16LE));
        runner.enqueue("\uFEFFhello".getBytes(StandardCharsets.UTF_16BE));
        runner.run(2);

        for (final MockFlowFile error : runner.getFlowFilesForRelationship(CreateEmbedding.REJECTED)) {
            error.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "not_text");
            error.assertAttributeEquals(
                    VoyageAttributes.ERROR_MESSAGE,
                    "The content is not text in UTF-8: its byte order mark is that of UTF-16. Convert it with ConvertCharacterSet");
        }
        runner.assertTransferCount(CreateEmbedding.REJECTED, 2);
    }

    @Test
    void embedsATextOfTheLargestSize() {
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXT_SIZE, "10 B");
        runner.enqueue("ten bytes.");
        runner.run();

        only();
    }

    @Test
    void putsATextThatVoyageRejectsIntoErrors() {
        runner.setProperty(EmbeddingProperties.TRUNCATION, "false");
        runner.enqueue("word ".repeat(40_000));
        runner.run();

        runner.assertTransferCount(CreateEmbedding.REJECTED, 1);
        final MockFlowFile error =
                runner.getFlowFilesForRelationship(CreateEmbedding.REJECTED).getFirst();
        error.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "http_400");
        error.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
    }

    @Test
    void paysATextOnce() throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        LentCache.lend(cache, runner);
        runner.enqueue(TEXT);
        runner.run();
        final MockFlowFile paid = only();
        paid.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "0");
        runner.clearTransferState();
        runner.enqueue(TEXT);
        runner.run();
        cache.onDisabled();

        final MockFlowFile found = only();
        found.assertContentEquals(paid.toByteArray());
        found.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "1");
        found.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
        found.assertAttributeEquals(
                VoyageAttributes.CACHE_TOKENS_SAVED, paid.getAttribute(VoyageAttributes.USAGE_TOKENS));
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "int8"})
    void givesTheVectorOfAJobBitForBitWithAndWithoutItsCache(final String dataType) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        final TestRunner create = flow.create();
        create.setProperty(EmbeddingProperties.DATA_TYPE, dataType);
        final TestRunner download = flow.download();
        LentCache.lend(cache, download);
        download.setProperty("Vector Format", VectorFormat.BASE64.getValue());
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, Records.of(TEXT))));
        download.run();
        final byte[] ofJob = Records.read(download.getFlowFilesForRelationship("success"))
                .getFirst()
                .path("embedding")
                .binaryValue();
        assertEquals(dataType.equals("float") ? 4096 : 1024, ofJob.length);

        runner.setProperty(EmbeddingProperties.DATA_TYPE, dataType);
        runner.setProperty(CreateEmbedding.VECTOR_FORMAT, VectorFormat.BYTES);
        runner.enqueue(TEXT);
        runner.run();
        assertArrayEquals(ofJob, only().toByteArray());
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());

        LentCache.lend(cache, runner);
        runner.clearTransferState();
        runner.enqueue(TEXT);
        runner.run();
        cache.onDisabled();
        assertArrayEquals(ofJob, only().toByteArray());
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @ParameterizedTest
    @CsvSource({"408,retry", "429,retry", "500,retry", "503,retry", "400,failure", "401,failure", "403,failure"})
    void leavesTheFlowFileAsItIsWhenTheRequestIsRejected(final int status, final String relationship) throws Exception {
        flow.voyage().faults().set(Fault.status(status).on("/v1/embeddings").detail("Not now"));
        runner.enqueue(TEXT);
        runner.run();

        runner.assertAllFlowFilesTransferred(relationship, 1);
        final MockFlowFile rejected =
                runner.getFlowFilesForRelationship(relationship).getFirst();
        rejected.assertContentEquals(TEXT);
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, Integer.toString(status));
        assertTrue(rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("Not now"));
        assertEquals(
                relationship.equals("retry"), runner.getPenalizedFlowFiles().contains(rejected));
    }

    private MockFlowFile only() {
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 1);
        runner.assertTransferCount(CreateEmbedding.REJECTED, 0);
        return runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS).getFirst();
    }
}
