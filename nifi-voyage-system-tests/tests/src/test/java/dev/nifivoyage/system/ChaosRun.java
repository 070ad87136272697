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
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shipped flow {@code embed-records} with a server and a cache directory of its own, in a NiFi that is killed again
 * and again.
 */
final class ChaosRun implements AutoCloseable {
    static final String MODEL = "voyage-4-lite";
    static final int DIMENSION = 256;

    private static final Path DEFINITION = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChaosPlan plan;
    private final Path directory;
    private final VoyageLocalServer voyage;
    private final String groupId;
    private EmbedRecordsFlow flow;

    /**
     * Imports and starts the flow.
     *
     * @param directory of the flow's files and its cache
     */
    ChaosRun(final ChaosPlan plan, final NiFiProcess nifi, final Path directory) throws IOException {
        this.plan = plan;
        this.directory = Files.createDirectories(directory);
        voyage = VoyageLocalServer.start(new VoyageLocalOptions().seed(plan.seed()));
        voyage.faults().set(plan.faults().getFirst());
        flow = EmbedRecordsFlow.prepare(
                nifi,
                definition(),
                directory,
                new VoyageServer(voyage.baseUri(), "any-key", true),
                Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION)));
        groupId = flow.groupId();
        configure(nifi.rest());
        new ProcessGroups(nifi.rest()).start(groupId);
    }

    ChaosPlan plan() {
        return plan;
    }

    /**
     * NiFi runs again: from now on the server has the faults of this phase, and the flow gets its share of the files.
     */
    void begin(final NiFiProcess nifi, final int phase) throws IOException {
        flow = EmbedRecordsFlow.imported(nifi, groupId, directory);
        voyage.faults().set(plan.faults().get(phase));
        voyage.requests().reset();
        int number = 0;
        for (final Map.Entry<String, List<String>> file : plan.files().entrySet()) {
            if (number++ % plan.faults().size() == phase) {
                flow.accept(write(file.getKey(), file.getValue()));
            }
        }
    }

    /** Returns true if it is time for the kill. */
    boolean isTimeFor(final int kill) {
        return voyage.requests().total() >= plan.kills().get(kill).calls();
    }

    /**
     * Returns true if the run is done: no FlowFile is queued or in progress, and no file is left.
     */
    boolean hasEnded(final NiFiProcess nifi) throws IOException {
        try (Stream<Path> waiting = Files.list(directory.resolve("in"))) {
            if (waiting.findAny().isPresent()) {
                return false;
            }
        }
        final JsonNode status = new ProcessGroups(nifi.rest()).status(groupId);
        return status.path("flowFilesQueued").asInt() == 0
                && status.path("activeThreadCount").asInt() == 0;
    }

    /** Returns queues and bulletins, for the message of a run that does not end. */
    String state(final NiFiProcess nifi) {
        final List<String> waiting = new ArrayList<>();
        for (final JsonNode connection :
                nifi.rest().get("/process-groups/" + groupId + "/connections").path("connections")) {
            final JsonNode component = connection.path("component");
            final int count = connection
                    .path("status")
                    .path("aggregateSnapshot")
                    .path("flowFilesQueued")
                    .asInt();
            if (count > 0) {
                waiting.add(count + " from "
                        + component.path("source").path("name").asText() + " " + component.path("selectedRelationships")
                        + " " + described(nifi.rest(), component.path("id").asText()));
            }
        }
        return "seed " + plan.seed() + ": " + waiting;
    }

    /**
     * Compares what the flow has written with what it was given, and what the server has billed and kept.
     */
    ChaosOutcome outcome() throws IOException, InterruptedException {
        // what is left of them would meet the questions of this test
        voyage.faults().clear();
        final Map<String, JsonNode> given = new HashMap<>();
        for (final Map.Entry<String, List<String>> file : plan.files().entrySet()) {
            for (final JsonNode record : records(file.getKey(), file.getValue())) {
                given.put(record.path("id").asText(), record);
            }
        }
        final Set<String> ended = new HashSet<>();
        final List<String> faults = new ArrayList<>();
        int rejected = 0;
        for (final String name : plan.files().keySet()) {
            for (final Path file : flow.written(name)) {
                for (final JsonNode record : RecordFile.read(file)) {
                    check(record, given, ended, faults);
                    checkVector(record, faults);
                }
            }
            for (final Path file : flow.rejected(name)) {
                for (final JsonNode record : RecordFile.read(file)) {
                    check(record, given, ended, faults);
                    rejected++;
                    if (!record.path("error").has("code")) {
                        faults.add("no reason: " + record);
                    }
                }
            }
        }
        given.keySet().stream().filter(id -> !ended.contains(id)).forEach(id -> faults.add("lost: " + id));

        final VoyageCalls calls = new VoyageCalls(voyage.baseUri());
        final Map<String, List<JsonNode>> submissions = calls.list("/batches").stream()
                .collect(Collectors.groupingBy(job ->
                        job.path("metadata").path("nifi_voyage_submission_id").asText()));
        final Map<String, Long> billed = new HashMap<>();
        voyage.ledger().forEach(entry -> billed.merge(String.valueOf(entry.batchId()), 1L, Long::sum));
        long second = 0;
        for (final Map.Entry<String, List<JsonNode>> submission : submissions.entrySet()) {
            final List<JsonNode> jobs = submission.getValue();
            if (jobs.size() > 1) {
                faults.add("%d jobs of submission %s".formatted(jobs.size(), submission.getKey()));
                // the list begins with the newest
                second += jobs.subList(0, jobs.size() - 1).stream()
                        .mapToLong(job -> billed.getOrDefault(job.path("id").asText(), 0L))
                        .sum();
            }
        }
        final Set<String> inputs = submissions.values().stream()
                .flatMap(List::stream)
                .map(job -> job.path("input_file_id").asText())
                .collect(Collectors.toSet());
        int left = 0;
        for (final JsonNode file : calls.list("/files")) {
            if (plan.deletesRemoteFiles()
                    || file.path("purpose").asText().equals("batch")
                            && !inputs.contains(file.path("id").asText())) {
                left++;
                faults.add("left on the server: " + file);
            }
        }
        return new ChaosOutcome(
                plan,
                given.size(),
                rejected,
                submissions.values().stream().mapToInt(List::size).sum(),
                voyage.ledger().totals().requests(),
                second,
                left,
                faults);
    }

    @Override
    public void close() {
        voyage.close();
    }

    private static void check(
            final JsonNode record,
            final Map<String, JsonNode> given,
            final Set<String> ended,
            final List<String> faults) {
        final String id = record.path("id").asText();
        if (!ended.add(id)) {
            faults.add("twice: " + id);
        }
        final JsonNode expected = given.get(id);
        if (expected == null
                || !expected.path("text").equals(record.path("text"))
                || !expected.path("page").equals(record.path("page"))) {
            faults.add("changed: " + record + " instead of " + expected);
        }
    }

    private static void checkVector(final JsonNode record, final List<String> faults) {
        try {
            VectorAssertions.assertVectorOf(record.path("text").asText(), MODEL, DIMENSION, record.path("embedding"));
        } catch (final AssertionError e) {
            faults.add("wrong vector: " + record.path("id").asText() + " " + e.getMessage());
        }
    }

    private void configure(final NiFiRest rest) {
        final ControllerServices services = new ControllerServices(rest);
        services.disableAll(groupId);
        final String client = services.of(groupId).stream()
                .filter(service ->
                        service.path("component").path("type").asText().endsWith("StandardVoyageClientService"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        // after a kill, a job may still be created by a call in progress
        services.configure(client, Map.of("Read Timeout", "5 sec"));
        services.enableAll(groupId);
        final Processors processors = new Processors(rest);
        // results that the server leaves out never come
        processors.configure(
                processors.named(groupId, "DownloadBatchResults"),
                Map.of(
                        "Missing Results Timeout",
                        "20 sec",
                        "Delete Remote Files",
                        Boolean.toString(plan.deletesRemoteFiles())));
        List.of("CreateBatchEmbedding", "PollBatchStatus", "DownloadBatchResults", "CreateEmbedding")
                .forEach(name -> processors.penalize(processors.named(groupId, name), "2 sec"));
    }

    // flows that are imported share a parameter context of the same name
    private Path definition() throws IOException {
        final JsonNode definition = JSON.readTree(DEFINITION.toFile());
        String text = definition.toString();
        for (final JsonNode context : definition.path("parameterContexts")) {
            text = text.replace(
                    context.path("name").toString(),
                    JSON.writeValueAsString(context.path("name").asText() + " " + plan.seed()));
        }
        return Files.writeString(directory.resolve("embed-records.json"), text);
    }

    private static String described(final NiFiRest rest, final String connectionId) {
        final Queues queues = new Queues(rest);
        return queues.list(connectionId).stream()
                .limit(3)
                .map(queues::attributes)
                .toList()
                .toString();
    }

    private Path write(final String name, final List<String> texts) throws IOException {
        return Files.write(
                directory.resolve(name),
                records(name, texts).stream().map(JsonNode::toString).toList());
    }

    private static List<JsonNode> records(final String name, final List<String> texts) {
        final List<JsonNode> records = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            records.add(JSON.createObjectNode()
                    .put("id", name + " " + i)
                    .put("text", texts.get(i))
                    .put("page", i % 7));
        }
        return records;
    }
}
