/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.QueuedFlowFile;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A flow that a test builds by REST, of components as they are dropped on the canvas: it has the services Voyage, a
 * JsonTreeReader, a CSVReader, and a JsonRecordSetWriter that writes a line for each record. What no connection takes
 * waits at the relationship it went to.
 */
final class BuiltFlow {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String ENDS = "Ends";

    private final NiFiRest rest;
    private final String group;
    private final Map<String, String> processors = new LinkedHashMap<>();
    private final Map<String, String> services = new HashMap<>();
    private final Set<String> sources = new HashSet<>();

    BuiltFlow(final NiFiProcess nifi, final String name, final URI voyage) {
        rest = nifi.rest();
        group = new ProcessGroups(rest).create(name);
        service(
                "Voyage",
                "dev.nifivoyage.service.client.StandardVoyageClientService",
                Map.of("API Key", "any-key", "Base URL", voyage.toString()));
        service("JSON Reader", "org.apache.nifi.json.JsonTreeReader", Map.of());
        service("CSV Reader", "org.apache.nifi.csv.CSVReader", Map.of());
        service("JSON Writer", "org.apache.nifi.json.JsonRecordSetWriter", Map.of("Output Grouping", "output-oneline"));
    }

    BuiltFlow service(final String name, final String type, final Map<String, String> properties) {
        services.put(name, new ControllerServices(rest).create(group, type, name, withServiceIds(properties)));
        return this;
    }

    BuiltFlow configureService(final String name, final Map<String, String> properties) {
        new ControllerServices(rest).configure(services.get(name), withServiceIds(properties));
        return this;
    }

    /**
     * Adds a GenerateFlowFile that creates a FlowFile with this content on {@link #give}.
     */
    BuiltFlow source(final String name, final String content, final String destination) {
        sources.add(name);
        add(new Processors.NewProcessor(
                "org.apache.nifi.processors.standard.GenerateFlowFile",
                name,
                Map.of("Custom Text", content, "mime.type", "text/plain", "filename", name),
                "1 day",
                List.of()));
        return connect(name, "success", destination);
    }

    /**
     * @param type class, without {@code dev.nifivoyage.processors.}
     * @param properties values, where the name of a service refers to the service
     */
    BuiltFlow processor(final String name, final String type, final Map<String, String> properties) {
        final String id = add(new Processors.NewProcessor(
                "dev.nifivoyage.processors." + type, name, withServiceIds(properties), "0 sec", List.of()));
        new Processors(rest).penalize(id, "1 sec");
        return this;
    }

    /**
     * Adds a GetFile that takes the files of a directory at once, and runs on {@link #start}.
     */
    BuiltFlow files(final String name, final Path directory, final String destination) {
        add(new Processors.NewProcessor(
                "org.apache.nifi.processors.standard.GetFile",
                name,
                Map.of("Input Directory", directory.toString(), "Batch Size", "1000"),
                "1 sec",
                List.of()));
        return connect(name, "success", destination);
    }

    /**
     * Sets how many threads run a processor, and how long each of them may go on.
     */
    BuiltFlow concurrently(final String processor, final int tasks, final Duration runDuration) {
        new Processors(rest).concurrentTasks(processors.get(processor), tasks);
        new Processors(rest).runDuration(processors.get(processor), runDuration);
        return this;
    }

    /**
     * Adds a PutFile for what a processor routes to a relationship.
     */
    BuiltFlow written(final String processor, final String relationship, final Path directory) {
        final String name = "%s of %s".formatted(relationship, processor);
        add(new Processors.NewProcessor(
                "org.apache.nifi.processors.standard.PutFile",
                name,
                Map.of("Directory", directory.toString()),
                "0 sec",
                List.of("success")));
        return connect(processor, relationship, name);
    }

    BuiltFlow connect(final String from, final String relationship, final String to) {
        new Connections(rest).connect(group, processors.get(from), processors.get(to), List.of(relationship));
        return this;
    }

