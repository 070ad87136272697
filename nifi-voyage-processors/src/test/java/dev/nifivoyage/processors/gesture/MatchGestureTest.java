/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.vector.SyntheticVectorModel;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.match.MatchAttributes;
import dev.nifivoyage.processors.gesture.match.MatchInput;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.processors.gesture.match.UnknownStrategy;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.record.path.VectorFormat;
import org.apache.nifi.annotation.lifecycle.OnRemoved;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.ReflectionUtils;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records to labels, over a real connection: each relationship, and each way in which records and libraries cannot be
 * compared.
 */
class MatchGestureTest {
    private static final String LIBRARY = """
        {"label":"WAVE","text":"waves a hand","variations":["greets"],"version":"2","attributes":{"color":"red"}}
        {"label":"BOW","text":"bends down"}
        {"label":"CLAP","text":"claps both hands"}
        """;
    private static final String BENDS_DOWN = """
        {"text":"bends down"}
        """;
    private static final String PROMPT = "Represent the document for retrieval: ";
    private static final SyntheticVectorModel MODEL = new SyntheticVectorModel();

    @TempDir
    private Path directory;

    private MatchFlow flow;

    @BeforeEach
    void start() throws Exception {
        flow = new MatchFlow(new VoyageLocalOptions());
        flow.runner().setProperty(MatchProperties.LIBRARY, LIBRARY);
        flow.runner().assertValid();
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    @Test
    void matchesEachText() throws Exception {
        flow.run(Records.of("bends down", "greets", "something else"));

        assertEquals(List.of("BOW", "WAVE", "unknown"), flow.labels());
        final JsonNode wave = flow.records(MatchRelationships.SUCCESS).get(1);
        assertEquals("greets", wave.path("text").asText());
        final JsonNode match = wave.path("match");
        assertEquals(1, match.path("score").asDouble(), 1e-4);
        assertEquals(
                match.path("labels").get(0).path("score").asDouble()
                        - match.path("labels").get(1).path("score").asDouble(),
                match.path("margin").asDouble(),
                1e-5);
        assertTrue(match.path("probability").asDouble() > 0.99);
        assertEquals(3, match.path("labels").size());
        assertEquals("2", match.path("version").asText());
        assertEquals("red", match.path("attributes").path("color").asText());
        final MockFlowFile success = flow.only(MatchRelationships.SUCCESS);
        success.assertAttributeEquals(MatchAttributes.RECORDS_MATCHED, "2");
        success.assertAttributeEquals(MatchAttributes.RECORDS_UNKNOWN, "1");
        success.assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "3");
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
        flow.only(MatchRelationships.ORIGINAL).assertAttributeEquals(MatchAttributes.RECORDS_MATCHED, "2");
        flow.runner().assertTransferCount(MatchRelationships.REJECTED, 0);
    }

    /** Terminate removes an instance without stopping it, and NiFi may keep the instance. */
    @Test
    void releasesTheLibraryWhenItIsRemoved() throws Exception {
        flow.run(BENDS_DOWN);
        final Field matcher = MatchGesture.class.getDeclaredField("matcher");
        matcher.setAccessible(true);
        final Processor processor = flow.runner().getProcessor();
        assertNotNull(matcher.get(processor));

        ReflectionUtils.quietlyInvokeMethodsWithAnnotation(OnRemoved.class, processor);

        assertNull(matcher.get(processor));
    }

    @Test
    void unknownRecordsAreRoutedSeparately() throws Exception {
        flow.runner().setProperty(MatchProperties.UNKNOWN_STRATEGY, UnknownStrategy.SEPARATELY.getValue());
        flow.runner().setProperty(MatchProperties.UNKNOWN_LABEL, "EVERYMAN");
        flow.run(Records.of("bends down", "something else"));

        assertEquals(List.of("BOW"), flow.labels());
        final List<JsonNode> unknown = flow.records(MatchRelationships.UNKNOWN);
        assertEquals("something else", unknown.getFirst().path("text").asText());
        assertEquals("EVERYMAN", unknown.getFirst().path("match").path("label").asText());
        assertEquals(3, unknown.getFirst().path("match").path("labels").size());
    }

