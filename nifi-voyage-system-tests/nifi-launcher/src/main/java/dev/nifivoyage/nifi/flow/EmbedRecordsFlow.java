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
import java.util.stream.Stream;

/**
 * The shipped flow {@code templates/embed-records.json} in a running NiFi.
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
     * @param directory holds the flow's input, output, costs and embedding cache
     * @param server where the texts go
     * @param parameters further parameters of the flow by name
     * @throws IllegalStateException when a component is not valid
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
     * The same without starting the flow.
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

        final Map<String, String> values = new HashMap<>();
        values.put("Voyage API Key", server.apiKey());
        values.put("Voyage Base URL", server.baseUri().toString());
        values.put("Input Directory", flow.input.toString());
        values.put("Output Directory", flow.output.toString());
        values.put("Errors Directory", flow.errors.toString());
        values.put("Cost Directory", directory.resolve("cost").toString());
        // two caches of one NiFi cannot share a directory
        values.put("Embedding Cache Directory", directory.resolve("cache").toString());
        if (server.local()) {
            values.put("Minimum Polling Interval", "500 ms");
            values.put("Maximum Polling Interval", "1 sec");
            values.put("Cost Interval", "1 sec");
        }
        values.putAll(parameters);
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(contexts.ofGroup(flow.groupId), values);
        new ControllerServices(rest).enableAll(flow.groupId);
        new ValidationErrors(rest).awaitNone(flow.groupId);
        return flow;
    }

    /**
     * A flow that was imported before, for instance before NiFi was started again.
     *
     * @param groupId id of its process group
     * @param directory the same as when it was imported
     */
    public static EmbedRecordsFlow imported(final NiFiProcess nifi, final String groupId, final Path directory) {
        return new EmbedRecordsFlow(nifi.rest(), groupId, directory);
    }

    /**
     * Id of the flow's process group.
     */
    public String groupId() {
        return groupId;
    }

    /**
     * Gives a file to the flow, whole.
     */
    public void accept(final Path file) throws IOException {
        Files.move(file, input.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Waits for something that the flow does.
     *
     * @param question asked again and again until it has an answer
     * @param progress told what the flow says of a job, whenever that changes
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
     * The files with the vectors of a file's records: one for each job, or one when it needed none. The folder of a job's file has the job's id for its name.
     *
     * @param name name of the file that was given to the flow
     */
    public List<Path> written(final String name) {
        return files(output, name);
    }

    /**
     * The files with a file's records that were refused, one for each job that has any, or one when it needed no job.
     *
     * @param name name of the file that was given to the flow
     */
    public List<Path> rejected(final String name) {
        return files(errors, name);
    }

    /**
     * A counter of DownloadBatchResults.
     */
    public long counter(final String name) {
        return counter("DownloadBatchResults", name);
    }

    /**
     * A counter of one of the flow's processors.
     */
    public long counter(final String processor, final String name) {
        return new Counters(rest).value(new Processors(rest).named(groupId, processor), name);
    }

    // a folder for each job or file; PutFile writes under a name with a dot in front, and renames
    private static List<Path> files(final Path directory, final String name) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }

        try (Stream<Path> jobs = Files.list(directory)) {
            return jobs.map(job -> job.resolve(name))
                    .filter(Files::exists)
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
                // the FlowFile went on between the two questions
                return "";
            }
            throw e;
        }
    }

    private static String progress(final Map<String, String> attributes) {
        return "job %s: %s, %s %%, %s of %s requests"
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
