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
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiRestException;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two NiFi nodes of one cluster, one of which is killed while it submits. The server's ledger is the witness: what it
 * billed, and how many jobs each file has.
 */
@EnabledIfSystemProperty(named = "cluster.all", matches = "true")
class ClusterSystemTest {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    /** A minute on an idle machine of two cores. */
    private static final Duration START_DEADLINE = Duration.ofMinutes(8);

    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 256;
    private static final int SURVIVOR = 0;
    private static final int VICTIM = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static TestingServer zooKeeper;
    private static NiFiCluster cluster;

    @TempDir
    private Path directory;

    private VoyageLocalServer voyage;
    private HoldingProxy proxy;
    private EmbedRecordsFlow flow;

    @BeforeAll
    static void startCluster() throws Exception {
        zooKeeper = new TestingServer();
        final Path instances = Files.createDirectories(Path.of(System.getProperty("nifi.instances")));
        cluster = NiFiCluster.start(
                Files.createTempDirectory(instances, "cluster-"),
                Path.of(System.getProperty("nifi.distribution")),
                zooKeeper.getConnectString(),
                2,
                new NiFiOptions("512m", List.of(), START_DEADLINE));
    }

    @AfterAll
    static void stopCluster() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
        zooKeeper.close();
    }

    @AfterEach
    void removeFlow() {
        if (flow != null) {
            new ProcessGroups(cluster.node(SURVIVOR).rest()).delete(flow.groupId());
        }
        if (proxy != null) {
            proxy.close();
        }
        if (voyage != null) {
            voyage.close();
        }
    }

    @Test
    void aFolderThatTheNodesShareIsReadOnceAndSpreadOverThem() throws Exception {
        start(ClusterDefinition.shipped(), Map.of());
        final List<String> names = new ArrayList<>();
        for (int file = 0; file < 10; file++) {
            names.add(give("shared-" + file + ".jsonl", 500));
        }
        awaitEnd(names, 500);

        assertEquals(5_000, voyage.ledger().totals().requests());
        assertEquals(onceEach(names), jobsByFile());
        assertTrue(
                takenByNode().values().stream().allMatch(taken -> taken > 0),
                () -> "each node gets files: " + takenByNode());
    }

    @Test
    void aFileWhoseNodeIsKilledBeforeItLearnsOfTheJobHasOneJob() throws Exception {
        start(ClusterDefinition.shipped(), Map.of());
        killWhileTheResponseIsUnderWay(1);
    }

    /**
     * A balanced connection straight into CreateBatchEmbedding: after the restart NiFi sends the file to the other
     * node, under a new UUID.
     */
    @Test
    @EnabledIfSystemProperty(named = "cluster.all", matches = "true")
    void aFileThatMovesWhenItsNodeIsKilledHasOneJob() throws Exception {
        start(ClusterDefinition.shipped().withBalancedInput(), Map.of());
        killWhileTheResponseIsUnderWay(Integer.getInteger("cluster.kills", 5));
    }

    private void killWhileTheResponseIsUnderWay(final int kills) throws IOException {
        final List<String> names = new ArrayList<>();
        for (int kill = 0; kill < kills; kill++) {
            proxy.hold(ClusterSystemTest::isOfVictim);
            names.add(give("kill-" + kill + "-a.jsonl", 200));
            names.add(give("kill-" + kill + "-b.jsonl", 200));
            proxy.awaitHeld(1);
            killAndRestart();
            awaitEnd(names, 200);
        }

        assertEquals(onceEach(names), jobsByFile());
        assertEquals(names.size() * 200L, voyage.ledger().totals().requests());
    }

    @Test
    @EnabledIfSystemProperty(named = "cluster.all", matches = "true")
    void aFileInSlicesWhoseNodeIsKilledAmongThemHasOneJobForEach() throws Exception {
        start(ClusterDefinition.shipped().withBalancedInput().property("Maximum Requests per Job", "50"), Map.of());
        final AtomicInteger submitted = new AtomicInteger();
        proxy.hold(body -> isOfVictim(body) && submitted.incrementAndGet() == 3);
        final List<String> names = List.of(give("slices-a.jsonl", 200), give("slices-b.jsonl", 200));
        proxy.awaitHeld(1);
        killAndRestart();
        awaitEnd(names, 200);

        assertEquals(names.stream().collect(Collectors.toMap(Function.identity(), name -> 4L)), jobsByFile());
        assertEquals(400, voyage.ledger().totals().requests());
    }

    @Test
    void aFileInRetryThatMovesToTheOtherNodeKeepsItsJob() throws Exception {
        start(ClusterDefinition.shipped().withBalancedRetry(), Map.of());
        loseResponses(4);
        final List<String> names = new ArrayList<>();
        for (int file = 0; file < 4; file++) {
            names.add(give("moved-" + file + ".jsonl", 50));
        }
        awaitEnd(names, 50);

        assertEquals(onceEach(names), jobsByFile());
        assertEquals(200, voyage.ledger().totals().requests());
    }

    @Test
    @EnabledIfSystemProperty(named = "cluster.all", matches = "true")
    void aFileInRetryOnANodeThatIsOffloadedKeepsItsJob() throws Exception {
        start(ClusterDefinition.shipped(), Map.of());
        loseResponses(2);
        final List<String> names = List.of(give("offloaded-a.jsonl", 50), give("offloaded-b.jsonl", 50));
        Poll.until(
                DEADLINE,
                () -> "two jobs: " + jobsByFile(),
                () -> jobsByFile().size() == 2 ? Optional.of(true) : Optional.empty());
        cluster.offload(VICTIM);
        awaitEnd(names, 50);
        cluster.reconnect(VICTIM);

        assertEquals(onceEach(names), jobsByFile());
        assertEquals(100, voyage.ledger().totals().requests());
    }

    private void start(final ClusterDefinition definition, final Map<String, String> parameters) throws IOException {
        voyage = VoyageLocalServer.start(new VoyageLocalOptions());
        proxy = HoldingProxy.before(voyage.baseUri());
        final Map<String, String> values = new HashMap<>(parameters);
        values.put("Embeddings Model", MODEL);
        values.put("Dimensions", Integer.toString(DIMENSION));
        // relative: a folder in the home of each node
        values.put("Embedding Cache Directory", "./cache-" + directory.getFileName());
        flow = EmbedRecordsFlow.start(
                cluster.node(SURVIVOR),
                definition.write(directory.resolve("flow.json")),
                directory,
                new VoyageServer(proxy.baseUri(), "any-key", true),
                values);
    }

    /** Voyage creates the next jobs, and NiFi loses the connection before the response. */
    private void loseResponses(final int count) {
        voyage.faults().set(Fault.resetAfter().on("POST", "/v1/batches").times(count));
    }

    private static boolean isOfVictim(final String job) {
        return job.contains("node-" + VICTIM);
    }

    private void killAndRestart() {
        cluster.kill(VICTIM);
        proxy.release();
        cluster.restart(VICTIM);
    }

    private String give(final String name, final int records) throws IOException {
        final List<String> texts = new ArrayList<>();
        for (int record = 0; record < records; record++) {
            texts.add(text(name, record));
        }
        flow.accept(RecordFile.write(directory.resolve(name), texts));
        return name;
    }

    private static String text(final String name, final int record) {
        return "Record %d of %s".formatted(record, name);
    }

    /** Waits until each record is written and nothing is under way; sees that each is there once and has its vector. */
    private void awaitEnd(final List<String> names, final int records) {
        Poll.until(
                DEADLINE,
                () -> "all records: "
                        + names.stream()
                                .map(name -> name + " " + written(name).size())
                                .toList() + ", waiting: " + waiting(),
                () -> names.stream().allMatch(name -> written(name).size() >= records) && waiting() == 0
                        ? Optional.of(true)
                        : Optional.empty());
        for (final String name : names) {
            final Map<Integer, JsonNode> seen = new HashMap<>();
            for (final JsonNode record : written(name)) {
                final int id = record.path("id").asInt();
                assertNull(seen.put(id, record), "a record ended twice");
                assertEquals(text(name, id), record.path("text").asText());
                assertVectorOf(text(name, id), MODEL, DIMENSION, record.path("embedding"));
            }
            assertEquals(records, seen.size(), name);
        }
    }

    private List<JsonNode> written(final String name) {
        return RecordFile.readAll(flow.written(name));
    }

    /** FlowFiles in the flow, on all nodes; -1 while the cluster does not say. */
    private int waiting() {
        try {
            return new ProcessGroups(cluster.node(SURVIVOR).rest())
                    .status(flow.groupId())
                    .path("flowFilesQueued")
                    .asInt(-1);
        } catch (final NiFiRestException | UncheckedIOException e) {
            // a node is joining or leaving
            return -1;
        }
    }

    private static Map<String, Long> onceEach(final List<String> names) {
        return names.stream().collect(Collectors.toMap(Function.identity(), name -> 1L));
    }

    private Map<String, Long> jobsByFile() {
        final Map<String, Long> jobs = new TreeMap<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(voyage.baseUri() + "/batches?limit=100"))
                    .header("Authorization", "Bearer any-key")
                    .build();
            final HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            JSON.readTree(response.body())
                    .path("data")
                    .forEach(job ->
                            jobs.merge(job.path("metadata").path("filename").asText(), 1L, Long::sum));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Collections.unmodifiableMap(jobs);
    }

    /** Returns the number of FlowFiles taken by CreateBatchEmbedding on each node. */
    private Map<String, Integer> takenByNode() {
        final String processor =
                new Processors(cluster.node(SURVIVOR).rest()).named(flow.groupId(), "CreateBatchEmbedding");
        final Map<String, Integer> taken = new TreeMap<>();
        cluster.node(SURVIVOR)
                .rest()
                .get("/flow/processors/" + processor + "/status?nodewise=true")
                .path("processorStatus")
                .path("nodeSnapshots")
                .forEach(node -> taken.put(
                        node.path("address").asText(),
                        node.path("statusSnapshot").path("flowFilesIn").asInt()));
        return taken;
    }
}
