/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi.flow;

import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.Counters;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.NiFiRestException;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.QueuedFlowFile;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The flow definition {@code templates/embed-records.json}, or another one that embeds files, in a running NiFi.
 */
public final class EmbedRecordsFlow {
    private static final int NOT_FOUND = 404;
    private static final String NAME = "Embed records with Voyage AI";

    private final NiFiRest rest;
    private final String groupId;
    private final Path input;
    private final Path output;
    private final Path errors;

    private EmbedRecordsFlow(final NiFiRest rest, final String groupId, final Path directory) {
        this.rest = rest;
        this.groupId = groupId;
        this.input = directory.resolve("in");
        this.output = directory.resolve("out");
        this.errors = directory.resolve("rejected");
    }

    /**
     * Imports the flow, sets its parameters, enables its services and starts it.
     *
     * @param definition the file {@code embed-records.json}
     * @param directory directory of input, output, costs and embedding cache
     * @param server the server of the flow
     * @param parameters further parameters of the flow by name
     * @throws IllegalStateException if a component is not valid
     */
    public static EmbedRecordsFlow start(
            final NiFiProcess nifi,
            final Path definition,
            final Path directory,
            final VoyageServer server,
            final Map<String, String> parameters)
            throws IOException {
        final EmbedRecordsFlow flow = prepare(nifi, definition, directory, server, parameters);
        new ProcessGroups(nifi.rest()).start(flow.groupId);
        return flow;
    }

    /**
     * Imports the flow without starting it.
     */
    public static EmbedRecordsFlow prepare(
            final NiFiProcess nifi,
            final Path definition,
            final Path directory,
            final VoyageServer server,
            final Map<String, String> parameters)
            throws IOException {
        final NiFiRest rest = nifi.rest();
        final EmbedRecordsFlow flow =
                new EmbedRecordsFlow(rest, new FlowImport(rest).upload("root", definition, NAME), directory);
        Files.createDirectories(flow.input);
        Files.createDirectories(flow.output);

        // an earlier flow of the same NiFi may have set the shared parameters
        final DefinitionParameters defined = DefinitionParameters.read(definition);
        final Map<String, String> values = new HashMap<>(defined.defaults());
        values.put("Voyage API Key", server.apiKey());
        values.put("Voyage Base URL", server.baseUri().toString());
        values.put("Input Directory", flow.input.toString());
        values.put("Output Directory", flow.output.toString());
        values.put("Rejected Directory", flow.errors.toString());
        values.put("Cost Directory", directory.resolve("cost").toString());
        values.put("Progress Directory", directory.resolve("progress").toString());
        values.put("Embedding Cache Directory", directory.resolve("cache").toString());
        if (server.local()) {
            values.put("Minimum Polling Interval", "500 ms");
            values.put("Maximum Polling Interval", "1 sec");
            values.put("Cost Interval", "1 sec");
            values.put("Gathering Time", "1 sec");
        }
        // results are looked for by the name of their input
        values.put("Gathering Size", "0");
        values.putAll(parameters);
        // a flow that writes to a database has no output directory
        values.keySet().retainAll(defined.names());
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(contexts.ofGroup(flow.groupId), values);
        new ControllerServices(rest).enableAll(flow.groupId);
        new ValidationErrors(rest).awaitNone(flow.groupId);
        return flow;
    }

    /**
     * Returns a flow that was imported earlier, for example before a restart of NiFi.
     *
     * @param groupId ID of its process group
     * @param directory the directory of the import
     */
    public static EmbedRecordsFlow imported(final NiFiProcess nifi, final String groupId, final Path directory) {
        return new EmbedRecordsFlow(nifi.rest(), groupId, directory);
    }

    /**
     * Returns the ID of the process group.
     */
    public String groupId() {
        return groupId;
    }

    /**
     * Moves a complete file to the input of the flow.
     */
    public void accept(final Path file) throws IOException {
        Files.move(file, input.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Waits for a result of the flow.
     *
     * @param question polled until it is not empty
     * @param progress receives the progress of a job whenever it changes
     */
    public <T> T await(final Duration deadline, final Consumer<String> progress, final Supplier<Optional<T>> question) {
        final String waiting = new Connections(rest).from(groupId, "PollBatchStatus", "running");
        final AtomicReference<String> last = new AtomicReference<>("");
        return Poll.until(deadline, () -> "the flow; NiFi says: " + bulletins(), () -> {
            final String now = progress(waiting);
            if (!now.isEmpty() && !now.equals(last.getAndSet(now))) {
                progress.accept(now);
            }
            return question.get();
        });
    }

    /**
     * Returns the output files of an input file: one for each job, or one if it needed none.
     *
     * @param name name of the input file
     */
    public List<Path> written(final String name) {
        return files(output, name);
    }

    /**
     * Returns the files of rejected records of an input file: one for each job with rejected records, or one if it
     * needed no job.
     *
     * @param name name of the input file
     */
    public List<Path> rejected(final String name) {
        return files(errors, name);
    }

    /**
     * Returns whether no FlowFile waits anywhere in the flow.
     */
    public boolean isEmpty() {
        return new ProcessGroups(rest).status(groupId).path("flowFilesQueued").asInt(-1) == 0;
    }

    /**
     * Stops the flow, and disables its services.
     */
    public void pause() {
        new ProcessGroups(rest).stop(groupId);
        new ControllerServices(rest).disableAll(groupId);
    }

    /**
     * Enables the services of the flow, and starts it again.
     */
    public void resume() {
        new ControllerServices(rest).enableAll(groupId);
        new ProcessGroups(rest).start(groupId);
    }

    /**
     * Returns a counter of DownloadBatchResults.
     */
    public long counter(final String name) {
        return counter("DownloadBatchResults", name);
    }

    /**
     * Returns a counter of a processor.
     */
    public long counter(final String processor, final String name) {
        return new Counters(rest).value(new Processors(rest).named(groupId, processor), name);
    }

    // PutFile writes to a hidden file and renames it
    private static List<Path> files(final Path directory, final String name) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }

        final Pattern parts = ResultNames.of(name);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> parts.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String progress(final String connectionId) {
        final Queues queues = new Queues(rest);
        final List<QueuedFlowFile> flowFiles = queues.list(connectionId);
        if (flowFiles.isEmpty()) {
            return "";
        }

        try {
            return progress(queues.attributes(flowFiles.getFirst()));
        } catch (final NiFiRestException e) {
            if (e.status() == NOT_FOUND) {
                // the FlowFile has left the queue in the meantime
                return "";
            }
            throw e;
        }
    }

    private static String progress(final Map<String, String> attributes) {
        return "job %s: %s, %s%%, %s of %s requests"
                .formatted(
                        attributes.get("voyage.batch.id"),
                        attributes.get("voyage.batch.status"),
                        attributes.getOrDefault("voyage.batch.progress.percent", "0"),
                        attributes.getOrDefault("voyage.batch.requests.completed", "0"),
                        attributes.getOrDefault("voyage.requests", "?"));
    }

    private String bulletins() {
        final List<Bulletins.Bulletin> bulletins = new Bulletins(rest).all();
        return bulletins.isEmpty() ? "nothing" : bulletins.toString();
    }
}
