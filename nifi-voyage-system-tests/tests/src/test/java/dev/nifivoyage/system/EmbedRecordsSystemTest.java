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
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.QueuedFlowFile;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;
import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The shipped flow {@code embed-records.json}, exactly as it is shipped.
 */
@ExtendWith(SharedNiFi.class)
class EmbedRecordsSystemTest {
    private static final Path DEFINITION = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 512;
    private static final Map<String, String> PARAMETERS =
            Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION));

    @TempDir
    private Path directory;

    @Test
    void eachRecordGetsTheVectorThatTheRealTimeEndpointGives(final NiFiProcess nifi) throws Exception {
        final List<String> texts = List.of(
                "A warrior steps forward, both arms raised.",
                "A sage stands still, one hand at the chin.",
                "Ein Narr hüpft auf einem Bein und lacht.",
                "She waves: \"hello\"\nand turns \uD83D\uDC4B",
                "A warrior steps forward, both arms raised.",
                "   ",
                "El amante se desliza por el escenario.");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.MODEL))) {
            final EmbedRecordsFlow flow = start(nifi, voyage);
            flow.accept(RecordFile.write(directory.resolve("poses.json"), texts));
            final List<JsonNode> rejected = RecordFile.read(flow.await(
                    DEADLINE,
                    progress -> {},
                    () -> flow.rejected("poses.json").stream().findFirst()));
            final List<JsonNode> embedded = RecordFile.read(flow.await(
                    DEADLINE,
                    progress -> {},
                    () -> flow.written("poses.json").stream().findFirst()));

            final List<String> usable =
                    texts.stream().filter(text -> !text.isBlank()).toList();
            final List<JsonNode> expected = RealTimeEmbeddings.of(voyage.baseUri(), MODEL, DIMENSION, usable);
            assertEquals(
                    usable,
                    embedded.stream()
                            .map(record -> record.path("text").asText())
                            .toList());
            for (int i = 0; i < expected.size(); i++) {
                assertSameVector(expected.get(i), embedded.get(i).path("embedding"), usable.get(i));
            }
            assertEquals(
                    List.of(5),
                    rejected.stream().map(record -> record.path("id").asInt()).toList());
            assertEquals(5, voyage.ledger().totals().batchRequests(), "equal texts are paid once, blank ones never");
            assertEquals(voyage.ledger().totals().batchTokens(), flow.counter("Tokens"));
            final List<Bulletins.Bulletin> told = Poll.until(
                    DEADLINE,
                    "a bulletin",
                    () -> Optional.of(bulletins(nifi, flow)).filter(all -> !all.isEmpty()));
            assertEquals(1, told.size(), told::toString);
            assertTrue(
                    told.getFirst()
                            .message()
                            .endsWith(
                                    "First error, in record 6: The text at /text is empty or contains only white space"),
                    told::toString);
            new ProcessGroups(nifi.rest()).delete(flow.groupId());
        }
    }

    @Test
    void eachRecordEndsInTheRightPlaceWhateverTheServerDoes(final NiFiProcess nifi) throws Exception {
        final int records = 5_000;
        final List<String> texts = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            texts.add("Frame " + i + " of the session: the performer turns by " + i % 360 + " degrees");
        }
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            voyage.faults()
                    .set(
                            Fault.lines().response(0.005).error(0.005),
                            Fault.output().drop(0.01).duplicate(0.01).malform(0.002),
                            Fault.status(500).on("GET", "/v1/batches/*").times(2),
                            Fault.truncation(3_000_000).times(2));
            final EmbedRecordsFlow flow = start(nifi, voyage);
            final Processors processors = new Processors(nifi.rest());
            final String download = processors.named(flow.groupId(), "DownloadBatchResults");
            processors.stop(download);
            processors.configure(download, Map.of("Missing Results Timeout", "1 sec"));
            processors.penalize(download, "1 sec");
            processors.start(download);
            flow.accept(RecordFile.write(directory.resolve("session.json"), texts));
            // records that never ran go to a second job, and those of it to a third
            final Map<Integer, JsonNode> ended = flow.await(
                    DEADLINE, progress -> {}, () -> Optional.of(ended(flow)).filter(all -> all.size() == records));

            assertTrue(flow.written("session.json").size() > 1, "jobs");
            assertTrue(
                    flow.counter("Records Unprocessed") > 0
                            && flow.counter("Result Lines Repeated") > 0
                            && flow.counter("Result Lines Malformed") > 0,
                    "faults");
            assertEquals(records, flow.counter("Records Embedded") + flow.counter("Records Rejected"));
            for (int i = 0; i < records; i++) {
                final JsonNode record = ended.get(i);
                assertEquals(texts.get(i), record.path("text").asText());
                if (!record.has("error")) {
                    assertVectorOf(texts.get(i), MODEL, DIMENSION, record.path("embedding"));
                }
            }
            assertEquals(
                    flow.counter("Records Rejected"),
                    ended.values().stream()
                            .filter(record -> record.has("error"))
                            .count());
            new ProcessGroups(nifi.rest()).delete(flow.groupId());
        }
    }

    @Test
    void contentThatCannotBeEmbeddedWaitsWithTheReason(final NiFiProcess nifi) throws Exception {
        final Map<String, String> contents = Map.of(
                "broken.json", """
                    {"text": "broken off""",
                "empty.json", "",
                "other.json", """
                    {"id": 1, "body": "a text under another name"}""",
                "blank.json", """
                    {"text": " "}""");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final EmbedRecordsFlow flow = start(nifi, voyage);
            for (final Map.Entry<String, String> content : contents.entrySet()) {
                flow.accept(Files.writeString(directory.resolve(content.getKey()), content.getValue()));
            }
            final String stopped = new Connections(nifi.rest()).into(flow.groupId(), "Try again");
            final Queues queues = new Queues(nifi.rest());
            queues.awaitCount(stopped, contents.size(), DEADLINE);

            final Map<String, String> codes = new HashMap<>();
            for (final QueuedFlowFile flowFile : queues.list(stopped)) {
                final Map<String, String> attributes = queues.attributes(flowFile);
                codes.put(flowFile.filename(), attributes.get("error.code"));
                assertFalse(attributes.get("error.message").isBlank());
            }
            assertEquals(
                    Map.of(
                            "broken.json",
                            "unreadable_content",
                            "empty.json",
                            "no_text",
                            "other.json",
                            "no_text",
                            "blank.json",
                            "no_text"),
                    codes);
            assertEquals(contents.size(), bulletins(nifi, flow).size(), "one bulletin for each");
            assertEquals(0, voyage.ledger().totals().requests());
            queues.dropAll(flow.groupId());
            new ProcessGroups(nifi.rest()).delete(flow.groupId());
        }
    }

    private static Map<Integer, JsonNode> ended(final EmbedRecordsFlow flow) {
        final Map<Integer, JsonNode> records = new HashMap<>();
        for (final Path file : Stream.concat(
                        flow.written("session.json").stream(), flow.rejected("session.json").stream())
                .toList()) {
            for (final JsonNode record : RecordFile.read(file)) {
                assertNull(records.put(record.path("id").asInt(), record), "a record ended twice");
            }
        }

        return records;
    }

    private EmbedRecordsFlow start(final NiFiProcess nifi, final VoyageLocalServer voyage) throws IOException {
        return EmbedRecordsFlow.start(
                nifi, DEFINITION, directory, new VoyageServer(voyage.baseUri(), "any-key", true), PARAMETERS);
    }

    private static List<Bulletins.Bulletin> bulletins(final NiFiProcess nifi, final EmbedRecordsFlow flow) {
        return new Bulletins(nifi.rest()).within(flow.groupId());
    }
}
