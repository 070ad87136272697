/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * MatchGesture with a local server and a cache.
 */
final class MatchFlow implements AutoCloseable {
    private final VoyageTestEnvironment flow;
    private final EhcacheEmbeddingCacheService cache;
    private final TestRunner runner;
    private boolean scheduled;

    MatchFlow(final VoyageLocalOptions options) throws InitializationException {
        flow = new VoyageTestEnvironment(options);
        cache = LentCache.open();
        runner = flow.withRecords(new MatchGesture());
        LentCache.lend(cache, runner);
        runner.setProperty(MatchProperties.LIBRARY_READER, "reader");
    }

    TestRunner runner() {
        return runner;
    }

    VoyageLocalServer voyage() {
        return flow.voyage();
    }

    long requests() {
        return flow.voyage().ledger().totals().realTimeRequests();
    }

    /** Runs with one FlowFile, and keeps the processor scheduled. */
    void run(final String content, final Map<String, String> attributes) {
        runner.enqueue(content, attributes);
        runner.run(1, false, !scheduled);
        scheduled = true;
    }

    void run(final String content) {
        run(content, Map.of());
    }

    /** The processor is stopped: the next run starts it. */
    void stop() {
        if (scheduled) {
            runner.run(1, true, false);
            scheduled = false;
        }
    }

    MockFlowFile only(final Relationship relationship) {
        runner.assertTransferCount(relationship, 1);
        return runner.getFlowFilesForRelationship(relationship).getFirst();
    }

    List<JsonNode> records(final Relationship relationship) throws IOException {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    /** The labels in success. */
    List<String> labels() throws IOException {
        return records(MatchRelationships.SUCCESS).stream()
                .map(record -> record.path("match").path("label").asText())
                .toList();
    }

    @Override
    public void close() throws IOException {
        stop();
        cache.onDisabled();
        flow.close();
    }
}
