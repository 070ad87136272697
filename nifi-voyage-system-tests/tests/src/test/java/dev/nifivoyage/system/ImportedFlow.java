/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.Counters;
import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import dev.nifivoyage.nifi.flow.DefinitionParameters;
import dev.nifivoyage.nifi.flow.ResultNames;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A flow definition of {@code templates}, imported into NiFi, with one directory for each parameter whose name ends
 * with Directory, named by {@link #folder}.
 */
record ImportedFlow(NiFiRest rest, String groupId, Path directory) {
    private static final Path DEFINITIONS = Path.of(System.getProperty("flow.definitions"));
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int NOT_READY = 503;

    /**
     * Imports a flow definition, sets its parameters, enables its services, waits until it is valid, starts it, and
     * waits until it responds on its port, if it has one.
     *
     * @param name name of the file, without its extension
     * @param parameters further parameters
     */
    static ImportedFlow start(
            final NiFiProcess nifi,
            final String name,
            final Path directory,
            final VoyageLocalServer voyage,
            final Map<String, String> parameters)
            throws IOException {
        final Path definition = DEFINITIONS.resolve(name + ".json");
        final NiFiRest rest = nifi.rest();
        final ImportedFlow flow =
                new ImportedFlow(rest, new FlowImport(rest).upload("root", definition, name), directory);
        final DefinitionParameters defined = DefinitionParameters.read(definition);
        // an earlier test of the same NiFi may have set the shared parameters
        final Map<String, String> values = new HashMap<>(defined.defaults());
        values.putAll(Map.of(
                "Voyage API Key",
                "any-key",
                "Voyage Base URL",
                voyage.baseUri().toString(),
                "Minimum Polling Interval",
                "500 ms",
                "Maximum Polling Interval",
                "1 sec",
                "Cost Interval",
                "1 sec",
                "Gathering Time",
                "1 sec",
                // results are looked for by the name of their input
                "Gathering Size",
                "0"));
        for (final String parameter : defined.names()) {
            if (parameter.endsWith(" Directory")) {
                values.put(
                        parameter,
                        Files.createDirectories(flow.folder(parameter)).toString());
            }
        }
        values.keySet().retainAll(defined.names());
        values.putAll(parameters);
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(contexts.ofGroup(flow.groupId), values);
        new ControllerServices(rest).enableAll(flow.groupId);
        new ValidationErrors(rest).awaitNone(flow.groupId);
        new ProcessGroups(rest).start(flow.groupId);
        if (values.containsKey("Listening Port")) {
            awaitListening(Integer.parseInt(values.get("Listening Port")));
        }
        return flow;
    }

    // HandleHttpRequest opens its port when it is first triggered, and is not ready for requests at once
    private static void awaitListening(final int port) {
        Poll.until(DEADLINE, "a response of port " + port, () -> {
            try {
                return Optional.of(NamedHost.status(port, "GET /", "localhost", ""))
                        .filter(status -> status != NOT_READY);
            } catch (final IOException e) {
                return Optional.empty();
            }
        });
    }

    /**
     * A file of {@code templates/data}.
     */
    static Path data(final String name) {
        return DEFINITIONS.resolve("data").resolve(name);
    }

    /**
     * The folder of a parameter.
     */
    Path folder(final String parameter) {
        return directory.resolve(parameter.toLowerCase(Locale.ROOT).replace(' ', '-'));
    }

    /**
     * Moves a complete copy of a file to the input of the flow.
     */
    void give(final Path file, final String parameter) throws IOException {
        final Path copy = Files.copy(file, directory.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, folder(parameter).resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Waits until the flow has written so many files below a folder.
     *
     * @param filename their name, or that of the input file, or null for any
     */
    List<Path> written(final String parameter, final String filename, final int count) {
        return Poll.until(
                DEADLINE,
                () -> "%d files [%s] in %s; NiFi says: %s"
                        .formatted(count, filename, parameter, new Bulletins(rest).all()),
                () -> {
                    final List<Path> files = files(folder(parameter)).stream()
                            .filter(file -> isNamed(file, filename))
                            .toList();
                    return files.size() >= count ? Optional.of(files) : Optional.empty();
                });
    }

    /**
     * The records of a file the flow has written.
     */
    List<JsonNode> records(final String parameter, final String filename) {
        return RecordFile.read(written(parameter, filename, 1).getFirst());
    }

    /**
     * The tokens of so many costs, which the flow has written.
     */
    long tokens(final int costs) {
        return costs(costs).stream()
                .mapToLong(line -> line.path("tokens").asLong())
                .sum();
    }

    /**
     * The pixels of so many costs.
     */
    long pixels(final int costs) {
        return costs(costs).stream()
                .mapToLong(line -> line.path("pixels").asLong())
                .sum();
    }

    /**
     * The sum of a number in so many costs, in US dollars.
     */
    double dollars(final int costs, final String field) {
        return costs(costs).stream()
                .mapToDouble(line -> line.path(field).asDouble())
                .sum();
    }

    // a file has the lines of a while
    private List<JsonNode> costs(final int count) {
        return Poll.until(DEADLINE, () -> "%d costs; NiFi says: %s".formatted(count, new Bulletins(rest).all()), () -> {
            final List<JsonNode> lines = RecordFile.readAll(files(folder("Cost Directory")));
            return lines.size() >= count ? Optional.of(lines) : Optional.empty();
        });
    }

    long counter(final String processor, final String name) {
        return new Counters(rest).value(new Processors(rest).named(groupId, processor), name);
    }

    /** Returns the queue in front of <i>Try again</i>. */
    String stoppedQueue() {
        return new Connections(rest).into(groupId, "Try again");
    }

    /** Waits until a FlowFile is in front of <i>Try again</i>, and returns the attributes of the first one. */
    Map<String, String> awaitStopped() {
        final Queues queues = new Queues(rest);
        queues.awaitCount(stoppedQueue(), 1, DEADLINE);
        return queues.attributes(queues.list(stoppedQueue()).getFirst());
    }

    /**
     * Returns the bulletins of the components.
     */
    List<String> errors() {
        return new Bulletins(rest)
                .within(groupId).stream()
                        .filter(bulletin -> bulletin.level().equals("ERROR"))
                        .map(bulletin -> bulletin.source() + ": " + bulletin.message())
                        .toList();
    }

    void delete() {
        new ProcessGroups(rest).delete(groupId);
    }

    private static boolean isNamed(final Path file, final String filename) {
        final String name = file.getFileName().toString();
        return filename == null
                || name.equals(filename)
                || ResultNames.of(filename).matcher(name).matches();
    }

    /** Returns the files below a folder; PutFile writes under a name with a dot in front, and renames. */
    static List<Path> files(final Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }

        final List<Path> files = new ArrayList<>();
        DirectoryTree.forEachFile(folder, (file, attributes) -> {
            if (!file.getFileName().toString().startsWith(".")) {
                files.add(file);
            }
        });
        return files.stream().sorted().toList();
    }
}
