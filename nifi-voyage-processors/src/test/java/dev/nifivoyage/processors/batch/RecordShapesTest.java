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
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.Rerank;
import dev.nifivoyage.processors.response.OutputStrategy;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records of several shapes in one file, with fields named like those of results, or without a parent for the result.
 */
class RecordShapesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHUNKS = """
        {"id":1,"chunks":[{"text":"a one","page":1}]}
        {"id":2,"chunks":[{"text":"b two","title":"t"}]}
        """;
    private static final String DOCUMENTS = """
        {"query":"bread?","documents":[{"text":"a","page":1}]}
        {"query":"bread?","documents":[{"text":"b","author":"y"}]}
        """;
    private static final String WITHOUT_PARENT = """
        {"id":1,"text":"alpha","meta":{"k":1}}
        {"id":2,"text":"beta"}
        """;
    private static final String TARGET_COLUMN = "id,text,embedding\n0,good,%s\n2,better,\n";
    private static final String ERROR_COLUMN = "id,text,error\n1,fine,%1$s\n2,,%1$s\n3,also fine,%1$s\n";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    void chunksOfTwoShapesHaveTheirVectors() throws Exception {
        final List<JsonNode> records = success(contextualized(CHUNKS, "/chunks[*]/text", OutputStrategy.RECORD));

        assertEquals(
                List.of("[text, page, embedding]", "[text, title, embedding]"),
                records.stream().map(record -> names(record.at("/chunks/0"))).toList());
        records.forEach(
                record -> assertEquals(1024, record.at("/chunks/0/embedding").size()));
        assertEquals("t", records.get(1).at("/chunks/0/title").asText());
    }

    @Test
    void recordsOfChunksKeepTheFieldsOfEachShape() throws Exception {
        final List<JsonNode> records = success(contextualized(CHUNKS, "/chunks[*]/text", OutputStrategy.PART));

        assertEquals(1, records.get(0).path("page").asInt());
        assertEquals("t", records.get(1).path("title").asText());
        records.forEach(record -> assertEquals(1024, record.path("embedding").size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                    {"id":1,"chunks":[{"text":"a","page":1},{"text":"b","page":"ii"}]}
                    {"id":2,"chunks":[{"text":"c","page":{"no":3}}]}""", """
                    {"id":1,"chunks":[{"text":"a","page":null}]}
                    {"id":2,"chunks":[{"text":"c","page":{"no":3}}]}""", """
                    {"id":1,"chunks":[{"text":"a","pages":[1,2]}]}
                    {"id":2,"chunks":[{"text":"c","pages":"all"}]}""", """
                    {"id":1,"chunks":[{"text":"a"}],"n":[{"r":null}]}
                    {"id":2,"chunks":[{"text":"b"}],"n":[1]}
                    {"id":3,"chunks":[{"text":"c"}],"n":"x"}""", """
                    {"id":1,"chunks":[{"text":"a"}],"n":null}
                    {"id":2,"chunks":[{"text":"c","title":"t"}],"n":{"a":[{"b":1},{"c":"d"}]}}"""})
    void chunksOfAnyShapesKeepWhatTheyHave(final String content) throws Exception {
        final List<JsonNode> read =
                JSON.readerFor(JsonNode.class).<JsonNode>readValues(content).readAll();
        final List<JsonNode> records = success(contextualized(content, "/chunks[*]/text", OutputStrategy.RECORD));

        assertEquals(read.size(), records.size());
        for (int i = 0; i < records.size(); i++) {
            records.get(i)
                    .path("chunks")
                    .forEach(chunk -> assertEquals(1024, chunk.path("embedding").size()));
            assertHolds(read.get(i), records.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':0,'text':'zero','a':'x'} {'id':1,'text':'one','a':{'p':true,'q':[1.5,null]},'b':[]} {'id':2,'text':'two','a':{'r':'7'},'b':{}}",
                "{'id':0,'text':'zero','a':[1,null,'x']} {'id':1,'text':'one','a':{'q':[null]}} {'id':2,'text':'two','a':[[null],[1]]}",
                "{'id':0,'text':'zero','a':[{'p':[null,{'q':1}]}]} {'id':1,'text':'one','a':[{'p':'x'}],'b':null} {'id':2,'text':' ','a':{'p':[null]}}"
            })
    void aNullInAListKeepsWhatIsAroundIt(final String lines) throws Exception {
        final String content = lines.replace('\'', '"');
        final List<JsonNode> read =
                JSON.readerFor(JsonNode.class).<JsonNode>readValues(content).readAll();
        final TestRunner realTime = flow.withRecords(new CreateEmbedding());
        run(realTime, content);
        final TestRunner download = flow.download();
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(flow.create(), content)));
        download.run();

        for (final TestRunner runner : List.of(realTime, download)) {
            final List<JsonNode> written = new ArrayList<>(records(runner, "success"));
            written.addAll(records(runner, "rejected"));
            assertEquals(read.size(), written.size());
            for (int i = 0; i < read.size(); i++) {
                assertHolds(read.get(i), written.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OutputStrategy.class)
    void rankedDocumentsKeepTheirOwnShape(final OutputStrategy strategy) throws Exception {
        final TestRunner rerank = flow.withRecords(new Rerank());
        rerank.setProperty("Documents Record Path", "/documents[*]/text");
        rerank.setProperty("Output Strategy", strategy.getValue());
        rerank.setProperty("Return Documents", "true");
        final List<JsonNode> realTime = success(run(rerank, DOCUMENTS));

        final TestRunner create = flow.createRerank();
        create.setProperty("Documents Record Path", "/documents[*]/text");
        final TestRunner download = flow.download();
        download.setProperty("Output Strategy", strategy.getValue());
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, DOCUMENTS)));
        download.run();

        for (final List<JsonNode> records : List.of(realTime, success(download))) {
            final String path = strategy == OutputStrategy.RECORD ? "/ranking/0/document" : "/document";
            assertEquals("""
                {"text":"a","page":1}""", records.get(0).at(path).toString());
            assertEquals("""
                {"text":"b","author":"y"}""", records.get(1).at(path).toString());
        }
    }

    @Test
    void documentsBelowAChoiceAreFound() throws Exception {
        final String content = """
            {"query":"bread?","data":{"documents":[{"text":"a","page":1}]}}
            {"query":"bread?","data":{"documents":[{"text":"b","page":"iv"}]}}
            """;
        final TestRunner rerank = flow.withRecords(new Rerank());
        rerank.setProperty("Documents Record Path", "/data/documents[*]/text");
        final List<JsonNode> records = success(run(rerank, content));

        assertEquals(2, records.size());
        records.forEach(record -> assertEquals(1, record.path("ranking").size()));
        assertEquals(
                2,
                success(contextualized(content, "/data/documents[*]/text", OutputStrategy.RECORD))
                        .size());
    }

    @Test
    void aRecordWithoutThePlaceIsNotPaidFor() throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        runner.setProperty("Embedding Record Path", "/meta/embedding");
        run(runner, WITHOUT_PARENT);

        assertOneWithoutPlace(runner);
        assertEquals(1, flow.voyage().ledger().totals().realTimeTokens());
        runner.getFlowFilesForRelationship("success").getFirst().assertAttributeEquals("voyage.records.embedded", "1");
        runner.getFlowFilesForRelationship("success").getFirst().assertAttributeEquals("voyage.records.rejected", "1");
    }

    @Test
    void aRecordWithoutThePlaceDoesNotHoldBackTheOthersOfAJob() throws Exception {
        final TestRunner download = flow.download();
        download.setProperty("Embedding Record Path", "/meta/embedding");
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(flow.create(), WITHOUT_PARENT)));
        download.run();

        assertOneWithoutPlace(download);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"id":2,"text":"beta","meta":null}
        {"id":2,"text":"beta","meta":"none"}
        {"id":2,"text":"beta","meta":[{"k":1}]}
        """)
    void aParentOfAnotherTypeIsNoPlace(final String second) throws Exception {
        final TestRunner runner = flow.withRecords(new CreateEmbedding());
        runner.setProperty("Embedding Record Path", "/meta/embedding");
        run(runner, WITHOUT_PARENT.lines().findFirst().orElseThrow() + "\n" + second);

        assertOneWithoutPlace(runner);
    }

    @Test
    void aRankingWithoutAPlaceIsNotPaidFor() throws Exception {
        final TestRunner rerank = flow.withRecords(new Rerank());
        rerank.setProperty("Ranking Record Path", "/meta/ranking");
        run(rerank, """
                    {"id":1,"query":"bread?","documents":["a"],"meta":{"k":1}}
                    {"id":2,"query":"wine?","documents":["a"],"meta":7}""");

        assertEquals(
                "missing_target",
                records(rerank, "rejected").getFirst().at("/error/code").asText());
        assertEquals(
                1, records(rerank, "success").getFirst().at("/meta/ranking").size());
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "some words"})
    void aColumnOfCsvIsReplacedByTheVector(final String value) throws Exception {
        final TestRunner runner = csv(flow.withRecords(new CreateEmbedding()));
        run(runner, TARGET_COLUMN.formatted(value));
        assertVectors(List.of("0", "2"), records(runner, "success"));

        final TestRunner download = csv(flow.download());
        VoyageTestEnvironment.enqueue(
                download, flow.await(flow.submit(csv(flow.create()), TARGET_COLUMN.formatted(value))));
        download.run();
        assertVectors(List.of("0", "2"), records(download, "success"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "minor", "true", "2026-01-02"})
    void aColumnNamedErrorStaysAsItIs(final String value) throws Exception {
        final TestRunner runner = csv(flow.withRecords(new CreateEmbedding()));
        run(runner, ERROR_COLUMN.formatted(value));
        final TestRunner download = csv(flow.download());
        VoyageTestEnvironment.enqueue(
                download, flow.await(flow.submit(csv(flow.create()), ERROR_COLUMN.formatted(value))));
        download.run();

        for (final TestRunner either : List.of(runner, download)) {
            final List<JsonNode> success = records(either, "success");
            assertVectors(List.of("1", "3"), success);
            success.forEach(record -> assertEquals(value, record.path("error").asText()));
            assertEquals(
                    "missing_text",
                    records(either, "rejected").getFirst().at("/error/code").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1984",
                "007",
                "1.50",
                "1e3",
                "TRUE",
                "2026-01-02",
                "12:30:00",
                "2026-01-02 12:30:00",
                "123456789012345678901234567890",
                "-0",
                "1,5"
            })
    void aTextOfCsvIsWhatTheFileHolds(final String text) throws Exception {
        final String cell = text.contains(",") ? '"' + text + '"' : text;
        for (final String content : List.of(
                "id,text\n1,%s\n2,%s\n".formatted(cell, cell), "id,text\n1,Animal Farm\n2,%s".formatted(cell))) {
            final TestRunner runner = csv(flow.withRecords(new CreateEmbedding()));
            run(runner, content);
            final TestRunner expected = flow.withRecords(new CreateEmbedding());
            run(expected, JSON.writeValueAsString(JSON.createObjectNode().put("text", text)));
            assertEquals(
                    records(expected, "success").getFirst().path("embedding"),
                    records(runner, "success").get(1).path("embedding"),
                    content);

            final TestRunner download = csv(flow.download());
            VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(csv(flow.create()), content)));
            download.run();
            assertEquals(records(runner, "success"), records(download, "success"));
        }
    }

    // a slice with another text than the one that was sent would find no vector for it
    @ParameterizedTest
    @CsvSource({
        "007,1984,false",
        "007,1984,true",
        "1.50,12345678.5,false",
        "1.50,12345678.5,true",
        "TRUE,false,false",
        "TRUE,false,true",
        "2026-01-02,2026-01-03,false",
        "2026-01-02,2026-01-03,true",
        "12:30:00,12:30:01,false",
        "12:30:00,12:30:01,true"
    })
    void aSliceHasTheTextsOfTheFile(final String first, final String second, final boolean writesCsv) throws Exception {
        final TestRunner create = csv(flow.create());
        create.setProperty("Maximum Requests per Job", "1");
        if (writesCsv) {
            VoyageTestEnvironment.use(create, "Record Writer", new CSVRecordSetWriter());
        }
        create.enqueue("id,text\n1,%s\n2,%s\n".formatted(first, second));
        create.run();
        create.assertTransferCount("submitted", 2);

        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile slice : create.getFlowFilesForRelationship("submitted")) {
            final TestRunner download = writesCsv ? csv(flow.download()) : flow.download();
            VoyageTestEnvironment.enqueue(download, flow.await(slice));
            download.run();
            records.addAll(records(download, "success"));
        }
        assertEquals(
                List.of("1", "2"),
                records.stream().map(record -> record.path("id").asText()).toList());
        for (int i = 0; i < 2; i++) {
            final float[] expected =
                    Records.vector("voyage-4", List.of(first, second).get(i), 1024);
            assertEquals(expected[0], records.get(i).at("/embedding/0").floatValue());
            assertEquals(expected[1023], records.get(i).at("/embedding/1023").floatValue());
        }
    }

    @Test
    void anEmptyDocumentOfAQueryIsLeftOut() throws Exception {
        final String content = """
                    {"id":1,"query":"how is bread made?","documents":["a recipe for bread","","the weather","a loaf"]}""";
        final TestRunner rerank = flow.withRecords(new Rerank());
        run(rerank, content);
        final TestRunner download = flow.download(flow.await(flow.submit(flow.createRerank(), content)));

        for (final TestRunner either : List.of(rerank, download)) {
            final JsonNode ranking = records(either, "success").getFirst().path("ranking");
            assertEquals(
                    List.of(0, 2, 3),
                    ranking.findValues("index").stream()
                            .map(JsonNode::asInt)
                            .sorted()
                            .toList());
            assertEquals(0, ranking.get(0).path("index").asInt());
            assertEquals(1, either.getCounterValue("Empty Texts Skipped"));
        }
    }

    @Test
    void aQueryWithNothingButEmptyDocumentsIsRejected() throws Exception {
        final TestRunner rerank = flow.withRecords(new Rerank());
        run(rerank, """
                    {"id":1,"query":"how is bread made?","documents":[""," ",null]}""");

        assertEquals(
                "blank_text",
                records(rerank, "rejected").getFirst().at("/error/code").asText());
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void anEmptyChunkOfADocumentGetsNoVector() throws Exception {
        final String content = """
                    {"id":1,"chunks":[{"text":"one"},{"text":""},{"text":"three"}]}""";
        final JsonNode chunks = success(contextualized(content, "/chunks[*]/text", OutputStrategy.RECORD))
                .getFirst()
                .path("chunks");
        assertEquals(
                List.of(1024, 0, 1024),
                List.of(
                        chunks.get(0).path("embedding").size(),
                        chunks.get(1).path("embedding").size(),
                        chunks.get(2).path("embedding").size()));

        final List<JsonNode> parts = success(contextualized(content, "/chunks[*]/text", OutputStrategy.PART));
        assertEquals(
                List.of(1024, 0, 1024),
                parts.stream().map(part -> part.path("embedding").size()).toList());
        assertEquals(chunks.get(2).path("embedding"), parts.get(2).path("embedding"));

        final JsonNode texts = success(contextualized("""
            {"chunks":["one",null,"three"]}""", "/chunks", OutputStrategy.RECORD))
                .getFirst()
                .path("embedding");
        assertEquals(
                List.of(1024, 0, 1024),
                List.of(texts.get(0).size(), texts.get(1).size(), texts.get(2).size()));
    }

    private TestRunner contextualized(final String content, final String path, final OutputStrategy strategy)
            throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Chunks Record Path", path);
        final TestRunner download = flow.download();
        download.setProperty("Output Strategy", strategy.getValue());
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, content)));
        download.run();
        return download;
    }

    private static TestRunner csv(final TestRunner runner) throws Exception {
        VoyageTestEnvironment.use(runner, "Record Reader", new CSVReader());
        return runner;
    }

    private static TestRunner run(final TestRunner runner, final String content) {
        runner.enqueue(content);
        runner.run();
        return runner;
    }

    private static List<JsonNode> success(final TestRunner runner) throws IOException {
        runner.assertTransferCount("rejected", 0);
        return records(runner, "success");
    }

    private static List<JsonNode> records(final TestRunner runner, final String relationship) throws IOException {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    private static void assertOneWithoutPlace(final TestRunner runner) throws IOException {
        final List<JsonNode> success = records(runner, "success");
        assertEquals(
                List.of(1),
                success.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(1024, success.getFirst().at("/meta/embedding").size());
        final List<JsonNode> errors = records(runner, "rejected");
        assertEquals(
                List.of(2),
                errors.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals("missing_target", errors.getFirst().at("/error/code").asText());
        assertTrue(errors.getFirst().at("/error/message").asText().contains("/meta"), errors::toString);
    }

    private static void assertVectors(final List<String> ids, final List<JsonNode> records) {
        assertEquals(
                ids, records.stream().map(record -> record.path("id").asText()).toList());
        records.forEach(record -> assertEquals(1024, record.path("embedding").size()));
    }

    private static String names(final JsonNode node) {
        return JSON.convertValue(node, LinkedHashMap.class).keySet().toString();
    }

    // all that was read is there; null is as good as nothing
    private static void assertHolds(final JsonNode read, final JsonNode written) {
        if (read.isNull()) {
            assertTrue(written.isNull() || written.isMissingNode());
        } else if (read.isContainerNode()) {
            assertEquals(read.getNodeType(), written.getNodeType());
            assertFalse(read.isArray() && read.size() != written.size());
            read.fieldNames().forEachRemaining(name -> assertHolds(read.path(name), written.path(name)));
            for (int i = 0; read.isArray() && i < read.size(); i++) {
                assertHolds(read.get(i), written.get(i));
            }
        } else {
            assertEquals(read, written);
        }
    }
}
