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
import dev.nifivoyage.processors.attribute.EmbeddingAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is in the cache is not sent, and what was paid is in the cache.
 */
class CreateEmbeddingCacheTest {
    private static final String MODEL = "voyage-4";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EmbeddingCacheService cache = new EhcacheEmbeddingCacheService();

    @TempDir
    private Path directory;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withRecords(new CreateEmbedding());
        runner.addControllerService("cache", cache);
        runner.setProperty(cache, "Cache Directory", directory.toString());
        runner.enableControllerService(cache);
        runner.setProperty(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE, "cache");
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXTS, "10");
        runner.setProperty(PriceProperty.PRICE, "1000");
        runner.assertValid();
    }

    @AfterEach
    void stop() {
        runner.disableControllerService(cache);
    }

    @Test
    void paysEachTextOnce() throws Exception {
        final String content = Records.of(Records.numbered(25));
        final MockFlowFile first = embed(content);
        final long billed = flow.voyage().ledger().totals().realTimeTokens();
        first.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed));
        first.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "0");
        final List<JsonNode> paid = Records.read(List.of(first));

        final MockFlowFile second = embed(content);

        assertEquals(billed, flow.voyage().ledger().totals().realTimeTokens());
        assertEquals(paid, Records.read(List.of(second)));
        Records.assertOwnVectors(paid, MODEL, 1024);
        second.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
        second.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "25");
        second.assertAttributeEquals(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(billed));
        assertEquals(0, Double.parseDouble(second.getAttribute(VoyageAttributes.COST)));
        assertEquals(billed * 0.001, Double.parseDouble(second.getAttribute(VoyageAttributes.COST_SAVED)), 1e-9);
        assertEquals(billed, runner.getCounterValue("Tokens"));
        assertEquals(billed, runner.getCounterValue("Tokens Saved"));
        assertEquals(25, runner.getCounterValue("Cache Hits"));
    }

    @Test
    void sendsTheNewTextsOnly() throws Exception {
        embed(Records.of("one", "two"));
        final long before = flow.voyage().ledger().totals().realTimeTokens();
        final MockFlowFile success = embed(Records.of("one", "three", "two", "three"));

        success.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "2");
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens() - before));
        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
        final List<JsonNode> records = Records.read(List.of(success));
        assertEquals(
                List.of("one", "three", "two", "three"),
                records.stream().map(record -> record.path("text").asText()).toList());
        Records.assertOwnVectors(records, MODEL, 1024);
    }

    @Test
    void paysNothingAgainAfterARestart() throws Exception {
        final List<JsonNode> paid = Records.read(List.of(embed(Records.of("one", "two"))));
        runner.disableControllerService(cache);
        runner.enableControllerService(cache);

        assertEquals(paid, Records.read(List.of(embed(Records.of("one", "two")))));
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void sharesNothingBetweenParametersThatGiveOtherVectors() throws Exception {
        embed(Records.of("one"));
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        Records.assertOwnVectors(Records.read(List.of(embed(Records.of("one")))), MODEL, 256);
        runner.setProperty(EmbeddingProperties.NAMESPACE, "other");
        embed(Records.of("one"));

        assertEquals(3, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void paysNothingAgainWhenTheMiddleOfAFlowFileFails() throws Exception {
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(1);
            final MockFlowFile rejected = reject(Records.of(Records.numbered(20)));
            voyage.let(1);
            VoyageTestEnvironment.enqueue(runner, rejected);
            runner.run();
        }

        final MockFlowFile success = only();
        Records.assertOwnVectors(Records.read(List.of(success)), MODEL, 1024);
        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
        final long billed = flow.voyage().ledger().totals().realTimeTokens();
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed));
        success.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "10");
        // they were paid by this FlowFile
        success.assertAttributeEquals(VoyageAttributes.CACHE_TOKENS_SAVED, "0");
        assertEquals(billed, runner.getCounterValue("Tokens"));
    }

    @Test
    void keepsTheHalfOfARequestThatWasCompleted() throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.status(400)
                        .on("/v1/embeddings")
                        .detail("The max allowed tokens per submitted batch is 320000."));
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            // the request as a whole, and its first half
            voyage.let(2);
            final MockFlowFile rejected = reject(Records.of(Records.numbered(10)));
            assertEquals(1, voyage.rejections());
            final long half = flow.voyage().ledger().totals().realTimeTokens();
            assertTrue(half > 0);
            rejected.assertAttributeEquals(VoyageAttributes.EARLIER_TOKENS, Long.toString(half));
            voyage.let(1);
            VoyageTestEnvironment.enqueue(runner, rejected);
            runner.run();
        }

        final MockFlowFile success = only();
        Records.assertOwnVectors(Records.read(List.of(success)), MODEL, 1024);
        success.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "5");
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void sendsTheSameTextsOnceFromManyThreads() throws Exception {
        runner.setThreadCount(4);
        for (int i = 0; i < 8; i++) {
            runner.enqueue(Records.of(Records.numbered(30)));
        }
        runner.run(8);

        runner.assertTransferCount(CreateEmbedding.SUCCESS, 8);
        Records.assertOwnVectors(
                Records.read(runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)), MODEL, 1024);
        final long billed = flow.voyage().ledger().totals().realTimeTokens();
        assertEquals(billed, runner.getCounterValue("Tokens"));
        assertEquals(7 * billed, runner.getCounterValue("Tokens Saved"));
    }

    @Test
    void waitsForTheResponseThatAnotherThreadHasAskedFor() throws Exception {
        runner.setThreadCount(2);
        runner.enqueue(Records.of(Records.numbered(5)));
        runner.enqueue(Records.of(Records.numbered(5)));
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(2);
            voyage.hold();
            final Thread run = Thread.ofPlatform().start(() -> runner.run(2));
            assertTrue(
                    within(
                            Duration.ofSeconds(30),
                            () -> runner.isQueueEmpty()
                                    && flow.voyage().ledger().totals().realTimeRequests() > 0),
                    "both FlowFiles are taken");
            // the second thread would send its request now
            assertFalse(
                    within(
                            Duration.ofMillis(500),
                            () -> flow.voyage().ledger().totals().realTimeRequests() > 1),
                    "the texts are sent twice");
            voyage.release();
            assertTrue(run.join(Duration.ofSeconds(30)), "the run has ended");
        }

        final List<MockFlowFile> embedded = runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS);
        assertEquals(
                List.of("0", "5"),
                embedded.stream()
                        .map(flowFile -> flowFile.getAttribute(VoyageAttributes.CACHE_HITS))
                        .sorted()
                        .toList());
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
        Records.assertOwnVectors(Records.read(embedded), MODEL, 1024);
    }

    @Test
    void putsTheTextThatIsRejectedIntoErrorsAndKeepsTheOthers() throws Exception {
        runner.setProperty(EmbeddingProperties.TRUNCATION, "false");
        final String[] texts = Records.numbered(9);
        texts[4] = "word ".repeat(40_000);
        for (int i = 0; i < 2; i++) {
            final List<JsonNode> records = Records.read(List.of(embed(Records.of(texts))));
            assertEquals(8, records.size());
            Records.assertOwnVectors(records, MODEL, 1024);
            runner.assertTransferCount(CreateEmbedding.REJECTED, 1);
        }

        assertEquals(runner.getCounterValue("Tokens"), runner.getCounterValue("Tokens Saved"));
    }

    @Test
    void neverReturnsTheVectorOfAnotherServer() throws Exception {
        embed(Records.of("a text"));
        try (VoyageTestEnvironment other = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            VoyageTestEnvironment.connect(runner, other.voyage().baseUri().toString());

            embed(Records.of("a text")).assertAttributeEquals(VoyageAttributes.CACHE_HITS, "0");

            assertEquals(1, other.voyage().ledger().totals().realTimeRequests());
            VoyageTestEnvironment.connect(runner, flow.voyage().baseUri() + "/");
            embed(Records.of("a text")).assertAttributeEquals(VoyageAttributes.CACHE_HITS, "1");
        }
    }

    @Test
    void findsTheVectorsOfOneSourceAtAnotherAddress() throws Exception {
        nameSource("the company's Voyage");
        embed(Records.of("a text"));
        try (VoyageTestEnvironment other = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            VoyageTestEnvironment.connect(runner, other.voyage().baseUri().toString());

            embed(Records.of("a text")).assertAttributeEquals(VoyageAttributes.CACHE_HITS, "1");

            nameSource("none");
            embed(Records.of("a text")).assertAttributeEquals(VoyageAttributes.CACHE_HITS, "0");
        }
    }

    private void nameSource(final String name) {
        final VoyageClientService client = runner.getControllerService("client", VoyageClientService.class);
        runner.disableControllerService(client);
        runner.setProperty(client, "Vector Source", name);
        runner.enableControllerService(client);
    }

    @Test
    void findsTheVectorOfAJobByTheCustomIdOfItsRequest() throws Exception {
        final MockFlowFile submitted = flow.submit(flow.create(), Records.of("a text of a job"));
        final VoyageClientService client = runner.getControllerService("client", VoyageClientService.class);
        final String customId;
        try (InputStream requests = client.openFile(submitted.getAttribute(VoyageAttributes.INPUT_FILE_ID))) {
            customId = JSON.readTree(requests).path("custom_id").asText();
        }
        final Embedding embedding = Embedding.ofPacked(EmbeddingDataType.FLOAT, new byte[1024 * Float.BYTES]);
        new EmbeddingCache(cache, client.getVectorSource())
                .putAll(
                        EmbeddingAttributes.read(submitted.getAttributes()),
                        Map.of(RequestKey.ofText(customId).orElseThrow(), new CachedEmbedding(embedding, 5)));

        final MockFlowFile success = embed(Records.of("a text of a job"));

        success.assertAttributeEquals(VoyageAttributes.CACHE_TOKENS_SAVED, "5");
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    private MockFlowFile embed(final String content) {
        runner.clearTransferState();
        runner.enqueue(content);
        runner.run();
        return only();
    }

    private MockFlowFile only() {
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 1);
        runner.assertTransferCount(CreateEmbedding.ORIGINAL, 1);
        return runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS).getFirst();
    }

    private MockFlowFile reject(final String content) {
        runner.enqueue(content);
        runner.run();
        runner.assertAllFlowFilesTransferred(CreateEmbedding.RETRY, 1);
        final MockFlowFile rejected =
                runner.getFlowFilesForRelationship(CreateEmbedding.RETRY).getFirst();
        runner.clearTransferState();
        return rejected;
    }

    private static boolean within(final Duration time, final BooleanSupplier condition) {
        final long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }

        return true;
    }
}
