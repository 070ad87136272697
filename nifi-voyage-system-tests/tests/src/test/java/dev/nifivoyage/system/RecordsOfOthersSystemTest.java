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
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.nifi.NiFiProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;
import static dev.nifivoyage.system.VectorAssertions.assertVectorOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records as other tools write them, read and written by NiFi's own readers and writers as they are dropped on the
 * canvas: schemas that NiFi infers, shapes that differ from record to record, columns that are there already, numbers
 * where a text is meant.
 */
@ExtendWith(SharedNiFi.class)
class RecordsOfOthersSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 256;
    private static final String PARTS = "One Record per Result";
    private static final String CREATE = "Create";
    private static final String RANK = "Rank";
    private static final String MATCH = "Match";
    private static final Map<String, String> JSON_RECORDS =
            Map.of("Record Reader", "JSON Reader", "Record Writer", "JSON Writer");
    private static final Map<String, String> CSV_RECORDS =
            Map.of("Record Reader", "CSV Reader", "Record Writer", "JSON Writer");
    private static final Map<String, String> EMBEDDING = Map.of(
            "Voyage Client Service", "Voyage", "Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION));
    private static final String EMBED = "Embed";
    private static final String DOWNLOAD = "Download";
    private static final String SUCCESS = "success";
    private static final String REJECTED = "rejected";

    private VoyageLocalServer voyage;
    private BuiltFlow flow;

    @BeforeEach
    void begin(final NiFiProcess nifi) {
        voyage = VoyageLocalServer.start(new VoyageLocalOptions());
        flow = new BuiltFlow(nifi, "records of others", voyage.baseUri());
    }

    // a test that failed has its flow deleted by SharedNiFi
    @AfterEach
    void end() {
        voyage.close();
    }

    @Test
    void chunksOfTwoShapesGetTheirVectorsAndKeepTheirFields() throws Exception {
        flow.processor(
                CREATE,
                "batch.CreateBatchContextualized",
                with(
                        JSON_RECORDS,
                        Map.of(
                                "Voyage Client Service",
                                "Voyage",
                                "Chunks Record Path",
                                "/chunks[*]/text",
                                "Dimensions",
                                "256")));
        flow.results(CREATE, Map.of());
        parts();
        run("chunks-of-two-shapes.jsonl", CREATE);

        final List<JsonNode> documents = flow.records(DOWNLOAD, SUCCESS);
        final List<JsonNode> parts = flow.records(PARTS, SUCCESS);
        assertEquals(2, documents.size());
        assertEquals(2, parts.size());
        final List<Map<String, Object>> fields =
                List.of(Map.of("text", "a one", "page", 1), Map.of("text", "b two", "title", "t"));
        for (int i = 0; i < 2; i++) {
            final JsonNode expected = contextualized(fields.get(i).get("text"));
            final JsonNode chunk = documents.get(i).path("chunks").get(0);
            assertEquals(i + 1, documents.get(i).path("id").asInt());
            assertFields(fields.get(i), chunk);
            assertSameVector(expected, chunk.path("embedding"), chunk.toString());
            assertEquals(i + 1, parts.get(i).path("id").asInt());
            assertFields(fields.get(i), parts.get(i));
            assertSameVector(
                    expected, parts.get(i).path("embedding"), parts.get(i).toString());
        }
        flow.delete();
    }

    @Test
    void documentsOfTwoShapesKeepTheirFieldsInEachRanking() throws Exception {
        final Map<String, String> paths =
                Map.of("Voyage Client Service", "Voyage", "Documents Record Path", "/documents[*]/text");
        flow.processor(RANK, "realtime.Rerank", with(JSON_RECORDS, paths));
        flow.processor(
                "Rank to records",
                "realtime.Rerank",
                with(JSON_RECORDS, with(paths, Map.of("Output Strategy", "PART"))));
        flow.processor(CREATE, "batch.CreateBatchRerank", with(JSON_RECORDS, paths));
        flow.results(CREATE, Map.of());
        parts();
        flow.source("queries", text("documents-of-two-shapes.jsonl"), RANK)
                .connect("queries", SUCCESS, "Rank to records")
                .connect("queries", SUCCESS, CREATE);
        flow.start().give("queries");

        for (final String ranked : List.of(RANK, DOWNLOAD)) {
            final List<JsonNode> queries = flow.records(ranked, SUCCESS);
            assertEquals(2, queries.size(), ranked);
            assertFields(
                    Map.of("text", "a", "page", 1),
                    queries.getFirst().path("ranking").get(0).path("document"));
            assertFields(
                    Map.of("text", "b", "author", "y"),
                    queries.getLast().path("ranking").get(0).path("document"));
        }
        for (final String ranked : List.of("Rank to records", PARTS)) {
            final List<JsonNode> documents = flow.records(ranked, SUCCESS);
            assertEquals(2, documents.size(), ranked);
            assertFields(Map.of("text", "a", "page", 1), documents.getFirst().path("document"));
            assertFields(Map.of("text", "b", "author", "y"), documents.getLast().path("document"));
        }
        flow.delete();
    }

    @Test
    void nestedTextsAreFoundWhateverTheOtherRecordsLookLike() throws Exception {
        flow.processor(
                RANK,
                "realtime.Rerank",
                with(
                        JSON_RECORDS,
                        Map.of("Voyage Client Service", "Voyage", "Documents Record Path", "/data/documents[*]/text")));
        flow.processor(
                CREATE,
                "batch.CreateBatchContextualized",
                with(
                        JSON_RECORDS,
                        Map.of(
                                "Voyage Client Service",
                                "Voyage",
                                "Chunks Record Path",
                                "/data/documents[*]/text",
                                "Dimensions",
                                "256")));
        flow.results(CREATE, Map.of());
        flow.source("queries", text("nested-documents-of-two-shapes.jsonl"), RANK)
                .connect("queries", SUCCESS, CREATE);
        flow.start().give("queries");

        final List<JsonNode> ranked = flow.records(RANK, SUCCESS);
        assertEquals(
                List.of(1, 1),
                ranked.stream().map(query -> query.path("ranking").size()).toList(),
                ranked::toString);
        final List<JsonNode> documents = flow.records(DOWNLOAD, SUCCESS);
        assertEquals(2, documents.size());
        final List<String> texts = List.of("a", "b");
        for (int i = 0; i < 2; i++) {
            final JsonNode chunk =
                    documents.get(i).path("data").path("documents").get(0);
            assertEquals(texts.get(i), chunk.path("text").asText());
            assertSameVector(contextualized(texts.get(i)), chunk.path("embedding"), chunk.toString());
        }
        assertEquals(
                "iv",
                documents
                        .getLast()
                        .path("data")
                        .path("documents")
                        .get(0)
                        .path("page")
                        .asText());
        flow.delete();
    }

    @Test
    void handsWithoutVisibilityAreDescribedAndMatched() throws Exception {
        poses("hand-visibility-zero.jsonl");
        final JsonNode described = flow.records("Describe", SUCCESS).getFirst();
        assertTrue(described.path("text").asText().contains("hand"), described.path("text")::asText);
        assertMatched(1);
        flow.delete();
    }

    @Test
    void aLandmarkWithoutCoordinatesCountsAsNotVisible() throws Exception {
        poses("null-coordinates.jsonl");
        final List<JsonNode> described = flow.records("Describe", SUCCESS);
        assertEquals(2, described.size());
        described.forEach(pose -> assertFalse(pose.path("text").asText().isBlank()));
        assertMatched(2);
        flow.delete();
    }

    @Test
    void landmarksAsJsonTextAreDescribed() throws Exception {
        flow.processor("Describe", "pose.DescribePose", JSON_RECORDS);
        run("landmarks-as-text.jsonl", "Describe");
        final List<JsonNode> described = flow.records("Describe", SUCCESS);
        assertEquals(1, described.size());
        assertFalse(described.getFirst().path("text").asText().isBlank());
        flow.delete();
    }

    @Test
    void aRecordWithoutAPlaceForItsVectorIsAnErrorOfItsOwnAndNotBilled() throws Exception {
        final Map<String, String> target = Map.of("Embedding Record Path", "/meta/embedding");
        embedTwice(JSON_RECORDS, target, "record-without-parent.jsonl");
        for (final String embedded : List.of(EMBED, DOWNLOAD)) {
            final JsonNode placed = flow.records(embedded, SUCCESS).getFirst();
            assertEquals(1, placed.path("meta").path("k").asInt());
            assertVectorOf("alpha", MODEL, DIMENSION, placed.path("meta").path("embedding"));
            final JsonNode rejected = flow.records(embedded, REJECTED).getFirst();
            assertEquals(2, rejected.path("id").asInt());
            assertEquals("missing_target", rejected.path("error").path("code").asText(), rejected::toString);
        }
        assertEquals(1, voyage.ledger().totals().realTimeRequests());
        flow.delete();
    }

    @Test
    void anEmptyDocumentIsLeftOutOfItsQuery() throws Exception {
        flow.processor(
                RANK,
                "realtime.Rerank",
                with(
                        JSON_RECORDS,
                        Map.of(
                                "Voyage Client Service",
                                "Voyage",
                                "Documents Record Path",
                                "/documents[*]",
                                "Return Documents",
                                "true")));
        run("empty-document.jsonl", RANK);
        final JsonNode query = flow.records(RANK, SUCCESS).getFirst();
        final List<Integer> indexes = new ArrayList<>();
        for (final JsonNode ranked : query.path("ranking")) {
            indexes.add(ranked.path("index").asInt());
            assertEquals(query.path("documents").get(ranked.path("index").asInt()), ranked.path("document"));
        }
        assertEquals(List.of(0, 2, 3), indexes.stream().sorted().toList());
        flow.delete();
    }

    @Test
    void numbersInATextColumnAreTexts() throws Exception {
        flow.processor(EMBED, "realtime.CreateEmbedding", with(CSV_RECORDS, EMBEDDING));
        run("title-1984.csv", EMBED);
        final List<JsonNode> books = flow.records(EMBED, SUCCESS);
        assertEquals(2, books.size());
        assertVectorOf("Animal Farm", MODEL, DIMENSION, books.getFirst().path("embedding"));
        assertVectorOf("1984", MODEL, DIMENSION, books.getLast().path("embedding"));
        flow.delete();
    }

    @Test
    void vectorsAsTextAreMatched() throws Exception {
        flow.processor(
                MATCH,
                "gesture.MatchGesture",
                with(
                        JSON_RECORDS,
                        Map.of(
                                "Voyage Client Service",
                                "Voyage",
                                "Library Reader",
                                "JSON Reader",
                                "Library",
                                text("library.jsonl"),
                                "Input",
                                "VECTOR",
                                "Embeddings Model",
                                MODEL)));
        run("vector-as-text.jsonl", MATCH);
        final List<JsonNode> matched = flow.records(MATCH, SUCCESS);
        assertEquals(2, matched.size());
        for (final JsonNode vector : matched) {
            assertEquals("CLAP", vector.path("match").path("label").asText(), vector::toString);
            assertEquals(1, vector.path("match").path("score").asDouble(), 1e-6);
        }
        flow.delete();
    }

    @Test
    void aNullBetweenRecordsDoesNotEndTheFileInSuccess() throws Exception {
        flow.processor(EMBED, "realtime.CreateEmbedding", with(JSON_RECORDS, EMBEDDING));
        run("null-between-records.json", EMBED);

        final String message = flow.attributes(EMBED, "failure").get("error.message");
        assertTrue(message.contains("a null before record 2"), message);
        assertEquals(0, flow.count(EMBED, SUCCESS));
        assertEquals(0, voyage.ledger().totals().realTimeRequests());
        flow.delete();
    }

    @Test
    void aColumnForTheVectorsThatIsThereAlreadyTakesThem() throws Exception {
        embedTwice(CSV_RECORDS, Map.of("Embedding Record Path", "/embedding"), "target-column.csv");
        for (final String embedded : List.of(EMBED, DOWNLOAD)) {
            final List<JsonNode> records = flow.records(embedded, SUCCESS);
            assertEquals(
                    List.of(0, 2),
                    records.stream().map(record -> record.path("id").asInt()).toList());
            assertVectorOf("good", MODEL, DIMENSION, records.getFirst().path("embedding"));
            assertVectorOf("better", MODEL, DIMENSION, records.getLast().path("embedding"));
        }
        flow.delete();
    }

    @Test
    void aColumnNamedErrorIsLeftAloneOrReplacedByTheError() throws Exception {
        embedTwice(CSV_RECORDS, Map.of(), "error-column.csv");
        for (final String embedded : List.of(EMBED, DOWNLOAD)) {
            final List<JsonNode> records = flow.records(embedded, SUCCESS);
            assertEquals(
                    List.of(1, 3),
                    records.stream().map(record -> record.path("id").asInt()).toList(),
                    embedded);
            assertVectorOf("fine", MODEL, DIMENSION, records.getFirst().path("embedding"));
            assertVectorOf("also fine", MODEL, DIMENSION, records.getLast().path("embedding"));
            final JsonNode rejected = flow.records(embedded, REJECTED).getFirst();
            assertEquals(2, rejected.path("id").asInt());
            assertTrue(
                    rejected.path("error").asText().equals("0")
                            || !rejected.path("error").path("code").asText().isEmpty()
                                    && !rejected.path("error")
                                            .path("message")
                                            .asText()
                                            .isEmpty(),
                    rejected::toString);
        }
        flow.delete();
    }

    private void embedTwice(final Map<String, String> records, final Map<String, String> target, final String file)
            throws IOException {
        flow.processor(EMBED, "realtime.CreateEmbedding", with(records, with(EMBEDDING, target)));
        flow.processor(CREATE, "batch.CreateBatchEmbedding", with(records, EMBEDDING));
        flow.results(CREATE, with(records, target));
        flow.source("records", text(file), EMBED).connect("records", SUCCESS, CREATE);
        flow.start().give("records");
    }

    private void poses(final String file) throws IOException {
        flow.processor(
                "Describe", "pose.DescribePose", with(JSON_RECORDS, Map.of("Right Hand Record Path", "/right_hand")));
        flow.processor(
                MATCH,
                "gesture.MatchGesture",
                with(
                        JSON_RECORDS,
                        Map.of(
                                "Voyage Client Service",
                                "Voyage",
                                "Library Reader",
                                "JSON Reader",
                                "Library",
                                """
                                    {"label": "ARM", "text": "An arm is raised."}
                                    {"label": "BOW", "text": "The body bends forward."}""",
                                "Input",
                                "POSE",
                                "Right Hand Record Path",
                                "/right_hand",
                                "Embeddings Model",
                                MODEL)));
        flow.source("poses", text(file), "Describe").connect("poses", SUCCESS, MATCH);
        flow.start().give("poses");
    }

    private void assertMatched(final int count) {
        final List<JsonNode> matched = flow.records(MATCH, SUCCESS);
        assertEquals(count, matched.size());
        matched.forEach(pose -> assertTrue(pose.path("match").has("label"), pose::toString));
        assertEquals(0, flow.count(MATCH, REJECTED));
    }

    private void parts() {
        flow.processor(
                        PARTS,
                        "batch.DownloadBatchResults",
                        with(JSON_RECORDS, Map.of("Voyage Client Service", "Voyage", "Output Strategy", "PART")))
                .connect("Poll", "completed", PARTS);
    }

    private void run(final String file, final String processor) throws IOException {
        flow.source("records", text(file), processor);
        flow.start().give("records");
    }

    private JsonNode contextualized(final Object chunk) throws IOException, InterruptedException {
        final LedgerTotals before = voyage.ledger().totals();
        final JsonNode response = new VoyageCalls(voyage.baseUri())
                .post(
                        "/contextualizedembeddings",
                        Map.of(
                                "inputs",
                                List.of(List.of(chunk)),
                                "model",
                                "voyage-context-3",
                                "input_type",
                                "document",
                                "output_dimension",
                                DIMENSION));
        assertTrue(voyage.ledger().totals().realTimeTokens() > before.realTimeTokens());
        return response.path("data").get(0).path("data").get(0).path("embedding");
    }

    /** That a record has these fields, and others only without a value or of ours. */
    private static void assertFields(final Map<String, Object> expected, final JsonNode record) {
        final Map<String, JsonNode> own = new HashMap<>();
        for (final Map.Entry<String, JsonNode> field : record.properties()) {
            if (List.of("text", "page", "title", "author").contains(field.getKey())
                    && !field.getValue().isNull()) {
                own.put(field.getKey(), field.getValue());
            }
        }
        assertEquals(JSON.valueToTree(expected), JSON.valueToTree(own), record::toString);
    }

    private static Map<String, String> with(final Map<String, String> some, final Map<String, String> others) {
        final Map<String, String> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }

    private static String text(final String name) throws IOException {
        try (InputStream resource = RecordsOfOthersSystemTest.class.getResourceAsStream("/records/" + name)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
