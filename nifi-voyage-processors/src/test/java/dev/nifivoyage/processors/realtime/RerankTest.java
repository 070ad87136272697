/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.batch.result.ResultProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.request.DocumentsSource;
import dev.nifivoyage.processors.request.RerankProperties;
import dev.nifivoyage.processors.response.OutputStrategy;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Queries in, rankings out, against a Voyage on this machine.
 */
class RerankTest {
    private static final List<String> DOCUMENTS = List.of(
            "a dancer lifts both arms",
            "the weather in spring",
            "arms are lifted above the head",
            "a recipe for bread");

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withRecords(new Rerank());
        runner.assertValid();
    }

    @ParameterizedTest
    @CsvSource({
        "rerank-2.5,,false,RECORD",
        "rerank-2.5,2,false,RECORD",
        "rerank-2.5-lite,,true,RECORD",
        "rerank-2.5,3,true,PART",
        "rerank-2.5-lite,,false,PART"
    })
    void givesTheScoresOfABatchBitForBit(
            final String model, final String topK, final String returnDocuments, final OutputStrategy strategy)
            throws Exception {
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            content.append(record(i, "who lifts arm number " + i + "?", DOCUMENTS.subList(0, 1 + i % 4)));
        }
        content.append(record(20, "long " + "word ".repeat(9_000), DOCUMENTS));
        final TestRunner create = flow.createRerank();
        for (final TestRunner either : List.of(create, runner)) {
            either.setProperty(RerankProperties.RERANK_MODEL, model);
            either.setProperty(RerankProperties.RETURN_DOCUMENTS, returnDocuments);
            if (topK != null) {
                either.setProperty(RerankProperties.TOP_K, topK);
            }
        }
        final TestRunner download = flow.download();
        for (final TestRunner either : List.of(download, runner)) {
            either.setProperty(ResultProperties.OUTPUT_STRATEGY, strategy);
        }

        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, content.toString())));
        download.run();
        run(content.toString());

        final List<JsonNode> records = records(Rerank.SUCCESS);
        final List<JsonNode> expected = Records.read(download.getFlowFilesForRelationship("success"));
        assertEquals(expected, records);
        assertEquals(bits(expected), bits(records));
        assertEquals(strategy == OutputStrategy.RECORD ? 21 : records.size(), records.size());
        assertTrue(bits(records).size() > 21);
        assertEquals(
                flow.voyage().ledger().totals().batchTokens(),
                flow.voyage().ledger().totals().realTimeTokens());
    }

    @Test
    void reportsCountsAndCost() throws Exception {
        run(record(0, "who lifts both arms?", DOCUMENTS) + record(1, "how is bread made?", DOCUMENTS));

        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(2, billed.realTimeRequests());
        for (final Relationship relationship : List.of(Rerank.SUCCESS, Rerank.ORIGINAL)) {
            final MockFlowFile flowFile =
                    runner.getFlowFilesForRelationship(relationship).getFirst();
            flowFile.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.realTimeTokens()));
            assertEquals(
                    billed.realTimeTokens() * 0.05 / 1_000_000,
                    Double.parseDouble(flowFile.getAttribute(VoyageAttributes.COST)),
                    1e-8);
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "2");
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "0");
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_UNPROCESSED, "0");
            flowFile.assertAttributeEquals(VoyageAttributes.RERANK_MODEL, "rerank-2.5");
            flowFile.assertAttributeEquals(VoyageAttributes.QUERY_RECORD_PATH, "/query");
        }
        runner.getFlowFilesForRelationship(Rerank.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "2");
        assertEquals(billed.realTimeTokens(), runner.getCounterValue("Tokens"));
        assertEquals(2, runner.getCounterValue("Records Ranked"));
        assertTrue(runner.getProvenanceEvents().stream()
                .anyMatch(event -> event.getEventType() == ProvenanceEventType.REMOTE_INVOCATION
                        && (flow.voyage().baseUri() + "/rerank").equals(event.getTransitUri())));
        assertEquals(
                List.of(1, 2, 3, 4),
                records(Rerank.SUCCESS).getFirst().path("ranking").findValues("rank").stream()
                        .map(JsonNode::asInt)
                        .toList());
    }

    @Test
    void takesThePriceThatIsGiven() throws Exception {
        runner.setProperty(PriceProperty.PRICE, "1000");
        run(record(0, "who lifts both arms?", DOCUMENTS));

        final MockFlowFile success =
                runner.getFlowFilesForRelationship(Rerank.SUCCESS).getFirst();
        assertEquals(
                flow.voyage().ledger().totals().tokens() * 0.001,
                Double.parseDouble(success.getAttribute(VoyageAttributes.COST)),
                1e-9);
    }

    @Test
    void asksEqualQueriesWithEqualDocumentsOnce() throws Exception {
        run(record(0, "same", DOCUMENTS)
                + record(1, "other", DOCUMENTS)
                + record(2, "same", DOCUMENTS)
                + record(3, "same", DOCUMENTS.subList(0, 2)));

        assertEquals(3, flow.voyage().ledger().totals().realTimeRequests());
        assertEquals(1, runner.getCounterValue("Records Repeated"));
        final List<JsonNode> records = records(Rerank.SUCCESS);
        assertEquals(
                List.of(0, 1, 2, 3),
                records.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(records.get(0).path("ranking"), records.get(2).path("ranking"));
        assertEquals(2, records.get(3).path("ranking").size());
    }

    @Test
    void keepsTheFieldsOfDocumentsThatAreRecords() throws Exception {
        runner.setProperty(RerankProperties.DOCUMENTS_RECORD_PATH, "/candidates[*]/text");
        runner.setProperty(RerankProperties.TOP_K, "2");
        runner.setProperty(Rerank.RANKING_RECORD_PATH, "/best");
        run("""
            {"query":"who lifts both arms?","candidates":[{"text":"the weather in spring","page":1},{"text":"a dancer lifts both arms","page":2},{"text":"arms are lifted","page":3}]}
            """);

        final JsonNode best = records(Rerank.SUCCESS).getFirst().path("best");
        assertEquals(2, best.size());
        for (final JsonNode ranked : best) {
            assertEquals(
                    ranked.path("index").asInt() + 1,
                    ranked.path("document").path("page").asInt());
        }
        assertTrue(best.get(0).path("relevance_score").asDouble()
                >= best.get(1).path("relevance_score").asDouble());
    }

    @Test
    void aFlowFileWithoutRecordsComesOutWithoutRecords() throws Exception {
        run("[]");

        runner.assertTransferCount(Rerank.REJECTED, 0);
        assertEquals(List.of(), records(Rerank.SUCCESS));
        runner.getFlowFilesForRelationship(Rerank.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
    }

    @Test
    void aRecordOfAnotherShapeIsRejectedAlone() throws Exception {
        runner.setProperty(RerankProperties.DOCUMENTS_RECORD_PATH, "/candidates[*]/text");
        run("""
            {"id":1,"query":"who lifts both arms?","candidates":[{"text":"the weather in spring","page":1},{"text":"a dancer lifts both arms","page":2}]}
            {"id":2,"query":"who turns?","candidates":"plain text"}
            {"id":3,"query":"who stands still?","candidates":[{"text":"a tree","page":3}]}
            """);

        final List<JsonNode> ranked = records(Rerank.SUCCESS);
        assertEquals(
                List.of(1, 3),
                ranked.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(
                3,
                ranked.getLast()
                        .path("ranking")
                        .get(0)
                        .path("document")
                        .path("page")
                        .asInt());
        assertEquals(
                List.of("missing_documents"),
                records(Rerank.REJECTED).stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertEquals(
                "FlowFile: Routed 1 of 3 records to rejected. First error, in record 2: The query has no documents at /candidates[*]/text; fields: id, query, candidates",
                LoggedWarnings.only(runner));
    }

    @Test
    void ranksTheDocumentsOfAFileForAllQueries(@TempDir final Path directory) throws Exception {
        final Path file = directory.resolve("documents.json");
        Files.writeString(file, DOCUMENTS.stream().map("""
            {"text":"%s","kept":true}
            """::formatted).collect(Collectors.joining()));
        runner.setProperty(RerankProperties.DOCUMENTS_SOURCE, DocumentsSource.FILE);
        runner.setProperty(Rerank.DOCUMENTS_FILE, "${documents}");
        runner.setProperty(Rerank.OUTPUT_STRATEGY, OutputStrategy.PART);
        runner.enqueue("""
            {"query":"who lifts both arms?"}
            {"query":"how is bread made?"}
            """, Map.of("documents", file.toString()));
        runner.run();

        final List<JsonNode> records = records(Rerank.SUCCESS);
        assertEquals(8, records.size());
        for (final JsonNode record : records) {
            assertEquals(
                    DOCUMENTS.get(record.path("index").asInt()),
                    record.path("document").path("text").asText());
            assertTrue(record.path("document").path("kept").asBoolean());
        }

        runner.clearTransferState();
        runner.enqueue("""
            {"query":"anything"}""", Map.of("documents", directory.resolve("none").toString()));
        runner.run();
        runner.assertAllFlowFilesTransferred(Rerank.FAILURE, 1);
        runner.getFlowFilesForRelationship(Rerank.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_documents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\0path", ""})
    void failsForAPathThatIsNone(final String path) {
        runner.setProperty(RerankProperties.DOCUMENTS_SOURCE, DocumentsSource.FILE);
        runner.setProperty(Rerank.DOCUMENTS_FILE, "${documents}");
        runner.enqueue("""
            {"query":"anything"}""", Map.of("documents", path));
        runner.run();
        runner.assertAllFlowFilesTransferred(Rerank.FAILURE, 1);
        runner.getFlowFilesForRelationship(Rerank.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_documents");
    }

    @Test
    void namesWhatCannotBeRankedAndRanksTheOthers() throws Exception {
        runner.setProperty(RerankProperties.TRUNCATION, "false");
        run(record(0, " ", DOCUMENTS)
                + record(1, "no documents", List.of())
                + record(2, "too many", Collections.nCopies(1_001, "x"))
                // too long by Voyage's count, though not surely so by ours
                + record(3, "w ".repeat(8_500), DOCUMENTS)
                + record(4, "good", DOCUMENTS));

        assertEquals(
                List.of(4),
                records(Rerank.SUCCESS).stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
        final List<JsonNode> errors = records(Rerank.REJECTED);
        assertEquals(
                List.of("blank_text", "missing_documents", "too_many_documents", "http_400"),
                errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertTrue(
                errors.getLast().path("error").path("message").asText().contains("8500 tokens"),
                () -> errors.getLast().path("error").toString());
        runner.getFlowFilesForRelationship(Rerank.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "4");
        assertEquals(1, runner.getCounterValue("Requests Rejected"));

        // an error of an earlier try does not stay
        final List<MockFlowFile> success = runner.getFlowFilesForRelationship(Rerank.SUCCESS);
        success.getFirst().assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
    }

    @Test
    void handsOnAnOriginalEvenIfNoRecordCanBeSent() throws Exception {
        runner.enqueue(record(0, " ", DOCUMENTS), Map.of(VoyageAttributes.FRAGMENT_COUNT, "2"));
        runner.run();

        runner.getFlowFilesForRelationship(Rerank.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
        runner.assertTransferCount(Rerank.REJECTED, 1);
        runner.assertTransferCount(Rerank.ORIGINAL, 1);
        assertFalse(runner.getProvenanceEvents().stream()
                .anyMatch(event -> event.getEventType() == ProvenanceEventType.REMOTE_INVOCATION));
    }

    @Test
    void paysNothingAgainWhenTheMiddleOfAFlowFileIsRejected() throws Exception {
        final StringBuilder content = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            content.append(record(i, "query " + i % 5, DOCUMENTS));
        }
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(3);
            runner.enqueue(content.toString());
            runner.run();
            assertEquals(1, voyage.rejections());

            // the last record is the equal of the first
            assertEquals(
                    List.of(0, 1, 2, 5),
                    records(Rerank.SUCCESS).stream()
                            .map(record -> record.path("id").asInt())
                            .toList());
            final MockFlowFile left =
                    runner.getFlowFilesForRelationship(Rerank.RETRY).getFirst();
            assertEquals(
                    List.of(3, 4),
                    Records.read(List.of(left)).stream()
                            .map(record -> record.path("id").asInt())
                            .toList());
            left.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");
            assertTrue(runner.getPenalizedFlowFiles().contains(left));
            runner.getFlowFilesForRelationship(Rerank.ORIGINAL)
                    .getFirst()
                    .assertAttributeEquals(VoyageAttributes.RECORDS_UNPROCESSED, "2");

            voyage.let(2);
            VoyageTestEnvironment.enqueue(runner, left);
            runner.run();
        }

        assertEquals(
                List.of(0, 1, 2, 5, 3, 4),
                records(Rerank.SUCCESS).stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(5, billed.realTimeRequests());
        final List<MockFlowFile> originals = runner.getFlowFilesForRelationship(Rerank.ORIGINAL);
        assertEquals(
                billed.realTimeTokens(),
                originals.stream()
                        .mapToLong(original -> Long.parseLong(original.getAttribute(VoyageAttributes.USAGE_TOKENS)))
                        .sum());
        originals.getLast().assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
    }

    @Test
    void leavesAFlowFileAsItIsWhenNothingWasCompleted() {
        reject(503, "overloaded", 1);
        final String content = record(0, " ", DOCUMENTS) + record(1, "query", DOCUMENTS);
        runner.enqueue(content);
        runner.run();

        runner.assertAllFlowFilesTransferred(Rerank.RETRY, 1);
        runner.getFlowFilesForRelationship(Rerank.RETRY).getFirst().assertContentEquals(content);
    }

    @ParameterizedTest
    @CsvSource({"401,Provided API key is invalid.", "400,Model rerank-2.5 is not supported."})
    void failsWhenNoQueryWouldBeRanked(final int status, final String detail) {
        reject(status, detail, 1);
        final String content = record(0, "query", DOCUMENTS) + record(1, "query", DOCUMENTS);
        runner.enqueue(content);
        runner.run();

        runner.assertAllFlowFilesTransferred(Rerank.FAILURE, 1);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship(Rerank.FAILURE).getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, Integer.toString(status));
        failed.assertContentEquals(content);
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void handsOnWhatIsPaidWhenTheKeyIsWithdrawn() throws Exception {
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 401)) {
            voyage.serve(runner);
            voyage.let(1);
            runner.enqueue(record(0, "a", DOCUMENTS) + record(1, "b", DOCUMENTS));
            runner.run();
        }

        assertEquals(
                List.of(0),
                records(Rerank.SUCCESS).stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
        assertEquals(
                List.of(1),
                records(Rerank.FAILURE).stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
    }

    @Test
    void failsWithoutRecordsAndReportsTheCost() {
        runner.enqueue(record(0, "query", DOCUMENTS) + "{\"id\":");
        runner.run();

        runner.assertAllFlowFilesTransferred(Rerank.FAILURE, 1);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship(Rerank.FAILURE).getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
        failed.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
    }

    @Test
    void dropsWhatAnEarlierProcessorCounted() {
        runner.enqueue(
                record(0, "query", DOCUMENTS),
                Map.of(VoyageAttributes.RERANK_NAMESPACE, "x", VoyageAttributes.BATCH_ID, "batch-1", "kept", "yes"));
        runner.run();

        final MockFlowFile success =
                runner.getFlowFilesForRelationship(Rerank.SUCCESS).getFirst();
        success.assertAttributeNotExists(VoyageAttributes.RERANK_NAMESPACE);
        success.assertAttributeNotExists(VoyageAttributes.BATCH_ID);
        success.assertAttributeEquals("kept", "yes");
    }

    @Test
    void needsReaderAndWriter() {
        runner.removeProperty(Rerank.RECORD_WRITER);
        runner.assertNotValid();
    }

    private static List<Long> bits(final List<JsonNode> records) {
        return records.stream()
                .flatMap(record -> record.findValues("relevance_score").stream())
                .map(score -> Double.doubleToRawLongBits(score.doubleValue()))
                .toList();
    }

    private static String record(final int id, final String query, final List<String> documents) {
        return """
            {"id":%d,"query":"%s","documents":[%s]}
            """.formatted(
                        id,
                        query,
                        documents.stream().map(document -> '"' + document + '"').collect(Collectors.joining(",")));
    }

    private void reject(final int status, final String detail, final int count) {
        flow.voyage()
                .faults()
                .set(Fault.status(status).on("/v1/rerank").detail(detail).times(count));
    }

    private void run(final String content) {
        runner.enqueue(content);
        runner.run();
        assertEquals(List.of(), runner.getLogger().getErrorMessages(), "errors");
        assertEquals(
                List.of(),
                LoggedWarnings.of(runner).stream()
                        .filter(warning -> !warning.contains("records to rejected"))
                        .toList(),
                "warnings");
        runner.assertTransferCount(Rerank.ORIGINAL, 1);
    }

    private List<JsonNode> records(final Relationship relationship) throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }
}
