/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.Counters;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
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

/**
 * The shipped flow {@code templates/embed-records.json} in a running NiFi.
 */
final class EmbeddingFlow {
    private static final String NAME = "Embed records with Voyage AI";

    private final NiFiRest rest;
    private final String groupId;
    private final Path input;
    private final Path output;

    private EmbeddingFlow(final NiFiRest rest, final String groupId, final Path directory) {
        this.rest = rest;
        this.groupId = groupId;
        this.input = directory.resolve("in");
        this.output = directory.resolve("out");
    }

    /**
     * Imports the flow, sets its parameters, enables its services and starts it.
     *
     * @param directory holds the flow's input and output
     */
    static EmbeddingFlow start(final NiFiProcess nifi, final Path definition, final Path directory, final VoyageServer server, final String model, final int dimension) throws IOException {
        final NiFiRest rest = nifi.rest();
        final EmbeddingFlow flow = new EmbeddingFlow(rest, new FlowImport(rest).upload("root", definition, NAME), directory);
        Files.createDirectories(flow.input);
        Files.createDirectories(flow.output);

        final Map<String, String> parameters = new HashMap<>();
        parameters.put("Voyage API Key", server.apiKey());
        parameters.put("Voyage Base URL", server.baseUri().toString());
        parameters.put("Embeddings Model", model);
        parameters.put("Dimensions", Integer.toString(dimension));
        parameters.put("Input Directory", flow.input.toString());
        parameters.put("Output Directory", flow.output.toString());
        parameters.put("Errors Directory", directory.resolve("errors").toString());
        if (server.local()) {
            parameters.put("Minimum Polling Interval", "500 ms");
            parameters.put("Maximum Polling Interval", "1 sec");
        }
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(contexts.ofGroup(flow.groupId), parameters);
        new ControllerServices(rest).enableAll(flow.groupId);
        new ValidationErrors(rest).awaitNone(flow.groupId);
        new ProcessGroups(rest).start(flow.groupId);
        return flow;
    }

    String groupId() {
        return groupId;
    }

    /**
     * Gives a file to the flow, whole.
     */
    void accept(final Path file) throws IOException {
        Files.move(file, input.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Waits for the file with the vectors.
     *
     * @param name name of the file that was given to the flow
     * @param progress told what the flow says of the job, whenever that changes
     */
    Path await(final String name, final Duration deadline, final Consumer<String> progress) {
        final String waiting = new Connections(rest).from(groupId, "PollBatchStatus", "running");
        final AtomicReference<String> last = new AtomicReference<>("");
        return Poll.until(deadline, () -> "the vectors; NiFi says: " + bulletins(), () -> {
            final String now = progress(waiting);
            if (!now.isEmpty() && !now.equals(last.getAndSet(now))) {
                progress.accept(now);
            }
            return Optional.of(output.resolve(name)).filter(EmbeddingFlow::isComplete);
        });
    }

    /**
     * A counter of DownloadBatchResults.
     */
    long counter(final String name) {
        return new Counters(rest).value(new Processors(rest).named(groupId, "DownloadBatchResults"), name);
    }

    // PutFile writes under a name with a dot in front, and renames
    private static boolean isComplete(final Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
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

        final Map<String, String> attributes = queues.attributes(flowFiles.getFirst());
        return "job %s: %s, %s %%, %s of %s requests".formatted(
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