    /**
     * PollBatchStatus and DownloadBatchResults for the jobs of a processor; they are named Poll and Download.
     */
    BuiltFlow results(final String creator, final Map<String, String> downloadProperties) {
        processor(
                "Poll",
                "batch.PollBatchStatus",
                Map.of(
                        "Voyage Client Service",
                        "Voyage",
                        "Minimum Polling Interval",
                        "200 ms",
                        "Maximum Polling Interval",
                        "500 ms"));
        processor(
                "Download",
                "batch.DownloadBatchResults",
                Stream.concat(
                                Map.of(
                                        "Voyage Client Service",
                                        "Voyage",
                                        "Record Reader",
                                        "JSON Reader",
                                        "Record Writer",
                                        "JSON Writer")
                                        .entrySet()
                                        .stream(),
                                downloadProperties.entrySet().stream())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (usual, wanted) -> wanted)));
        return connect(creator, "submitted", "Poll")
                .connect("Poll", "running", "Poll")
                .connect("Poll", "retry", "Poll")
                .connect("Poll", "completed", "Download");
    }

    String id(final String processor) {
        return processors.get(processor);
    }

    NiFiRest rest() {
        return rest;
    }

    String groupId() {
        return group;
    }

    /**
     * Connects all open relationships, enables the services, and starts all processors except for the sources.
     */
    BuiltFlow start() {
        prepare();
        processors.forEach((name, id) -> {
            if (!sources.contains(name)) {
                new Processors(rest).start(id);
            }
        });
        return this;
    }

    /**
     * The same without starting a processor.
     */
    BuiltFlow prepare() {
        final String end = new Processors(rest)
                .create(
                        group,
                        new Processors.NewProcessor(
                                "org.apache.nifi.processors.attributes.UpdateAttribute",
                                ENDS,
                                Map.of(),
                                "1 day",
                                List.of("success")));
        for (final String id : processors.values()) {
            for (final JsonNode relationship :
                    rest.get("/processors/" + id).path("component").path("relationships")) {
                if (!isConnected(id, relationship.path("name").asText())) {
                    new Connections(rest)
                            .connect(
                                    group,
                                    id,
                                    end,
                                    List.of(relationship.path("name").asText()));
                }
            }
        }
        new ControllerServices(rest).enableAll(group);
        new ValidationErrors(rest).awaitNone(group);
        return this;
    }

    /**
     * Runs a source once.
     */
    void give(final String source) {
        new Processors(rest).runOnce(processors.get(source));
    }

    /**
     * The FlowFiles at a relationship, as soon as there are so many.
     */
    List<QueuedFlowFile> await(final String processor, final String relationship, final int count) {
        final String connection = new Connections(rest).from(group, processor, relationship);
        final Queues queues = new Queues(rest);
        return Poll.until(
                DEADLINE,
                () -> "%d FlowFiles at %s of %s; waiting: %s; NiFi says: %s"
                        .formatted(count, relationship, processor, waiting(), bulletins()),
                () -> queues.count(connection) >= count
                        ? Optional.of(queues.list(connection)).filter(list -> list.size() >= count)
                        : Optional.empty());
    }

    /**
     * The records of the only FlowFile at a relationship, as soon as it is there.
     */
    List<JsonNode> records(final String processor, final String relationship) {
        final List<QueuedFlowFile> flowFiles = await(processor, relationship, 1);
        assertEquals(1, flowFiles.size(), relationship);
        final List<JsonNode> records = new ArrayList<>();
        try (MappingIterator<JsonNode> values =
                JSON.readerFor(JsonNode.class).readValues(content(flowFiles.getFirst()))) {
            values.forEachRemaining(records::add);
        } catch (final IOException e) {
            throw new IllegalStateException("No records at %s of %s".formatted(relationship, processor), e);
        }
        return records;
    }

    /**
     * The attributes of the first FlowFile at a relationship, as soon as it is there.
     */
    Map<String, String> attributes(final String processor, final String relationship) {
        return new Queues(rest).attributes(await(processor, relationship, 1).getFirst());
    }

    int count(final String processor, final String relationship) {
        return new Queues(rest).count(new Connections(rest).from(group, processor, relationship));
    }

    /**
     * Returns the bulletins of the components.
     */
    List<Bulletins.Bulletin> bulletins() {
        return new Bulletins(rest).within(group);
    }

    void delete() {
        new ProcessGroups(rest).delete(group);
    }

    private String add(final Processors.NewProcessor processor) {
        final String id = new Processors(rest).create(group, processor);
        processors.put(processor.name(), id);
        return id;
    }

    private String content(final QueuedFlowFile flowFile) throws IOException {
        try (InputStream content = new Queues(rest).content(flowFile)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Map<String, String> withServiceIds(final Map<String, String> properties) {
        final Map<String, String> resolved = new HashMap<>();
        properties.forEach((name, value) -> resolved.put(name, services.getOrDefault(value, value)));
        return resolved;
    }

    private boolean isConnected(final String id, final String relationship) {
        for (final JsonNode connection : connections()) {
            final JsonNode component = connection.path("component");
            if (component.path("source").path("id").asText().equals(id)
                    && component
                            .path("selectedRelationships")
                            .valueStream()
                            .anyMatch(name -> name.asText().equals(relationship))) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Integer> waiting() {
        final Map<String, Integer> waiting = new LinkedHashMap<>();
        for (final JsonNode connection : connections()) {
            final int count = connection
                    .path("status")
                    .path("aggregateSnapshot")
                    .path("flowFilesQueued")
                    .asInt();
            if (count > 0) {
                waiting.put(
                        connection.path("component").path("source").path("name").asText() + " "
                                + connection.path("component").path("selectedRelationships"),
                        count);
            }
        }
        return waiting;
    }

    private JsonNode connections() {
        return rest.get("/process-groups/" + group + "/connections").path("connections");
    }
}
