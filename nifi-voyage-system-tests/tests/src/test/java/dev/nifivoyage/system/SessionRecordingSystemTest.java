/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The flow session-recording: poses to words, words to vectors, vectors to the cache. */
@ExtendWith(SharedNiFi.class)
class SessionRecordingSystemTest {
    private static final List<String> RECORDINGS = List.of("WAVE_HELLO.jsonl", "CLAP.jsonl", "BOW.jsonl");

    @TempDir
    private Path directory;

    @Test
    void aRecordingIsPaidOnce(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow flow =
                    ImportedFlow.start(nifi, "session-recording", directory, voyage, Map.of("Dimensions", "256"));
            for (final String recording : RECORDINGS) {
                flow.give(ImportedFlow.data("poses/" + recording), "Input Directory");
            }
            for (final String recording : RECORDINGS) {
                final List<JsonNode> frames = flow.records("Output Directory", recording);
                assertEquals(8, frames.size(), recording);
                for (final JsonNode frame : frames) {
                    assertFalse(frame.path("text").asText().isBlank(), recording);
                    assertVectorOf(frame.path("text").asText(), "voyage-4-lite", 256, frame.path("embedding"));
                }
            }
            assertEquals(voyage.ledger().totals().batchTokens(), flow.tokens(RECORDINGS.size()));
            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            assertEquals(RECORDINGS.size(), paid.jobs());

            flow.give(ImportedFlow.data("poses/" + RECORDINGS.getFirst()), "Input Directory");
            final List<Path> again = flow.written("Output Directory", RECORDINGS.getFirst(), 2);
            assertEquals(RecordFile.read(again.getFirst()), RecordFile.read(again.getLast()));
            assertEquals(paid, VoyageTraffic.at(voyage));
            assertEquals(List.of(), flow.errors());
            flow.delete();
        }
    }
}
