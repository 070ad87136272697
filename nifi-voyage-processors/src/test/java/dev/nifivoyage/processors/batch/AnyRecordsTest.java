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
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Any records through the processors: each comes out once, with its own vector or ranking, and with all that the same reader and writer give without us.
 */
class AnyRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMBEDDINGS = "embeddings";
    private static final int DIMENSION = 256;

    private static BatchFlow flow;
    private static TestRunner json;
    private static TestRunner pretty;
    private static TestRunner csvToJson;
    private static TestRunner jsonToCsv;
    private static TestRunner jsonToAvro;
    private static TestRunner ranking;
    private static TestRunner rankingParts;

    @BeforeContainer
    static void start() throws Exception {
        flow = new BatchFlow(new VoyageLocalOptions());
        json = embedding(new JsonTreeReader(), null);
        final JsonRecordSetWriter prettyWriter = new JsonRecordSetWriter();
        pretty = embedding(new JsonTreeReader(), prettyWriter);
        final ControllerService service = pretty.getControllerService("another Record Writer");
        pretty.disableControllerService(service);
        pretty.setProperty(service, "Pretty Print JSON", "true");
        pretty.enableControllerService(service);
        csvToJson = embedding(new CSVReader(), null);
        jsonToCsv = embedding(new JsonTreeReader(), new CSVRecordSetWriter());
        jsonToAvro = embedding(new JsonTreeReader(), new AvroRecordSetWriter());
        ranking = flow.withRecords(new Rerank());
        ranking.setProperty("Documents Record Path", "/documents[*]/text");
        ranking.setProperty("Return Documents", "true");
        rankingParts = flow.withRecords(new Rerank());
        rankingParts.setProperty("Documents Record Path", "/documents[*]/text");
        rankingParts.setProperty("Output Strategy", "PART");
    }

    @AfterContainer
    static void stop() {
        flow.close();
    }

    private static TestRunner embedding(final ControllerService reader, final ControllerService writer) throws InitializationException {
        final TestRunner runner = with(flow.withRecords(new CreateEmbedding()), reader, writer);
        runner.setProperty("Dimensions", Integer.toString(DIMENSION));
        return runner;
    }

    private static TestRunner with(final TestRunner runner, final ControllerService reader, final ControllerService writer) throws InitializationException {
        BatchFlow.use(runner, "Record Reader", reader);
        if (writer != null) {
            BatchFlow.use(runner, "Record Writer", writer);
        }
        return runner;
    }

    @Property(tries = 850, seed = "-8496967574290139899")
    void jsonThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        assertEmbedded(json, lines(file), file);
    }

    @Property(tries = 250, seed = "-8719067676345248791")
    void prettyJsonThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        assertEmbedded(pretty, lines(file), file);
    }

    @Property(tries = 200, seed = "8106968144013068032")
    void jsonToCsvThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        assertEmbedded(jsonToCsv, lines(file), file);
    }

    @Property(tries = 200, seed = "2620847841098460762")
    void jsonToAvroThroughEmbeddings(@ForAll("files") final List<Map<String, Object>> file) throws Exception {
        assertEmbedded(jsonToAvro, lines(file), file);
    }

    @Property(tries = 250, seed = "-3973040277836232045")
    void csvThroughEmbeddings(@ForAll("table") final List<List<String>> table) throws Exception {
        final StringBuilder content = new StringBuilder("id,text,a,error,embeddings\n");
        final List<Map<String, Object>> file = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            content.append(i).append(',').append(String.join(",", table.get(i))).append('\n');
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", i);
            row.put("text", table.get(i).getFirst());
            file.add(row);
        }
        assertEmbedded(csvToJson, content.toString(), file);
    }

    @Property(tries = 250, seed = "4059073763537100928")
    void documentsThroughRankings(@ForAll("queries") final List<Map<String, Object>> file) throws Exception {
        run(ranking, lines(file));
        final List<JsonNode> rows = Rows.read(ranking.getFlowFilesForRelationship("success"));
        assertEquals(ids(file), rows.stream().map(row -> row.path("id").asInt()).toList());
        for (int i = 0; i < file.size(); i++) {
            final JsonNode read = JSON.valueToTree(file.get(i));
            assertUnchanged(read, read, rows.get(i).<ObjectNode>deepCopy().without("ranking"));
            assertEquals(read.path("documents").size(), rows.get(i).path("ranking").size());
            for (final JsonNode ranked : rows.get(i).path("ranking")) {
                final JsonNode document = read.path("documents").get(ranked.path("index").asInt());
                assertUnchanged(document, document, ranked.path("document"));
            }
        }
    }

    @Property(tries = 100, seed = "-2190676186467382729")
    void documentsThroughRecordsOfRankings(@ForAll("queries") final List<Map<String, Object>> file) throws Exception {
        run(rankingParts, lines(file));
        final List<JsonNode> rows = Rows.read(rankingParts.getFlowFilesForRelationship("success"));
        assertEquals(file.stream().mapToInt(row -> ((List<?>) row.get("documents")).size()).sum(), rows.size());
        for (final JsonNode row : rows) {
            final JsonNode document = JSON.<JsonNode>valueToTree(file.get(row.path("id").asInt())).path("documents").get(row.path("index").asInt());
            assertUnchanged(document, document, row.path("document"));
        }
    }

    @Property(tries = 20, seed = "-1348015741858180858")
    void chunksThroughBatches(@ForAll("documents") final List<Map<String, Object>> file, @ForAll final boolean parts) throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Chunks Record Path", "/chunks[*]/text");
        final TestRunner download = flow.download();
        download.setProperty("Output Strategy", parts ? "PART" : "ROW");
        BatchFlow.enqueue(download, flow.await(flow.submit(create, lines(file))));
        download.run();

        final List<JsonNode> rows = Rows.read(download.getFlowFilesForRelationship("success"));
        assertEquals(parts ? file.stream().mapToInt(row -> ((List<?>) row.get("chunks")).size()).sum() : file.size(), rows.size());
        for (final JsonNode row : rows) {
            final JsonNode read = JSON.valueToTree(file.get(row.path("id").asInt()));
            if (parts) {
                final JsonNode chunk = read.path("chunks").get(row.path("chunk_index").asInt());
                chunk.fieldNames().forEachRemaining(name -> assertUnchanged(chunk.path(name), chunk.path(name), row.path(name)));
                assertEquals(1024, row.path(EMBEDDINGS).size());
            } else {
                for (int i = 0; i < read.path("chunks").size(); i++) {
                    final JsonNode chunk = read.path("chunks").get(i);
                    final JsonNode written = row.path("chunks").get(i);
                    assertEquals(1024, written.path(EMBEDDINGS).size());
                    chunk.fieldNames().forEachRemaining(name -> assertUnchanged(chunk.path(name), chunk.path(name), written.path(name)));
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> files() {
        final Arbitrary<Map<String, Object>> rest = fields(value(), "a", "b", "c");
        final Arbitrary<Optional<Object>> own = value().optional(0.2);
        return Combinators.combine(rest, own, own).as((fields, target, error) -> {
            final Map<String, Object> row = new LinkedHashMap<>(fields);
            target.ifPresent(value -> row.put(EMBEDDINGS, value));
            error.ifPresent(value -> row.put("error", value));
            return row;
        }).list().ofMinSize(1).ofMaxSize(4).map(rows -> numbered(rows, "text"));
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> queries() {
        return holders("documents").map(rows -> numbered(rows, "query"));
    }

    @Provide
    Arbitrary<List<Map<String, Object>>> documents() {
        return holders("chunks").map(rows -> numbered(rows, "title"));
    }

    // records that hold a text each, of any shapes, in records of any shapes
    private static Arbitrary<List<Map<String, Object>>> holders(final String name) {
        final Arbitrary<List<Map<String, Object>>> parts = fields(solid(), "a", "b").list().ofMinSize(1).ofMaxSize(3).map(all -> {
            final List<Map<String, Object>> texts = new ArrayList<>();
            for (final Map<String, Object> part : all) {
                final Map<String, Object> text = new LinkedHashMap<>();
                text.put("text", "part " + texts.size());
                text.putAll(part);
                texts.add(text);
            }
            return texts;
        });
        return Combinators.combine(fields(solid(), "c", "d"), parts).as((fields, all) -> {
            final Map<String, Object> row = new LinkedHashMap<>(fields);
            row.put(name, all);
            return row;
        }).list().ofMinSize(1).ofMaxSize(3);
    }

    private static List<Map<String, Object>> numbered(final List<Map<String, Object>> rows, final String textField) {
        final List<Map<String, Object>> numbered = new ArrayList<>();
        for (final Map<String, Object> row : rows) {
            final Map<String, Object> all = new LinkedHashMap<>();
            all.put("id", numbered.size());
            all.put(textField, "text " + numbered.size() % 3);
            all.putAll(row);
            numbered.add(all);
        }
        return numbered;
    }

    @Provide
    Arbitrary<List<List<String>>> table() {
        final Arbitrary<String> cell = Arbitraries.of("", "7", "007", "1.50", "true", "FALSE", "words", "2026-01-02", "-1", "1e3");
        final Arbitrary<String> text = Arbitraries.of("7", "007", "1.50", "true", "FALSE", "words", "2026-01-02", "-1", "1e3");
        return Combinators.combine(text, cell, cell, cell).as((first, second, third, fourth) -> List.of(first, second, third, fourth)).list().ofMinSize(1).ofMaxSize(4);
    }

    // up to four levels, with the record itself
    private static Arbitrary<Object> value() {
        final Arbitrary<Object> scalar = Arbitraries.of("x", "y z", 1, 5_000_000_000L, 1.5, true, "é").map(Object.class::cast).injectNull(0.15);
        return Arbitraries.recursive(() -> scalar, AnyRecordsTest::nested, 0, 3);
    }

    // what NiFi itself reads and writes whole
    private static Arbitrary<Object> solid() {
        final Arbitrary<Object> scalar = Arbitraries.of("x", "y z", 1, 1.5, true, "é").map(Object.class::cast);
        return Arbitraries.recursive(() -> scalar, value -> Arbitraries.oneOf(value, fields(value, "p", "q").map(Object.class::cast)), 0, 3);
    }

    private static Arbitrary<Object> nested(final Arbitrary<Object> value) {
        return Arbitraries.oneOf(value, fields(value, "p", "q", "r").map(Object.class::cast), value.list().ofMaxSize(3).map(Object.class::cast));
    }

    private static Arbitrary<Map<String, Object>> fields(final Arbitrary<Object> value, final String... names) {
        return Arbitraries.maps(Arbitraries.of(names), value).ofMaxSize(names.length).map(LinkedHashMap::new);
    }

    private static String lines(final List<Map<String, Object>> file) throws IOException {
        final StringBuilder lines = new StringBuilder();
        for (final Map<String, Object> row : file) {
            lines.append(JSON.writeValueAsString(row)).append('\n');
        }
        return lines.toString();
    }

    private static void run(final TestRunner runner, final String content) {
        runner.clearTransferState();
        runner.enqueue(content);
        runner.run();
        assertEquals(List.of(), runner.getFlowFilesForRelationship("failure"));
        assertEquals(List.of(), runner.getFlowFilesForRelationship("errors"));
    }

    private static List<Integer> ids(final List<Map<String, Object>> file) {
        return IntStream.range(0, file.size()).boxed().toList();
    }

    private static void assertEmbedded(final TestRunner runner, final String content, final List<Map<String, Object>> file) throws Exception {
        final Optional<List<JsonNode>> alone = alone(runner, content.getBytes(StandardCharsets.UTF_8));
        if (alone.isEmpty()) {
            // the reader and the writer do not get along
            return;
        }
        run(runner, content);

        final List<JsonNode> rows = new ArrayList<>();
        for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship("success")) {
            rows.addAll(read(flowFile.getAttribute("mime.type"), flowFile.toByteArray()));
        }
        assertEquals(ids(file), rows.stream().map(row -> row.path("id").asInt()).toList());
        for (int i = 0; i < rows.size(); i++) {
            final JsonNode written = rows.get(i);
            final JsonNode expected = alone.get().get(i);
            final JsonNode read = JSON.valueToTree(file.get(i));
            expected.fieldNames().forEachRemaining(name -> {
                if (!name.equals(EMBEDDINGS)) {
                    assertUnchanged(read.path(name), expected.path(name), written.path(name));
                }
            });
            assertVector(file.get(i).get("text").toString(), written.path(EMBEDDINGS));
        }
    }

    private static void assertVector(final String text, final JsonNode vector) throws IOException {
        // CSV has an array as text
        final JsonNode numbers = vector.isTextual() ? JSON.readTree(vector.asText()) : vector;
        assertEquals(DIMENSION, numbers.size());
        final float[] expected = Rows.vector("voyage-4", text, DIMENSION);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], numbers.get(i).floatValue(), 1e-7, "number " + i + " of " + text);
        }
    }

    private static Optional<List<JsonNode>> alone(final TestRunner runner, final byte[] bytes) throws Exception {
        final RecordReaderFactory readers = runner.getControllerService(runner.getProcessContext().getProperty("Record Reader").getValue(), RecordReaderFactory.class);
        final RecordSetWriterFactory writers = runner.getControllerService(runner.getProcessContext().getProperty("Record Writer").getValue(), RecordSetWriterFactory.class);
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        final String mimeType;
        try (RecordReader reader = readers.createRecordReader(Map.of(), new ByteArrayInputStream(bytes), bytes.length, runner.getLogger());
            RecordSetWriter writer = writers.createWriter(runner.getLogger(), writers.getSchema(Map.of(), reader.getSchema()), output, Map.of())) {
            writer.beginRecordSet();
            Record row;
            while ((row = reader.nextRecord()) != null) {
                writer.write(row);
            }
            writer.finishRecordSet();
            mimeType = writer.getMimeType();
        } catch (final IOException | MalformedRecordException | RuntimeException e) {
            // neither does without us
            return Optional.empty();
        }
        return Optional.of(read(mimeType, output.toByteArray()));
    }

    private static List<JsonNode> read(final String mimeType, final byte[] content) throws Exception {
        if (mimeType.contains("json")) {
            final List<JsonNode> rows = new ArrayList<>();
            JSON.readerFor(JsonNode.class).<JsonNode>readValues(content).readAll().forEach(node -> {
                if (node.isArray()) {
                    node.forEach(rows::add);
                } else {
                    rows.add(node);
                }
            });
            return rows;
        }

        final TestRunner converter = flow.withRecords(new CreateEmbedding());
        final ControllerService reader = mimeType.contains("csv") ? new CSVReader() : new AvroReader();
        converter.addControllerService("converted", reader);
        if (mimeType.contains("csv")) {
            converter.setProperty(reader, "schema-access-strategy", "csv-header-derived");
        }
        converter.enableControllerService(reader);
        converter.setProperty("Record Reader", "converted");
        return alone(converter, content).orElseThrow();
    }

    // each value as it was, or as the reader and the writer give it; null is as good as nothing
    private static void assertUnchanged(final JsonNode read, final JsonNode alone, final JsonNode written) {
        assertTrue(isUnchanged(read, alone, written), () -> "%s became %s, and without us %s".formatted(read, written, alone));
    }

    private static boolean isUnchanged(final JsonNode read, final JsonNode alone, final JsonNode written) {
        if (isSame(read, written) || isSame(alone, written)) {
            return true;
        }
        if (read.isArray() && written.isArray()) {
            final JsonNode other = alone.isArray() && alone.size() == read.size() ? alone : read;
            return read.size() == written.size() && IntStream.range(0, read.size()).allMatch(i -> isUnchanged(read.get(i), other.get(i), written.get(i)));
        }
        if (read.isObject() && written.isObject()) {
            final Set<String> names = new HashSet<>();
            read.fieldNames().forEachRemaining(names::add);
            written.fieldNames().forEachRemaining(names::add);
            final JsonNode other = alone.isObject() ? alone : read;
            return names.stream().allMatch(name -> isUnchanged(read.path(name), other.path(name), written.path(name)));
        }

        return false;
    }

    private static boolean isSame(final JsonNode expected, final JsonNode actual) {
        if (isNothing(expected) || isNothing(actual)) {
            return isNothing(expected) && isNothing(actual);
        }
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        if (!expected.isContainerNode() || expected.getNodeType() != actual.getNodeType()) {
            // NiFi writes an array that is in an array as its address
            return expected.equals(actual) || expected.isTextual() && actual.isTextual() && expected.asText().replaceAll("@[0-9a-f]+", "").equals(actual.asText().replaceAll("@[0-9a-f]+", ""));
        }
        if (expected.isArray()) {
            return expected.size() == actual.size() && IntStream.range(0, expected.size()).allMatch(i -> isSame(expected.get(i), actual.get(i)));
        }

        final Set<String> names = new HashSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        actual.fieldNames().forEachRemaining(names::add);
        return names.stream().allMatch(name -> isSame(expected.path(name), actual.path(name)));
    }

    private static boolean isNothing(final JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }
}
