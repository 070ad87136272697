/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.flow.shipped.ShippedFlows;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.flow.VersionedConfigurableExtension;
import org.apache.nifi.flow.VersionedProcessGroup;
import org.apache.nifi.flow.VersionedProcessor;
import org.apache.nifi.registry.flow.RegisteredFlowSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * The files in {@code templates} against the classes that describe them.
 */
class ShippedFlowsTest {

    private static final Path FOLDER = Path.of(System.getProperty("flow.definitions"));
    private static final String COMMAND = "./mvnw -q -Pgenerate-flows -pl nifi-voyage-flows -am process-classes";
    private static final List<String> KINDS = List.of(
            "processors", "connections", "labels", "funnels", "inputPorts", "outputPorts", "controllerServices");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\$\\{(voyage(?:\\.[a-z0-9]+)+)");

    static Stream<String> flows() {
        return ShippedFlows.ALL.stream().map(definition -> definition.flow().file());
    }

    @ParameterizedTest
    @MethodSource("flows")
    void fileIsWhatItsClassDescribes(final String file) throws IOException {
        final String generated = FlowJson.of(flow(file).snapshot());
        final String text = Files.readString(FOLDER.resolve(file + ".json"));
        // a message with both files would be hundreds of kilobytes
        assertEquals(
                -1,
                firstDifference(generated, text),
                () -> "templates/%s.json is not what its class in nifi-voyage-flows describes, from line %d. Run %s"
                        .formatted(file, firstDifference(generated, text), COMMAND));
    }

    @Test
    void folderHoldsNoOtherFlow() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            final Set<String> names = files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .collect(Collectors.toSet());
            assertEquals(
                    flows().map(name -> name + ".json").collect(Collectors.toSet()),
                    names,
                    "Each flow in templates has a class in nifi-voyage-flows");
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void componentsKeepTheirIdsFromRunToRun(final String file) throws IOException {
        final List<String> ids = ids(file);
        assertEquals(ids, ids(file));
        assertEquals(ids.size(), Set.copyOf(ids).size(), "Each component has ids of its own");
    }

    @Test
    void flowsShareNoIds() throws IOException {
        final List<String> all = new ArrayList<>();
        for (final String file : flows().toList()) {
            all.addAll(ids(file));
        }
        assertEquals(all.size(), Set.copyOf(all).size());
    }

    @Test
    void tableOfKeptIdsHasNoComponentThatIsGone() {
        final Set<String> gone = new TreeSet<>(ComponentIds.kept());
        ShippedFlows.ALL.forEach(definition -> gone.removeAll(definition.flow().componentPaths()));
        assertEquals(Set.of(), gone, "Rename these in kept-ids.json as the flow renames them, or delete them");
    }

    @ParameterizedTest
    @MethodSource("flows")
    void expressionsReadAttributesThatProcessorsWrite(final String file) {
        final Set<String> written = ShippedFlows.ALL.stream()
                .flatMap(definition -> processors(definition.flow()))
                .flatMap(ShippedFlowsTest::writtenAttributes)
                .collect(Collectors.toSet());
        final Set<String> unknown = processors(flow(file))
                .flatMap(processor -> processor.getProperties().values().stream())
                .flatMap(value -> ATTRIBUTE.matcher(value).results().map(result -> result.group(1)))
                .filter(attribute -> !written.contains(attribute))
                .collect(Collectors.toSet());
        assertNotEquals(Set.of(), written);
        assertEquals(Set.of(), unknown, () -> "%s reads attributes that no processor writes".formatted(file));
    }

    /**
     * @return the first line that is not the same, from 1; -1 if the texts are equal
     */
    private static int firstDifference(final String generated, final String text) {
        final int position = Arrays.mismatch(generated.toCharArray(), text.toCharArray());
        return position < 0
                ? -1
                : 1
                        + (int) generated
                                .substring(0, position)
                                .chars()
                                .filter(character -> character == '\n')
                                .count();
    }

    private static Flow flow(final String file) {
        return ShippedFlows.ALL.stream()
                .map(FlowDefinition::flow)
                .filter(flow -> flow.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<VersionedProcessor> processors(final Flow flow) {
        final RegisteredFlowSnapshot snapshot = flow.snapshot();
        return processors(snapshot.getFlowContents());
    }

    private static Stream<VersionedProcessor> processors(final VersionedProcessGroup group) {
        return Stream.concat(
                group.getProcessors().stream(),
                group.getProcessGroups().stream().flatMap(ShippedFlowsTest::processors));
    }

    private static Stream<String> writtenAttributes(final VersionedConfigurableExtension processor) {
        if (!processor.getType().startsWith("dev.nifivoyage.")) {
            return Stream.empty();
        }
        try {
            final WritesAttributes attributes =
                    Class.forName(processor.getType()).getAnnotation(WritesAttributes.class);
            return attributes == null
                    ? Stream.empty()
                    : Stream.of(attributes.value()).map(WritesAttribute::attribute);
        } catch (final ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> ids(final String file) throws IOException {
        final JsonNode contents =
                new ObjectMapper().readTree(FlowJson.of(flow(file).snapshot())).path("flowContents");
        final List<String> ids = new ArrayList<>();
        add(ids, contents);
        return ids;
    }

    private static void add(final List<String> ids, final JsonNode group) {
        ids.add(group.path("identifier").asText());
        ids.add(group.path("instanceIdentifier").asText());
        for (final String kind : KINDS) {
            for (final JsonNode component : group.path(kind)) {
                ids.add(component.path("identifier").asText());
                ids.add(component.path("instanceIdentifier").asText());
            }
        }
        group.path("processGroups").forEach(child -> add(ids, child));
    }
}
