/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.FaultPlan;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sequences of accidents, selected by a seed: faults of the server, lost steps, restarts, FlowFiles that move, texts
 * that are cached. In the end each submission has one job, each job and each file at the server belong to a FlowFile,
 * and no record is lost.
 */
class SubmissionAccidentsTest {
    private static final int SEEDS_PER_SERVER = 25;
    private static final int ACCIDENTS = 12;
    private static final int LAST_STEPS = 400;
    private static final Fault[] FAULTS = {
        Fault.resetAfter().on("POST", "/v1/batches"),
        Fault.resetBefore().on("POST", "/v1/batches"),
        Fault.resetAfter().on("POST", "/v1/files"),
        Fault.resetBefore().on("POST", "/v1/files"),
        Fault.status(503).on("POST", "/v1/batches"),
        Fault.status(429).on("POST", "/v1/batches"),
        Fault.status(404).on("POST", "/v1/batches").detail("Input file not found"),
        Fault.status(429).on("POST", "/v1/files"),
        Fault.status(503).on("GET", "/v1/batches"),
        Fault.status(503).on("GET", "/v1/files"),
    };

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void eachSubmissionHasOneJob(final int server) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            final World world = new World(flow, cache);
            for (int i = 0; i < SEEDS_PER_SERVER; i++) {
                world.live(server * SEEDS_PER_SERVER + i);
            }
        } finally {
            cache.onDisabled();
        }
    }

    /** Two nodes with their FlowFiles. */
    private static final class World {
        private final VoyageTestEnvironment flow;
        private final EhcacheEmbeddingCacheService cache;
        private final TestRunner realTime;
        private final TestRunner[] nodes = new TestRunner[2];
        private final Set<String> batchIds = new HashSet<>();
        private final List<Queued> queue = new ArrayList<>();
        private final Map<String, Integer> records = new TreeMap<>();
        private Random random;

        private World(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
            this.flow = flow;
            this.cache = cache;
            realTime = flow.withRecords(new CreateEmbedding());
            LentCache.lend(cache, realTime);
            nodes[0] = start();
            nodes[1] = start();
        }

        private TestRunner start() throws Exception {
            final TestRunner node = flow.create();
            LentCache.lend(cache, node);
            node.setProperty("Maximum Requests per Job", "3");
            return node;
        }

        private void live(final int seed) throws Exception {
            random = new Random(seed);
            records.clear();
            final Map<String, Integer> sent = new TreeMap<>();
            final int flowFiles = 1 + random.nextInt(2);
            for (int i = 0; i < flowFiles; i++) {
                final String[] texts = new String[1 + random.nextInt(7)];
                for (int j = 0; j < texts.length; j++) {
                    texts[j] = text(seed);
                    sent.merge(texts[j], 1, Integer::sum);
                }
                nodes[0].enqueue(Records.of(texts));
                queue.add(new Queued(VoyageTestEnvironment.take(nodes[0]), 0, false));
            }

            for (int i = 0; i < ACCIDENTS && !queue.isEmpty(); i++) {
                accident(seed);
            }
            flow.voyage().faults().clear();
            for (int i = 0; !queue.isEmpty(); i++) {
                assertTrue(
                        i < LAST_STEPS,
                        () -> "seed %d does not end: %s"
                                .formatted(seed, queue.getFirst().flowFile().getAttributes()));
                flow.letTimePass(Duration.ofMinutes(7));
                step(queue.removeFirst(), false);
            }

            assertEquals(sent, records, () -> "records of seed " + seed);
            check(seed);
        }

        private String text(final int seed) {
            return "seed %d, text %d".formatted(seed, random.nextInt(6));
        }

        private void accident(final int seed) throws Exception {
            final Queued next = queue.remove(random.nextInt(queue.size()));
            switch (random.nextInt(8)) {
                case 0 -> queue.add(new Queued(next.flowFile(), 1 - next.node(), true));
                case 1 -> {
                    nodes[next.node()] = start();
                    queue.add(next);
                }
                case 2 -> {
                    realTime.enqueue(Records.of(text(seed)));
                    realTime.run();
                    realTime.assertTransferCount("failure", 0);
                    realTime.clearTransferState();
                    queue.add(next);
                }
                case 3 -> {
                    flow.letTimePass(Duration.ofSeconds(random.nextInt(600)));
                    queue.add(next);
                }
                case 4 -> step(next, true);
                default -> {
                    flow.voyage()
                            .faults()
                            .set(
                                    random.nextBoolean()
                                            ? FaultPlan.NONE
                                            : FaultPlan.of(FAULTS[random.nextInt(FAULTS.length)]));
                    step(next, random.nextInt(3) == 0);
                }
            }
        }

        private void step(final Queued next, final boolean lost) throws Exception {
            final TestRunner node = nodes[next.node()];
            if (next.moved()) {
                VoyageTestEnvironment.move(node, next.flowFile());
            } else {
                VoyageTestEnvironment.restore(node, next.flowFile());
            }
            final MockFlowFile before = VoyageTestEnvironment.take(node);
            VoyageTestEnvironment.restore(node, before);
            VoyageTestEnvironment.step(node);
            final List<MockFlowFile> again = new ArrayList<>();
            while (!node.isQueueEmpty()) {
                again.add(VoyageTestEnvironment.take(node));
            }
            again.addAll(node.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY));
            if (lost) {
                queue.add(new Queued(before, next.node(), false));
            } else {
                again.forEach(flowFile -> queue.add(new Queued(flowFile, next.node(), false)));
                for (final MockFlowFile submitted : node.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
                    assertTrue(
                            batchIds.add(submitted.getAttribute(VoyageAttributes.BATCH_ID)),
                            "two FlowFiles have one job");
                    count(submitted);
                }
                for (final MockFlowFile known : node.getFlowFilesForRelationship(CreateBatchEmbedding.REAL_TIME)) {
                    count(known);
                }
                node.assertTransferCount(CreateBatchEmbedding.FAILURE, 0);
            }
            node.clearTransferState();
        }

        private void count(final MockFlowFile flowFile) throws Exception {
            for (final JsonNode record : Records.read(List.of(flowFile))) {
                records.merge(record.path("text").asText(), 1, Integer::sum);
            }
        }

        private void check(final int seed) throws Exception {
            final Set<String> listed = new HashSet<>();
            final Set<String> submissions = new HashSet<>();
            final Set<String> inputFiles = new HashSet<>();
            String after = "";
            boolean more = true;
            while (more) {
                final JsonNode page = LocalHttp.get(flow.voyage(), "/batches?limit=100" + after);
                for (final JsonNode job : page.path("data")) {
                    listed.add(job.path("id").asText());
                    inputFiles.add(job.path("input_file_id").asText());
                    assertTrue(
                            submissions.add(job.path("metadata")
                                    .path("nifi_voyage_submission_id")
                                    .asText()),
                            () -> "seed %d has two jobs of a submission".formatted(seed));
                    after = "&after=" + job.path("id").asText();
                }
                more = page.path("has_more").asBoolean();
            }
            assertEquals(batchIds, listed, () -> "jobs after seed " + seed);
            final Set<String> files = new HashSet<>();
            LocalHttp.get(flow.voyage(), "/files?purpose=batch")
                    .path("data")
                    .forEach(file -> files.add(file.path("id").asText()));
            assertEquals(inputFiles, files, () -> "files after seed " + seed);
        }
    }

    /**
     * A FlowFile in a queue.
     *
     * @param moved whether it has just come from the other node, so that it gets a new UUID
     */
    private record Queued(MockFlowFile flowFile, int node, boolean moved) {}
}
