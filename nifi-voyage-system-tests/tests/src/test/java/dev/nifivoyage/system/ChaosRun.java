/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.NiFiRestException;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import dev.nifivoyage.nifi.flow.DefinitionParameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A shipped flow with a server and a cache directory of its own, in a NiFi to which things happen.
 */
final class ChaosRun implements AutoCloseable {
    private static final Path DEFINITIONS = Path.of(System.getProperty("flow.definitions"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int CONFLICT = 409;

    private final ChaosPlan plan;
    private final ChaosTarget nifi;
    private final Path directory;
    private final VoyageLocalServer voyage;
    private final String groupId;
    private final List<String> events = new ArrayList<>();

    /**
     * Imports and starts the flow.
     *
     * @param directory of the flow's files
     */
    ChaosRun(final ChaosPlan plan, final ChaosTarget nifi, final Path directory) throws IOException {
        this.plan = plan;
        this.nifi = nifi;
        this.directory = Files.createDirectories(directory);
        voyage = VoyageLocalServer.start(new VoyageLocalOptions().seed(plan.seed()));
        final Path definition = definition();
        groupId = new FlowImport(nifi.rest())
                .upload("root", definition, plan.flow().name() + " " + plan.seed());
        configure(DefinitionParameters.read(definition));
        new ProcessGroups(nifi.rest()).start(groupId);
    }

    ChaosPlan plan() {
        return plan;
    }

    String groupId() {
        return groupId;
    }

    /**
     * Gives the server the faults of a phase, and the flow its files.
     */
    void begin(final int phase) throws IOException {
        voyage.faults().set(plan.faults().get(phase));
        voyage.requests().reset();
        for (final ChaosInput input : plan.inputs(phase)) {
            final Path file = Files.write(
                    directory.resolve(input.filename()),
                    input.records().stream().map(JsonNode::toString).toList());
            Files.move(file, folder(input.parameter()).resolve(input.filename()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Returns true if it is time for the event. */
    boolean isTimeFor(final int event) {
        return voyage.requests().total() >= plan.moments().get(event).calls();
    }

    void note(final String event) {
        events.add(event);
    }

    /** Lets something happen to the flow. */
    void meet(final ChaosEvent event) {
        final ProcessGroups groups = new ProcessGroups(nifi.rest());
        final ControllerServices services = new ControllerServices(nifi.rest());
        if (event == ChaosEvent.CACHE_REMOVED && !plan.flow().caches()) {
            return;
        }
        note(event.toString());
        if (event == ChaosEvent.TERMINATE) {
            terminate();
        } else {
            groups.stop(groupId);
        }
        if (event == ChaosEvent.SERVICES || event == ChaosEvent.CACHE_REMOVED) {
            services.disableAll(groupId);
            if (event == ChaosEvent.CACHE_REMOVED) {
                nifi.removeCache(plan.seed());
            }
            services.enableAll(groupId);
        }
        groups.start(groupId);
    }

    private void terminate() {
        final Processors processors = new Processors(nifi.rest());
        new ProcessGroups(nifi.rest()).askToStop(groupId);
        final List<String> ids = processors.of(groupId).stream()
                .filter(ChaosRun::isOfTheBundle)
                .map(processor -> processor.path("id").asText())
                .toList();
        ids.forEach(processors::terminate);
        Poll.until(DEADLINE, "the threads of the group to end", () -> {
            try {
                new ProcessGroups(nifi.rest()).stop(groupId);
                return Optional.of(true);
            } catch (final IllegalStateException e) {
                return Optional.empty();
            }
        });
    }

    /**
     * Returns true if the run is done: no FlowFile is queued or in progress, and no file is left. Starts <i>Try
     * again</i>, without faults of the server, if FlowFiles wait only there.
     */
    boolean hasEnded() {
        for (final String parameter : inputs()) {
            if (!ImportedFlow.files(folder(parameter)).isEmpty()) {
                return false;
            }
        }
        final JsonNode status = new ProcessGroups(nifi.rest()).status(groupId);
        if (status.path("flowFilesQueued").asInt() == 0
                && status.path("activeThreadCount").asInt() == 0) {
            return true;
        }
        final List<JsonNode> waiting = new Queues(nifi.rest()).waiting(groupId);
        if (!waiting.isEmpty()
                && waiting.stream()
                        .allMatch(connection -> destination(connection).startsWith("Try "))) {
            voyage.faults().clear();
            waiting.stream()
                    .map(connection -> connection
                            .path("component")
                            .path("destination")
                            .path("id")
                            .asText())
                    .distinct()
                    .forEach(this::tryAgain);
        }
        return false;
    }

    private void tryAgain(final String processorId) {
        final Processors processors = new Processors(nifi.rest());
        try {
            final String state = nifi.rest()
                    .get("/processors/" + processorId)
                    .path("component")
                    .path("state")
                    .asText();
            if (state.equals("DISABLED")) {
                note("try again");
                processors.enable(processorId);
            }
            if (!state.equals("RUNNING")) {
                processors.start(processorId);
            }
        } catch (final NiFiRestException e) {
            if (e.status() != CONFLICT) {
                throw e;
            }
        }
    }

    /** Returns true if all FlowFiles wait for processors that are part of NiFi. */
    boolean waitsForNiFiOnly() {
        return new Queues(nifi.rest())
                .waiting(groupId).stream()
                        .map(connection -> connection.path("component").path("destination"))
                        .allMatch(destination ->
                                destination.path("type").asText().equals("PROCESSOR")
                                        && !isOfTheBundle(nifi.rest()
                                                .get("/processors/"
                                                        + destination.path("id").asText())));
    }

    /** Returns queues and their first FlowFiles, for the message of a run that does not end. */
    String state() {
        final List<String> waiting = new ArrayList<>();
        for (final JsonNode connection : new Queues(nifi.rest()).waiting(groupId)) {
            final String source =
                    connection.path("component").path("source").path("name").asText();
            waiting.add("from %s to %s: %s"
                    .formatted(
                            source,
                            destination(connection),
                            first(connection.path("id").asText())));
        }
        return "seed " + plan.seed() + ": " + waiting;
    }

    private String first(final String connectionId) {
        final Queues queues = new Queues(nifi.rest());
        try {
            return queues.list(connectionId).stream()
                    .limit(3)
                    .map(queues::attributes)
                    .toList()
                    .toString();
        } catch (final NiFiRestException e) {
            // one of them has left the queue in the meantime
            return e.getMessage();
        }
    }

    /**
     * Compares what the flow has written with what it was given, and what the server has billed and kept.
     */
    ChaosOutcome outcome() throws IOException, InterruptedException {
        // what is left of them would meet the questions of this test
        voyage.faults().clear();
        final long billed = voyage.ledger().totals().requests();
        final long billedInJobs = voyage.ledger().totals().batchRequests();
        final List<String> faults = new ArrayList<>();
        final List<String> repeated = new ArrayList<>();
        final List<String> missing = new ArrayList<>();
        final int rejected = compare(faults, repeated, missing);

        final VoyageCalls calls = new VoyageCalls(voyage.baseUri());
        final Map<String, List<JsonNode>> submissions = calls.jobsBySubmission();
        final int jobs = submissions.values().stream().mapToInt(List::size).sum();
        long twice = secondJobs(submissions, faults);
        final long allowed = plan.maximumBilled() + (plan.losesResults() ? lostResults(calls, submissions) : 0);
        if (billedInJobs > allowed) {
            faults.add("%d requests billed in jobs instead of at most %d".formatted(billedInJobs, allowed));
            twice = Math.max(twice, billedInJobs - allowed);
        }
        final List<String> orphans = new ArrayList<>(orphanedFiles(calls, submissions));
        orphans.addAll(orphanedJobs(submissions));
        faults.addAll(orphans);
        return new ChaosOutcome(
                plan,
                List.copyOf(events),
                plan.records(),
                rejected,
                jobs,
                billed,
                twice,
                orphans.size(),
                faults,
                repeated,
                missing);
    }

    private int compare(final List<String> faults, final List<String> repeated, final List<String> missing) {
        final Map<String, JsonNode> given = new HashMap<>();
        plan.inputs()
                .forEach(input -> input.records()
                        .forEach(record -> given.put(record.path("id").asText(), record)));
        final RealTimeResults realTime = new RealTimeResults(voyage.baseUri(), given);
        final Set<String> ended = new HashSet<>();
        for (final String parameter : plan.flow().outputs()) {
            for (final JsonNode record : records(parameter)) {
                note(record, ended, repeated);
                check(record, given, faults);
                try {
                    plan.flow().check(record, realTime);
                } catch (final AssertionError e) {
                    faults.add("wrong result: " + record.path("id").asText() + " " + e.getMessage());
                }
            }
        }
        int rejected = 0;
        for (final JsonNode record : records("Rejected Directory")) {
            note(record, ended, repeated);
            check(record, given, faults);
            rejected++;
            if (!record.path("error").has("code")) {
                faults.add("no reason: " + record);
            }
        }
        given.keySet().stream().filter(id -> !ended.contains(id)).forEach(id -> missing.add("lost: " + id));
        return rejected;
    }

    private static void note(final JsonNode record, final Set<String> ended, final List<String> repeated) {
        final String id = record.path("id").asText();
        if (!ended.add(id)) {
            repeated.add(id);
        }
    }

    private void check(final JsonNode record, final Map<String, JsonNode> given, final List<String> faults) {
        final JsonNode expected = given.get(record.path("id").asText());
        if (expected == null
                || plan.flow().unchanged().stream()
                        .anyMatch(field -> !expected.path(field).equals(record.path(field)))) {
            faults.add("changed: " + record + " instead of " + expected);
        }
    }

    private long secondJobs(final Map<String, List<JsonNode>> submissions, final List<String> faults) {
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
        return second;
    }

    // paid for, without a line that can be read
    private long lostResults(final VoyageCalls calls, final Map<String, List<JsonNode>> submissions)
            throws IOException, InterruptedException {
        long lost = 0;
        for (final List<JsonNode> jobs : submissions.values()) {
            for (final JsonNode job : jobs) {
                final String fileId = job.path("output_file_id").asText("");
                final List<String> lines = fileId.isEmpty() ? List.of() : calls.lines(fileId);
                lost += job.path("request_counts").path("completed").asLong() - readable(lines);
            }
        }
        return lost;
    }

    private static long readable(final List<String> lines) {
        return lines.stream()
                .flatMap(line -> customId(line).stream())
                .distinct()
                .count();
    }

    private static Optional<String> customId(final String line) {
        try {
            return Optional.of(JSON.readTree(line).path("custom_id").asText());
        } catch (final JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private List<String> orphanedFiles(final VoyageCalls calls, final Map<String, List<JsonNode>> submissions)
            throws IOException, InterruptedException {
        // without deletion all inputs stay, else those of failed jobs, which are kept to look at
        final Set<String> keptInputs = submissions.values().stream()
                .flatMap(List::stream)
                .filter(job -> !plan.deletesRemoteFiles()
                        || job.path("status").asText().equals("failed"))
                .map(job -> job.path("input_file_id").asText())
                .collect(Collectors.toSet());
        final List<JsonNode> files = calls.list("/files");
        // an upload that took effect after it was repeated leaves a copy of the same name
        final Set<String> keptNames = files.stream()
                .filter(file -> keptInputs.contains(file.path("id").asText()))
                .map(file -> file.path("filename").asText())
                .collect(Collectors.toSet());
        return files.stream()
                .filter(file -> plan.deletesRemoteFiles()
                        || file.path("purpose").asText().equals("batch"))
                .filter(file -> !keptNames.contains(file.path("filename").asText()))
                .map(file -> "left on the server: " + file)
                .toList();
    }

    // costs and progress name each job
    private List<String> orphanedJobs(final Map<String, List<JsonNode>> submissions) {
        final Set<String> known = new HashSet<>();
        records("Cost Directory").forEach(cost -> known.add(cost.path("id").asText()));
        records("Progress Directory")
                .forEach(progress -> known.add(progress.path("batch_id").asText()));
        return submissions.values().stream()
                .flatMap(List::stream)
                .filter(job -> !known.contains(job.path("id").asText()))
                .map(job -> "a job without a FlowFile: " + job)
                .toList();
    }

    @Override
    public void close() {
        voyage.close();
    }

    private void configure(final DefinitionParameters defined) throws IOException {
        final Map<String, String> values = new HashMap<>(defined.defaults());
        values.putAll(Map.of(
                "Voyage API Key", "any-key",
                "Voyage Base URL", voyage.baseUri().toString(),
                "Minimum Polling Interval", "500 ms",
                "Maximum Polling Interval", "1 sec",
                "Cost Interval", "1 sec",
                "Gathering Time", "1 sec",
                "Gathering Size", plan.gathers() ? "1048576" : "0"));
        for (final String parameter : defined.names()) {
            if (parameter.endsWith(" Directory")) {
                values.put(parameter, Files.createDirectories(folder(parameter)).toString());
            }
        }
        values.put("Embedding Cache Directory", nifi.cacheDirectory(plan.seed()));
        values.putAll(plan.flow().parameters());
        values.keySet().retainAll(defined.names());
        final NiFiRest rest = nifi.rest();
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(contexts.ofGroup(groupId), values);

        final ControllerServices services = new ControllerServices(rest);
        // after a kill, a job may still be created by a call in progress
        services.configure(
                services.ofType(groupId, "StandardVoyageClientService")
                        .path("id")
                        .asText(),
                Map.of("Read Timeout", "5 sec"));
        final Processors processors = new Processors(rest);
        for (final JsonNode processor : processors.of(groupId)) {
            if (isOfTheBundle(processor)) {
                final String id = processor.path("id").asText();
                processors.penalize(id, "2 sec");
                processors.yieldFor(id, "2 sec");
                processors.concurrentTasks(id, plan.tasks());
                if (type(processor).endsWith("DownloadBatchResults")) {
                    // results that the server leaves out never come
                    processors.configure(
                            id,
                            Map.of(
                                    "Missing Results Timeout",
                                    "20 sec",
                                    "Delete Remote Files",
                                    Boolean.toString(plan.deletesRemoteFiles())));
                }
            }
        }
        services.enableAll(groupId);
        new ValidationErrors(rest).awaitNone(groupId);
    }

    private static boolean isOfTheBundle(final JsonNode processor) {
        return type(processor).startsWith("dev.nifivoyage");
    }

    private static String type(final JsonNode processor) {
        return processor.path("component").path("type").asText();
    }

    private static String destination(final JsonNode connection) {
        return connection.path("component").path("destination").path("name").asText();
    }

    private Set<String> inputs() {
        return plan.inputs().stream().map(ChaosInput::parameter).collect(Collectors.toSet());
    }

    private Path folder(final String parameter) {
        return directory.resolve(parameter.toLowerCase(Locale.ROOT).replace(' ', '-'));
    }

    private List<JsonNode> records(final String parameter) {
        return RecordFile.readAll(ImportedFlow.files(folder(parameter)));
    }

    // flows that are imported share a parameter context of the same name
    private Path definition() throws IOException {
        final JsonNode definition =
                JSON.readTree(DEFINITIONS.resolve(plan.flow().name() + ".json").toFile());
        String text = definition.toString();
        for (final JsonNode context : definition.path("parameterContexts")) {
            text = text.replace(
                    context.path("name").toString(),
                    JSON.writeValueAsString(context.path("name").asText() + " " + plan.seed()));
        }
        return Files.writeString(directory.resolve(plan.flow().name() + ".json"), text);
    }
}
