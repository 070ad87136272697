/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.TextRejections;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.processors.FullDiskWriter;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.record.path.VectorFormat;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Libraries in real time, and what all modes have in common.
 */
class LoadGestureLibraryTest {
    private static final String BOW = """
        {"label":"BOW","text":"bends down"}""";

    private LibraryFlow flow;
    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        flow = new LibraryFlow();
        runner = flow.load(LoadingMode.REAL_TIME);
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    private void load(final String library) {
        runner.clearTransferState();
        runner.enqueue(library);
        runner.run();
    }

    private List<JsonNode> loaded() throws Exception {
        return LibraryFlow.records(runner, LibraryRelationships.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource({"gestures,15", "archetypes,8"})
    void givesEachLabelOfAShippedLibraryItsVectors(final String name, final int labels) throws Exception {
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped(name));
        load(LibraryFlow.shipped(name));

        assertEquals(labels, library.size());
        final List<JsonNode> gestures = loaded();
        assertEquals(LibraryFlow.labels(library), LibraryFlow.labels(gestures));
        LibraryFlow.assertOwnVectors(gestures, 1024);
        assertEquals(library.getFirst().path("attributes"), gestures.getFirst().path("attributes"));
        assertEquals(library.getFirst().path("version"), gestures.getFirst().path("version"));
        assertEquals(library.getFirst().path("kind"), gestures.getFirst().path("kind"));

        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(1, billed.realTimeRequests());
        final int texts = LibraryFlow.texts(library).size();
        for (final Relationship relationship : List.of(LibraryRelationships.SUCCESS, LibraryRelationships.ORIGINAL)) {
            final MockFlowFile flowFile = LibraryFlow.only(runner, relationship);
            flowFile.assertAttributeEquals(VoyageAttributes.LIBRARY_GESTURES, Integer.toString(labels));
            flowFile.assertAttributeEquals(VoyageAttributes.LIBRARY_GESTURES_FAILED, "0");
            flowFile.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, Integer.toString(texts));
            flowFile.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_CACHED, "0");
            flowFile.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_FAILED, "0");
            flowFile.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.realTimeTokens()));
            flowFile.assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, LibraryFlow.MODEL);
        }
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, Integer.toString(labels));
        assertEquals((long) texts, runner.getCounterValue("Texts Loaded"));
        assertEquals((long) labels, runner.getCounterValue("Gestures Loaded"));
        assertEquals(billed.realTimeTokens(), runner.getCounterValue("Tokens"));
        runner.assertTransferCount(LibraryRelationships.REJECTED, 0);
    }

    @Test
    void shipsFiveVariationsOfEachArchetype() throws Exception {
        for (final ObjectNode archetype : LibraryFlow.parse(LibraryFlow.shipped("archetypes"))) {
            assertEquals(
                    5,
                    archetype.path("variations").size(),
                    () -> archetype.path("label").asText());
        }
        assertEquals(
                48,
                LibraryFlow.texts(LibraryFlow.parse(LibraryFlow.shipped("archetypes")))
                        .size());
    }

    @ParameterizedTest
    @EnumSource(TextRejections.Place.class)
    void aRejectedTextFailsItsGestureAndNoOther(final TextRejections.Place place) throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.rejection("forbidden")
                        .message("The text breaks a rule")
                        .place(place));
        load("""
            {"label":"BOW","text":"bends down"}
            {"label":"WAVE","text":"waves a hand","variations":["greets","a forbidden text"]}
            {"label":"CLAP","text":"claps both hands"}
            """);

        assertEquals(List.of("BOW", "CLAP"), LibraryFlow.labels(loaded()));
        final JsonNode failed =
                LibraryFlow.records(runner, LibraryRelationships.REJECTED).getFirst();
        assertEquals("WAVE", failed.path("label").asText());
        assertTrue(
                failed.path("error").path("message").asText().matches("WAVE, variation 2: .*The text breaks a rule"),
                failed::toString);
        LibraryFlow.only(runner, LibraryRelationships.ORIGINAL)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_FAILED, "1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void paysOnceIfNeitherCacheNorContentHasRoom(final boolean repository) throws Exception {
        final FullDiskWriter writer = new FullDiskWriter();
        VoyageTestEnvironment.use(runner, "Record Writer", writer);
        writer.fill(repository);
        flow.lent().fillDisk();
        runner.enqueue(BOW);
        // stays scheduled, as in NiFi
        if (repository) {
            assertThrows(AssertionError.class, () -> runner.run(1, false, true));
        } else {
            runner.run(1, false, true);
            runner.assertAllFlowFilesTransferred(LibraryRelationships.FAILURE, 1);
            runner.clearTransferState();
            runner.enqueue(BOW);
        }
        writer.makeRoom();
        runner.run(1, true, false);

        runner.assertTransferCount(LibraryRelationships.SUCCESS, 1);
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void sendsNothingForALibraryThatIsThere() throws Exception {
        load(LibraryFlow.shipped("gestures"));
        final List<JsonNode> first = loaded();
        final LedgerTotals billed = flow.voyage().ledger().totals();
        load(LibraryFlow.shipped("gestures"));

        assertEquals(first, loaded());
        assertEquals(billed, flow.voyage().ledger().totals());
        final MockFlowFile again = LibraryFlow.only(runner, LibraryRelationships.SUCCESS);
        again.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "0");
        again.assertAttributeEquals(
                VoyageAttributes.LIBRARY_TEXTS_CACHED,
                Integer.toString(LibraryFlow.texts(first).size()));
        again.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
        again.assertAttributeEquals(VoyageAttributes.CACHE_TOKENS_SAVED, Long.toString(billed.realTimeTokens()));
    }

    @Test
    void changesOnlyTheVectorOfAChangedText() throws Exception {
        load(LibraryFlow.shipped("gestures"));
        final List<JsonNode> before = loaded();
        final long tokens = flow.voyage().ledger().totals().tokens();
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped("gestures"));
        library.get(3).put("text", "A single new text").put("version", "2");
        load(LibraryFlow.print(library));

        final List<JsonNode> after = loaded();
        LibraryFlow.assertOwnVectors(after, 1024);
        for (int i = 0; i < before.size(); i++) {
            assertEquals(
                    i != 3,
                    before.get(i).path("embedding").equals(after.get(i).path("embedding")),
                    LibraryFlow.labels(after).get(i));
            assertEquals(
                    before.get(i).path("variation_embeddings"), after.get(i).path("variation_embeddings"));
        }
        assertEquals("2", after.get(3).path("version").asText());
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "1");

        // as much as the new text costs alone
        final long more = flow.voyage().ledger().totals().tokens() - tokens;
        runner.setProperty("Namespace", "another");
        load("""
            {"label":"NEW","text":"A single new text"}""");
        assertEquals(more * 2, flow.voyage().ledger().totals().tokens() - tokens);
    }

    @Test
    void sendsOnlyTheHalfThatIsNotCached() throws Exception {
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped("archetypes"));
        load(LibraryFlow.print(library.subList(0, 4)));
        load(LibraryFlow.print(library));

        LibraryFlow.assertOwnVectors(loaded(), 1024);
        final MockFlowFile success = LibraryFlow.only(runner, LibraryRelationships.SUCCESS);
        success.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "24");
        success.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_CACHED, "24");
        assertEquals(48L, runner.getCounterValue("Texts Loaded"));
        assertEquals(24L, runner.getCounterValue("Texts Already Cached"));
    }

    @Test
    void namesTheLabelWhoseTextIsRejectedAndLoadsTheOthers() throws Exception {
        runner.setProperty("Truncation", "false");
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped("archetypes"));
        library.get(2).withArray("variations").set(1, "word ".repeat(40_000));
        load(LibraryFlow.print(library));

        final List<JsonNode> errors = LibraryFlow.records(runner, LibraryRelationships.REJECTED);
        assertEquals(List.of("SAGE"), LibraryFlow.labels(errors));
        assertEquals("http_400", errors.getFirst().path("error").path("code").asText());
        assertTrue(
                errors.getFirst().path("error").path("message").asText().startsWith("SAGE, variation 2: "),
                () -> errors.getFirst().path("error").toString());
        assertFalse(errors.getFirst().has("embedding"));
        assertEquals(7, loaded().size());
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        final MockFlowFile failed = LibraryFlow.only(runner, LibraryRelationships.REJECTED);
        failed.assertAttributeEquals(VoyageAttributes.LIBRARY_GESTURES, "7");
        failed.assertAttributeEquals(VoyageAttributes.LIBRARY_GESTURES_FAILED, "1");
        failed.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_FAILED, "1");

        // after correction it is a gesture without an error, and its other texts are not billed again
        final ObjectNode corrected = (ObjectNode) errors.getFirst();
        corrected.withArray("variations").set(1, "a short text");
        load(corrected.toString());
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        assertTrue(loaded().getFirst().path("error").isMissingNode()
                || loaded().getFirst().path("error").isNull());
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "1");
    }

    @Test
    void sendsRecordsThatAreNoGesturesToErrors() throws Exception {
        load("""
            {"label":"ONE","text":"the first","variations":["again"]}
            {"label":" ","text":"a text"}
            {"label":"TWO","text":"  "}
            {"label":"THREE","text":"a text","variations":["a variation",null]}
            {"label":"FOUR","text":["a","b"]}
            {"label":"FIVE","text":"the last","variations":[]}
            {"label":"SIX","text":"really the last"}
            """);

        assertEquals(List.of("ONE", "FIVE", "SIX"), LibraryFlow.labels(loaded()));
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        final List<JsonNode> errors = LibraryFlow.records(runner, LibraryRelationships.REJECTED);
        assertEquals(
                List.of("missing_label", "blank_text", "missing_text", "not_text"),
                errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertEquals(
                List.of("", "TWO, text", "THREE, variation 2", "FOUR, text"),
                errors.stream()
                        .map(record -> record.path("error").path("message").asText())
                        .map(message -> message.contains(": ") ? message.substring(0, message.indexOf(": ")) : "")
                        .toList());
        assertEquals(
                "FlowFile: Routed 4 of 7 records to rejected. First error, in record 2: The record of the library has no label at /label",
                LoggedWarnings.only(runner));
        // the text of THREE is not sent, since the gesture could not be loaded
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "4");
    }

    @Test
    void readsAUsersOwnLibrary() throws Exception {
        runner.setProperty("Label Record Path", "/name");
        runner.setProperty("Text Record Path", "/seen/front");
        runner.setProperty("Variations Record Path", "/others[*]/words");
        load("""
            {"name":"NOD","seen":{"front":"the head moves down and up"},"others":[{"words":"nodding"},{"words":"yes"}]}
            """);

        final JsonNode nod = loaded().getFirst();
        assertEquals(1024, nod.path("embedding").size());
        assertEquals(2, nod.path("variation_embeddings").size());
        assertEquals("nodding", nod.path("others").get(0).path("words").asText());
    }

    @Test
    void loadsALibraryOfManyRequests() throws Exception {
        final StringBuilder library = new StringBuilder();
        for (int i = 0; i < 1_200; i++) {
            library.append("""
                {"label":"L%d","text":"text %d","variations":["other %d","same for all"]}
                """.formatted(i, i, i));
        }
        runner.setProperty("Dimensions", "256");
        load(library.toString());

        assertEquals(1_200, loaded().size());
        LibraryFlow.assertOwnVectors(loaded(), 256);
        assertEquals(3, flow.voyage().ledger().totals().realTimeRequests());
    }

    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void writesALibraryThatAvroCanHold(final VectorFormat format) throws Exception {
        VoyageTestEnvironment.use(runner, "Record Writer", new AvroRecordSetWriter());
        runner.setProperty("Vector Format", format.getValue());
        // the first gesture has no variations, which decides the schema
        load("""
            {"label":"NOD","text":"nodding","variations":[]}
            """ + LibraryFlow.shipped("archetypes"));

        final MockFlowFile avro = LibraryFlow.only(runner, LibraryRelationships.SUCCESS);
        final AvroReader reader = new AvroReader();
        runner.addControllerService("avro", reader);
        runner.enableControllerService(reader);
        final List<Integer> variations = new ArrayList<>();
        try (RecordReader records = reader.createRecordReader(
                Map.of(), new ByteArrayInputStream(avro.toByteArray()), -1, runner.getLogger())) {
            Record record;
            while ((record = records.nextRecord()) != null) {
                assertEquals(1024, record.getAsInt("embedding_dimension"), record.getAsString("label"));
                variations.add(record.getAsArray("variation_embeddings").length);
            }
        }
        assertEquals(List.of(0, 5, 5, 5, 5, 5, 5, 5, 5), variations);
    }

    @ParameterizedTest
    @EnumSource(
            value = VectorFormat.class,
            names = {"NUMBERS", "BASE64", "TEXT"})
    void writesALibraryThatMatchGestureNeedNotEmbed(final VectorFormat format, @TempDir final Path directory)
            throws Exception {
        runner.setProperty("Vector Format", format.getValue());
        load(LibraryFlow.shipped("archetypes"));
        final String library =
                LibraryFlow.only(runner, LibraryRelationships.SUCCESS).getContent();
        if (format == VectorFormat.TEXT) {
            final JsonNode first = loaded().getFirst();
            assertTrue(
                    first.path("embedding").asText().matches("\\[-?[0-9.E-]+(,-?[0-9.E-]+){1023}]"), first::toString);
            assertTrue(first.path("variation_embeddings").get(0).isTextual(), first::toString);
        }

        try (MatchFlow match = new MatchFlow(new VoyageLocalOptions())) {
            match.runner()
                    .setProperty(
                            MatchProperties.LIBRARY,
                            Files.writeString(directory.resolve("library.jsonl"), library)
                                    .toString());
            match.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
            match.run(library);

            assertEquals(
                    loaded().stream()
                            .map(gesture -> gesture.path("label").asText())
                            .toList(),
                    match.labels());
            assertEquals(0, match.requests());
        }
    }

    @Test
    void embedsWithTheInputTypeThatIsSet() throws Exception {
        load(BOW);
        final JsonNode document = loaded().getFirst();
        runner.setProperty("Input Type", "query");
        load(BOW);

        assertEquals("query", loaded().getFirst().path("embedding_input_type").asText());
        assertNotEquals(document.path("embedding"), loaded().getFirst().path("embedding"));
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.INPUT_TYPE, "query");
    }

    @Test
    void triesAgainLaterWithoutPayingTwice() throws Exception {
        flow.voyage().faults().set(Fault.status(503).on("/v1/embeddings"));
        load(LibraryFlow.shipped("gestures"));
        final MockFlowFile waiting = LibraryFlow.only(runner, LibraryRelationships.RETRY);
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");
        assertTrue(runner.getPenalizedFlowFiles().contains(waiting));
        LibraryFlow.lead(runner, LibraryRelationships.RETRY);
        runner.run();

        final MockFlowFile success = LibraryFlow.only(runner, LibraryRelationships.SUCCESS);
        success.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        success.assertAttributeNotExists(VoyageAttributes.EARLIER_TOKENS);
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().tokens()));
    }

    @Test
    void holdsBackForTheTimeThatVoyageAsksFor() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("/v1/embeddings").retryAfter(60));
        runner.enqueue(LibraryFlow.shipped("gestures"));
        runner.enqueue(LibraryFlow.shipped("archetypes"));
        runner.run(5);

        runner.assertTransferCount(LibraryRelationships.RETRY, 1);
        runner.assertQueueNotEmpty();
    }

    @Test
    void failsWhenVoyageRejectsTheKey() throws Exception {
        flow.voyage().faults().set(Fault.status(401).on("/v1/embeddings"));
        load(LibraryFlow.shipped("gestures"));

        final MockFlowFile failed = LibraryFlow.only(runner, LibraryRelationships.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
        failed.assertContentEquals(LibraryFlow.shipped("gestures"));
        failed.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
    }

    @Test
    void removesTheAttributesOfAnEarlierJob() throws Exception {
        runner.enqueue(
                LibraryFlow.shipped("gestures"),
                Map.of(
                        VoyageAttributes.BATCH_ID,
                        "batch-of-another",
                        VoyageAttributes.LIBRARY_JOB,
                        "batch-of-another",
                        VoyageAttributes.RECORDS_SENT,
                        "7"));
        runner.run();

        final MockFlowFile success = LibraryFlow.only(runner, LibraryRelationships.SUCCESS);
        for (final String other :
                List.of(VoyageAttributes.BATCH_ID, VoyageAttributes.LIBRARY_JOB, VoyageAttributes.RECORDS_SENT)) {
            success.assertAttributeNotExists(other);
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {"''|empty_library", "no JSON|unreadable_content", "{\"label\":|unreadable_content"},
            delimiter = '|')
    void failsOnContentThatIsNoLibrary(final String content, final String code) throws Exception {
        load(content);

        LibraryFlow.only(runner, LibraryRelationships.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, code);
        runner.assertTransferCount(LibraryRelationships.SUCCESS, 0);
        assertEquals(0, flow.voyage().ledger().totals().requests());
    }

    @Test
    void needsACache() {
        runner.removeProperty("Embedding Cache Service");
        runner.assertNotValid();
    }

    @Test
    void rejectsADimensionThatTheModelHasNot() {
        runner.setProperty("Dimensions", "100");
        runner.assertNotValid();
    }

    @ParameterizedTest
    @CsvSource({
        "REAL_TIME,''",
        "BATCH_AND_WAIT,waiting",
        "EXISTING_BATCH_JOB,waiting",
        "BATCH_FIRE_AND_FORGET,submitted"
    })
    void offersTheRelationshipsOfItsMode(final LoadingMode mode, final String more) throws Exception {
        final String names = flow.load(mode).getProcessor().getRelationships().stream()
                .map(Relationship::getName)
                .filter(name -> List.of("waiting", "submitted").contains(name))
                .collect(Collectors.joining());
        assertEquals(more, names);
    }
}
