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
import dev.nifivoyage.processors.FullDiskWriter;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Multimodal inputs are billed once, with a cache as well as without one.
 */
class CreateMultimodalEmbeddingCacheTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/multimodalembeddings";
    /** Pixels of {@link Pictures#png}. */
    private static final long PIXELS = 64_000;

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
    void waitsForTheResponseThatAnotherThreadHasAskedFor() throws Exception {
        useCache();
        runner.setThreadCount(2);
        runner.enqueue(images(3));
        runner.enqueue(images(3));
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(2);
            voyage.hold();
            final Thread run = Thread.ofPlatform().start(() -> runner.run(2));
            assertTrue(
                    within(Duration.ofSeconds(30), () -> runner.isQueueEmpty() && requests() > 0),
                    "both FlowFiles are taken");
            assertFalse(within(Duration.ofMillis(500), () -> requests() > 1), "the images are sent twice");
            voyage.release();
            assertTrue(run.join(Duration.ofSeconds(30)), "the run has ended");
        }

        assertEquals(
                List.of("0", "3"),
                runner.getFlowFilesForRelationship(AbstractCreateEmbedding.SUCCESS).stream()
                        .map(flowFile -> flowFile.getAttribute(VoyageAttributes.CACHE_HITS))
                        .sorted()
                        .toList());
        assertEquals(3 * PIXELS, flow.voyage().ledger().totals().pixels());
        assertEquals(3 * PIXELS, runner.getCounterValue("Pixels Saved"));
    }

    @Test
    void otherParametersHaveVectorsOfTheirOwn() throws Exception {
        useCache();
        runImages(1);
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "512");
        runImages(1);
        runner.setProperty(EmbeddingProperties.NAMESPACE, "other");
        runImages(1);
        runner.setProperty(EmbeddingProperties.INPUT_TYPE, "query");
        runImages(1);
        assertEquals(4, requests());
        runImages(1);
        assertEquals(4, requests());
    }

    // the key is that of the original bytes
    @Test
    void anImageThatIsScaledDownIsBilledOnce() throws Exception {
        useCache();
        runner.setProperty(CreateMultimodalEmbedding.OVERSIZED_IMAGES, "SCALE_DOWN");
        final String large = Pictures.base64(Pictures.draw(1, 5_000, 4_000, "jpeg"));
        for (int i = 0; i < 2; i++) {
            runner.enqueue(JSON.writeValueAsString(Map.of("image", large)));
            runner.run();
        }

        runner.assertTransferCount(AbstractCreateEmbedding.SUCCESS, 2);
        assertEquals(1, requests());
    }

    @Test
    void paysNothingAgainAfterARetryWithoutACache() throws Exception {
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_INPUTS, "2");
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            runner.enqueue(images(6));
            // one request more at each attempt: without what was paid, the FlowFile never ends
            for (int attempt = 1; attempt <= 3; attempt++) {
                runner.clearTransferState();
                voyage.let(1);
                runner.run();
                if (attempt < 3) {
                    VoyageTestEnvironment.enqueue(runner, only(AbstractCreateEmbedding.RETRY));
                }
            }
        }

        assertEquals(3, requests());
        assertEquals(6 * PIXELS, flow.voyage().ledger().totals().pixels());
        only(AbstractCreateEmbedding.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(6 * PIXELS));
    }

    // otherwise the FlowFile would be over budget because of what it has paid
    @Test
    void theMaximumCostCountsPaidVectorsOnce() throws Exception {
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_INPUTS, "2");
        // exactly the cost of four images
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "0.0001536");
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(1);
            runner.enqueue(images(4));
            runner.run();
            final MockFlowFile retried = only(AbstractCreateEmbedding.RETRY);
            runner.clearTransferState();
            voyage.let(1);
            VoyageTestEnvironment.enqueue(runner, retried);
            runner.run();
        }

        only(AbstractCreateEmbedding.SUCCESS).assertAttributeEquals(VoyageAttributes.COST, "0.00015360");
        assertEquals(4 * PIXELS, flow.voyage().ledger().totals().pixels());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void paysNothingAgainWhenTheVectorsCouldNotBeWritten(final boolean full) throws Exception {
        final FullDiskWriter writer = new FullDiskWriter();
        VoyageTestEnvironment.use(runner, "Record Writer", writer);
        writer.fill(full);
        runner.enqueue(images(3));
        if (full) {
            // the framework rolls back: the FlowFile is in its queue again
            assertThrows(AssertionError.class, () -> runner.run());
        } else {
            runner.run();
            runner.assertAllFlowFilesTransferred(AbstractCreateEmbedding.FAILURE, 1);
            runner.clearTransferState();
            runner.enqueue(images(3));
        }
        writer.makeRoom();
        runner.run();

        only(AbstractCreateEmbedding.SUCCESS);
        assertEquals(1, requests());
    }

    @Test
    void halvesARequestWithTooManyTokens() throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.status(400)
                        .on(PATH)
                        .detail("The max allowed tokens per submitted batch is 320000.")
                        .times(2));
        runImages(8);

        // eight and then four images are rejected; two, two, and four are accepted
        assertEquals(3, requests());
        assertEquals(2L, runner.getCounterValue("Requests over Token Limit"));
        final List<JsonNode> records = records(AbstractCreateEmbedding.SUCCESS);
        assertEquals(
                IntStream.range(0, 8).boxed().toList(),
                records.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(8 * PIXELS, flow.voyage().ledger().totals().pixels());
    }

    // 2,000,000 pixels are 3,572 tokens, of which a request has 320,000
    @Test
    void anImageByItsUrlCountsAsTheLargest() throws Exception {
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            final byte[] png = Pictures.png(1);
            exchange.sendResponseHeaders(200, png.length);
            exchange.getResponseBody().write(png);
            exchange.close();
        });
        server.start();
        final StringBuilder urls = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            urls.append("{\"image\":\"http://localhost:%d/%d.png\"}%n"
                    .formatted(server.getAddress().getPort(), i));
        }
        runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_COST, "${budget}");
        runner.enqueue(urls.toString(), Map.of("budget", "0"));
        runner.enqueue(urls.toString(), Map.of("budget", "0.108"));
        runner.run(2);
        server.stop(0);

        only(AbstractCreateEmbedding.OVER_BUDGET)
                .assertAttributeEquals(VoyageAttributes.COST_ESTIMATED_REAL_TIME, "0.10800000");
        only(AbstractCreateEmbedding.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.USAGE_PIXELS, Long.toString(90 * PIXELS));
        assertEquals(2, requests());
    }

    private void useCache() throws Exception {
        VoyageTestEnvironment.use(
                runner, EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE.getName(), new EhcacheEmbeddingCacheService());
    }

    private void runImages(final int count) throws Exception {
        runner.clearTransferState();
        runner.enqueue(images(count));
        runner.run();
        assertEquals(List.of(), runner.getLogger().getErrorMessages(), "errors");
        only(AbstractCreateEmbedding.SUCCESS);
    }

    private static String images(final int count) throws Exception {
        final StringBuilder records = new StringBuilder();
        for (int i = 0; i < count; i++) {
            records.append(JSON.writeValueAsString(Map.of("id", i, "image", Pictures.base64(Pictures.png(i)))))
                    .append('\n');
        }
        return records.toString();
    }

    private long requests() {
        return flow.voyage().ledger().totals().realTimeRequests();
    }

    private MockFlowFile only(final Relationship relationship) {
        runner.assertTransferCount(relationship, 1);
        return runner.getFlowFilesForRelationship(relationship).getFirst();
    }

    private List<JsonNode> records(final Relationship relationship) throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
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
