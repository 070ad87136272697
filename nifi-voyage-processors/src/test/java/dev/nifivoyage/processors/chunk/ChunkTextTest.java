/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.Counter;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.chunk.split.SizeUnit;
import dev.nifivoyage.processors.chunk.split.TextFormat;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.request.DocumentProperties;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * FlowFiles and records through ChunkText, with NiFi's readers and writers.
 */
class ChunkTextTest {
    private static final String TEXT = "One two. Three four.\n\nFive six seven.";

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = TestRunners.newTestRunner(new ChunkText());
        VoyageTestEnvironment.use(runner, "Record Writer", new JsonRecordSetWriter());
        runner.setProperty(ChunkProperties.SIZE_UNIT, SizeUnit.CHARACTERS);
        runner.setProperty(ChunkProperties.MAXIMUM_CHUNK_SIZE, "12");
        runner.assertValid();
    }

    private void readRecords() throws Exception {
        VoyageTestEnvironment.use(runner, "Record Reader", new JsonTreeReader());
    }

    @Test
    void splitsAFlowFile() throws Exception {
        runner.enqueue(TEXT, Map.of("filename", "a.txt", "error.code", "earlier"));
        runner.run();

        runner.assertTransferCount(ChunkText.REJECTED, 0);
        assertEquals(
                List.of(
                        "{\"text\":\"One two.\",\"document_id\":\"a.txt\",\"chunk_index\":0,\"chunk_count\":4,\"chunk_start\":0,\"chunk_end\":8}",
                        "{\"text\":\"Three four.\",\"document_id\":\"a.txt\",\"chunk_index\":1,\"chunk_count\":4,\"chunk_start\":9,\"chunk_end\":20}",
                        "{\"text\":\"Five six\",\"document_id\":\"a.txt\",\"chunk_index\":2,\"chunk_count\":4,\"chunk_start\":22,\"chunk_end\":30}",
                        "{\"text\":\"seven.\",\"document_id\":\"a.txt\",\"chunk_index\":3,\"chunk_count\":4,\"chunk_start\":31,\"chunk_end\":37}"),
                success().stream().map(JsonNode::toString).toList());
        final MockFlowFile success =
                runner.getFlowFilesForRelationship(ChunkText.SUCCESS).getFirst();
        success.assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "4");
        success.assertAttributeEquals(CoreAttributes.MIME_TYPE.key(), "application/json");
        final MockFlowFile original =
                runner.getFlowFilesForRelationship(ChunkText.ORIGINAL).getFirst();
        original.assertContentEquals(TEXT);
        for (final MockFlowFile flowFile : List.of(success, original)) {
            flowFile.assertAttributeEquals(VoyageAttributes.CHUNKS, "4");
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_CHUNKED, "1");
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "0");
            flowFile.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        }
        assertEquals(4, runner.getCounterValue(Counter.CHUNKS.title()));
        assertEquals(1, runner.getCounterValue(Counter.RECORDS_CHUNKED.title()));
    }

    @Test
    void splitsTheTextsOfRecords() throws Exception {
        readRecords();
        runner.setProperty(ChunkText.TEXT_RECORD_PATH, "/page/body");
        runner.setProperty(ChunkProperties.OVERLAP, "6");
        runner.enqueue("""
                {"id":7,"page":{"body":"one two three four","number":1},"tags":["a",null],"price":1.50}
                {"id":8,"page":{"body":"five"}}
                """, Map.of("filename", "b.jsonl"));
        runner.run();

        final List<JsonNode> chunks = success();
        assertEquals(
                List.of("one two", "two three", "three four", "five"),
                chunks.stream()
                        .map(chunk -> chunk.path("page").path("body").asText())
                        .toList());
        assertEquals(
                List.of("b.jsonl#1", "b.jsonl#1", "b.jsonl#1", "b.jsonl#2"),
                chunks.stream().map(chunk -> chunk.path("document_id").asText()).toList());
        assertEquals(
                List.of("0-7", "4-13", "8-18", "0-4"),
                chunks.stream()
                        .map(chunk -> chunk.path("chunk_start").asInt() + "-"
                                + chunk.path("chunk_end").asInt())
                        .toList());
        for (final JsonNode chunk : chunks.subList(0, 3)) {
            assertEquals(7, chunk.path("id").asInt());
            assertEquals(1, chunk.path("page").path("number").asInt());
            assertEquals("[\"a\",null]", chunk.path("tags").toString());
            assertEquals(3, chunk.path("chunk_count").asInt());
        }
    }

    @Test
    void takesTheDocumentIdFromTheRecord() throws Exception {
        readRecords();
        runner.setProperty(ChunkText.DOCUMENT_ID_RECORD_PATH, "/id");
        runner.enqueue("""
                {"id":7,"text":"one two three four"}
                {"id":"x","text":"five"}
                {"id":null,"text":"six"}
                {"id":{},"text":"seven"}
                """);
        runner.run();

        assertEquals(
                List.of("7", "7", "x"),
                success().stream()
                        .map(chunk -> chunk.path("document_id").asText())
                        .toList());
        assertEquals(List.of("missing_document_id", "missing_document_id"), errors());
    }

    @Test
    void namesTheFieldsOfARecordWithoutTheDocumentId() throws Exception {
        readRecords();
        runner.setProperty(ChunkText.DOCUMENT_ID_RECORD_PATH, "/source");
        runner.enqueue("""
                {"id":7,"text":"one"}
                """);
        runner.run();

        assertEquals(
                "The record has no document ID at /source; fields: id, text",
                Records.read(runner.getFlowFilesForRelationship(ChunkText.REJECTED))
                        .getFirst()
                        .at("/error/message")
                        .asText());
    }

    @Test
    void identifiesAFlowFileByAnExpressionOrItsUuid() throws Exception {
        runner.setProperty(ChunkText.DOCUMENT_ID, "${document}");
        final MockFlowFile named = runner.enqueue("a", Map.of("document", "d-1"));
        final MockFlowFile unnamed = runner.enqueue("b");
        runner.run(2);

        named.assertAttributeEquals("document", "d-1");
        assertEquals(
                List.of("d-1", unnamed.getAttribute(CoreAttributes.UUID.key())),
                success().stream()
                        .map(chunk -> chunk.path("document_id").asText())
                        .toList());
    }

    @Test
    void rejectsRecordsWithoutAUsableText() throws Exception {
        readRecords();
        runner.setProperty(ChunkProperties.TEXT_FORMAT, TextFormat.HTML);
        runner.enqueue("""
                {"text":"<p>good"}
                {"text":" "}
                {"other":1}
                {"text":{"a":1}}
                {"text":"<script>x</script><p>"}
                """);
        runner.run();

        assertEquals(1, success().size());
        assertEquals(List.of("blank_text", "missing_text", "not_text", "blank_text"), errors());
        runner.getFlowFilesForRelationship(ChunkText.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "4");
        assertEquals(4, runner.getCounterValue(Counter.RECORDS_REJECTED.title()));
        assertEquals(1, runner.getLogger().getWarnMessages().size());
    }

    @Test
    void rejectsFlowFilesThatAreNoText() {
        runner.setProperty(ChunkText.MAXIMUM_TEXT_SIZE, "10 B");
        runner.setProperty(ChunkProperties.TEXT_FORMAT, TextFormat.HTML);
        final List<byte[]> contents = List.of(
                bytes(" \n"), new byte[] {(byte) 0xC3, (byte) 0x28}, bytes("eleven byte"), bytes(""), bytes("<p></p>"));
        contents.forEach(runner::enqueue);
        runner.run(contents.size());

        runner.assertTransferCount(ChunkText.SUCCESS, 0);
        runner.assertTransferCount(ChunkText.ORIGINAL, contents.size());
        final List<MockFlowFile> rejected = runner.getFlowFilesForRelationship(ChunkText.REJECTED);
        assertEquals(
                List.of("blank_text", "not_text", "text_too_large", "blank_text", "blank_text"),
                rejected.stream()
                        .map(flowFile -> flowFile.getAttribute(VoyageAttributes.ERROR_CODE))
                        .toList());
        for (int i = 0; i < contents.size(); i++) {
            assertArrayEquals(contents.get(i), rejected.get(i).toByteArray());
            rejected.get(i).assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "1");
        }
        runner.getFlowFilesForRelationship(ChunkText.ORIGINAL)
                .forEach(original -> original.assertAttributeNotExists(VoyageAttributes.ERROR_CODE));
    }

    @Test
    void routesUnreadableContentToFailure() throws Exception {
        readRecords();
        runner.enqueue("{\"text\":\"one\"}\n{");
        runner.run();

        runner.assertAllFlowFilesTransferred(ChunkText.FAILURE, 1);
        runner.getFlowFilesForRelationship(ChunkText.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
    }

    @Test
    void routesFlowFilesWithoutRecordsToSuccess() throws Exception {
        readRecords();
        runner.enqueue("[]");
        runner.run();

        runner.assertTransferCount(ChunkText.SUCCESS, 1);
        assertEquals(List.of(), success());
    }

    @Test
    void readsAndWritesCsv() throws Exception {
        VoyageTestEnvironment.use(runner, "Record Reader", new CSVReader());
        VoyageTestEnvironment.use(runner, "Record Writer", new CSVRecordSetWriter());
        runner.enqueue("id,text\na,one two three\nb,007\n", Map.of("filename", "c.csv"));
        runner.run();

        assertEquals(
                """
                id,text,document_id,chunk_index,chunk_count,chunk_start,chunk_end
                a,one two,c.csv#1,0,2,0,7
                a,three,c.csv#1,1,2,8,13
                b,007,c.csv#2,0,1,0,3
                """,
                runner.getFlowFilesForRelationship(ChunkText.SUCCESS).getFirst().getContent());
    }

    @Test
    void writesManyChunksOfALargeRecordQuickly() throws Exception {
        readRecords();
        runner.setProperty(ChunkProperties.MAXIMUM_CHUNK_SIZE, "100");
        runner.enqueue(Records.of("some words and more. ".repeat(100_000)));
        final long start = System.nanoTime();
        runner.run();

        final List<JsonNode> chunks = success();
        assertTrue(chunks.size() > 20_000, () -> chunks.size() + " chunks");
        assertTrue(System.nanoTime() - start < 60_000_000_000L, "each chunk copies the whole text");
    }

    @Test
    void requiresAnOverlapBelowTheSize() {
        runner.setProperty(ChunkProperties.OVERLAP, "11");
        runner.assertValid();
        runner.setProperty(ChunkProperties.OVERLAP, "12");
        runner.assertNotValid();
        runner.setProperty(ChunkProperties.MAXIMUM_CHUNK_SIZE, "1");
        runner.assertNotValid();
    }

    @Test
    void writesTheExampleOfItsDocumentation() throws Exception {
        final String page;
        try (InputStream content = ChunkText.class.getResourceAsStream(
                "/docs/%s/additionalDetails.md".formatted(ChunkText.class.getName()))) {
            page = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
        final Matcher example = Pattern.compile("```markdown\n(.+?)```.+?```json\n(.+?)```", Pattern.DOTALL)
                .matcher(page);
        assertTrue(example.find());
        runner.setProperty(ChunkProperties.TEXT_FORMAT, TextFormat.MARKDOWN);
        runner.setProperty(ChunkProperties.MAXIMUM_CHUNK_SIZE, "60");
        runner.enqueue(example.group(1), Map.of("filename", "sage.md"));
        runner.run();

        assertEquals(
                example.group(2).lines().toList(),
                success().stream().map(JsonNode::toString).toList());
    }

    @Test
    void chunksAreEmbeddedInTheContextOfTheirDocument() throws Exception {
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            readRecords();
            runner.enqueue(Records.of("One two. Three four. Five.", "Six. " + "Seven eight nine. ".repeat(3), "Ten."));
            runner.run();
            final List<JsonNode> chunks = success();

            // the properties of the shipped flow contextualized-corpus, with the paths of ChunkText
            final TestRunner create = flow.createContextualized();
            create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS);
            create.setProperty(DocumentProperties.DOCUMENT_ID_RECORD_PATH, "/document_id");
            create.setProperty(DocumentProperties.CHUNK_COUNT_RECORD_PATH, "/chunk_count");
            create.setProperty(DocumentProperties.TEXT_RECORD_PATH, "/text");
            final MockFlowFile submitted = flow.submit(
                    create,
                    runner.getFlowFilesForRelationship(ChunkText.SUCCESS)
                            .getFirst()
                            .getContent());
            submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "3");
            submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, Integer.toString(chunks.size()));
            final TestRunner download = flow.download(flow.await(submitted));

            download.assertTransferCount("rejected", 0);
            final List<JsonNode> embedded = Records.read(download.getFlowFilesForRelationship("success"));
            assertEquals(chunks.size(), embedded.size());
            for (int i = 0; i < chunks.size(); i++) {
                assertFalse(embedded.get(i).path("embedding").isEmpty());
                for (final String field : List.of("text", "document_id", "chunk_index", "chunk_start", "chunk_end")) {
                    assertEquals(chunks.get(i).path(field), embedded.get(i).path(field));
                }
            }
        }
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<JsonNode> success() throws Exception {
        assertEquals(List.of(), runner.getLogger().getErrorMessages());
        return Records.read(runner.getFlowFilesForRelationship(ChunkText.SUCCESS));
    }

    private List<String> errors() throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(ChunkText.REJECTED)).stream()
                .map(record -> record.path("error").path("code").asText())
                .toList();
    }
}
