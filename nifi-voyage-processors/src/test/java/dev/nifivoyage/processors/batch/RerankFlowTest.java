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
import dev.nifivoyage.processors.request.DocumentsSource;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.response.OutputStrategy;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Queries through CreateBatchRerank, PollBatchStatus and DownloadBatchResults, compared with the responses of the
 * real-time endpoint.
 */
class RerankFlowTest {
    private static final List<String> DOCUMENTS = List.of(
            "a dancer lifts both arms",
            "the weather in spring",
            "arms are lifted above the head",
            "a recipe for bread");

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    void ranksTheDocumentsOfEachRecordAsTheRealTimeEndpointDoes() throws Exception {
        final MockFlowFile submitted = flow.submit(
                flow.createRerank(),
                record(0, "who lifts both arms?", DOCUMENTS)
                        + record(1, "how is bread made?", DOCUMENTS.subList(1, 4))
                        + record(2, "how is bread made?", DOCUMENTS.subList(1, 4)));
        submitted.assertAttributeEquals(VoyageAttributes.BATCH_ENDPOINT, "/v1/rerank");
        submitted.assertAttributeEquals(VoyageAttributes.BATCH_MODEL, "rerank-2.5");
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, "3");

        final TestRunner download = flow.download(flow.await(submitted));

        final List<JsonNode> records = success(download);
        assertEquals(
                List.of(0, 1, 2),
                records.stream().map(record -> record.path("id").asInt()).toList());
        assertRanking(
                realTime("who lifts both arms?", DOCUMENTS, Map.of()),
                records.get(0).path("ranking"));
        assertRanking(
                realTime("how is bread made?", DOCUMENTS.subList(1, 4), Map.of()),
                records.get(1).path("ranking"));
        assertEquals(records.get(1).path("ranking"), records.get(2).path("ranking"));
        assertFalse(records.get(0).path("ranking").get(0).has("document"));
        final MockFlowFile success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst();
        success.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "3");
        final long tokens = flow.voyage().ledger().totals().batchTokens();
        success.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(tokens));
        assertEquals(
                tokens * 0.05 * 0.67 / 1_000_000,
                Double.parseDouble(success.getAttribute(VoyageAttributes.COST)),
                1e-8);
    }

    @Test
    void keepsTheFieldsOfDocumentsThatAreRecords() throws Exception {
        final TestRunner create = flow.createRerank();
        create.setProperty(RerankProperties.DOCUMENTS_RECORD_PATH, "/candidates[*]/text");
        create.setProperty(RerankProperties.TOP_K, "2");
        final String content = """
            {"id":0,"query":"who lifts both arms?","candidates":[{"text":"the weather in spring","page":1},{"text":"a dancer lifts both arms","page":2},{"text":"arms are lifted","page":3}]}
            {"id":1,"query":"how is bread made?","candidates":[{"text":"a recipe for bread","page":4}]}
            """;
        final MockFlowFile completed = flow.await(flow.submit(create, content));

        final List<JsonNode> whole = success(flow.download(completed));
        assertEquals(2, whole.size());
        assertEquals(2, whole.get(0).path("ranking").size());
        for (final JsonNode ranked : whole.get(0).path("ranking")) {
            assertEquals(
                    ranked.path("index").asInt() + 1,
                    ranked.path("document").path("page").asInt());
        }
        assertEquals(
                4,
                whole.get(1)
                        .path("ranking")
                        .get(0)
                        .path("document")
                        .path("page")
                        .asInt());

        final TestRunner download = flow.download();
        download.setProperty(ResultProperties.OUTPUT_STRATEGY, OutputStrategy.PART);
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();
        final List<JsonNode> parts = success(download);
        assertEquals(3, parts.size());
        assertEquals(
                List.of("0 1", "0 2", "1 1"),
                parts.stream()
                        .map(part -> part.path("id").asInt() + " "
                                + part.path("rank").asInt())
                        .toList());
        final List<JsonNode> expected = realTime(
                "who lifts both arms?",
                List.of("the weather in spring", "a dancer lifts both arms", "arms are lifted"),
                Map.of("top_k", 2));
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    expected.get(i).path("relevance_score").asDouble(),
                    parts.get(i).path("relevance_score").asDouble());
            assertEquals(
                    expected.get(i).path("index").asInt(),
                    parts.get(i).path("index").asInt());
            assertEquals(
                    expected.get(i).path("index").asInt() + 1,
                    parts.get(i).path("document").path("page").asInt());
            assertFalse(parts.get(i).has("candidates"));
        }
        download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "2");
    }

    @Test
    void opensNoFileNamedByAJob(@TempDir final Path directory) throws Exception {
        final Path file = directory.resolve("documents.json");
        Files.writeString(file, """
            {"text":"a dancer"}
            {"text":"a baker"}
            """);
        final TestRunner create = flow.createRerank();
        create.setProperty("Documents Source", "FILE");
        create.setProperty("Documents File", file.toString());
        final String query = """
            {"query":"who lifts both arms?"}
            """;
        final MockFlowFile completed = flow.await(flow.submit(create, query));
        final String batchId = completed.getAttribute(VoyageAttributes.BATCH_ID);
        assertFalse(
                LocalHttp.get(flow.voyage(), "/batches/" + batchId).toString().contains("documents.json"));

        final TestRunner restored = flow.download();
        final UnaryOperator<String> naming = job -> job.replace("\\\"documents.file\\\"", "")
                .replace("{\\\"", "{\\\"documents.file\\\":\\\"%s\\\",\\\"".formatted(file));
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "GET", "/v1/batches/[^/]*", naming)) {
            altered.serve(restored);
            restored.enqueue(query, Map.of(VoyageAttributes.BATCH_ID, batchId));
            restored.run();
        }
        restored.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        final String message = restored.getFlowFilesForRelationship(DownloadBatchResults.FAILURE)
                .getFirst()
                .getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("Documents File is empty"), message);

        final TestRunner named = flow.download();
        named.setProperty("Documents File", file.toString());
        named.enqueue(query, Map.of(VoyageAttributes.BATCH_ID, batchId));
        named.run();
        named.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
    }

    @Test
    void ranksTheDocumentsOfAFileForAllQueries(@TempDir final Path directory) throws Exception {
        final Path file = directory.resolve("documents.json");
        final StringBuilder documents = new StringBuilder();
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            documents.append("""
                {"text":"%s","number":%d}
                """.formatted(DOCUMENTS.get(i), i));
        }
        Files.writeString(file, documents);
        final TestRunner create = flow.createRerank();
        create.setProperty(RerankProperties.DOCUMENTS_SOURCE, DocumentsSource.FILE);
        create.setProperty(RerankProperties.DOCUMENTS_FILE, "${documents}");
        create.enqueue("""
            {"query":"who lifts both arms?"}
            {"query":"how is bread made?"}
            """, Map.of("documents", file.toString()));
        create.run();
        final MockFlowFile completed = flow.await(
                create.getFlowFilesForRelationship(CreateBatchRerank.SUBMITTED).getFirst());

        final List<JsonNode> records = success(flow.download(completed));
        assertEquals(2, records.size());
        for (final JsonNode record : records) {
            assertRanking(realTime(record.path("query").asText(), DOCUMENTS, Map.of()), record.path("ranking"));
            for (final JsonNode ranked : record.path("ranking")) {
                assertEquals(ranked.path("index"), ranked.path("document").path("number"));
            }
        }

        Files.writeString(file, documents.toString().replace("bread", "cake"));
        final TestRunner changed = flow.download(completed);
        changed.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        changed.getFlowFilesForRelationship(DownloadBatchResults.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "record_count_mismatch");

        Files.delete(file);
        create.clearTransferState();
        create.enqueue("""
            {"query":"anything"}""", Map.of("documents", file.toString()));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchRerank.FAILURE, 1);
        assertTrue(create.getFlowFilesForRelationship(CreateBatchRerank.FAILURE)
                .getFirst()
                .getAttribute(VoyageAttributes.ERROR_MESSAGE)
                .contains(file.toString()));
    }

    @Test
    void returnsTheTextsOfDocuments() throws Exception {
        final TestRunner create = flow.createRerank();
        create.setProperty(RerankProperties.RETURN_DOCUMENTS, "true");
        create.setProperty(RerankProperties.TOP_K, "3");
        final List<JsonNode> records =
                success(flow.download(flow.await(flow.submit(create, record(0, "who lifts both arms?", DOCUMENTS)))));

        final JsonNode ranking = records.getFirst().path("ranking");
        assertEquals(3, ranking.size());
        for (final JsonNode ranked : ranking) {
            assertEquals(
                    DOCUMENTS.get(ranked.path("index").asInt()),
                    ranked.path("document").asText());
        }
    }

    @Test
    void namesWhatCannotBeRanked() throws Exception {
        final TestRunner create = flow.createRerank();
        create.setProperty(RerankProperties.TRUNCATION, "false");
        final List<String> many = new ArrayList<>(Collections.nCopies(1_001, "x"));
        final String content = record(0, "good", DOCUMENTS)
                + record(1, " ", DOCUMENTS)
                + record(2, "no documents", List.of())
                + record(3, "a blank one", List.of("one", " "))
                + record(4, "too many", many)
                + record(5, "word ".repeat(9_000), DOCUMENTS)
                + record(6, "long document", List.of("short", "word ".repeat(33_000)));
        final MockFlowFile submitted = flow.submit(create, content);
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_UNUSABLE, "5");
        final TestRunner download = flow.download(flow.await(submitted));

        // one document of record 3 is left out, and the other is ranked
        assertEquals(2, success(download).size());
        final List<JsonNode> errors = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        assertEquals(
                List.of("blank_text", "missing_documents", "too_many_documents", "query_too_long", "document_too_long"),
                errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertTrue(
                errors.get(4).path("error").path("message").asText().startsWith("Document 2 "),
                () -> errors.get(4).path("error").toString());
    }

    @Test
    void rejectsMoreTokensThanARequestTakes() throws Exception {
        final TestRunner create = flow.createRerank();
        create.enqueue(record(0, "word ".repeat(2_000), Collections.nCopies(400, "x")));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchRerank.NO_TEXT, 1);
        assertTrue(
                create.getLogger().getWarnMessages().getFirst().getMsg().contains("more than the 600000 tokens"),
                () -> create.getLogger().getWarnMessages().toString());
    }

    @Test
    void cutsAFlowFileByTheNumberOfItsDocuments() throws Exception {
        final TestRunner create = flow.createRerank();
        create.setProperty(JobLimitProperties.MAXIMUM_TEXTS, "8");
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            content.append(record(i, "query " + i, DOCUMENTS));
        }
        create.enqueue(content.toString());
        create.run();

        create.assertTransferCount(CreateBatchRerank.SUBMITTED, 3);
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile slice : create.getFlowFilesForRelationship(CreateBatchRerank.SUBMITTED)) {
            records.addAll(success(flow.download(flow.await(slice))));
        }
        assertEquals(
                List.of(0, 1, 2, 3, 4),
                records.stream().map(record -> record.path("id").asInt()).toList());
        assertRanking(realTime("query 4", DOCUMENTS, Map.of()), records.get(4).path("ranking"));
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
            content.append(record(i, "query " + i, DOCUMENTS));
        }
        final TestRunner download = flow.download();
        download.setProperty(ResultProperties.OUTPUT_STRATEGY, OutputStrategy.PART);
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(flow.createRerank(), content.toString())));
        download.run();

        final Set<Integer> ids = new TreeSet<>();
        int placed = 0;
        for (final Relationship relationship : List.of(
                DownloadBatchResults.SUCCESS, DownloadBatchResults.REJECTED, DownloadBatchResults.UNPROCESSED)) {
            final Set<Integer> here = Records.read(download.getFlowFilesForRelationship(relationship)).stream()
                    .map(record -> record.path("id").asInt())
                    .collect(Collectors.toSet());
            assertFalse(here.isEmpty(), relationship::getName);
            placed += here.size();
            ids.addAll(here);
        }
        assertEquals(300, placed);
        assertEquals(300, ids.size());
        final MockFlowFile success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst();
        assertEquals(
                Integer.parseInt(success.getAttribute(VoyageAttributes.RECORD_COUNT)),
                4 * Integer.parseInt(success.getAttribute(VoyageAttributes.RECORDS_EMBEDDED)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2"})
    void tellsTheDocumentsWhenVoyageCountsOverTheWholeJob(final String topK) throws Exception {
        try (VoyageTestEnvironment counting =
                new VoyageTestEnvironment(new VoyageLocalOptions().indexOverBatch(true))) {
            final TestRunner create = counting.createRerank();
            final Map<String, Object> parameters = new HashMap<>();
            if (!topK.isEmpty()) {
                create.setProperty(RerankProperties.TOP_K, topK);
                parameters.put("top_k", Integer.valueOf(topK));
            }
            final List<String> few = DOCUMENTS.subList(0, 2);
            final List<JsonNode> records = success(counting.download(counting.await(counting.submit(
                    create, record(0, "a recipe?", few) + record(1, "how is bread made?", DOCUMENTS)))));

            assertEquals(2, records.size());
            assertRanking(realTime("a recipe?", few, parameters), records.get(0).path("ranking"));
            assertRanking(
                    realTime("how is bread made?", DOCUMENTS, parameters),
                    records.get(1).path("ranking"));
        }
    }

    @Test
    void needsNothingButTheIdOfTheJob() throws Exception {
        final String content = record(0, "who lifts both arms?", DOCUMENTS);
        final MockFlowFile submitted = flow.submit(flow.createRerank(), content);
        flow.await(submitted);
        final TestRunner download = flow.download();
        download.enqueue(content, Map.of(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID)));
        download.run();

        assertRanking(
                realTime("who lifts both arms?", DOCUMENTS, Map.of()),
                success(download).getFirst().path("ranking"));
    }

    private static String record(final int id, final String query, final List<String> documents) {
        return """
            {"id":%d,"query":"%s","documents":[%s]}
            """.formatted(
                        id,
                        query,
                        documents.stream().map(document -> '"' + document + '"').collect(Collectors.joining(",")));
    }

    private static List<JsonNode> success(final TestRunner download) throws Exception {
        assertEquals(List.of(), download.getLogger().getErrorMessages());
        return Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
    }

    private List<JsonNode> realTime(
            final String query, final List<String> documents, final Map<String, Object> parameters) throws Exception {
        final Map<String, Object> body =
                new HashMap<>(Map.of("model", "rerank-2.5", "query", query, "documents", documents));
        body.putAll(parameters);
        final List<JsonNode> ranking = new ArrayList<>();
        LocalHttp.post(flow.voyage(), "/rerank", body).path("data").forEach(ranking::add);
        return ranking;
    }

    private static void assertRanking(final List<JsonNode> expected, final JsonNode ranking) {
        assertEquals(expected.size(), ranking.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(i + 1, ranking.get(i).path("rank").asInt());
            assertEquals(
                    expected.get(i).path("index").asInt(),
                    ranking.get(i).path("index").asInt());
            assertEquals(
                    expected.get(i).path("relevance_score").asDouble(),
                    ranking.get(i).path("relevance_score").asDouble());
        }
    }
}