    @Test
    void recordsWithoutAUsableTextGoToErrors() throws Exception {
        flow.run("""
            {"text":"bends down"}
            {"text":" "}
            {"id":5}
            """);

        assertEquals(List.of("BOW"), flow.labels());
        assertEquals(2, flow.records(MatchRelationships.REJECTED).size());
        flow.only(MatchRelationships.REJECTED).assertAttributeEquals(MatchAttributes.RECORDS_REJECTED, "2");
        assertEquals(
                "FlowFile: Routed 2 of 3 records to rejected. First error, in record 2: The text at /text is empty or contains only white space",
                LoggedWarnings.only(flow.runner()));
    }

    @Test
    void recordsThatCannotBeSentCostNothing() throws Exception {
        flow.run(Records.of("bends down"));
        flow.runner().clearTransferState();
        flow.run("{\"id\":5}");

        flow.only(MatchRelationships.ORIGINAL).assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
        flow.only(MatchRelationships.ORIGINAL).assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, "voyage-4");
    }

    @Test
    void aFlowFileWithoutRecordsComesOutWithoutRecords() throws Exception {
        flow.run("[]");

        flow.runner().assertTransferCount(MatchRelationships.REJECTED, 0);
        assertEquals(List.of(), flow.records(MatchRelationships.SUCCESS));
        flow.only(MatchRelationships.SUCCESS).assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
    }

    @Test
    void matchesVectorsWithoutSendingThem() throws Exception {
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.run(record("bends down", 1024));
        final long requests = flow.requests();
        flow.run(record("claps both hands", 1024));

        assertEquals(List.of("BOW", "CLAP"), flow.labels());
        // the library
        assertEquals(1, requests);
        assertEquals(1, flow.requests());
    }

    @Test
    void matchesVectorsInTheFormsOfOtherTools() throws Exception {
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.runner().setProperty(MatchProperties.LIBRARY, """
            {"label":"CLAP","text":"hands clapping","embedding":"[0.6,0.8,0]"}
            {"label":"BOW","text":"bending","embedding":["0.0","0.6","0.8"]}
            """);
        flow.run("""
            {"embedding":"[0.6,0.8,0]"}
            {"embedding":["0.6","0.8","0"]}
            {"embedding":[0.6,0.8,0]}
            {"embedding":"0.6, 0.8, 0e0"}
            """);

        assertEquals(List.of("CLAP", "CLAP", "CLAP", "CLAP"), flow.labels());
        for (final JsonNode record : flow.records(MatchRelationships.SUCCESS)) {
            assertEquals(1, record.path("match").path("score").asDouble(), 1e-6);
        }
        assertEquals(0, flow.requests());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        [[0,0,1],[0.6,0.8,0]]
        [[0,0,1], [0.6,0.8,0]]
        [\\"[0,0,1]\\",\\"[0.6,0.8,0]\\"]
        {{0,0,1},{0.6,0.8,0}}
        [AAAAAAAAAAAAAIA/, mpkZP83MTD8AAAAA]
        """)
    void readsTheVectorsOfVariationsFromOneText(final String vectors) throws Exception {
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.runner().setProperty(MatchProperties.LIBRARY, """
            {"label":"CLAP","text":"claps","variations":["applauds","cheers"],"embedding":"[0,1,0]","variation_embeddings":"%s"}""".formatted(vectors));
        flow.run("""
            {"embedding":"[0.6,0.8,0]"}""");

        assertEquals(
                1,
                flow.records(MatchRelationships.SUCCESS)
                        .getFirst()
                        .path("match")
                        .path("score")
                        .asDouble(),
                1e-6);
        assertEquals(0, flow.requests());
    }

    @Test
    void matchesTheVectorsThatCreateEmbeddingWroteToACsvFile() throws Exception {
        final String csv;
        try (VoyageTestEnvironment embedding = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            final TestRunner runner = embedding.withRecords(new CreateEmbedding());
            VoyageTestEnvironment.use(runner, "Record Reader", new CSVReader());
            VoyageTestEnvironment.use(runner, "Record Writer", new CSVRecordSetWriter());
            runner.setProperty("Vector Format", VectorFormat.TEXT.getValue());
            runner.enqueue("id,text\n1,bends down\n2,greets\n");
            runner.run();
            runner.assertTransferCount(CreateEmbedding.REJECTED, 0);
            csv = runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)
                    .getFirst()
                    .getContent();
        }
        VoyageTestEnvironment.use(flow.runner(), "Record Reader", new CSVReader());
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.run(csv);

        assertEquals(List.of("BOW", "WAVE"), flow.labels());
    }

    @Test
    void aVectorThatMayBeInTheWrongFieldIsRejected() throws Exception {
        VoyageTestEnvironment.use(flow.runner(), "Record Reader", new CSVReader());
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.run("id,embedding,price\n1,\"[1,0]\",39,50\n");

        final JsonNode rejected = flow.records(MatchRelationships.REJECTED).getFirst();
        assertEquals("surplus_values", rejected.at("/error/code").asText());
        assertEquals("50", rejected.path("unknown_field_index_3").asText());
    }

    @Test
    void rejectsVectorsRecordByRecord() throws Exception {
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.runner().setProperty(MatchProperties.MODEL_RECORD_PATH, "/model");
        flow.run(record("bends down", 1024)
                + record("bends down", 512)
                + """
                    {"embedding":%s}
                    {"embedding":"no base64!"}
                    {"id":1}
                    {"embedding":[1,2],"model":"voyage-3.5"}""".formatted(Arrays.toString(new float[1024])));

        assertEquals(List.of("BOW"), flow.labels());
        assertEquals(
                List.of("dimension_mismatch", "zero_vector", "not_a_vector", "missing_vector", "model_mismatch"),
                flow.records(MatchRelationships.REJECTED).stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertEquals(
                "The vector has 512 dimensions. The value of the property Library, "
                        + "which is not an existing file and was read as the library itself, has vectors of 1024 dimensions: embed both with the same Dimensions",
                flow.records(MatchRelationships.REJECTED)
                        .getFirst()
                        .path("error")
                        .path("message")
                        .asText());
    }

    @Test
    void rejectsAFlowFileWithVectorsOfAnotherModel() throws Exception {
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.run(record("bends down", 1024), Map.of(VoyageAttributes.EMBEDDING_MODEL, "voyage-3.5"));
        flow.run(
                record("bends down", 1024),
                Map.of(VoyageAttributes.EMBEDDING_MODEL, "voyage-4", VoyageAttributes.DATA_TYPE, "int8"));
        flow.run(record("bends down", 1024), Map.of(VoyageAttributes.EMBEDDING_MODEL, "voyage-4-large"));

        flow.runner().assertTransferCount(MatchRelationships.FAILURE, 2);
        flow.runner()
                .getFlowFilesForRelationship(MatchRelationships.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "model_mismatch");
        assertEquals(List.of("BOW"), flow.labels());
    }

    @Test
    void unreadableContentIsAFailure() {
        flow.run("{\"text\":");
        flow.only(MatchRelationships.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
        flow.only(MatchRelationships.FAILURE)
                .assertAttributeEquals(
                        VoyageAttributes.ERROR_MESSAGE,
                        "Unexpected end-of-input within/between Object entries (line 1, column 9)");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void whatMayHealGoesToRetryAndThenWorks(final int status) throws Exception {
        flow.voyage().faults().set(Fault.status(status).on("/v1/embeddings"));
        flow.run(Records.of("bends down"));
        final MockFlowFile retry = flow.only(MatchRelationships.RETRY);
        retry.assertAttributeEquals(VoyageAttributes.ERROR_CODE, Integer.toString(status));
        assertTrue(retry.isPenalized());
        flow.runner().clearTransferState();
        // restarted, so that Retry-After does not apply
        flow.stop();
        flow.run(retry.getContent(), retry.getAttributes());

        assertEquals(List.of("BOW"), flow.labels());
        flow.only(MatchRelationships.SUCCESS).assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
    }

    @Test
    void aRejectedKeyIsAFailure() throws Exception {
        flow.voyage().faults().set(Fault.status(401).on("/v1/embeddings"));
        flow.run(Records.of("bends down"));
        flow.only(MatchRelationships.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"label":"WAVE"}
        {"label":
        {"label":"WAVE","text":"waves","embedding":[1,2],"embedding_model":"voyage-3.5"}
        {"label":"WAVE","text":"waves","embedding":[0,0],"embedding_model":"voyage-4"}
        {"label":"WAVE","text":"waves","embedding":[1,0],"embedding_dtype":"int8"}
        `{"label":"WAVE","text":"waves","embedding":[1,0]}
        {"label":"BOW","text":"bows","embedding":[1,0,0]}`
        """)
    void aLibraryThatCannotBeUsedSendsFlowFilesToRetry(final String library) {
        flow.runner().setProperty(MatchProperties.LIBRARY, library);
        flow.run(BENDS_DOWN);
        flow.only(MatchRelationships.RETRY).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unusable_library");
        assertTrue(flow.only(MatchRelationships.RETRY)
                        .getAttribute(VoyageAttributes.ERROR_MESSAGE)
                        .length()
                > 20);
    }

    @Test
    void reportsSkippedEntriesOnce() throws Exception {
        flow.runner().setProperty(MatchProperties.LIBRARY, LIBRARY + """
            {"label":"NOD","text":" "}
            {"text":"nobody knows"}""");
        flow.run(Records.of("bends down"));

        assertEquals(List.of("BOW"), flow.labels());
        assertEquals(
                "The value of the property Library, which is not an existing file and was read as the library itself, is used without some of its labels or texts. "
                        + "Skipped entries: 2. The first is NOD, text: The text at /text is empty or contains only white space",
                LoggedWarnings.only(flow.runner()));
    }

    @Test
    void logsAnUnusableLibraryOnce() throws Exception {
        flow.runner().setProperty(MatchProperties.LIBRARY, """
            {"label":"","text":"x"}
            {"label":"B","text":" "}""");
        flow.run(Records.of("bends down"));
        flow.run(Records.of("bends down"));

        flow.runner().assertTransferCount(MatchRelationships.RETRY, 2);
        assertEquals(List.of(), LoggedWarnings.of(flow.runner()));
        assertEquals(1, flow.runner().getLogger().getErrorMessages().size());
        assertTrue(
                flow.runner()
                        .getFlowFilesForRelationship(MatchRelationships.RETRY)
                        .getFirst()
                        .getAttribute(VoyageAttributes.ERROR_MESSAGE)
                        .endsWith(
                                "has no label with a usable text. Skipped entries: 2. The first is The record of the library has no label at /label"));
    }

    @Test
    void aLibraryThatItsReaderCannotReadSendsFlowFilesToRetry() throws Exception {
        final Path file = Files.writeString(directory.resolve("library.csv"), "label,text\nB,\"x\"y\nC,z");
        VoyageTestEnvironment.use(flow.runner(), "Library Reader", new CSVReader());
        flow.runner().setProperty(MatchProperties.LIBRARY, file.toString());
        flow.run(Records.of("bends down"));

        flow.only(MatchRelationships.RETRY).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unusable_library");
    }

    @Test
    void readsAChangedFileAgain() throws Exception {
        final Path file = directory.resolve("library.jsonl");
        flow.runner().setProperty(MatchProperties.LIBRARY, file.toString());
        flow.run(Records.of("bends down"));
        flow.only(MatchRelationships.RETRY).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unusable_library");
        final String missing =
                "Library %s does not exist, or NiFi cannot access it. Create it, for example with LoadGestureLibrary, or set Library to another file"
                        .formatted(file);
        flow.only(MatchRelationships.RETRY).assertAttributeEquals(VoyageAttributes.ERROR_MESSAGE, missing);
        flow.run(Records.of("bends down"));
        // of both
        assertEquals("Routed FlowFile to retry: " + missing, LoggedWarnings.only(flow.runner()));
        assertEquals(List.of(), flow.runner().getLogger().getErrorMessages());
        flow.runner().clearTransferState();
        Files.writeString(file, LIBRARY);
        flow.run(Records.of("bends down"));
        assertEquals(List.of("BOW"), flow.labels());
        final long requests = flow.requests();
        Files.writeString(file, LIBRARY.replace("BOW", "DEEP BOW"));

        final long end = System.nanoTime() + 20_000_000_000L;
        do {
            assertTrue(System.nanoTime() < end, "the change is not seen");
            flow.runner().clearTransferState();
            flow.run(Records.of("bends down"));
        } while (!flow.labels().equals(List.of("DEEP BOW")));
        // no text has changed
        assertEquals(requests, flow.requests());
    }

    @Test
    void readsALargeFileWhoseSchemaIsInferred() throws Exception {
        final Path file = directory.resolve("library.jsonl");
        final StringBuilder library = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            final String text = "gesture number " + i;
            final String vector = Arrays.toString(MODEL.embed("voyage-4", PROMPT, text, 1024));
            library.append("""
                {"label":"%s","text":"%s","embedding":%s,"embedding_model":"voyage-4"}
                """.formatted(text.toUpperCase(Locale.ROOT), text, vector));
        }
        Files.writeString(file, library);
        assertTrue(Files.size(file) > 3_000_000);
        flow.runner().setProperty(MatchProperties.LIBRARY, file.toString());
        flow.run(Records.of("gesture number 299", "gesture number 7"));

        assertEquals(List.of("GESTURE NUMBER 299", "GESTURE NUMBER 7"), flow.labels());
        assertEquals(1, flow.requests());
    }

    @Test
    void keepsTheLibraryWhenItsFileIsDamaged() throws Exception {
        final Path file = directory.resolve("library.jsonl");
        Files.writeString(file, LIBRARY);
        flow.runner().setProperty(MatchProperties.LIBRARY, file.toString());
        flow.run(Records.of("bends down"));
        Files.writeString(file, "{\"label\":");

        final long end = System.nanoTime() + 20_000_000_000L;
        do {
            assertTrue(System.nanoTime() < end, "the damage is not reported");
            flow.runner().clearTransferState();
            flow.run(Records.of("bends down"));
            assertEquals(List.of("BOW"), flow.labels());
        } while (flow.runner().getLogger().getErrorMessages().isEmpty());
    }

    @Test
    void searchesALargeLibraryByAGraph() throws Exception {
        final StringBuilder library = new StringBuilder();
        for (final String text : Records.numbered(400)) {
            library.append("""
                {"label":"%s","text":"%s"}
                """.formatted(text.replace("A performer in ", ""), text));
        }
        flow.runner().setProperty(MatchProperties.LIBRARY, library.toString());
        flow.runner().setProperty(MatchProperties.EXACT_SEARCH_LIMIT, "100");
        flow.runner().setProperty(EmbeddingProperties.DIMENSIONS, "256");
        flow.run(Records.of(Records.numbered(400)));

        int right = 0;
        for (final JsonNode record : flow.records(MatchRelationships.SUCCESS)) {
            right += ("A performer in " + record.path("match").path("label").asText())
                            .equals(record.path("text").asText())
                    ? 1
                    : 0;
        }
        assertTrue(right >= 390, right + " of 400");
    }

    @Test
    void needsAConnectionForTextsOnly() {
        flow.runner().removeProperty(MatchProperties.VOYAGE_CLIENT_SERVICE);
        flow.runner().assertNotValid();
        flow.runner().setProperty(MatchProperties.INPUT, MatchInput.VECTOR.getValue());
        flow.runner().assertValid();
        flow.run("{\"embedding\":[1,0]}");
        assertTrue(flow.only(MatchRelationships.RETRY)
                .getAttribute(VoyageAttributes.ERROR_MESSAGE)
                .contains("Voyage Client Service"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Threshold", "Minimum Margin", "Temperature", "Top K", "Exact Search Limit"})
    void rejectsNumbersThatMakeNoSense(final String property) {
        flow.runner().setProperty(property, "-2");
        flow.runner().assertNotValid();
    }

    @Test
    void explainsTheRangeOfNumbers() {
        flow.runner().setProperty(MatchProperties.THRESHOLD, "60");
        final AssertionError invalid =
                assertThrows(AssertionError.class, () -> flow.runner().assertValid());
        assertTrue(
                invalid.getMessage().contains("Expected a number of at least -1 and at most 1"), invalid.getMessage());
    }

    @Test
    void reportsTransitions() throws Exception {
        flow.runner().setProperty(MatchProperties.TRACK_PERFORMERS, "true");
        flow.runner().setProperty(MatchProperties.PERFORMER_RECORD_PATH, "/who");
        flow.runner().setProperty(MatchProperties.PERFORMER_TIMEOUT, "5 min");
        flow.runner().setProperty(MatchProperties.SMOOTHING_WINDOW, "2");
        flow.runner().setProperty(MatchProperties.CURRENT_FRAME_WEIGHT, "0.6");
        flow.runner().setProperty(MatchProperties.TRANSITION_FRAMES, "2");
        // one frame in each FlowFile
        for (final String text :
                new String[] {"bends down", "bends down", "claps both hands", "bends down", "greets", "greets", "greets"
                }) {
            flow.run("""
                {"who":"anna","text":"%s"}
                {"who":"ben","text":"claps both hands"}""".formatted(text));
        }

        final List<String> transitions = flow.records(MatchRelationships.TRANSITION).stream()
                .map(record -> "%s: %s to %s"
                        .formatted(
                                record.path("who").asText(),
                                record.path("transition").path("from").asText(),
                                record.path("transition").path("to").asText()))
                .toList();
        assertEquals(List.of("anna: unknown to BOW", "ben: unknown to CLAP", "anna: BOW to WAVE"), transitions);
        assertEquals(14, flow.labels().size());
        assertTrue(flow.records(MatchRelationships.SUCCESS).stream()
                .allMatch(record -> record.path("transition").isMissingNode()));
        // smoothed: 0.6 of the current frame and 0.4 of the one before
        assertEquals(
                0.6 / Math.sqrt(0.6 * 0.6 + 0.4 * 0.4),
                flow.records(MatchRelationships.SUCCESS)
                        .get(4)
                        .path("match")
                        .path("score")
                        .asDouble(),
                0.1);
    }

    @Test
    void keepsPerformersApartThoughOneRecordHasAnotherShape() throws Exception {
        flow.runner().setProperty(MatchProperties.TRACK_PERFORMERS, "true");
        flow.runner().setProperty(MatchProperties.PERFORMER_RECORD_PATH, "/people[0]/who");
        flow.run("""
            {"people":[{"who":"anna"}],"text":"bends down"}
            {"people":[{"who":"ben"}],"text":"claps both hands"}
            {"people":"nobody","text":"greets"}
            """);

        assertEquals(List.of("BOW", "CLAP", "WAVE"), flow.labels());
        assertEquals(
                1,
                flow.records(MatchRelationships.SUCCESS)
                        .get(1)
                        .path("match")
                        .path("score")
                        .asDouble(),
                1e-4);
    }

    @Test
    void doesNotCountAFrameTwiceThatComesBackFromRetry() throws Exception {
        flow.runner().setProperty(MatchProperties.TRACK_PERFORMERS, "true");
        flow.runner().setProperty(MatchProperties.TRANSITION_FRAMES, "2");
        flow.runner().setProperty(MatchProperties.PERFORMER_TIMEOUT, "5 min");
        flow.run(BENDS_DOWN);
        flow.voyage().faults().set(Fault.status(503).on("/v1/embeddings").times(2));
        for (int i = 0; i < 2; i++) {
            flow.run(BENDS_DOWN + """
                {"text":"never seen before %d"}""".formatted(i));
        }
        flow.runner().assertTransferCount(MatchRelationships.RETRY, 2);
        flow.runner().assertTransferCount(MatchRelationships.TRANSITION, 0);
        flow.run(BENDS_DOWN);
        flow.runner().assertTransferCount(MatchRelationships.TRANSITION, 1);
    }

    private static String record(final String text, final int dimension) throws IOException {
        return "{\"embedding\":" + Arrays.toString(MODEL.embed("voyage-4", PROMPT, text, dimension)) + "}\n";
    }
}
