/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A model that Voyage has retired: the FlowFile fails with the words of Voyage, and nothing is left there.
 */
class RetiredModelTest {
    private static final String TEXT = "{\"id\":1,\"text\":\"a dancer\"}";
    private static final String QUERY = "{\"query\":\"who?\",\"documents\":[\"a dancer\",\"a tree\"]}";
    private static final String LIBRARY = "{\"label\":\"BOW\",\"text\":\"bends down\"}";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private EhcacheEmbeddingCacheService cache;

    @BeforeEach
    void open() throws Exception {
        cache = LentCache.open();
    }

    @AfterEach
    void close() throws IOException {
        cache.onDisabled();
    }

    @Test
    void failsARealTimeText() throws Exception {
        assertFails(flow.withRecords(new CreateEmbedding()), "voyage-2", TEXT);
    }

    @Test
    void failsARealTimeRanking() throws Exception {
        assertFails(flow.withRecords(new Rerank()), "rerank-1", QUERY);
    }

    @Test
    void failsAMatch() throws Exception {
        final TestRunner runner = flow.withRecords(new MatchGesture());
        runner.setProperty("Library Reader", "reader");
        runner.setProperty("Library", LIBRARY);
        runner.setProperty("Input", "TEXT");
        assertFails(runner, "voyage-2", TEXT);
    }

    @Test
    void failsALibrary() throws Exception {
        final TestRunner runner = flow.withRecords(new LoadGestureLibrary());
        LentCache.lend(cache, runner);
        assertFails(runner, "voyage-2", LIBRARY);
    }

    @Test
    void failsALibraryOfABatchJob() throws Exception {
        final TestRunner runner = QueuePassingRunner.of(flow.withRecords(new LoadGestureLibrary()));
        LentCache.lend(cache, runner);
        runner.setProperty("Loading Mode", "BATCH_AND_WAIT");
        assertFails(runner, "voyage-2", LIBRARY);
    }

    @Test
    void failsABatchJob() throws Exception {
        assertFails(flow.create(), "voyage-2", TEXT);
    }

    @Test
    void failsABatchJobOfDocuments() throws Exception {
        assertFails(flow.createContextualized(), "voyage-context-1", "{\"chunks\":[\"a dancer\",\"a tree\"]}");
    }

    @Test
    void failsABatchJobOfRankings() throws Exception {
        assertFails(flow.createRerank(), "rerank-1", QUERY);
    }

    private void assertFails(final TestRunner runner, final String model, final String content) throws Exception {
        runner.setProperty(model.startsWith("rerank") ? "Rerank Model" : "Embeddings Model", model);
        runner.enqueue(content);
        runner.run();

        runner.assertAllFlowFilesTransferred("failure", 1);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship("failure").getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "400");
        final String message = failed.getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("Model %s is not supported. Supported models are ".formatted(model)), message);
        failed.assertContentEquals(content);
        assertTrue(LocalHttp.get(flow.voyage(), "/files").path("data").isEmpty(), "a file is left");
        assertTrue(LocalHttp.get(flow.voyage(), "/batches").path("data").isEmpty(), "a job was created");
        assertEquals(0, flow.voyage().ledger().totals().requests());
    }
}
