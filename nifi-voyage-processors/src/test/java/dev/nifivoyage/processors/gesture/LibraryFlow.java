/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.vector.SyntheticVectorModel;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.LocalHttp;
import dev.nifivoyage.processors.batch.QueuePassingRunner;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * LoadGestureLibrary with a local server and a cache that outlives the processors.
 */
final class LibraryFlow implements AutoCloseable {
    static final String MODEL = "voyage-4";

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SyntheticVectorModel VECTORS = new SyntheticVectorModel();
    private static final String DOCUMENT_PROMPT = "Represent the document for retrieval: ";

    private final VoyageTestEnvironment flow;
    private final EhcacheEmbeddingCacheService cache;
    private LentCache lent;

    LibraryFlow() throws InitializationException {
        this(new VoyageLocalOptions());
    }

    LibraryFlow(final VoyageLocalOptions options) throws InitializationException {
        flow = new VoyageTestEnvironment(options);
        cache = LentCache.open();
    }

    VoyageLocalServer voyage() {
        return flow.voyage();
    }

    VoyageTestEnvironment batches() {
        return flow;
    }

    /** The cache as the last processor sees it. */
    LentCache lent() {
        return lent;
    }

    TestRunner load(final LoadingMode mode) throws InitializationException {
        final TestRunner runner = QueuePassingRunner.of(flow.withRecords(new LoadGestureLibrary(flow.newMemory())));
        lent = LentCache.lend(cache, runner);
        runner.setProperty("Loading Mode", mode.getValue());
        if (mode.waitsForJob()) {
            runner.setProperty("Minimum Polling Interval", "20 ms");
            runner.setProperty("Maximum Polling Interval", "50 ms");
        }
        runner.assertValid();
        return runner;
    }

    /** Runs until the FlowFile neither waits for its job nor for another try. */
    static void await(final TestRunner runner) {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        do {
            assertTrue(System.nanoTime() < end, "the job has not ended");
            lead(runner, LibraryRelationships.WAITING);
            runner.run();
        } while (!runner.getFlowFilesForRelationship(LibraryRelationships.WAITING)
                        .isEmpty()
                || !runner.isQueueEmpty());
    }

    /** Leads FlowFiles back to the processor. */
    static void lead(final TestRunner runner, final Relationship relationship) {
        final List<MockFlowFile> flowFiles = runner.getFlowFilesForRelationship(relationship);
        runner.clearTransferState();
        flowFiles.forEach(runner::enqueue);
    }

    static MockFlowFile only(final TestRunner runner, final Relationship relationship) {
        runner.assertTransferCount(relationship, 1);
        return runner.getFlowFilesForRelationship(relationship).getFirst();
    }

    static List<JsonNode> records(final TestRunner runner, final Relationship relationship) throws IOException {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    List<JsonNode> jobs() throws Exception {
        final List<JsonNode> jobs = new ArrayList<>();
        LocalHttp.get(flow.voyage(), "/batches").path("data").forEach(jobs::add);
        return jobs;
    }

    /** Lets the time pass until the job has a status. */
    void awaitStatus(final String batchId, final String status) throws Exception {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        while (!status.equals(LocalHttp.get(flow.voyage(), "/batches/" + batchId)
                .path("status")
                .asText())) {
            assertTrue(System.nanoTime() < end, "the job is not " + status);
        }
    }

    /** A shipped library: gestures or archetypes. */
    static String shipped(final String name) throws IOException {
        try (InputStream file = LibraryFlow.class.getResourceAsStream("/gestures/%s.jsonl".formatted(name))) {
            assertNotNull(file, name);
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static List<ObjectNode> parse(final String library) throws IOException {
        final List<ObjectNode> gestures = new ArrayList<>();
        for (final String line : library.lines().toList()) {
            gestures.add((ObjectNode) JSON.readTree(line));
        }
        return gestures;
    }

    static String print(final List<ObjectNode> gestures) {
        final StringBuilder library = new StringBuilder();
        gestures.forEach(gesture -> library.append(gesture).append('\n'));
        return library.toString();
    }

    static Set<String> texts(final List<? extends JsonNode> gestures) {
        final Set<String> texts = new TreeSet<>();
        for (final JsonNode gesture : gestures) {
            texts.add(gesture.path("text").asText());
            gesture.path("variations").forEach(variation -> texts.add(variation.asText()));
        }
        return texts;
    }

    static List<String> labels(final List<? extends JsonNode> gestures) {
        return gestures.stream().map(gesture -> gesture.path("label").asText()).toList();
    }

    /** Fails unless each gesture has the vector of its own text and of each of its own variations. */
    static void assertOwnVectors(final List<JsonNode> gestures, final int dimension) {
        for (final JsonNode gesture : gestures) {
            assertVector(gesture.path("text").asText(), gesture.path("embedding"), dimension);
            assertEquals(
                    gesture.path("variations").size(),
                    gesture.path("variation_embeddings").size(),
                    () -> gesture.path("label").asText());
            for (int i = 0; i < gesture.path("variations").size(); i++) {
                assertVector(
                        gesture.path("variations").get(i).asText(),
                        gesture.path("variation_embeddings").get(i),
                        dimension);
            }
            assertEquals(MODEL, gesture.path("embedding_model").asText());
            assertEquals(dimension, gesture.path("embedding_dimension").asInt());
            assertEquals("float", gesture.path("embedding_dtype").asText());
            assertEquals("document", gesture.path("embedding_input_type").asText());
        }
    }

    private static void assertVector(final String text, final JsonNode vector, final int dimension) {
        final float[] expected = VECTORS.embed(MODEL, DOCUMENT_PROMPT, text, dimension);
        assertEquals(dimension, vector.size(), () -> "dimension of " + text);
        for (int i = 0; i < dimension; i++) {
            assertEquals(expected[i], vector.get(i).floatValue(), "number " + i + " of " + text);
        }
    }

    @Override
    public void close() throws IOException {
        cache.onDisabled();
        flow.close();
    }
}
