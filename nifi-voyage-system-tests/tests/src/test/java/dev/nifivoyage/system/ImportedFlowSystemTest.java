/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Canvas;
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
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The steps of a user with a flow definition of NiFi components: import, set parameters, enable services, run, inspect.
 */
@ExtendWith(SharedNiFi.class)
class ImportedFlowSystemTest {

    private static final Duration RUN_DEADLINE = Duration.ofSeconds(30);
    private static final String READER = "org.apache.nifi.json.JsonTreeReader";
    private static final String WRITER = "org.apache.nifi.json.JsonRecordSetWriter";

    @TempDir
    private Path folder;

    @Test
    void anImportedFlowRunsWithItsParametersAndServices(final NiFiProcess nifi) throws IOException {
        final NiFiRest rest = nifi.rest();
        final ProcessGroups groups = new ProcessGroups(rest);
        final String group = new FlowImport(rest).upload("root", exported(rest, "records in"), "records");
        new ParameterContexts(rest)
                .set(new ParameterContexts(rest).ofGroup(group), Map.of("Who", "Ada", "Secret", "hidden"));
        assertTrue(
                new ValidationErrors(rest).of(group).stream().anyMatch(error -> error.startsWith("Convert: ")),
                "a service that is not enabled makes its user invalid");
        new ControllerServices(rest).enableAll(group);
        new ValidationErrors(rest).awaitNone(group);
        start(rest, group);

        final String converted = new Connections(rest).from(group, "Convert", "success");
        final Queues queues = new Queues(rest);
        queues.awaitCount(converted, 1, RUN_DEADLINE);
        try (InputStream content = queues.content(queues.list(converted).getFirst())) {
            assertEquals("""
                [{"who":"Ada"}]""", new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(1, new Counters(rest).value(new Processors(rest).named(group, "Convert"), "Records Processed"));

        groups.stop(group);
        new ParameterContexts(rest)
                .set(new ParameterContexts(rest).ofGroup(group), Map.of("Who", "a quote \" that ends the text"));
        new ControllerServices(rest).enableAll(group);
        new ValidationErrors(rest).awaitNone(group);
        start(rest, group);
        Poll.until(
                RUN_DEADLINE,
                "a bulletin of Convert",
                () -> new Bulletins(rest)
                        .all().stream()
                                .filter(bulletin -> bulletin.groupId().equals(group)
                                        && bulletin.source().equals("Convert")
                                        && bulletin.level().equals("ERROR"))
                                .findFirst());
        groups.delete(group);
    }

    @Test
    void theCanvasShowsTheGroup(final NiFiProcess nifi) throws IOException {
        final Optional<Canvas> canvas = Canvas.installed();
        assumeTrue(canvas.isPresent(), "no Chromium on this machine");
        final String group =
                new FlowImport(nifi.rest()).upload("root", exported(nifi.rest(), "pictured in"), "pictured");
        final Path picture = Path.of(System.getProperty("nifi.instances")).resolveSibling("canvas.png");
        canvas.orElseThrow().screenshot(nifi.canvas(), group, picture, new Canvas.View(1200, 800, true));
        assertEquals(1200, ImageIO.read(picture.toFile()).getWidth());
        assertTrue(Files.size(picture) > 20_000, "the picture is not empty");
        new ProcessGroups(nifi.rest()).delete(group);
    }

    /** All but the end, so that what comes out waits before it. */
    private static void start(final NiFiRest rest, final String group) {
        final Processors processors = new Processors(rest);
        List.of("Generate", "Convert").forEach(name -> processors.start(processors.named(group, name)));
    }

    /** Builds a flow of a parameter context, two services and three processors, and downloads its definition. */
    private Path exported(final NiFiRest rest, final String name) throws IOException {
        final String group = new ProcessGroups(rest).create(name);
        use(rest, group, contextOf(rest, name));
        final ControllerServices services = new ControllerServices(rest);
        final String reader = services.create(group, READER, "Reader", Map.of());
        final String writer = services.create(group, WRITER, "Writer", Map.of());
        final Processors processors = new Processors(rest);
        final String generate = processors.create(
                group,
                new Processors.NewProcessor(
                        "org.apache.nifi.processors.standard.GenerateFlowFile",
                        "Generate",
                        Map.of("Custom Text", """
                            {"who":"#{Who}"}"""),
                        "1 day",
                        List.of()));
        final String convert = processors.create(
                group,
                new Processors.NewProcessor(
                        "org.apache.nifi.processors.standard.ConvertRecord",
                        "Convert",
                        Map.of("Record Reader", reader, "Record Writer", writer),
                        "0 sec",
                        List.of("failure")));
        final String end = processors.create(
                group,
                new Processors.NewProcessor(
                        "org.apache.nifi.processors.attributes.UpdateAttribute",
                        "End",
                        Map.of(),
                        "1 day",
                        List.of("success")));
        new Connections(rest).connect(group, generate, convert, List.of("success"));
        new Connections(rest).connect(group, convert, end, List.of("success"));
        final Path definition = folder.resolve("flow.json");
        try (InputStream download = rest.stream("/process-groups/" + group + "/download")) {
            Files.copy(download, definition);
        }
        new ProcessGroups(rest).delete(group);
        return definition;
    }

    private static String contextOf(final NiFiRest rest, final String name) {
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("revision").put("version", 0);
        final ObjectNode component = entity.putObject("component");
        component.put("name", name);
        parameter(component, "Who", "nobody", false);
        parameter(component, "Secret", "none", true);
        return rest.post("/parameter-contexts", entity).path("id").asText();
    }

    private static void parameter(
            final ObjectNode context, final String name, final String value, final boolean sensitive) {
        context.withArray("parameters")
                .addObject()
                .putObject("parameter")
                .put("name", name)
                .put("value", value)
                .put("sensitive", sensitive)
                .put("description", "about " + name);
    }

    private static void use(final NiFiRest rest, final String group, final String contextId) {
        final JsonNode current = rest.get("/process-groups/" + group);
        final ObjectNode entity = NiFiRest.object();
        entity.set("revision", current.path("revision"));
        final ObjectNode component = entity.putObject("component");
        component.put("id", group);
        component.putObject("parameterContext").put("id", contextId);
        rest.put("/process-groups/" + group, entity);
    }
}
