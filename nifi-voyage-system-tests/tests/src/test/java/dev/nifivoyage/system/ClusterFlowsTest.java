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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** That each shipped flow is safe on a cluster, as it is and read from its definition. */
class ClusterFlowsTest {
    private static final Path DEFINITIONS = Path.of(System.getProperty("flow.definitions"));
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A FlowFile that is moved out of the queue of one of these is submitted, or paid, on another node. */
    private static final Set<String> PAYING = Set.of(
            "CreateBatchEmbedding",
            "CreateBatchContextualized",
            "CreateBatchRerank",
            "LoadGestureLibrary",
            "CreateEmbedding",
            "CreateMultimodalEmbedding",
            "MatchGesture",
            "Rerank");

    static List<Path> flows() throws IOException {
        try (Stream<Path> files = Files.list(DEFINITIONS)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void sourcesRunOnThePrimaryNode(final Path flow) throws IOException {
        final JsonNode contents = JSON.readTree(flow.toFile()).path("flowContents");
        final List<JsonNode> sources = processors(contents)
                .filter(processor -> processor.path("type").asText().endsWith(".GetFile"))
                .toList();
        // each node serves requests
        final boolean serves = elements(contents, "processors")
                .anyMatch(processor -> processor.path("type").asText().endsWith(".HandleHttpRequest"));
        assertTrue(serves || !sources.isEmpty(), "the flow has a source");
        sources.forEach(source -> assertEquals(
                "PRIMARY",
                source.path("executionNode").asText(),
                source.path("name").asText()));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void noBalancedConnectionEndsInAProcessorThatPays(final Path flow) throws IOException {
        final JsonNode contents = JSON.readTree(flow.toFile()).path("flowContents");
        final Map<String, String> types = new HashMap<>();
        processors(contents)
                .forEach(processor -> types.put(
                        processor.path("identifier").asText(),
                        simpleName(processor.path("type").asText())));
        final boolean spreads = types.containsValue("CreateBatchEmbedding")
                || types.containsValue("CreateBatchContextualized")
                || types.containsValue("CreateBatchRerank")
                // images have no jobs
                || types.containsValue("CreateMultimodalEmbedding") && types.containsValue("GetFile");
        final List<JsonNode> balanced = all(contents, "connections")
                .filter(connection ->
                        !connection.path("loadBalanceStrategy").asText().equals("DO_NOT_LOAD_BALANCE"))
                .toList();
        assertEquals(spreads, !balanced.isEmpty(), "a flow that embeds or ranks files spreads them over the nodes");
        for (final JsonNode connection : balanced) {
            assertEquals(
                    "GetFile", types.get(connection.path("source").path("id").asText()));
            final String destination =
                    types.getOrDefault(connection.path("destination").path("id").asText(), "port");
            assertTrue(
                    !PAYING.contains(destination),
                    () -> connection.path("source").path("name").asText() + " is balanced into " + destination);
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void parametersSayWhatIsPerNode(final Path flow) throws IOException {
        final JsonNode definition = JSON.readTree(flow.toFile());
        assertTrue(
                elements(definition.path("flowContents"), "labels")
                        .anyMatch(label -> label.path("label").asText().startsWith("In a cluster: ")),
                "a label on the canvas");
        for (final JsonNode context : definition.path("parameterContexts")) {
            elements(context, "parameters")
                    .filter(parameter -> parameter.path("name").asText().endsWith("Cache Directory"))
                    .forEach(parameter -> assertTrue(
                            parameter.path("description").asText().contains("local to each node"),
                            parameter.path("description").asText()));
            elements(context, "parameters")
                    .filter(parameter ->
                            parameter.path("name").asText().matches("(Input|Live|Library|Recordings|Cost) Directory"))
                    .forEach(parameter -> assertTrue(
                            parameter.path("description").asText().contains("In a cluster"),
                            parameter.path("description").asText()));
        }
    }

    private static Stream<JsonNode> processors(final JsonNode group) {
        return all(group, "processors");
    }

    private static Stream<JsonNode> all(final JsonNode group, final String kind) {
        return Stream.concat(
                elements(group, kind), elements(group, "processGroups").flatMap(child -> all(child, kind)));
    }

    private static Stream<JsonNode> elements(final JsonNode parent, final String name) {
        return StreamSupport.stream(parent.path(name).spliterator(), false);
    }

    private static String simpleName(final String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
