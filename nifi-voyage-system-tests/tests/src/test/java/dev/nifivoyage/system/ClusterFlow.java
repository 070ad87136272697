/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.NiFiRestException;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The flow embed-records on the nodes of a cluster, with a folder that they share, a server, and a proxy between them.
 */
final class ClusterFlow implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 256;

    private final NiFiCluster cluster;
    private final Path directory;
    private final VoyageLocalServer voyage;
    private final HoldingProxy proxy;
    private final EmbedRecordsFlow flow;

    private ClusterFlow(
            final NiFiCluster cluster,
            final Path directory,
            final VoyageLocalServer voyage,
            final HoldingProxy proxy,
            final EmbedRecordsFlow flow) {
        this.cluster = cluster;
        this.directory = directory;
        this.voyage = voyage;
        this.proxy = proxy;
        this.flow = flow;
    }

    static ClusterFlow start(final NiFiCluster cluster, final Path directory, final ClusterDefinition definition)
            throws IOException {
        final VoyageLocalServer voyage = VoyageLocalServer.start(
                new VoyageLocalOptions().directContent(true).maximumBatches(1_000));
        final HoldingProxy proxy = HoldingProxy.before(voyage.baseUri());
        final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                cluster.node(0),
                definition.write(directory.resolve("flow.json")),
                directory,
                new VoyageServer(proxy.baseUri(), "any-key", true),
                Map.of(
                        "Embeddings Model",
                        MODEL,
                        "Dimensions",
                        Integer.toString(DIMENSION),
                        // relative: a folder in the home of each node
                        "Embedding Cache Directory",
                        cacheDirectory(directory)));
        return new ClusterFlow(cluster, directory, voyage, proxy, flow);
    }

    VoyageLocalServer voyage() {
        return voyage;
    }

    HoldingProxy proxy() {
        return proxy;
    }

    String groupId() {
        return flow.groupId();
    }

    /**
     * Gives it a file of distinct texts, and returns its name.
     */
    String give(final String name, final int records) throws IOException {
        final List<String> texts = new ArrayList<>();
        for (int record = 0; record < records; record++) {
            texts.add(text(name, record));
        }
        flow.accept(RecordFile.write(directory.resolve(name), texts));
        return name;
    }

    /** Waits until each record is written and nothing is under way; sees that each is there once and has its vector. */
    void awaitEnd(final List<String> names, final int records) {
        awaitEnd(names, records, 1);
    }

    /**
     * The same for files that were given several times.
     */
    void awaitEnd(final List<String> names, final int records, final int times) {
        Poll.until(
                DEADLINE,
                () -> "all records: "
                        + names.stream()
                                .map(name -> name + " " + written(name).size())
                                .toList() + ", waiting: " + waiting(),
                () -> names.stream().allMatch(name -> written(name).size() >= records * times) && waiting() == 0
                        ? Optional.of(true)
                        : Optional.empty());
        for (final String name : names) {
            final Map<Integer, Integer> seen = new HashMap<>();
            for (final JsonNode record : written(name)) {
                final int id = record.path("id").asInt();
                seen.merge(id, 1, Integer::sum);
                assertEquals(text(name, id), record.path("text").asText());
                assertVectorOf(text(name, id), MODEL, DIMENSION, record.path("embedding"));
            }
            assertEquals(records, seen.size(), name);
            seen.forEach((id, count) -> assertEquals(times, count, () -> "copies of record " + id + " of " + name));
        }
    }

    /** Returns the number of jobs of each file. */
    Map<String, Long> jobsByFile() {
        return jobs().stream()
                .collect(Collectors.groupingBy(
                        job -> job.path("metadata").path("filename").asText(), TreeMap::new, Collectors.counting()));
    }

    List<JsonNode> jobs() {
        try {
            return new VoyageCalls(voyage.baseUri()).list("/batches");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops it, removes the cache directories of all nodes, lets something happen meanwhile, and starts it again. */
    void withoutCacheDirectories(final Change change) throws IOException {
        final NiFiRest rest = cluster.node(0).rest();
        final ControllerServices services = new ControllerServices(rest);
        new ProcessGroups(rest).stop(groupId());
        services.disableAll(groupId());
        cluster.deleteInHomes(cacheDirectory(directory));
        change.make();
        services.enableAll(groupId());
        new ProcessGroups(rest).start(groupId());
    }

    /** Waits until there are so many jobs. */
    void awaitJobs(final int count) {
        Poll.until(
                DEADLINE,
                () -> count + " jobs: " + jobsByFile(),
                () -> jobs().size() >= count ? Optional.of(true) : Optional.empty());
    }

    /** Waits until a processor has taken so many FlowFiles, on all nodes that the first one knows. */
    void awaitTaken(final String processorName, final int count) {
        Poll.until(
                DEADLINE,
                () -> count + " FlowFiles in " + processorName + ": " + takenByNode(processorName),
                () -> takenByNode(processorName).values().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum()
                                >= count
                        ? Optional.of(true)
                        : Optional.empty());
    }

    /** Returns the number of FlowFiles taken by a processor on each node. */
    Map<String, Integer> takenByNode(final String processorName) {
        final String processor = new Processors(cluster.node(0).rest()).named(groupId(), processorName);
        final Map<String, Integer> taken = new TreeMap<>();
        cluster.node(0)
                .rest()
                .get("/flow/processors/" + processor + "/status?nodewise=true")
                .path("processorStatus")
                .path("nodeSnapshots")
                .forEach(node -> taken.put(
                        node.path("address").asText(),
                        node.path("statusSnapshot").path("flowFilesIn").asInt()));
        return taken;
    }

    /** Returns one job for each file, as expected of {@link #jobsByFile}. */
    static Map<String, Long> onceEach(final List<String> names) {
        return names.stream().collect(Collectors.toMap(Function.identity(), name -> 1L));
    }

    @Override
    public void close() {
        new ProcessGroups(cluster.node(0).rest()).delete(groupId());
        proxy.close();
        voyage.close();
    }

    private List<JsonNode> written(final String name) {
        return RecordFile.readAll(flow.written(name));
    }

    /** FlowFiles in the flow, on all nodes; -1 while the cluster does not say. */
    private int waiting() {
        try {
            return new ProcessGroups(cluster.node(0).rest())
                    .status(groupId())
                    .path("flowFilesQueued")
                    .asInt(-1);
        } catch (final NiFiRestException | UncheckedIOException e) {
            // a node is joining or leaving
            return -1;
        }
    }

    // copies have the same texts
    private static String text(final String name, final int record) {
        return "Record %d of %s".formatted(record, name.replaceFirst("-copy-\\w+", ""));
    }

    private static String cacheDirectory(final Path directory) {
        return "./cache-" + directory.getFileName();
    }

    /** What happens while the flow is stopped. */
    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }
}
