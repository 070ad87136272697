/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.Bundles;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.QueuedFlowFile;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The assembled NiFi is a NiFi: its own processors are there and run. */
@ExtendWith(SharedNiFi.class)
class StockFlowSystemTest {

    private static final String GENERATE = "org.apache.nifi.processors.standard.GenerateFlowFile";
    private static final String UPDATE = "org.apache.nifi.processors.attributes.UpdateAttribute";
    private static final Duration RUN_DEADLINE = Duration.ofSeconds(30);

    @Test
    void stockProcessorsComeFromBundlesWithTheirOfficialNames(final NiFiProcess nifi) {
        final Bundles bundles = new Bundles(nifi.rest());
        assertEquals(
                "nifi-standard-nar",
                bundles.ofProcessor(GENERATE).path("artifact").asText());
        assertEquals(
                "nifi-update-attribute-nar",
                bundles.ofProcessor(UPDATE).path("artifact").asText());
        assertTrue(
                bundles.processorTypes().size() > 100,
                () -> "processor types: " + bundles.processorTypes().size());
    }

    @Test
    void aFlowRunsAndItsFlowFilesAreReadBack(final NiFiProcess nifi) throws IOException {
        final Processors processors = new Processors(nifi.rest());
        final ProcessGroups groups = new ProcessGroups(nifi.rest());
        final String group = groups.create("stock flow");
        final String generate = processors.create(
                group,
                new Processors.NewProcessor(
                        GENERATE,
                        "Generate",
                        Map.of("Custom Text", "zwölf Gesten", "who", "mime"),
                        "1 day",
                        List.of()));
        final String update = processors.create(
                group,
                new Processors.NewProcessor(UPDATE, "Update", Map.of("greeting", "hello ${who}"), "0 sec", List.of()));
        final String end = processors.create(
                group, new Processors.NewProcessor(UPDATE, "End", Map.of(), "0 sec", List.of("success")));
        new Connections(nifi.rest()).connect(group, generate, update, List.of("success"));
        new Connections(nifi.rest()).connect(group, update, end, List.of("success"));
        new ValidationErrors(nifi.rest()).awaitNone(group);

        processors.start(generate);
        processors.start(update);

        final String updated = new Connections(nifi.rest()).from(group, "Update", "success");
        final Queues queues = new Queues(nifi.rest());
        queues.awaitCount(updated, 1, RUN_DEADLINE);
        final List<QueuedFlowFile> flowFiles = queues.list(updated);
        assertEquals(1, flowFiles.size());
        assertEquals("hello mime", queues.attributes(flowFiles.getFirst()).get("greeting"));
        try (InputStream content = queues.content(flowFiles.getFirst())) {
            assertEquals("zwölf Gesten", new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
        groups.delete(group);
    }
}
