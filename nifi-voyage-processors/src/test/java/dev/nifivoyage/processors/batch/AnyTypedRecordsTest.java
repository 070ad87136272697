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
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
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
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Arbitrary records with an explicit schema: JSON and CSV readers with a configured schema, and Avro with an embedded
 * one.
 */
class AnyTypedRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLUMNS = List.of("a", "b");

    private static VoyageTestEnvironment flow;
    private static List<TestRunner> ofJson;
    private static List<TestRunner> ofCsv;
    private static List<TestRunner> ofAvro;
    private static TestRunner toAvro;
    private static List<TestRunner> matching;
    private static List<TestRunner> describing;
    private static List<TestRunner> ranking;
    private static ArrayNode pose;
    private static final Set<TestRunner> STARTED = new HashSet<>();

    @BeforeContainer
    static void start() throws Exception {
        flow = new VoyageTestEnvironment(new VoyageLocalOptions());
        ofJson = new ArrayList<>();
        ofCsv = new ArrayList<>();
        ofAvro = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            ofJson.add(embedding(new JsonTreeReader(), true, writer));
            ofCsv.add(embedding(new CSVReader(), true, writer));
            ofAvro.add(embedding(new AvroReader(), false, writer));
        }
        toAvro = ofJson.get(2);
        matching = new ArrayList<>();
        describing = new ArrayList<>();
        ranking = new ArrayList<>();
        for (int way = 0; way < 6; way++) {
            matching.add(typed(AnyRecordsTest.matching(flow), way));
            describing.add(typed(AnyRecordsTest.describing(flow), way));
            final TestRunner rank = flow.withRecords(new Rerank());
            rank.setProperty("Query Record Path", "/text");
            ranking.add(typed(rank, way));
        }
        pose = JSON.createArrayNode();
        JSON.readTree(SamplePoses.lines(SampleGesture.POINT_LEFT))
                .path("landmarks")
                .forEach(point -> pose.addArray()
                        .add(point.path("x").doubleValue())
                        .add(point.path("y").doubleValue())
                        .add(point.path("z").doubleValue()));
    }

    // JSON with a schema or Avro, to JSON, CSV, or Avro
    private static TestRunner typed(final TestRunner runner, final int way) throws InitializationException {
        return typed(runner, way < 3 ? new JsonTreeReader() : new AvroReader(), way < 3, way % 3);
    }

    @AfterContainer
    static void stop() {
        flow.close();
    }

    private static TestRunner embedding(final ControllerService reader, final boolean isGivenSchema, final int writer)
            throws InitializationException {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        runner.setProperty("Dimensions", Integer.toString(RecordOracle.DIMENSION));
        return typed(runner, reader, isGivenSchema, writer);
    }

    private static TestRunner typed(
            final TestRunner runner, final ControllerService reader, final boolean isGivenSchema, final int writer)
            throws InitializationException {
        runner.addControllerService("own reader", reader);
        if (isGivenSchema) {
            // of the attribute avro.schema, by default
            runner.setProperty(reader, "schema-access-strategy", "schema-text-property");
        }
        runner.enableControllerService(reader);
        runner.setProperty("Record Reader", "own reader");
        if (writer > 0) {
            VoyageTestEnvironment.use(
                    runner, "Record Writer", writer == 1 ? new CSVRecordSetWriter() : new AvroRecordSetWriter());
        }
        return runner;
    }

    @Property(tries = 150, seed = "6071247778656145901")
    void jsonOfASchema(@ForAll("files") final TypedFile file, @ForAll("writers") final int writer) throws Exception {
        RecordOracle.assertEmbedded(
                flow,
                ofJson.get(writer),
                RecordOracle.lines(file.records()).getBytes(StandardCharsets.UTF_8),
                file.attributes(),
                file.records());
    }

    @Property(tries = 150, seed = "7101267813431767025")
    void avro(@ForAll("files") final TypedFile file, @ForAll("writers") final int writer) throws Exception {
        final Optional<RecordOracle.Written> avro = RecordOracle.alone(
                toAvro, RecordOracle.lines(file.records()).getBytes(StandardCharsets.UTF_8), file.attributes());
        if (avro.isPresent()) {
            RecordOracle.assertEmbedded(flow, ofAvro.get(writer), avro.get().content(), Map.of(), file.records());
        }
    }

    @Property(tries = 90, seed = "-4126273273516183066")
    void csvOfASchema(@ForAll("tables") final TypedFile file, @ForAll("writers") final int writer) throws Exception {
        final StringBuilder content = new StringBuilder("id,text,%s,error\n".formatted(String.join(",", COLUMNS)));
        for (final Map<String, Object> record : file.records()) {
            content.append(List.of("id", "text", "a", "b", "error").stream()
                            .map(name -> record.get(name) == null
                                    ? ""
                                    : record.get(name).toString())
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        RecordOracle.assertEmbedded(
                flow,
                ofCsv.get(writer),
                content.toString().getBytes(StandardCharsets.UTF_8),
                file.attributes(),
                file.records());
    }

    @Property(tries = 60, seed = "-3127741890036254480")
    void matches(@ForAll("poses") final TypedFile file, @ForAll @IntRange(max = 5) final int way) throws Exception {
        assertKept(matching.get(way), way, file, "match");
    }

    @Property(tries = 60, seed = "5640219347852310077")
    void descriptions(@ForAll("poses") final TypedFile file, @ForAll @IntRange(max = 5) final int way)
            throws Exception {
        assertKept(describing.get(way), way, file, "words");
    }

    @Property(tries = 60, seed = "-690127733410942513")
    void rankings(@ForAll("poses") final TypedFile file, @ForAll @IntRange(max = 5) final int way) throws Exception {
        assertKept(ranking.get(way), way, file, "ranking");
    }

    @Property(tries = 12, seed = "8813340276650112394")
    void batches(@ForAll("poses") final TypedFile file, @ForAll @IntRange(max = 5) final int way) throws Exception {
        final Optional<byte[]> content = content(file, way);
        final TestRunner download = typed(flow.download(), way);
        final Optional<RecordOracle.Written> alone = alone(download, content, file);
        if (alone.isEmpty()) {
            return;
        }
        final TestRunner create = typed(flow.create(), way);
        create.enqueue(content.get(), file.attributes());
        create.run();
        VoyageTestEnvironment.enqueue(
                download,
                flow.await(create.getFlowFilesForRelationship("submitted").getFirst()));
        download.run();
        assertKept(download, alone.get(), file, RecordOracle.EMBEDDINGS);
    }

    // present for most of the files, or the test fails
    private static Optional<RecordOracle.Written> alone(
            final TestRunner runner, final Optional<byte[]> content, final TypedFile file) throws Exception {
        final Optional<RecordOracle.Written> alone =
                content.isPresent() ? RecordOracle.alone(runner, content.get(), file.attributes()) : Optional.empty();
        Statistics.collect(alone.isPresent());
        Statistics.coverage(coverage -> coverage.check(true).percentage(percentage -> percentage > 80));
        return alone;
    }

    private static Optional<byte[]> content(final TypedFile file, final int way) throws Exception {
        final byte[] lines = RecordOracle.lines(file.records()).getBytes(StandardCharsets.UTF_8);
        return way < 3
                ? Optional.of(lines)
                : RecordOracle.alone(toAvro, lines, file.attributes()).map(RecordOracle.Written::content);
    }

    private static void assertKept(final TestRunner runner, final int way, final TypedFile file, final String result)
            throws Exception {
        final Optional<byte[]> content = content(file, way);
        final Optional<RecordOracle.Written> alone = alone(runner, content, file);
        if (alone.isEmpty()) {
            return;
        }
        runner.clearTransferState();
        runner.enqueue(content.get(), file.attributes());
        // a library is paid once
        runner.run(1, false, STARTED.add(runner));
        assertKept(runner, alone.get(), file, result);
    }

    // each record once, with all that it had, and with the result or an error
    private static void assertKept(
            final TestRunner runner, final RecordOracle.Written alone, final TypedFile file, final String result)
            throws Exception {
        assertEquals(List.of(), runner.getFlowFilesForRelationship("failure"));
        final List<JsonNode> others = RecordOracle.read(flow, alone.mimeType(), alone.content());
        final Set<Integer> ids = new HashSet<>();
        for (final String relationship : List.of("success", "rejected")) {
            for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship(relationship)) {
                for (final JsonNode record :
                        RecordOracle.read(flow, flowFile.getAttribute("mime.type"), flowFile.toByteArray())) {
                    final int id = record.path("id").asInt();
                    assertTrue(ids.add(id), () -> "twice: " + record);
                    final String written = relationship.equals("success") ? result : "error";
                    assertFalse(
                            record.path(written).isMissingNode()
                                    || record.path(written).isNull(),
                            record::toString);
                    final JsonNode read = JSON.valueToTree(file.records().get(id));
                    RecordOracle.assertUnchanged(
                            RecordOracle.without(read, written),
                            RecordOracle.without(others.get(id), written),
                            RecordOracle.without(record, written));
                }
            }
        }
        assertEquals(Set.copyOf(RecordOracle.ids(file.records())), ids);
    }

    @Provide
    Arbitrary<TypedFile> poses() {
        return Combinators.combine(
                        type("a", 3),
                        scalar(),
                        Arbitraries.just(array(array(typed("double", 0.5, 0.25)))),
                        Arbitraries.just(array(typed("string", "one", "two"))))
                .as((a, b, landmarks, documents) -> {
                    final Map<String, Typed> fields = new LinkedHashMap<>(Map.of("a", a));
                    fields.put("b", b);
                    fields.put("landmarks", landmarks);
                    fields.put("documents", documents);
                    return fields;
                })
                .flatMap(AnyTypedRecordsTest::file)
                .map(file -> {
                    file.records().forEach(record -> {
                        record.put("documents", List.of("one", "two"));
                        if ((int) record.get("id") % 2 == 0) {
                            record.put("landmarks", pose);
                        }
                    });
                    return file;
                });
    }

    @Provide
    Arbitrary<Integer> writers() {
        return Arbitraries.of(0, 0, 1, 2);
    }

    @Provide
    Arbitrary<TypedFile> files() {
        return Combinators.combine(type("a", 3), type("b", 3), type("c", 2))
                .as((a, b, c) -> {
                    final Map<String, Typed> fields = new LinkedHashMap<>(Map.of("a", a));
                    fields.put("b", b);
                    fields.put(RecordOracle.EMBEDDINGS, c);
                    return fields;
                })
                .flatMap(AnyTypedRecordsTest::file);
    }

    @Provide
    Arbitrary<TypedFile> tables() {
        return Combinators.combine(scalar(), scalar(), scalar())
                .as((a, b, c) -> {
                    final Map<String, Typed> fields = new LinkedHashMap<>(Map.of("a", a));
                    fields.put("b", b);
                    fields.put("error", c);
                    return fields;
                })
                .flatMap(AnyTypedRecordsTest::file);
    }

    private static Arbitrary<TypedFile> file(final Map<String, Typed> fields) {
        final ObjectNode schema = JSON.createObjectNode().put("type", "record").put("name", "file");
        final ArrayNode declared = schema.putArray("fields");
        declared.add(optional("id", JSON.getNodeFactory().textNode("int")));
        declared.add(optional("text", JSON.getNodeFactory().textNode("string")));
        fields.forEach((name, type) -> declared.add(optional(name, type.schema())));
        return fields(fields).list().ofMinSize(1).ofMaxSize(4).map(all -> {
            final List<Map<String, Object>> records = new ArrayList<>();
            for (final Map<String, Object> own : all) {
                final Map<String, Object> record = new LinkedHashMap<>();
                record.put("id", records.size());
                record.put("text", "text " + records.size() % 3);
                record.putAll(own);
                records.add(record);
            }
            return new TypedFile(schema.toString(), records);
        });
    }

    private static ObjectNode optional(final String name, final JsonNode type) {
        final ObjectNode field = JSON.createObjectNode().put("name", name);
        final ArrayNode union = field.putArray("type").add("null");
        if (type.isArray()) {
            type.forEach(union::add);
        } else {
            union.add(type);
        }
        return field;
    }

    private static Arbitrary<Map<String, Object>> fields(final Map<String, Typed> types) {
        Arbitrary<Map<String, Object>> fields = Arbitraries.just(Map.of());
        for (final Map.Entry<String, Typed> type : types.entrySet()) {
            fields = Combinators.combine(fields, type.getValue().values().optional(0.8))
                    .as((before, value) -> {
                        final Map<String, Object> all = new LinkedHashMap<>(before);
                        value.ifPresent(present -> all.put(type.getKey(), present));
                        return all;
                    });
        }
        return fields;
    }

    // up to four levels, with the record itself; Avro wants another name for each record
    private static Arbitrary<Typed> type(final String name, final int levels) {
        if (levels == 0) {
            return scalar();
        }

        return Arbitraries.frequencyOf(
                Tuple.of(2, scalar()),
                Tuple.of(1, Arbitraries.lazy(() -> type(name + "e", levels - 1)).map(AnyTypedRecordsTest::array)),
                Tuple.of(1, scalar().map(AnyTypedRecordsTest::map)),
                Tuple.of(
                        2,
                        Combinators.combine(
                                        Arbitraries.lazy(() -> type(name + "p", levels - 1)),
                                        Arbitraries.lazy(() -> type(name + "q", levels - 1)))
                                .as((p, q) -> record(name, p, q))),
                Tuple.of(1, Arbitraries.just(choice())));
    }

    private static Arbitrary<Typed> scalar() {
        return Arbitraries.of(
                typed("int", 7, 0, -1),
                typed("long", 5_000_000_000L, 7L),
                typed("double", 1.5, -0.25, 1e10),
                typed("string", "x", "7", "NaN", "é", "true"),
                typed("boolean", true, false));
    }

    private static Typed typed(final String type, final Object... values) {
        return new Typed(JSON.getNodeFactory().textNode(type), Arbitraries.of(values));
    }

    private static Typed choice() {
        return new Typed(JSON.createArrayNode().add("int").add("string"), Arbitraries.of(7, "x", "007", -1));
    }

    private static Typed array(final Typed element) {
        final ObjectNode schema = JSON.createObjectNode().put("type", "array");
        schema.set("items", element.schema());
        return new Typed(schema, element.values().list().ofMaxSize(3).map(Object.class::cast));
    }

    private static Typed map(final Typed value) {
        final ObjectNode schema = JSON.createObjectNode().put("type", "map");
        schema.set("values", value.schema());
        return new Typed(
                schema,
                Arbitraries.maps(Arbitraries.of("k", "l"), value.values()).map(Object.class::cast));
    }

    private static Typed record(final String name, final Typed p, final Typed q) {
        final ObjectNode schema = JSON.createObjectNode().put("type", "record").put("name", name);
        schema.putArray("fields").add(optional("p", p.schema())).add(optional("q", q.schema()));
        final Map<String, Typed> fields = new LinkedHashMap<>(Map.of("p", p));
        fields.put("q", q);
        return new Typed(schema, fields(fields).map(Object.class::cast));
    }

    /**
     * A type with values of it.
     */
    private record Typed(JsonNode schema, Arbitrary<Object> values) {}

    /**
     * Records with their schema.
     */
    record TypedFile(String schema, List<Map<String, Object>> records) {

        Map<String, String> attributes() {
            return Map.of("avro.schema", schema);
        }
    }
}
