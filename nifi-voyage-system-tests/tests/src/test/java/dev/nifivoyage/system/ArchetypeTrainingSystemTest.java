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
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The flow archetype-training: a job without waiting for it, other work in the meantime, 512 dimensions. */
@ExtendWith(SharedNiFi.class)
class ArchetypeTrainingSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final String LIBRARY = "library.jsonl";
    private static final String RECORDING = "HANDS_ON_HIPS.jsonl";

    @TempDir
    private Path directory;

    @Test
    void recordingsAreDescribedWhileTheArchetypesAreTrained(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.MODEL))) {
            final Path libraryFile =
                    directory.resolve("library-output-directory").resolve(LIBRARY);
            final ImportedFlow flow =
                    ImportedFlow.start(nifi, "archetype-training", directory, voyage, Map.of("Training Version", "7"));
            flow.give(ImportedFlow.data("poses/" + RECORDING), "Recordings Directory");
            Poll.until(
                    DEADLINE,
                    "the frames to be described",
                    () -> Optional.of(flow.counter("DescribePose", "Records Described"))
                            .filter(records -> records == 8));
            assertFalse(Files.exists(libraryFile));
            flow.give(ImportedFlow.data("gestures/archetypes.jsonl"), "Library Directory");

            final List<JsonNode> library = flow.records("Library Output Directory", LIBRARY);
            assertEquals(8, library.size());
            for (final JsonNode archetype : library) {
                assertEquals(512, archetype.path("embedding").size());
                archetype.path("variation_embeddings").forEach(vector -> assertEquals(512, vector.size()));
            }
            final JsonNode job = newest(voyage);
            assertEquals(
                    "archetype training", job.path("metadata").path("purpose").asText());
            assertEquals("7", job.path("metadata").path("version").asText());

            final List<JsonNode> frames = flow.records("Output Directory", RECORDING);
            assertEquals(8, frames.size());
            // hands on hips are no archetype; the first of the people who make no gesture just stands there
            frames.forEach(frame ->
                    assertEquals("unknown", frame.path("match").path("label").asText(), frame.path("match")::toString));
            flow.give(ImportedFlow.data("poses/NO_GESTURE.jsonl"), "Recordings Directory");
            final JsonNode standing =
                    flow.records("Output Directory", "NO_GESTURE.jsonl").getFirst();
            assertEquals("EVERYMAN", standing.path("match").path("label").asText(), standing::toString);
            assertEquals(voyage.ledger().totals().tokens(), flow.tokens(3));
            flow.delete();
        }
    }

    private static JsonNode newest(final VoyageLocalServer voyage) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(voyage.baseUri() + "/batches"))
                    .header("Authorization", "Bearer any-key")
                    .build();
            return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("data")
                    .path(0);
        }
    }
}
