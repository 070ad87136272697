/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.Counters;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.QueuedFlowFile;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A flow with an embedding cache of its own: DownloadBatchResults fills it with the vectors of a job, of which it is
 * told the id alone, and LookupRecord, a processor of NiFi, takes vectors out of it.
 */
final class LookupFlow {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String STOCK = "org.apache.nifi.processors.standard.";

    private final NiFiRest rest;
    private final String group;

    private LookupFlow(final NiFiRest rest, final String group) {
        this.rest = rest;
        this.group = group;
    }

    /**
     * Creates the flow without starting it.
     *
     * @param voyage where the job is
     * @param batchId id of the job
     * @param cache directory of the cache
     * @param texts to be looked up
     */
    static LookupFlow prepare(
            final NiFiRest rest, final URI voyage, final String batchId, final Path cache, final List<String> texts)
            throws IOException {
        final LookupFlow flow = new LookupFlow(rest, new ProcessGroups(rest).create("look vectors up"));
        final ControllerServices services = new ControllerServices(rest);
        final String client = services.create(
                flow.group,
                "dev.nifivoyage.service.client.StandardVoyageClientService",
                "Voyage",
                Map.of("API Key", "any-key", "Base URL", voyage.toString()));
        final String embeddings = services.create(
                flow.group,
                "dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService",
                "Cache",
                Map.of("Cache Directory", cache.toString()));
        flow.warmer(client, embeddings, batchId);
        flow.lookup(client, embeddings, texts);
        services.enableAll(flow.group);
        new ValidationErrors(rest).awaitNone(flow.group);
        return flow;
    }

    /**
     * Passes the ID of a job to DownloadBatchResults.
     *
     * @return how many vectors it put into the cache
     */
    long warm() {
        final Processors processors = new Processors(rest);
        processors.start(processors.named(group, "Warm the cache"));
        processors.runOnce(processors.named(group, "Id of a job"));
        new Queues(rest).awaitCount(new Connections(rest).from(group, "Warm the cache", "original"), 1, DEADLINE);
        return new Counters(rest).value(processors.named(group, "Warm the cache"), "Vectors Cached");
    }

    /**
     * Looks all texts up once more.
     *
     * @param relationships those which LookupRecord shall send records to
     */
    void lookUp(final List<String> relationships) {
        final Processors processors = new Processors(rest);
        final Queues queues = new Queues(rest);
        queues.drop(connection("matched"));
        queues.drop(connection("unmatched"));
        processors.runOnce(processors.named(group, "Records"));
        queues.awaitCount(new Connections(rest).from(group, "Records", "success"), 1, DEADLINE);
        processors.runOnce(processors.named(group, "Look up"));
        relationships.forEach(relationship -> queues.awaitCount(connection(relationship), 1, DEADLINE));
    }

    /**
     * The records that wait at a relationship of LookupRecord.
     */
    List<JsonNode> records(final String relationship) throws IOException {
        final Queues queues = new Queues(rest);
        final List<JsonNode> records = new ArrayList<>();
        for (final QueuedFlowFile flowFile : queues.list(connection(relationship))) {
            try (InputStream content = queues.content(flowFile)) {
                JSON.readTree(content).forEach(records::add);
            }
        }
        return records;
    }

    void delete() {
        new ProcessGroups(rest).delete(group);
    }

    private void warmer(final String client, final String cache, final String batchId) {
        final Processors processors = new Processors(rest);
        final String id = processors.create(
                group,
                new Processors.NewProcessor(
                        STOCK + "GenerateFlowFile",
                        "Id of a job",
                        Map.of("File Size", "0 B", "voyage.batch.id", batchId),
                        "1 day",
                        List.of()));
        final String warm = processors.create(
                group,
                new Processors.NewProcessor(
                        "dev.nifivoyage.processors.batch.DownloadBatchResults",
                        "Warm the cache",
                        Map.of(
                                "Voyage Client Service",
                                client,
                                "Embedding Cache Service",
                                cache,
                                "Populate Cache",
                                "true"),
                        "0 sec",
                        List.of("success", "rejected", "unprocessed", "retry", "failure")));
        new Connections(rest).connect(group, id, warm, List.of("success"));
        new Connections(rest).connect(group, warm, end("Warmed"), List.of("original"));
    }

    private void lookup(final String client, final String cache, final List<String> texts) throws IOException {
        final ControllerServices services = new ControllerServices(rest);
        final String vectors = services.create(
                group,
                "dev.nifivoyage.service.lookup.EmbeddingLookupService",
                "Vectors",
                Map.of(
                        "Embedding Cache Service",
                        cache,
                        "Voyage Client Service",
                        client,
                        "Embeddings Model",
                        CachedFlow.MODEL,
                        "Dimensions",
                        Integer.toString(CachedFlow.DIMENSION)));
        final String reader = services.create(group, "org.apache.nifi.json.JsonTreeReader", "Reader", Map.of());
        final String writer = services.create(group, "org.apache.nifi.json.JsonRecordSetWriter", "Writer", Map.of());

        final Processors processors = new Processors(rest);
        final String content = JSON.writeValueAsString(
                texts.stream().map(text -> Map.of("text", text)).toList());
        final String records = processors.create(
                group,
                new Processors.NewProcessor(
                        STOCK + "GenerateFlowFile", "Records", Map.of("Custom Text", content), "1 day", List.of()));
        final String lookup = processors.create(
                group,
                new Processors.NewProcessor(
                        STOCK + "LookupRecord",
                        "Look up",
                        Map.of(
                                "Record Reader",
                                reader,
                                "Record Writer",
                                writer,
                                "Lookup Service",
                                vectors,
                                "Routing Strategy",
                                "route-to-matched-unmatched",
                                "Record Result Contents",
                                "record-fields",
                                "Result RecordPath",
                                "/",
                                "text",
                                "/text"),
                        "0 sec",
                        List.of("failure")));
        final Connections connections = new Connections(rest);
        connections.connect(group, records, lookup, List.of("success"));
        connections.connect(group, lookup, end("Found"), List.of("matched"));
        connections.connect(group, lookup, end("Not found"), List.of("unmatched"));
    }

    private String end(final String name) {
        return new Processors(rest)
                .create(
                        group,
                        new Processors.NewProcessor(
                                "org.apache.nifi.processors.attributes.UpdateAttribute",
                                name,
                                Map.of(),
                                "1 day",
                                List.of("success")));
    }

    private String connection(final String relationship) {
        return new Connections(rest).from(group, "Look up", relationship);
    }
}
