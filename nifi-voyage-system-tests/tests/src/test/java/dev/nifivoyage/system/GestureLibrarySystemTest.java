/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The flow gesture-library: the library by a batch job, then poses live, with vectors of a real model. */
@ExtendWith(SharedNiFi.class)
class GestureLibrarySystemTest {
    private static final String LIBRARY = "library.jsonl";
    private static final List<String> PERFORMANCE = List.of("ARMS_CROSSED", "CLAP", "THUMBS_UP", "JUMP");

    @TempDir
    private Path directory;

    @Test
    void aPerformanceIsRecognized(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.MODEL))) {
            final ImportedFlow flow =
                    ImportedFlow.start(nifi, "gesture-library", directory, voyage, Map.of("Dimensions", "256"));
            flow.give(ImportedFlow.data("gestures/gestures.jsonl"), "Library Directory");
            final List<JsonNode> library = flow.records("Library Output Directory", LIBRARY);
            assertEquals(15, library.size());
            library.forEach(gesture -> assertEquals(
                    256, gesture.path("embedding").size(), gesture.path("label").asText()));
            assertEquals(1, VoyageTraffic.at(voyage).jobs());
            assertEquals(0, voyage.ledger().totals().realTimeRequests());
            assertEquals(voyage.ledger().totals().batchTokens(), flow.tokens(1));
            assertTrue(flow.dollars(1, "estimated") > flow.dollars(1, "cost"));

            for (final String gesture : PERFORMANCE) {
                flow.give(ImportedFlow.data("poses/" + gesture + ".jsonl"), "Live Directory");
                final List<JsonNode> frames = flow.records("Output Directory", gesture + ".jsonl");
                assertEquals(8, frames.size(), gesture);
                // the first frames are mixed with those of the gesture before
                assertEquals(
                        gesture, frames.getLast().path("match").path("label").asText());
            }
            final List<Path> transitions = flow.written("Transitions Directory", null, PERFORMANCE.size());
            assertTrue(
                    RecordFile.readAll(transitions).stream()
                            .anyMatch(frame ->
                                    frame.path("transition").path("to").asText().equals("JUMP")),
                    transitions::toString);
            assertEquals(voyage.ledger().totals().tokens(), flow.tokens(1 + PERFORMANCE.size()));

            // people who make no gesture
            flow.give(ImportedFlow.data("poses/NO_GESTURE.jsonl"), "Live Directory");
            final List<JsonNode> visitors = flow.records("Output Directory", "NO_GESTURE.jsonl");
            assertEquals(32, visitors.size());
            visitors.forEach(frame ->
                    assertEquals("unknown", frame.path("match").path("label").asText(), frame.path("match")::toString));

            // the same poses again cost nothing
            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            flow.give(ImportedFlow.data("poses/" + PERFORMANCE.getFirst() + ".jsonl"), "Live Directory");
            assertEquals(voyage.ledger().totals().tokens(), flow.tokens(3 + PERFORMANCE.size()));
            assertEquals(paid, VoyageTraffic.at(voyage));
            assertEquals(List.of(), flow.errors());

            // a library of which something is missing does not take the place of a whole one
            flow.give(Files.writeString(directory.resolve("broken.jsonl"), """
                {"label":"NOD","text":"nods"}
                {"label":"EMPTY","text":" "}
                """), "Library Directory");
            assertEquals(
                    1,
                    flow.records("Library Output Directory", "incomplete-library.jsonl")
                            .size());
            assertEquals(15, flow.records("Library Output Directory", LIBRARY).size());
            flow.delete();
        }
    }
}
