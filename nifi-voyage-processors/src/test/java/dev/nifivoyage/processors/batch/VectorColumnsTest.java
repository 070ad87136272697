/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.response.OutputStrategy;
import dev.nifivoyage.processors.response.VectorColumns;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records in the form of table rows: with the origin of their vector, and the vector as text.
 */
class VectorColumnsTest {
    private static final List<String> COLUMNS = List.of("model", "dims", "kind", "content_key", "tokens");
    private static final ToLongFunction<JsonNode> TOKENS =
            record -> record.path("tokens").asLong();

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    void eachRecordOfAJobHasItsColumns() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty("Dimensions", "256");
        final List<JsonNode> records =
                success(download(flow.await(flow.submit(create, Records.of("a dancer", "a longer text of a dancer")))));

        assertEquals(2, records.size());
        records.forEach(record -> assertColumns(record, "voyage-4", 256));
        assertTrue(
                TOKENS.applyAsLong(records.get(0)) < TOKENS.applyAsLong(records.get(1)), "the tokens of its own text");
        assertEquals(
                flow.voyage().ledger().totals().batchTokens(),
                records.stream().mapToLong(TOKENS).sum());
    }

    @Test
    void eachRecordInRealTimeHasItsColumns() throws Exception {
        final TestRunner runner = columns(flow.withRecords(new CreateEmbedding()));
        runner.setProperty("Data Type", "binary");
        final List<JsonNode> records = run(runner, Records.of("a dancer", "a longer text of a dancer"));

        assertEquals(2, records.size());
        records.forEach(record -> {
            assertEquals(1024, record.path("dims").asInt(), "eight to a number");
            assertEquals(128, record.path("embedding").size());
        });
        assertEquals(
                flow.voyage().ledger().totals().realTimeTokens(),
                records.stream().mapToLong(TOKENS).sum(),
                "the shares of one request add up");
    }

    @Test
    void nothingIsWrittenUnlessItIsConfigured() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        runner.setProperty(VectorColumns.TOKENS_RECORD_PATH, "");
        runner.assertValid();

        run(runner, Records.of("a")).forEach(record -> assertEquals(3, record.size(), record::toString));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Embeddings Model | voyage-4-large
        Input Type       | query
        Dimensions       | 512
        Data Type        | int8
        Truncation       | false
        """)
    void aContentKeyChangesWithTheParametersOnly(final String property, final String value) throws Exception {
        final TestRunner runner = columns(flow.withRecords(new CreateEmbedding()));
        final List<String> keys = keys(run(runner, Records.of("one", "two", "one")));
        assertEquals(keys.get(0), keys.get(2));
        assertNotEquals(keys.get(0), keys.get(1));
        assertEquals(keys, keys(run(runner, Records.of("one", "two", "one"))), "again");

        runner.setProperty(property, value);
        final List<String> others = keys(run(runner, Records.of("one", "two", "one")));
        assertEquals(others.get(0), others.get(2));
        IntStream.range(0, 3).forEach(i -> assertNotEquals(keys.get(i), others.get(i)));
    }

    @Test
    void cachedVectorsHaveTheColumnsOfTheirJob() throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        final TestRunner create = flow.create();
        LentCache.lend(cache, create);
        final List<JsonNode> first = success(
                lent(cache, flow.await(flow.submit(create, Records.of("one", "two words", "three more words")))));

        final TestRunner realTime = columns(flow.withRecords(new CreateEmbedding()));
        LentCache.lend(cache, realTime);
        final List<JsonNode> cached = run(realTime, Records.of("one", "two words", "three more words"));
        assertEquals(first, cached);
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());

        final List<JsonNode> joined = success(lent(
                cache, flow.await(flow.submit(create, Records.of("one", "two words", "three more words", "new")))));
        assertEquals(first, joined.subList(0, 3));
        assertColumns(joined.get(3), "voyage-4", 1024);
        cache.onDisabled();
    }

    /** All fields are texts, and one of them has the name of a column. */
    @ParameterizedTest
    @ValueSource(classes = {JsonRecordSetWriter.class, CSVRecordSetWriter.class, AvroRecordSetWriter.class})
    void recordsOfACsvFileFitATable(final Class<? extends ControllerService> writer) throws Exception {
        final String content = "id,text,tokens\n007,1984,none\n008,\"two, words\",7\n";
        final TestRunner create = csv(flow.create());
        create.setProperty("Embeddings Model", "voyage-4-lite");
        final MockFlowFile completed = flow.await(flow.submit(create, content));
        final TestRunner download = columns(csv(flow.download()));
        final TestRunner realTime = columns(csv(flow.withRecords(new CreateEmbedding())));
        realTime.setProperty("Embeddings Model", "voyage-4-lite");
        for (final TestRunner runner : List.of(download, realTime)) {
            VoyageTestEnvironment.use(
                    runner, "Record Writer", writer.getDeclaredConstructor().newInstance());
            runner.setProperty("Vector Format", VectorFormat.TEXT.getValue());
        }
        VoyageTestEnvironment.enqueue(download, completed);
        realTime.enqueue(content);

        for (final TestRunner runner : List.of(download, realTime)) {
            runner.run();
            final MockFlowFile success = only(runner);
            final List<JsonNode> records =
                    RecordOracle.read(flow, success.getAttribute("mime.type"), success.toByteArray());
            assertEquals(List.of("007", "008"), texts(records, "id"));
            assertEquals(List.of("1984", "two, words"), texts(records, "text"));
            for (final JsonNode record : records) {
                assertColumns(record, "voyage-4-lite", 1024);
                assertEquals(
                        text(Records.vector("voyage-4-lite", record.path("text").asText(), 1024)),
                        record.path("embedding").asText());
            }
        }
    }

    private static String text(final float[] vector) {
        final List<String> numbers = new ArrayList<>();
        for (final float number : vector) {
            numbers.add(Float.toString(number));
        }
        return "[%s]".formatted(String.join(",", numbers));
    }

    @Test
    void avroHasIntegers() throws Exception {
        final TestRunner runner = columns(flow.withRecords(new CreateEmbedding()));
        VoyageTestEnvironment.use(runner, "Record Writer", new AvroRecordSetWriter());
        runner.enqueue(Records.of("one"));
        runner.run();

        final JsonNode record = RecordOracle.read(
                        flow, "application/avro-binary", only(runner).toByteArray())
                .getFirst();
        assertTrue(record.path("dims").isInt(), record::toString);
        assertTrue(record.path("tokens").isInt(), record::toString);
    }

    @Test
    void aRecordWithoutThePlaceOfAColumnIsRejected() throws Exception {
        final String content = """
            {"text":"one","meta":{"kept":1}}
            {"text":"two words"}
            {"text":"three","meta":7}
            """;
        final TestRunner realTime = flow.withRecords(new CreateEmbedding());
        realTime.setProperty(VectorColumns.TOKENS_RECORD_PATH, "/meta/tokens");
        realTime.enqueue(content);
        final TestRunner download = flow.download();
        download.setProperty(VectorColumns.TOKENS_RECORD_PATH, "/meta/tokens");
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), content));
        VoyageTestEnvironment.enqueue(download, completed);

        for (final TestRunner runner : List.of(realTime, download)) {
            runner.run();
            assertEquals(
                    List.of("missing_target", "missing_target"),
                    Records.read(runner.getFlowFilesForRelationship("rejected")).stream()
                            .map(record -> record.at("/error/code").asText())
                            .toList());
            final JsonNode record =
                    Records.read(runner.getFlowFilesForRelationship("success")).getFirst();
            assertEquals("{\"kept\":1,\"tokens\":1}", record.path("meta").toString());
        }
        assertEquals(1, flow.voyage().ledger().totals().realTimeTokens(), "one text was billed");
    }

    @Test
    void aWriterWithoutThePlaceOfAColumnCostsNothing() throws Exception {
        final TestRunner runner = columns(flow.withRecords(new CreateEmbedding()));
        final JsonRecordSetWriter writer = new JsonRecordSetWriter();
        runner.addControllerService("own schema", writer);
        runner.setProperty(writer, "schema-access-strategy", "schema-text-property");
        runner.setProperty(writer, "schema-text", """
            {"type":"record","name":"own","fields":[
            {"name":"embedding","type":{"type":"array","items":"float"}},{"name":"model","type":"string"},
            {"name":"dims","type":"int"},{"name":"kind","type":"string"},{"name":"content_key","type":"int"}]}""");
        runner.enableControllerService(writer);
        runner.setProperty("Record Writer", "own schema");
        runner.enqueue(Records.of("one"));
        runner.run();

        runner.assertTransferCount("failure", 1);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship("failure").getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_target");
        assertTrue(failed.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("/content_key that can hold a text"));
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void twoResultsCannotHaveTheSameField() throws Exception {
        for (final TestRunner runner : List.of(flow.download(), flow.withRecords(new CreateEmbedding()))) {
            columns(runner);
            runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "/embedding");
            runner.assertNotValid();
            runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "/tokens");
            runner.assertNotValid();
            runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "not a path(");
            runner.assertNotValid();
            runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "/model");
            runner.assertValid();
        }
    }

    @Test
    void theColumnsOfTextsWithoutRecordsAreIgnored() throws Exception {
        final TestRunner runner = columns(flow.withClient(new CreateEmbedding()));
        runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "/embedding");
        runner.setProperty(VectorColumns.TOKENS_RECORD_PATH, "not a path(");
        runner.assertValid();
        runner.enqueue("a dancer");
        runner.run();

        runner.assertTransferCount("success", 1);
    }

    @ParameterizedTest
    @EnumSource(DocumentLayout.class)
    void theTokensOfADocumentAddUpOverItsRecords(final DocumentLayout layout) throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Document Layout", layout.getValue());
        final TestRunner download = columns(flow.download());
        download.setProperty("Output Strategy", OutputStrategy.PART.getValue());
        final String content;
        switch (layout) {
            case CHUNK_ARRAY -> content = """
                {"id":"a","chunks":["one","two words","","three more words"]}
                {"id":"b","chunks":["one"]}
                """;
            case CONSECUTIVE_RECORDS -> {
                create.setProperty("Document ID Record Path", "/id");
                create.setProperty("Chunk Count Record Path", "/count");
                content = """
                    {"id":"a","count":3,"text":"one"}
                    {"id":"a","count":3,"text":"two words"}
                    {"id":"a","count":3,"text":"three more words"}
                    {"id":"b","count":1,"text":"one"}
                    """;
            }
            default -> {
                create.setProperty("Chunk Size", "4");
                content = """
                    {"id":"a","text":"one two three four five six seven eight nine ten"}
                    {"id":"b","text":"one"}
                    """;
            }
        }
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, content)));
        download.run();

        final List<JsonNode> records = success(download).stream()
                .filter(record -> record.path("embedding").isArray())
                .toList();
        assertEquals(
                flow.voyage().ledger().totals().batchTokens(),
                records.stream().mapToLong(TOKENS).sum());
        records.forEach(record -> {
            assertEquals("voyage-context-3", record.path("model").asText());
            assertEquals("document", record.path("kind").asText());
            assertEquals(1024, record.path("dims").asInt());
        });
        final List<JsonNode> ofFirst = records.subList(0, records.size() - 1);
        assertTrue(ofFirst.size() > 2, "chunks");
        assertEquals(
                1,
                ofFirst.stream()
                        .map(record -> record.path("content_key"))
                        .distinct()
                        .count(),
                "of the document");
        assertNotEquals(
                ofFirst.getFirst().path("content_key"), records.getLast().path("content_key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /chunks         | ["one","two words"]
        /chunks[*]/text | [{"text":"one"},{"text":"two words"}]
        """)
    void theColumnsOfChunksInOneRecordAreThoseOfTheDocument(final String path, final String chunks) throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Chunks Record Path", path);
        final List<JsonNode> records = success(download(flow.await(flow.submit(create, """
            {"chunks":%s}""".formatted(chunks)))));

        assertEquals(1, records.size());
        assertEquals(1024, records.getFirst().path("dims").asInt());
        assertEquals(flow.voyage().ledger().totals().batchTokens(), TOKENS.applyAsLong(records.getFirst()));
    }

    @Test
    void rankingsHaveNoColumns() throws Exception {
        final JsonNode record = success(download(flow.await(flow.submit(flow.createRerank(), """
            {"query":"bread?","documents":["a recipe","a dance"]}"""))))
                .getFirst();

        assertTrue(record.has("ranking"));
        COLUMNS.forEach(column -> assertFalse(record.has(column), column));
    }

    /** An array of texts has a text for each chunk. */
    @Test
    void anEmptyChunkHasAnEmptyVectorAsText() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.createContextualized(), """
            {"id":0,"chunks":["one","","two"]}"""));
        for (final VectorFormat format : VectorFormat.values()) {
            final TestRunner download = flow.download();
            download.setProperty("Vector Format", format.getValue());
            VoyageTestEnvironment.enqueue(download, completed);
            download.run();

            final JsonNode vectors = success(download).getFirst().path("embedding");
            assertEquals(3, vectors.size());
            assertEquals(
                    switch (format) {
                        case NUMBERS, BYTES -> "[]";
                        case BASE64 -> "\"\"";
                        case TEXT -> "\"[]\"";
                    },
                    vectors.get(1).toString());
            assertEquals(
                    format == VectorFormat.NUMBERS || format == VectorFormat.BYTES,
                    vectors.get(0).isArray());
        }
    }

    private static void assertColumns(final JsonNode record, final String model, final int dimension) {
        final RequestKey.Deriver keys = RequestKey.deriver(
                "/v1/embeddings",
                new EmbeddingParameters(
                        "",
                        model,
                        EmbeddingInputType.DOCUMENT,
                        dimension == 1024 ? null : dimension,
                        EmbeddingDataType.FLOAT,
                        true));
        assertEquals(model, record.path("model").asText());
        assertEquals(dimension, record.path("dims").asInt());
        assertEquals("document", record.path("kind").asText());
        assertEquals(
                keys.of(record.path("text").asText()).toString(),
                record.path("content_key").asText());
        assertTrue(TOKENS.applyAsLong(record) > 0, record::toString);
    }

    private static List<String> keys(final List<JsonNode> records) {
        return texts(records, "content_key");
    }

    private static List<String> texts(final List<JsonNode> records, final String field) {
        return records.stream().map(record -> record.path(field).asText()).toList();
    }

    private static TestRunner csv(final TestRunner runner) throws Exception {
        final CSVReader reader = new CSVReader();
        runner.addControllerService("csv", reader);
        runner.setProperty(reader, "schema-access-strategy", "csv-header-derived");
        runner.enableControllerService(reader);
        runner.setProperty("Record Reader", "csv");
        return runner;
    }

    private static TestRunner columns(final TestRunner runner) {
        runner.setProperty(VectorColumns.MODEL_RECORD_PATH, "/model");
        runner.setProperty(VectorColumns.DIMENSION_RECORD_PATH, "/dims");
        runner.setProperty(VectorColumns.INPUT_TYPE_RECORD_PATH, "/kind");
        runner.setProperty(VectorColumns.CONTENT_KEY_RECORD_PATH, "/content_key");
        runner.setProperty(VectorColumns.TOKENS_RECORD_PATH, "/tokens");
        runner.assertValid();
        return runner;
    }

    private TestRunner download(final MockFlowFile completed) throws Exception {
        final TestRunner download = columns(flow.download());
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();
        return download;
    }

    private TestRunner lent(final EhcacheEmbeddingCacheService cache, final MockFlowFile completed) throws Exception {
        final TestRunner download = columns(flow.download());
        LentCache.lend(cache, download);
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();
        return download;
    }

    private static List<JsonNode> run(final TestRunner runner, final String content) throws Exception {
        runner.clearTransferState();
        runner.enqueue(content, Map.of());
        runner.run();
        return success(runner);
    }

    private static List<JsonNode> success(final TestRunner runner) throws Exception {
        assertEquals(List.of(), runner.getLogger().getErrorMessages());
        runner.assertTransferCount("rejected", 0);
        return Records.read(runner.getFlowFilesForRelationship("success"));
    }

    private static MockFlowFile only(final TestRunner runner) {
        runner.assertTransferCount("rejected", 0);
        runner.assertTransferCount("success", 1);
        return runner.getFlowFilesForRelationship("success").getFirst();
    }
}
