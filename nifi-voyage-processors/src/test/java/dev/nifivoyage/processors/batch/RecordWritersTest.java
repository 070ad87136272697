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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import dev.nifivoyage.processors.response.OutputStrategy;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Record Writers that cannot write all values, or have their own schema.
 */
class RecordWritersTest {
    private static final String ID_AND_TEXT = """
                    {"name":"id","type":["null","int"]},{"name":"text","type":["null","string"]}""";
    private static final String NUMBERS = """
                    {"name":"embedding","type":["null",{"type":"array","items":"%s"}]}""";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    // a writer that does not copy the text of JSON makes a number of each text that looks like one, and cannot write
    // the last
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        [1,"7",true]
        [1.5,"007"]
        [true,"FALSE"]
        [1,{"a":"1"},"1e3"]
        [1.5,"NaN"]
        [5000000000,"-Infinity",2.5]
        """)
    void textsThatLookLikeNumbersStayTexts(final String values) throws Exception {
        final TestRunner runner = writingWith(
                flow.withRecords(new CreateEmbedding()),
                new JsonRecordSetWriter(),
                Map.of("Pretty Print JSON", "true"));
        run(runner, """
                    {"id":1,"text":"a","values":%s}
                    {"id":2,"text":"b","values":["x"]}""".formatted(values));

        final List<JsonNode> records = records(runner, "success");
        assertEquals(values, records.getFirst().path("values").toString());
        records.forEach(record -> assertEquals(1024, record.path("embedding").size()));
    }

    @Test
    void textsThatLookLikeNumbersStayTextsInAvro() throws Exception {
        final TestRunner runner =
                writingWith(flow.withRecords(new CreateEmbedding()), new AvroRecordSetWriter(), Map.of());
        run(runner, """
                    {"id":1,"text":"a","values":["123456789",8]}
                    {"id":2,"text":"b","values":["x"]}""");

        // Avro has the digits of texts only
        assertTrue(new String(
                        runner.getFlowFilesForRelationship("success").getFirst().toByteArray(),
                        StandardCharsets.ISO_8859_1)
                .contains("123456789"));
    }

    // JSON has no such number
    @Test
    void rejectsAnUnwritableRecordWithoutBillingIt() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        VoyageTestEnvironment.use(runner, "Record Reader", new AvroReader());
        runner.enqueue(avro(1.5, Double.NaN, 2.5));
        runner.run();

        assertOneUnwritable(runner);
        assertEquals(2, flow.voyage().ledger().totals().realTimeTokens());
    }

    @Test
    void joinsTheOthersWhenOneRecordIsUnwritable() throws Exception {
        final TestRunner create = flow.create();
        VoyageTestEnvironment.use(create, "Record Reader", new AvroReader());
        create.enqueue(avro(1.5, Double.NaN, 2.5));
        create.run();
        final TestRunner download = flow.download();
        VoyageTestEnvironment.use(download, "Record Reader", new AvroReader());
        VoyageTestEnvironment.enqueue(
                download,
                flow.await(create.getFlowFilesForRelationship("submitted").getFirst()));
        download.run();

        assertOneUnwritable(download);
    }

    // a JSON writer fails on it, in the middle of the FlowFile
    @Test
    void rejectsATextWithHalfOfASurrogatePair() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        run(runner, halfInTheSecond("text"));

        assertMalformedText(runner);
        assertEquals(2, flow.voyage().ledger().totals().realTimeTokens());
    }

    @Test
    void joinsTheOthersWhenATextHasHalfOfASurrogatePair() throws Exception {
        final TestRunner create = flow.create();
        run(create, halfInTheSecond("text"));
        final TestRunner download = flow.download(
                flow.await(create.getFlowFilesForRelationship("submitted").getFirst()));

        assertMalformedText(download);
        assertEquals(2, flow.voyage().ledger().totals().requests());
    }

    @Test
    void rejectsAnotherFieldWithHalfOfASurrogatePair() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        run(runner, halfInTheSecond("value"));

        assertOneUnwritable(runner);
        assertEquals(2, flow.voyage().ledger().totals().realTimeTokens());
    }

    private static String halfInTheSecond(final String field) {
        return """
                {"id":1,"text":"a"}
                {"id":2,"text":"b","%s":"half \\ud83d of a pair"}
                {"id":3,"text":"c"}""".formatted(field).replace("\"text\":\"b\",\"text\"", "\"text\"");
    }

    private static void assertMalformedText(final TestRunner runner) throws IOException {
        assertIdsInSuccess(runner);
        final JsonNode rejected = records(runner, "rejected").getFirst();
        assertEquals(2, rejected.path("id").asInt());
        assertEquals("malformed_text", rejected.at("/error/code").asText());
        assertEquals(
                "The text at /text contains an unpaired surrogate, which cannot be encoded in UTF-8. Omitted fields: text",
                rejected.at("/error/message").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"int|no number", "double|no number", "boolean|maybe"})
    void rejectsARecordThatDoesNotFitTheWriterSchema(final String type, final String value) throws Exception {
        final TestRunner runner = writing(
                flow.withRecords(new CreateEmbedding()), """
                    %s,%s,{"name":"value","type":["null","%s"]},{"name":"error","type":["null",{"type":"map","values":"string"}]}""".formatted(ID_AND_TEXT, NUMBERS.formatted("float"), type));
        run(runner, """
                    {"id":1,"text":"a"}
                    {"id":2,"text":"b","value":"%s"}
                    {"id":3,"text":"c"}""".formatted(value));

        assertOneUnwritable(runner);
    }

    private static void assertIdsInSuccess(final TestRunner runner) throws IOException {
        runner.assertTransferCount("failure", 0);
        assertEquals(
                List.of(1, 3),
                records(runner, "success").stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
        records(runner, "success")
                .forEach(record -> assertEquals(1024, record.path("embedding").size()));
    }

    private static void assertOneUnwritable(final TestRunner runner) throws IOException {
        assertIdsInSuccess(runner);
        final JsonNode error = records(runner, "rejected").getFirst();
        assertEquals(2, error.path("id").asInt());
        assertEquals("unwritable_record", error.at("/error/code").asText());
        assertTrue(
                error.at("/error/message").asText().startsWith("The Record Writer cannot write the record: "),
                error::toString);
        assertTrue(error.at("/error/message").asText().endsWith(". Omitted fields: value"), error::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", """
                    ,{"name":"embedding","type":["null","string"]}""", """
                    ,{"name":"embedding","type":["null",{"type":"array","items":"int"}]}"""})
    void aWriterWithoutAPlaceForTheVectorCostsNothing(final String field) throws Exception {
        final TestRunner runner = writing(flow.withRecords(new CreateEmbedding()), ID_AND_TEXT + field);
        run(runner, Records.of("a"));

        assertNoPlace(runner, "/embedding", "an array of numbers");
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aWriterWithAPlaceForTheVectorMayLeaveOutOthers() throws Exception {
        final TestRunner runner =
                writing(flow.withRecords(new CreateEmbedding()), """
                    {"name":"id","type":["null","int"]},%s""".formatted(NUMBERS.formatted("double")));
        run(runner, Records.of("a"));

        final JsonNode record = records(runner, "success").getFirst();
        assertEquals(1024, record.path("embedding").size());
        assertEquals(List.of("id", "embedding"), List.copyOf(map(record).keySet()));
    }

    @Test
    void aCsvWriterWritesAVectorIntoAText() throws Exception {
        final TestRunner runner = writingWith(
                flow.withRecords(new CreateEmbedding()), new CSVRecordSetWriter(), schema(ID_AND_TEXT + """
                    ,{"name":"embedding","type":["null","string"]}"""));
        run(runner, Records.of("a"));

        runner.assertTransferCount("success", 1);
        assertTrue(
                runner.getFlowFilesForRelationship("success")
                        .getFirst()
                        .getContent()
                        .contains("\"[0."),
                () -> runner.getFlowFilesForRelationship("success").getFirst().getContent());
    }

    // the results remain at Voyage until they are downloaded with a writer that has a field for them
    @Test
    void aWriterWithoutAPlaceForTheVectorsOfAJobLosesNothing() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of("a", "b")));
        final TestRunner download = writing(flow.download(), ID_AND_TEXT);
        download.setProperty("Delete Remote Files", "true");
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();
        assertNoPlace(download, "/embedding", "an array of numbers");

        final List<JsonNode> records = records(
                flow.download(download.getFlowFilesForRelationship("failure").getFirst()), "success");
        assertEquals(2, records.size());
        Records.assertOwnVectors(records, "voyage-4", 1024);
    }

    @Test
    void aWriterWithoutAPlaceForTheVectorsOfChunksLosesNothing() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Chunks Record Path", "/chunks[*]/text");
        final MockFlowFile completed = flow.await(flow.submit(create, """
            {"id":1,"chunks":[{"text":"a"}]}"""));
        final TestRunner download = writing(flow.download(), ID_AND_TEXT + """
            ,{"name":"chunks","type":{"type":"array","items":{"type":"record","name":"chunk","fields":[{"name":"text","type":"string"}]}}}""");
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();

        assertNoPlace(download, "/chunks/embedding", "an array of numbers");
    }

    @ParameterizedTest
    @EnumSource(OutputStrategy.class)
    void aWriterWithoutAPlaceForTheRankingCostsNothing(final OutputStrategy strategy) throws Exception {
        final TestRunner rerank = writing(flow.withRecords(new Rerank()), ID_AND_TEXT);
        rerank.setProperty("Output Strategy", strategy.getValue());
        run(rerank, """
                    {"id":1,"query":"bread?","documents":["a"]}""");

        assertNoPlace(
                rerank,
                strategy == OutputStrategy.RECORD ? "/ranking" : "/relevance_score",
                strategy == OutputStrategy.RECORD ? "an array of records" : "a number");
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aWriterWithoutAPlaceForTheMatchCostsNoText() throws Exception {
        final TestRunner match = writing(flow.withRecords(new MatchGesture()), ID_AND_TEXT);
        match.setProperty("Library Reader", "reader");
        match.setProperty("Library", """
                    {"label":"A","text":"one"}
                    {"label":"B","text":"two"}""");
        run(match, Records.of("a"));

        assertNoPlace(match, "/match", "a record");
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aWriterWithoutAPlaceForTheVectorsOfALibraryCostsNothing() throws Exception {
        final TestRunner load = writing(flow.withRecords(new LoadGestureLibrary()), ID_AND_TEXT);
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        LentCache.lend(cache, load);
        run(load, """
            {"label":"A","text":"one"}""");
        cache.onDisabled();

        assertNoPlace(load, "/embedding", "an array of numbers");
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aWriterWithoutAPlaceForTheWordsOfAPoseFails() throws Exception {
        final TestRunner describe = writing(flow.withRecords(new DescribePose()), """
                    {"name":"id","type":["null","int"]}""");
        describe.removeProperty("Voyage Client Service");
        run(describe, "{\"id\":1}");

        assertNoPlace(describe, "/text", "a text");
    }

    // NiFi's writer ends without one, so that files cannot be joined
    @Test
    void jsonLinesEndWithALineFeed() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        run(runner, Records.of("one", " ", "two"));

        for (final String relationship : List.of("success", "rejected")) {
            final MockFlowFile flowFile =
                    runner.getFlowFilesForRelationship(relationship).getFirst();
            assertTrue(flowFile.getContent().endsWith("}\n"), flowFile.getContent());
            flowFile.assertAttributeEquals(
                    "record.count",
                    Long.toString(
                            flowFile.getContent().chars().filter(c -> c == '\n').count()));
        }
    }

    @Test
    void jsonLinesOfSeveralSchemasEndWithALineFeedEach() throws Exception {
        final TestRunner download = flow.download(flow.await(flow.submit(flow.create(), """
            {"text":"one","value":1}
            {"text":"two","value":{"a":["b"]}}""")));

        final List<MockFlowFile> written = download.getFlowFilesForRelationship("success");
        assertTrue(written.stream().allMatch(flowFile -> flowFile.getContent().endsWith("}\n")));
        assertEquals(2, Records.read(written).size());
    }

    @Test
    void noContentAndArraysEndWithoutALineFeed() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        run(runner, "");
        assertEquals(0, runner.getFlowFilesForRelationship("success").getFirst().getSize());

        final TestRunner array =
                writingWith(flow.withRecords(new CreateEmbedding()), new JsonRecordSetWriter(), Map.of());
        run(array, Records.of("one", "two"));
        assertTrue(array.getFlowFilesForRelationship("success")
                .getFirst()
                .getContent()
                .endsWith("}]"));
    }

    @Test
    void compressedJsonLinesCanBeDecompressed() throws Exception {
        final TestRunner runner = writingWith(
                flow.withRecords(new CreateEmbedding()),
                new JsonRecordSetWriter(),
                Map.of("output-grouping", "output-oneline", "compression-format", "gzip"));
        run(runner, Records.of("one", "two"));

        final byte[] content =
                runner.getFlowFilesForRelationship("success").getFirst().toByteArray();
        try (GZIPInputStream lines = new GZIPInputStream(new ByteArrayInputStream(content))) {
            assertEquals(
                    2,
                    new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .count());
        }
    }

    private static void assertNoPlace(final TestRunner runner, final String field, final String kind) {
        runner.assertTransferCount("failure", 1);
        runner.assertTransferCount("success", 0);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship("failure").getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_target");
        assertTrue(
                failed.getAttribute(VoyageAttributes.ERROR_MESSAGE)
                        .startsWith(
                                "The schema of the Record Writer has no field %s that can hold %s, so that the result would be lost; its fields are ["
                                        .formatted(field, kind)),
                failed.getAttribute(VoyageAttributes.ERROR_MESSAGE));
    }

    private static TestRunner writing(final TestRunner runner, final String fields) throws InitializationException {
        final Map<String, String> properties = new LinkedHashMap<>(schema(fields));
        properties.put("output-grouping", "output-oneline");
        return writingWith(runner, new JsonRecordSetWriter(), properties);
    }

    private static Map<String, String> schema(final String fields) {
        return Map.of("schema-access-strategy", "schema-text-property", "schema-text", """
                    {"type":"record","name":"own","fields":[%s]}""".formatted(fields));
    }

    private static TestRunner writingWith(
            final TestRunner runner, final ControllerService writer, final Map<String, String> properties)
            throws InitializationException {
        VoyageTestEnvironment.use(runner, "Record Writer", writer, properties);
        return runner;
    }

    private byte[] avro(final double... values) throws Exception {
        final RecordSchema schema = new SimpleRecordSchema(List.of(
                new RecordField("id", RecordFieldType.INT.getDataType()),
                new RecordField("text", RecordFieldType.STRING.getDataType()),
                new RecordField("value", RecordFieldType.DOUBLE.getDataType())));
        final AvroRecordSetWriter factory = new AvroRecordSetWriter();
        final TestRunner runner = writingWith(flow.withRecords(new CreateEmbedding()), factory, Map.of());
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (RecordSetWriter writer = factory.createWriter(runner.getLogger(), schema, content, Map.of())) {
            writer.beginRecordSet();
            for (int i = 0; i < values.length; i++) {
                writer.write(new MapRecord(
                        schema, Map.of("id", i + 1, "text", Character.toString('a' + i), "value", values[i])));
            }
            writer.finishRecordSet();
        }
        return content.toByteArray();
    }

    private static void run(final TestRunner runner, final String content) {
        runner.enqueue(content);
        runner.run();
    }

    private static Map<?, ?> map(final JsonNode node) {
        return new ObjectMapper().convertValue(node, LinkedHashMap.class);
    }

    private static List<JsonNode> records(final TestRunner runner, final String relationship) throws IOException {
        final List<JsonNode> records = new ArrayList<>();
        // an array, or one record after the other
        Records.read(runner.getFlowFilesForRelationship(relationship)).forEach(node -> {
            if (node.isArray()) {
                node.forEach(records::add);
            } else {
                records.add(node);
            }
        });
        return records;
    }
}
