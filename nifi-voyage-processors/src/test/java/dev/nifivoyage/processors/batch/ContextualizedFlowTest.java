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
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.batch.result.ResultProperties;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.request.DocumentProperties;
import dev.nifivoyage.processors.response.OutputStrategy;
import dev.nifivoyage.service.api.BatchEndpoint;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Documents through CreateBatchContextualized, PollBatchStatus and DownloadBatchResults, compared with the responses of
 * the real-time endpoint.
 */
class ContextualizedFlowTest {
    private static final String MODEL = "voyage-context-3";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    void givesEachChunkOfAnArrayTheVectorOfTheRealTimeEndpoint() throws Exception {
        final MockFlowFile submitted = flow.submit(flow.createContextualized(), """
            {"id":0,"chunks":["a first chunk","the same chunk"]}
            {"id":1,"chunks":["another beginning","the same chunk","an end"]}
            """);
        submitted.assertAttributeEquals(
                VoyageAttributes.BATCH_ENDPOINT, BatchEndpoint.CONTEXTUALIZED_EMBEDDINGS.path());
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, "2");

        final TestRunner download = flow.download(flow.await(submitted));

        final List<JsonNode> records = success(download);
        assertEquals(2, records.size());
        assertEquals(
                realTime(List.of("a first chunk", "the same chunk"), Map.of()),
                vectors(records.get(0).path("embedding")));
        assertEquals(
                realTime(List.of("another beginning", "the same chunk", "an end"), Map.of()),
                vectors(records.get(1).path("embedding")));
        assertNotEquals(
                records.get(0).path("embedding").get(1),
                records.get(1).path("embedding").get(1),
                "equal chunks among different neighbors");
        final MockFlowFile success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst();
        success.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "2");
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().batchTokens()));
        assertTrue(Double.parseDouble(success.getAttribute(VoyageAttributes.COST)) > 0);
    }

    @Test
    void putsVectorsIntoChunksThatAreRecords() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty(DocumentProperties.CHUNKS_RECORD_PATH, "/chunks[*]/text");
        final TestRunner download = flow.download(flow.await(flow.submit(create, """
            {"id":0,"chunks":[{"text":"one","page":1},{"text":"two","page":2}]}
            {"id":1,"chunks":[{"text":"three","page":3}]}
            """)));

        final List<JsonNode> records = success(download);
        assertEquals(2, records.size());
        final List<List<Float>> expected = realTime(List.of("one", "two"), Map.of());
        for (int i = 0; i < 2; i++) {
            final JsonNode chunk = records.get(0).path("chunks").get(i);
            assertEquals(i + 1, chunk.path("page").asInt());
            assertEquals(expected.get(i), vector(chunk.path("embedding")));
        }
        assertEquals(
                realTime(List.of("three"), Map.of()).getFirst(),
                vector(records.get(1).path("chunks").get(0).path("embedding")));
    }

    @Test
    void writesARecordForEachChunk() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty(DocumentProperties.CHUNKS_RECORD_PATH, "/chunks[*]/text");
        final TestRunner download = flow.download();
        download.setProperty(ResultProperties.OUTPUT_STRATEGY, OutputStrategy.PART);
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, """
            {"id":0,"chunks":[{"text":"one","page":1},{"text":"two","page":2}]}
            {"id":1,"chunks":[{"text":"three","page":3}]}
            """)));
        download.run();

        final List<JsonNode> records = success(download);
        assertEquals(
                List.of("0 one 1 0 2", "0 two 2 1 2", "1 three 3 0 1"),
                records.stream()
                        .map(record -> "%s %s %s %s %s"
                                .formatted(
                                        record.path("id").asInt(),
                                        record.path("text").asText(),
                                        record.path("page").asInt(),
                                        record.path("chunk_index").asInt(),
                                        record.path("chunk_count").asInt()))
                        .toList());
        assertEquals(
                realTime(List.of("one", "two"), Map.of()),
                records.subList(0, 2).stream()
                        .map(record -> vector(record.path("embedding")))
                        .toList());
        assertTrue(records.stream().noneMatch(record -> record.has("chunks")));
        final MockFlowFile success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst();
        success.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "2");
        success.assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "3");
    }

    @Test
    void writesARecordForEachTextOfAnArray() throws Exception {
        final TestRunner download = flow.download();
        download.setProperty(ResultProperties.OUTPUT_STRATEGY, OutputStrategy.PART);
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(flow.createContextualized(), """
            {"id":7,"chunks":["one","two"]}""")));
        download.run();

        final List<JsonNode> records = success(download);
        assertEquals(
                List.of("one", "two"),
                records.stream().map(record -> record.path("text").asText()).toList());
        assertEquals(
                realTime(List.of("one", "two"), Map.of()),
                records.stream().map(record -> vector(record.path("embedding"))).toList());
        assertTrue(records.stream().allMatch(record -> record.path("id").asInt() == 7));
    }

    @Test
    void groupsConsecutiveRecordsByTheirDocument() throws Exception {
        final MockFlowFile submitted = flow.submit(
                consecutive(),
                chunkDocument("a.txt", "one", "two")
                        + chunkDocument("b.txt", "one", "three", "four")
                        + chunkDocument("c.txt", "one", "two"));
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, "7");

        final List<JsonNode> records = success(flow.download(flow.await(submitted)));

        assertEquals(7, records.size());
        final List<List<Float>> vectors =
                records.stream().map(record -> vector(record.path("embedding"))).toList();
        assertEquals(realTime(List.of("one", "two"), Map.of()), vectors.subList(0, 2));
        assertEquals(realTime(List.of("one", "three", "four"), Map.of()), vectors.subList(2, 5));
        assertEquals(vectors.subList(0, 2), vectors.subList(5, 7), "equal documents");
        assertEquals("c.txt", records.get(6).path("metadata").path("source").asText());
    }

    @Test
    void namesTheDocumentAndTheChunkThatCannotBeEmbedded() throws Exception {
        final TestRunner create = consecutive();
        create.setProperty(DocumentProperties.CHUNK_COUNT_RECORD_PATH, "/metadata/chunk_count");
        final String content = chunkDocument("good.txt", "one", "two")
                + chunkDocument("blank.txt", "one", " ", "three")
                + """
                    {"text":"of nobody"}
                    """
                + chunkDocument("long.txt", "word ".repeat(20_000), "word ".repeat(20_000), "and an end")
                + chunkDocument("cut.txt", "one", "two", "three")
                        .lines()
                        .findFirst()
                        .orElseThrow() + "\n"
                + chunkDocument("good.txt", "last");
        final MockFlowFile submitted = flow.submit(create, content);
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "3");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_UNUSABLE, "5");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, "6");

        final TestRunner download = flow.download(flow.await(submitted));

        assertEquals(
                List.of("one", "two", "one", "three", "last"),
                success(download).stream()
                        .map(record -> record.path("text").asText())
                        .toList());
        final List<JsonNode> errors = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        assertEquals(
                List.of(
                        "blank_text",
                        "missing_document_id",
                        "document_too_long",
                        "document_too_long",
                        "document_too_long",
                        "incomplete_document"),
                errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertTrue(
                errors.get(2).path("error").path("message").asText().contains("document [long.txt]"),
                () -> errors.get(2).path("error").toString());
        assertTrue(
                errors.get(5).path("error").path("message").asText().contains("document [cut.txt]"),
                () -> errors.get(5).path("error").toString());
    }

    @Test
    void namesTheChunkOfAnArrayThatCannotBeEmbedded() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty(DocumentProperties.CHUNKS_RECORD_PATH, "/chunks[*]/text");
        final TestRunner download = flow.download(flow.await(flow.submit(create, """
            {"id":0,"chunks":[{"text":"one","page":1},{"text":"two","page":2}]}
            {"id":1,"chunks":[{"text":"one","page":1},{"text":{"no":"text"}}]}
            {"id":2,"chunks":[{"text":"","page":1}]}
            {"id":3,"chunks":[]}
            {"id":4}
            """)));

        assertEquals(
                List.of(0),
                success(download).stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
        final List<JsonNode> errors = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        assertEquals(
                List.of("1 not_text", "2 blank_text", "3 missing_text", "4 missing_text"),
                errors.stream()
                        .map(record -> record.path("id").asInt() + " "
                                + record.path("error").path("code").asText())
                        .toList());
        assertTrue(
                errors.getFirst()
                        .path("error")
                        .path("message")
                        .asText()
                        .startsWith("Chunk 2 of the document in record 2 "),
                () -> errors.getFirst().path("error").toString());
    }

    @Test
    void rejectsMoreChunksThanARequestTakes() throws Exception {
        final StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < 16_001; i++) {
            chunks.append("""
                    {"text":"a","metadata":{"source":"many.txt"}}
                    """);
        }
        final TestRunner create = consecutive();
        create.enqueue(chunks.toString());
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchContextualized.NO_TEXT, 1);
        assertTrue(
                create.getLogger()
                        .getWarnMessages()
                        .getFirst()
                        .getMsg()
                        .contains("document [many.txt] has more than the 16000 chunks"),
                () -> create.getLogger().getWarnMessages().toString());
    }

    @Test
    void writesARecordForEachChunkThatVoyageCut() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.WHOLE_TEXT);
        create.setProperty(DocumentProperties.CHUNK_SIZE, "4");
        create.setProperty(DocumentProperties.CHUNK_OVERLAP, "1");
        final String text = "one two three four five six seven eight nine ten";
        final TestRunner download = flow.download(flow.await(flow.submit(create, """
                    {"id":3,"text":"%s"}
                    {"id":4,"text":"short"}""".formatted(text))));

        final List<JsonNode> records = success(download);
        final JsonNode response = LocalHttp.post(
                        flow.voyage(),
                        "/contextualizedembeddings",
                        Map.of(
                                "model",
                                MODEL,
                                "input_type",
                                "document",
                                "inputs",
                                List.of(List.of(text)),
                                "enable_auto_chunking",
                                true,
                                "chunk_size",
                                4,
                                "chunk_overlap",
                                1))
                .path("data")
                .get(0)
                .path("data");
        assertTrue(response.size() > 1);
        assertEquals(response.size() + 1, records.size());
        for (int i = 0; i < response.size(); i++) {
            assertEquals(response.get(i).path("text"), records.get(i).path("text"));
            assertEquals(
                    vector(response.get(i).path("embedding")),
                    vector(records.get(i).path("embedding")));
            assertEquals(i, records.get(i).path("chunk_index").asInt());
            assertEquals(response.size(), records.get(i).path("chunk_count").asInt());
        }
        assertEquals(4, records.getLast().path("id").asInt());
        download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "2");
    }

    @Test
    void embedsQueriesAsTheyAre() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty("Input Type", "query");
        create.assertNotValid();
        create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.WHOLE_TEXT);
        final List<JsonNode> records =
                success(flow.download(flow.await(flow.submit(create, Records.of("who lifts both arms?")))));

        assertEquals(
                realTime(List.of("who lifts both arms?"), Map.of("input_type", "query"))
                        .getFirst(),
                vector(records.getFirst().path("embedding")));
    }

    @Test
    void cutsBetweenDocumentsOnly() throws Exception {
        final TestRunner create = consecutive();
        create.setProperty(JobLimitProperties.MAXIMUM_TEXTS, "5");
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            content.append(chunkDocument(i + ".txt", "one " + i, "two " + i, "three " + i));
        }
        create.enqueue(content.toString());
        create.run();

        create.assertTransferCount(CreateBatchContextualized.SUBMITTED, 10);
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile slice : create.getFlowFilesForRelationship(CreateBatchContextualized.SUBMITTED)) {
            slice.assertAttributeEquals(VoyageAttributes.FRAGMENT_COUNT, "10");
            records.addAll(success(flow.download(flow.await(slice))));
        }
        assertEquals(30, records.size());
        assertEquals(
                realTime(List.of("one 9", "two 9", "three 9"), Map.of()),
                records.subList(27, 30).stream()
                        .map(record -> vector(record.path("embedding")))
                        .toList());
    }

    @Test
    void accountsForEachRecordWhenLinesFailAreMissingRepeatedAndMalformed() throws Exception {
        flow.voyage()
                .faults()
                .set(
                        Fault.lines().response(0.05).error(0.05),
                        Fault.output().drop(0.1).duplicate(0.1).malform(0.05));
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            content.append(chunkDocument(i + ".txt", "one " + i, "two " + i));
        }
        final TestRunner download = flow.download(flow.await(flow.submit(consecutive(), content.toString())));

        final Map<String, Set<String>> places = new HashMap<>();
        int records = 0;
        for (final Relationship relationship : List.of(
                DownloadBatchResults.SUCCESS, DownloadBatchResults.REJECTED, DownloadBatchResults.UNPROCESSED)) {
            final List<JsonNode> placed = Records.read(download.getFlowFilesForRelationship(relationship));
            assertFalse(placed.isEmpty(), relationship::getName);
            records += placed.size();
            for (final JsonNode record : placed) {
                places.computeIfAbsent(record.path("metadata").path("source").asText(), source -> new TreeSet<>())
                        .add(relationship.getName());
            }
        }
        assertEquals(600, records);
        assertEquals(300, places.size());
        assertTrue(places.values().stream().allMatch(names -> names.size() == 1), "a document is in one place");
    }

    @Test
    void needsNothingButTheIdOfTheJob() throws Exception {
        final String content = chunkDocument("a.txt", "one", "two");
        final MockFlowFile submitted = flow.submit(consecutive(), content);
        flow.await(submitted);
        final TestRunner download = flow.download();
        download.enqueue(content, Map.of(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID)));
        download.run();

        assertEquals(
                realTime(List.of("one", "two"), Map.of()),
                success(download).stream()
                        .map(record -> vector(record.path("embedding")))
                        .toList());
    }

    private TestRunner consecutive() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS);
        create.assertValid();
        return create;
    }

    /** Records as written by ChunkDocument. */
    private static String chunkDocument(final String source, final String... chunks) {
        final StringBuilder records = new StringBuilder();
        for (int i = 0; i < chunks.length; i++) {
            records.append("""
                    {"text":"%s","metadata":{"source":"%s","chunk_index":%d,"chunk_count":%d}}
                    """.formatted(chunks[i], source, i, chunks.length));
        }

        return records.toString();
    }

    private static List<JsonNode> success(final TestRunner download) throws Exception {
        assertEquals(List.of(), download.getLogger().getErrorMessages());
        return Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
    }

    private List<List<Float>> realTime(final List<String> chunks, final Map<String, Object> parameters)
            throws Exception {
        final Map<String, Object> body =
                new HashMap<>(Map.of("model", MODEL, "input_type", "document", "inputs", List.of(chunks)));
        body.putAll(parameters);
        final List<List<Float>> vectors = new ArrayList<>();
        for (final JsonNode chunk : LocalHttp.post(flow.voyage(), "/contextualizedembeddings", body)
                .path("data")
                .get(0)
                .path("data")) {
            vectors.add(vector(chunk.path("embedding")));
        }

        return vectors;
    }

    private static List<List<Float>> vectors(final JsonNode arrays) {
        final List<List<Float>> vectors = new ArrayList<>();
        arrays.forEach(array -> vectors.add(vector(array)));
        return vectors;
    }

    private static List<Float> vector(final JsonNode array) {
        assertEquals(1024, array.size());
        final List<Float> vector = new ArrayList<>();
        array.forEach(number -> vector.add(number.floatValue()));
        return vector;
    }
}
