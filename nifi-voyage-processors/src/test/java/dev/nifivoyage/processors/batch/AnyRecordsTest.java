/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.pose.SampleGesture;
import dev.nifivoyage.processors.pose.SamplePoses;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.TestRunner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Arbitrary records through the processors: each is routed once, with its own vector or ranking, and with everything
 * that the same reader and writer return without a processor.
 */
class AnyRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMBEDDINGS = RecordOracle.EMBEDDINGS;
    private static final int DIMENSION = RecordOracle.DIMENSION;
    private static final List<String> COLUMNS = List.of("text", "a", "error", EMBEDDINGS);

    private static VoyageTestEnvironment flow;
    private static TestRunner json;
    private static TestRunner pretty;
    private static TestRunner csvToJson;
    private static TestRunner csvToCsv;
    private static TestRunner csvToAvro;
    private static TestRunner jsonToCsv;
    private static TestRunner jsonToAvro;
    private static TestRunner ranking;
    private static TestRunner rankingParts;
    private static TestRunner matching;
    private static TestRunner describing;
    private static JsonNode pose;
    private static boolean started;

    @BeforeContainer
    static void start() throws Exception {
        flow = new VoyageTestEnvironment(new VoyageLocalOptions());
        json = embedding(new JsonTreeReader(), null);
        final JsonRecordSetWriter prettyWriter = new JsonRecordSetWriter();
        pretty = embedding(new JsonTreeReader(), prettyWriter);
        final ControllerService service = pretty.getControllerService("another Record Writer");
        pretty.disableControllerService(service);
        pretty.setProperty(service, "Pretty Print JSON", "true");
        pretty.enableControllerService(service);
        csvToJson = embedding(new CSVReader(), null);
        csvToCsv = embedding(new CSVReader(), new CSVRecordSetWriter());
        csvToAvro = embedding(new CSVReader(), new AvroRecordSetWriter());
        jsonToCsv = embedding(new JsonTreeReader(), new CSVRecordSetWriter());
        jsonToAvro = embedding(new JsonTreeReader(), new AvroRecordSetWriter());
        ranking = flow.withRecords(new Rerank());
        ranking.setProperty("Documents Record Path", "/documents[*]/text");
        ranking.setProperty("Return Documents", "true");
        rankingParts = flow.withRecords(new Rerank());
        rankingParts.setProperty("Documents Record Path", "/documents[*]/text");
        rankingParts.setProperty("Output Strategy", "PART");
        matching = matching(flow);
        describing = describing(flow);
        pose = JSON.readTree(SamplePoses.lines(SampleGesture.POINT_LEFT)).path("landmarks");
    }

    @AfterContainer
    static void stop() {
        flow.close();
    }

    static TestRunner matching(final VoyageTestEnvironment flow) throws InitializationException {
        final TestRunner runner = flow.withRecords(new MatchGesture());
        runner.setProperty("Library Reader", "reader");
        runner.setProperty("Library", """
                    {"label":"A","text":"text 0"}
                    {"label":"B","text":"text 1"}
                    {"label":"C","text":"text 2"}""");
        return runner;
    }

    static TestRunner describing(final VoyageTestEnvironment flow) throws InitializationException {
        final TestRunner runner = flow.withRecords(new DescribePose());
        runner.removeProperty("Voyage Client Service");
        runner.setProperty("Text Record Path", "/words");
        return runner;
    }

    private static TestRunner embedding(final ControllerService reader, final ControllerService writer)
            throws InitializationException {
        final TestRunner runner = with(flow.withRecords(new CreateEmbedding()), reader, writer);
        runner.setProperty("Dimensions", Integer.toString(DIMENSION));
        return runner;
    }

    private static TestRunner with(
            final TestRunner runner, final ControllerService reader, final ControllerService writer)
            throws InitializationException {
        VoyageTestEnvironment.use(runner, "Record Reader", reader);
        if (writer != null) {
            VoyageTestEnvironment.use(runner, "Record Writer", writer);
        }
        return runner;
    }

    @Property(tries = 500, seed = "-8496967574290139899")
    void jsonThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        RecordOracle.assertEmbedded(flow, json, RecordOracle.lines(file), file);
    }

    @Property(tries = 200, seed = "-8719067676345248791")
    void prettyJsonThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        RecordOracle.assertEmbedded(flow, pretty, RecordOracle.lines(file), file);
    }

    @Property(tries = 200, seed = "8106968144013068032")
    void jsonToCsvThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        RecordOracle.assertEmbedded(flow, jsonToCsv, RecordOracle.lines(file), file);
    }

    @Property(tries = 200, seed = "2620847841098460762")
    void jsonToAvroThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        RecordOracle.assertEmbedded(flow, jsonToAvro, RecordOracle.lines(file), file);
    }

    @Property(tries = 250, seed = "-3973040277836232045")
    void csvThroughEmbeddings(
            @ForAll("table") final List<List<String>> table, @ForAll @IntRange(max = 4) final int writer)
            throws Exception {
        final StringBuilder content = new StringBuilder("id,%s\n".formatted(String.join(",", COLUMNS)));
        final List<Map<String, Object>> file = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            content.append(i).append(',').append(String.join(",", table.get(i))).append('\n');
            final Map<String, Object> record = new LinkedHashMap<>();
            record.put("id", i);
            for (int column = 0; column < COLUMNS.size(); column++) {
                final String cell = table.get(i).get(column);
                record.put(COLUMNS.get(column), cell.isEmpty() ? null : cell);
            }
            file.add(record);
        }
        RecordOracle.assertEmbedded(
                flow,
                List.of(csvToJson, csvToJson, csvToJson, csvToCsv, csvToAvro).get(writer),
                content.toString(),
                file);
    }

    @Property(tries = 250, seed = "4059073763537100928")
    void documentsThroughRankings(@ForAll("queries") final List<Map<String, Object>> file) throws Exception {
        run(ranking, RecordOracle.lines(file));
        assertRankings(file, Records.read(ranking.getFlowFilesForRelationship("success")));
    }

    private static void assertRankings(final List<Map<String, Object>> file, final List<JsonNode> records) {
        assertEquals(
                RecordOracle.ids(file),
                records.stream().map(record -> record.path("id").asInt()).toList());
        for (int i = 0; i < file.size(); i++) {
            final JsonNode read = JSON.valueToTree(file.get(i));
            RecordOracle.assertUnchanged(read, read, RecordOracle.without(records.get(i), "ranking"));
            assertEquals(
                    read.path("documents").size(),
                    records.get(i).path("ranking").size());
            for (final JsonNode ranked : records.get(i).path("ranking")) {
                final JsonNode document =
                        read.path("documents").get(ranked.path("index").asInt());
                RecordOracle.assertUnchanged(document, document, ranked.path("document"));
            }
        }
    }

    @Property(tries = 100, seed = "-2190676186467382729")
    void documentsThroughRecordsOfRankings(@ForAll("queries") final List<Map<String, Object>> file) throws Exception {
        run(rankingParts, RecordOracle.lines(file));
        assertRankedDocuments(file, Records.read(rankingParts.getFlowFilesForRelationship("success")));
    }

    private static void assertRankedDocuments(final List<Map<String, Object>> file, final List<JsonNode> records) {
        assertEquals(
                file.stream()
                        .mapToInt(record -> ((List<?>) record.get("documents")).size())
                        .sum(),
                records.size());
        for (final JsonNode record : records) {
            final JsonNode document = JSON.<JsonNode>valueToTree(
                            file.get(record.path("id").asInt()))
                    .path("documents")
                    .get(record.path("index").asInt());
            RecordOracle.assertUnchanged(document, document, record.path("document"));
        }
    }

    @Property(tries = 120, seed = "-7487698551344321158")
    void textsThroughMatches(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        final List<JsonNode> others = RecordOracle.others(flow, matching, RecordOracle.lines(file));
        if (others.isEmpty()) {
            // the reader and the writer do not get along
            return;
        }
        // the library is paid once
        matching.clearTransferState();
        matching.enqueue(RecordOracle.lines(file));
        matching.run(1, false, !started);
        started = true;
        assertEquals(List.of(), matching.getFlowFilesForRelationship("failure"));

        final List<JsonNode> records = Records.read(matching.getFlowFilesForRelationship("success"));
        assertEquals(
                RecordOracle.ids(file),
                records.stream().map(record -> record.path("id").asInt()).toList());
        for (int i = 0; i < file.size(); i++) {
            final JsonNode read = JSON.valueToTree(file.get(i));
            RecordOracle.assertUnchanged(read, others.get(i), RecordOracle.without(records.get(i), "match"));
            assertEquals(
                    List.of("A", "B", "C").get(i % 3),
                    records.get(i).at("/match/label").asText());
        }
    }

    @Property(tries = 120, seed = "-8094713277370598762")
    void anythingThroughDescriptions(
            @ForAll("files") final List<Map<String, Object>> file, @ForAll final boolean isFirstAPose)
            throws Exception {
        final List<Map<String, Object>> poses = new ArrayList<>();
        for (int i = 0; i < file.size(); i++) {
            final Map<String, Object> record = new LinkedHashMap<>(file.get(i));
            record.put(
                    "landmarks",
                    i % 2 == (isFirstAPose ? 0 : 1) ? pose : file.get(i).get("a"));
            poses.add(record);
        }
        final List<JsonNode> others = RecordOracle.others(flow, describing, RecordOracle.lines(poses));
        if (others.isEmpty()) {
            // the reader and the writer do not get along
            return;
        }
        describing.clearTransferState();
        describing.enqueue(RecordOracle.lines(poses));
        describing.run();
        assertEquals(List.of(), describing.getFlowFilesForRelationship("failure"));

        final List<JsonNode> described = Records.read(describing.getFlowFilesForRelationship("success"));
        final List<JsonNode> rejected = Records.read(describing.getFlowFilesForRelationship("rejected"));
        final List<Integer> ids = RecordOracle.ids(file);
        assertEquals(
                ids.stream().filter(id -> id % 2 == (isFirstAPose ? 0 : 1)).toList(),
                described.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(
                ids.stream().filter(id -> id % 2 != (isFirstAPose ? 0 : 1)).toList(),
                rejected.stream().map(record -> record.path("id").asInt()).toList());
        for (final JsonNode record : described) {
            final JsonNode read = JSON.valueToTree(poses.get(record.path("id").asInt()));
            RecordOracle.assertUnchanged(
                    read, others.get(record.path("id").asInt()), RecordOracle.without(record, "words"));
            assertFalse(record.path("words").asText().isBlank(), record::toString);
        }
        for (final JsonNode record : rejected) {
            final JsonNode read = RecordOracle.without(
                    JSON.valueToTree(poses.get(record.path("id").asInt())), "error");
            RecordOracle.assertUnchanged(
                    read,
                    RecordOracle.without(others.get(record.path("id").asInt()), "error"),
                    RecordOracle.without(record, "error"));
            assertFalse(record.at("/error/code").asText().isEmpty(), record::toString);
        }
    }

    @Property(tries = 15, seed = "2820813194825987000")
    void textsThroughBatches(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        final List<JsonNode> others = RecordOracle.others(flow, json, RecordOracle.lines(file));
        if (others.isEmpty()) {
            // the reader and the writer do not get along
            return;
        }
        final TestRunner create = flow.create();
        create.setProperty("Dimensions", Integer.toString(DIMENSION));
        final List<JsonNode> records =
                Records.read(flow.download(flow.await(flow.submit(create, RecordOracle.lines(file))))
                        .getFlowFilesForRelationship("success"));

        assertEquals(
                RecordOracle.ids(file),
                records.stream().map(record -> record.path("id").asInt()).toList());
        for (int i = 0; i < file.size(); i++) {
            final JsonNode read = RecordOracle.without(JSON.valueToTree(file.get(i)), EMBEDDINGS);
            RecordOracle.assertUnchanged(
                    read,
                    RecordOracle.without(others.get(i), EMBEDDINGS),
                    RecordOracle.without(records.get(i), EMBEDDINGS));
            RecordOracle.assertVector(
                    file.get(i).get("text").toString(), records.get(i).path(EMBEDDINGS));
        }
    }

    @Property(tries = 15, seed = "-4564983897930206352")
    void documentsThroughBatchesOfRankings(
            @ForAll("queries") final List<Map<String, Object>> file, @ForAll final boolean parts) throws Exception {
        final TestRunner create = flow.createRerank();
        create.setProperty("Documents Record Path", "/documents[*]/text");
        create.setProperty("Return Documents", "true");
        final TestRunner download = flow.download();
        download.setProperty("Output Strategy", parts ? "PART" : "RECORD");
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, RecordOracle.lines(file))));
        download.run();

        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship("success"));
        if (parts) {
            assertRankedDocuments(file, records);
        } else {
            assertRankings(file, records);
        }
    }

    @Property(tries = 20, seed = "-1348015741858180858")
    void chunksThroughBatches(@ForAll("documents") final List<Map<String, Object>> file, @ForAll final boolean parts)
            throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Chunks Record Path", "/chunks[*]/text");
        final TestRunner download = flow.download();
        download.setProperty("Output Strategy", parts ? "PART" : "RECORD");
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, RecordOracle.lines(file))));
        download.run();

        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship("success"));
        assertEquals(
                parts
                        ? file.stream()
                                .mapToInt(record -> ((List<?>) record.get("chunks")).size())
                                .sum()
                        : file.size(),
                records.size());
        for (final JsonNode record : records) {
            final JsonNode read = JSON.valueToTree(file.get(record.path("id").asInt()));
            if (parts) {
                final JsonNode chunk =
                        read.path("chunks").get(record.path("chunk_index").asInt());
                chunk.fieldNames()
                        .forEachRemaining(name ->
                                RecordOracle.assertUnchanged(chunk.path(name), chunk.path(name), record.path(name)));
                assertEquals(1024, record.path(EMBEDDINGS).size());
            } else {
                for (int i = 0; i < read.path("chunks").size(); i++) {
                    final JsonNode chunk = read.path("chunks").get(i);
                    final JsonNode written = record.path("chunks").get(i);
                    assertEquals(1024, written.path(EMBEDDINGS).size());
                    chunk.fieldNames()
                            .forEachRemaining(name -> RecordOracle.assertUnchanged(
                                    chunk.path(name), chunk.path(name), written.path(name)));
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> files() {
        final Arbitrary<Map<String, Object>> rest = fields(value(), "a", "b", "c");
        final Arbitrary<Optional<Object>> own = value().optional(0.2);
        return Combinators.combine(rest, own, own)
                .as((fields, target, error) -> {
                    final Map<String, Object> record = new LinkedHashMap<>(fields);
                    target.ifPresent(value -> record.put(EMBEDDINGS, value));
                    error.ifPresent(value -> record.put("error", value));
                    return record;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(records -> numbered(records, "text"));
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> queries() {
        return holders("documents").map(records -> numbered(records, "query"));
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> documents() {
        return holders("chunks").map(records -> numbered(records, "title"));
    }

    // records that hold a text each, of any shapes, in records of any shapes
    private static Arbitrary<List<Map<String, Object>>> holders(final String name) {
        final Arbitrary<List<Map<String, Object>>> parts = fields(solid(), "a", "b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(all -> {
                    final List<Map<String, Object>> texts = new ArrayList<>();
                    for (final Map<String, Object> part : all) {
                        final Map<String, Object> text = new LinkedHashMap<>();
                        text.put("text", "part " + texts.size());
                        text.putAll(part);
                        texts.add(text);
                    }
                    return texts;
                });
        return Combinators.combine(fields(solid(), "c", "d"), parts)
                .as((fields, all) -> {
                    final Map<String, Object> record = new LinkedHashMap<>(fields);
                    record.put(name, all);
                    return record;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static List<Map<String, Object>> numbered(final List<Map<String, Object>> records, final String textField) {
        final List<Map<String, Object>> numbered = new ArrayList<>();
        for (final Map<String, Object> record : records) {
            final Map<String, Object> all = new LinkedHashMap<>();
            all.put("id", numbered.size());
            all.put(textField, "text " + numbered.size() % 3);
            all.putAll(record);
            numbered.add(all);
        }
        return numbered;
    }

    @Provide
    Arbitrary<List<List<String>>> table() {
        final Arbitrary<String> cell =
                Arbitraries.of("", "7", "007", "1.50", "true", "FALSE", "words", "2026-01-02", "-1", "1e3");
        final Arbitrary<String> text =
                Arbitraries.of("7", "007", "1.50", "true", "FALSE", "words", "2026-01-02", "-1", "1e3");
        return Combinators.combine(text, cell, cell, cell)
                .as((first, second, third, fourth) -> List.of(first, second, third, fourth))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    // up to four levels, with the record itself
    private static Arbitrary<Object> value() {
        final Arbitrary<Object> scalar = Arbitraries.of("x", "y z", 1, 5_000_000_000L, 1.5, true, "é", "7")
                .map(Object.class::cast)
                .injectNull(0.15);
        return Arbitraries.recursive(() -> scalar, AnyRecordsTest::nested, 0, 3);
    }

    // what NiFi itself reads and writes whole
    private static Arbitrary<Object> solid() {
        final Arbitrary<Object> scalar =
                Arbitraries.of("x", "y z", 1, 1.5, true, "é").map(Object.class::cast);
        return Arbitraries.recursive(
                () -> scalar,
                value -> Arbitraries.oneOf(value, fields(value, "p", "q").map(Object.class::cast)),
                0,
                3);
    }

    private static Arbitrary<Object> nested(final Arbitrary<Object> value) {
        return Arbitraries.oneOf(
                value,
                fields(value, "p", "q", "r").map(Object.class::cast),
                value.list().ofMaxSize(3).map(Object.class::cast));
    }

    private static Arbitrary<Map<String, Object>> fields(final Arbitrary<Object> value, final String... names) {
        return Arbitraries.maps(Arbitraries.of(names), value)
                .ofMaxSize(names.length)
                .map(LinkedHashMap::new);
    }

    private static void run(final TestRunner runner, final String content) {
        runner.clearTransferState();
        runner.enqueue(content);
        runner.run();
        assertEquals(List.of(), runner.getFlowFilesForRelationship("failure"));
        assertEquals(List.of(), runner.getFlowFilesForRelationship("rejected"));
    }
}
