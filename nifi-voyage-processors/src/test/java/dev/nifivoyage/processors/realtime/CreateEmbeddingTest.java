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
import dev.nifivoyage.processors.FullDiskWriter;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records in, records with vectors out, against a Voyage on this machine.
 */
class CreateEmbeddingTest {
    private static final String MODEL = "voyage-4";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        runner = flow.withRecords(new CreateEmbedding());
        runner.assertValid();
    }

    @Test
    void givesEachRecordTheVectorOfItsOwnText() throws Exception {
        run(Records.of(Records.numbered(50)));

        runner.assertTransferCount(CreateEmbedding.REJECTED, 0);
        final List<JsonNode> records = records(CreateEmbedding.SUCCESS);
        assertEquals(
                IntStream.range(0, 50).boxed().toList(),
                records.stream().map(record -> record.path("id").asInt()).toList());
        Records.assertOwnVectors(records, MODEL, 1024);

        final LedgerTotals billed = flow.voyage().ledger().totals();
        assertEquals(1, billed.realTimeRequests());
        for (final Relationship relationship : List.of(CreateEmbedding.SUCCESS, CreateEmbedding.ORIGINAL)) {
            final MockFlowFile flowFile =
                    runner.getFlowFilesForRelationship(relationship).getFirst();
            flowFile.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed.realTimeTokens()));
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "50");
            flowFile.assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "0");
            flowFile.assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, MODEL);
            flowFile.assertAttributeEquals(VoyageAttributes.TEXT_RECORD_PATH, "/text");
            flowFile.assertAttributeEquals(VoyageAttributes.CACHE_HITS, "0");
        }
        runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "50");
        assertEquals(billed.realTimeTokens(), runner.getCounterValue("Tokens"));
        assertTrue(runner.getProvenanceEvents().stream()
                .anyMatch(event -> event.getEventType() == ProvenanceEventType.SEND
                        && (flow.voyage().baseUri() + "/embeddings").equals(event.getTransitUri())));
    }

    // a text that is read where its vector cannot be put would be paid in vain
    @Test
    void aRecordOfAnotherShapeCostsNothing() throws Exception {
        runner.setProperty(CreateEmbedding.TEXT_RECORD_PATH, "/docs[0]/text");
        runner.setProperty(CreateEmbedding.EMBEDDING_RECORD_PATH, "/docs[0]/embedding");
        run("""
            {"docs":[{"text":"a"}]}
            {"docs":"none"}""");

        assertEquals(
                List.of("missing_text"),
                records(CreateEmbedding.REJECTED).stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertEquals(
                1024,
                records(CreateEmbedding.SUCCESS)
                        .getFirst()
                        .at("/docs/0/embedding")
                        .size());
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    // NiFi's reader skips such a value with the record behind it, and says nothing
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        [{"id":1,"text":"a [\\"{"},null,{"id":2,"text":"b"},{"id":3,"text":"c"}] | a null before record 2
        [null,{"id":1,"text":"a"}] | a null before record 1
        [{"id":1,"text":"a"},[null,{"id":2,"text":"b"}]] | a null before record 2
        {"id":1,"text":"a"} null {"id":2,"text":"b"} | a null before record 2
        [{"id":1,"text":"a"},7,{"id":2,"text":"b"}] | a number after record 1
        [{"id":1,"text":"a"},true] | a boolean after record 1
        ["a","b"] | a text before the first record
        """)
    void aValueBesideTheRecordsOfJsonFails(final String content, final String what) {
        runner.enqueue(content);
        runner.run();

        final MockFlowFile flowFile =
                runner.getFlowFilesForRelationship(CreateEmbedding.FAILURE).getFirst();
        flowFile.assertAttributeEquals("error.code", "unreadable_content");
        flowFile.assertAttributeEquals(
                "error.message",
                "The JSON content contains %s, which is not a record. The Record Reader would skip it together with the following record. Remove it"
                        .formatted(what));
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 0);
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void aNullOfJsonThatNoRecordFollowsDoesNotMatter() throws Exception {
        run("""
            [{"id":1,"text":"a","more":[null,1]},[{"id":2,"text":"b"}],null]""");

        assertEquals(2, records(CreateEmbedding.SUCCESS).size());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"`text\n`,0", "`\"text\"\n\"a\"\n`,1", "`null,text\n\"{\",a\n`,1"})
    void contentThatIsNotJsonMayLookLikeIt(final String content, final int records) throws Exception {
        VoyageTestEnvironment.use(runner, "Record Reader", new CSVReader());
        run(content);

        assertEquals(records, records(CreateEmbedding.SUCCESS).size());
    }

    @Test
    void aFlowFileWithoutRecordsComesOutWithoutRecords() throws Exception {
        run("[]");

        runner.assertTransferCount(CreateEmbedding.REJECTED, 0);
        assertEquals(List.of(), records(CreateEmbedding.SUCCESS));
        runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void sendsEqualTextsOnceAndUnusableTextsNever() throws Exception {
        run("""
            {"id":0,"text":"same"}
            {"id":1,"text":"other"}
            {"id":2,"text":"same"}
            {"id":3,"text":"  "}
            {"id":4,"text":null}
            {"id":5,"text":["a","b"]}
            """);

        final List<JsonNode> embedded = records(CreateEmbedding.SUCCESS);
        assertEquals(
                List.of(0, 1, 2),
                embedded.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(embedded.get(0).path("embedding"), embedded.get(2).path("embedding"));
        final List<JsonNode> errors = records(CreateEmbedding.REJECTED);
        assertEquals(
                List.of("blank_text", "missing_text", "not_text"),
                errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        runner.getFlowFilesForRelationship(CreateEmbedding.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORDS_REJECTED, "3");
        assertEquals(
                "FlowFile: Routed 3 of 6 records to rejected. First error, in record 4: The text at /text is empty or contains only white space",
                LoggedWarnings.only(runner));

        // as much as the two texts cost alone
        final long tokens = flow.voyage().ledger().totals().realTimeTokens();
        runner.clearTransferState();
        run(Records.of("same", "other"));
        assertEquals(tokens * 2, flow.voyage().ledger().totals().realTimeTokens());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "9,1", "10,1", "11,2", "20,2", "21,3"})
    void sendsAsManyRequestsAsTheRecordsNeed(final int records, final int requests) throws Exception {
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXTS, "10");
        run(Records.of(Records.numbered(records)));

        assertEquals(requests, flow.voyage().ledger().totals().realTimeRequests());
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 1);
        final List<JsonNode> embedded = records(CreateEmbedding.SUCCESS);
        assertEquals(
                IntStream.range(0, records).boxed().toList(),
                embedded.stream().map(record -> record.path("id").asInt()).toList());
        Records.assertOwnVectors(embedded, MODEL, 1024);
        runner.getFlowFilesForRelationship(CreateEmbedding.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(
                        VoyageAttributes.USAGE_TOKENS,
                        Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
    }

    @ParameterizedTest
    @CsvSource({"10,1", "40,1", "41,2", "80,2", "81,3"})
    void packsDistinctTextsAndHoldsFourTimesAsManyRecords(final int records, final int requests) throws Exception {
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXTS, "10");
        final String[] texts = new String[records];
        for (int i = 0; i < records; i++) {
            texts[i] = "text " + i % 7;
        }
        run(Records.of(texts));

        assertEquals(requests, flow.voyage().ledger().totals().realTimeRequests());
        final List<JsonNode> embedded = records(CreateEmbedding.SUCCESS);
        assertEquals(
                IntStream.range(0, records).boxed().toList(),
                embedded.stream().map(record -> record.path("id").asInt()).toList());
        Records.assertOwnVectors(embedded, MODEL, 1024);
    }

    @Test
    void sendsAThousandTextsAtOnceAndNoMore() throws Exception {
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        run(Records.of(Records.numbered(1_001)));

        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
        final List<JsonNode> records = records(CreateEmbedding.SUCCESS);
        assertEquals(1_001, records.size());
        Records.assertOwnVectors(records, MODEL, 256);
    }

    @Test
    void keepsARequestBelowTheTokensOfTheModel() throws Exception {
        runner.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-4-large");
        runner.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        // about 30,000 tokens each, of which 120,000 fit
        final String text = "word ".repeat(18_000);
        run(Records.of(text + "a", text + "b", text + "c", text + "d", text + "e", text + "f"));

        assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
        assertEquals(0L, runner.getCounterValue("Requests over Token Limit"));
        Records.assertOwnVectors(records(CreateEmbedding.SUCCESS), "voyage-4-large", 256);
    }

    @Test
    void halvesARequestWithTooManyTokens() throws Exception {
        reject(
                400,
                "Request to model 'voyage-4' failed. The max allowed tokens per submitted batch is 320000. Your batch has 326899 tokens after truncation.",
                2);
        run(Records.of(Records.numbered(20)));

        // 20 and then 10 texts are rejected; 5, 5, and 10 are accepted
        assertEquals(3, flow.voyage().ledger().totals().realTimeRequests());
        assertEquals(2L, runner.getCounterValue("Requests over Token Limit"));
        final List<JsonNode> records = records(CreateEmbedding.SUCCESS);
        assertEquals(
                IntStream.range(0, 20).boxed().toList(),
                records.stream().map(record -> record.path("id").asInt()).toList());
        Records.assertOwnVectors(records, MODEL, 1024);
    }

    @Test
    void findsTheOneTextThatIsTooLongAndEmbedsTheOthers() throws Exception {
        runner.setProperty(EmbeddingProperties.TRUNCATION, "false");
        final String[] texts = Records.numbered(9);
        texts[4] = "word ".repeat(40_000);
        run(Records.of(texts));

        final List<JsonNode> errors = records(CreateEmbedding.REJECTED);
        assertEquals(
                List.of(4),
                errors.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals("http_400", errors.getFirst().path("error").path("code").asText());
        assertTrue(
                errors.getFirst().path("error").path("message").asText().contains("tokens"),
                () -> errors.getFirst().path("error").toString());
        final List<JsonNode> records = records(CreateEmbedding.SUCCESS);
        assertEquals(8, records.size());
        Records.assertOwnVectors(records, MODEL, 1024);
        runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)
                .getFirst()
                .assertAttributeEquals(
                        VoyageAttributes.USAGE_TOKENS,
                        Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
    }

    @Test
    void holdsBackAllFlowFilesForTheTimeThatVoyageAsksFor() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("/v1/embeddings").retryAfter(60));
        runner.enqueue(Records.of("one"));
        runner.enqueue(Records.of("two"));
        runner.run(5);

        runner.assertTransferCount(CreateEmbedding.RETRY, 1);
        runner.assertQueueNotEmpty();
        final MockFlowFile waiting =
                runner.getFlowFilesForRelationship(CreateEmbedding.RETRY).getFirst();
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "429");
        assertTrue(runner.getPenalizedFlowFiles().contains(waiting));
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void resumesAfterThatTime() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("/v1/embeddings").retryAfter(0));
        runner.enqueue(Records.of("one"));
        runner.enqueue(Records.of("two"));
        runner.run(2);

        runner.assertTransferCount(CreateEmbedding.RETRY, 1);
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 1);
    }

    @Test
    void takesTheNextFlowFileOnceThatTimeIsOver() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("/v1/embeddings").retryAfter(1));
        runner.enqueue(Records.of("one"));
        runner.enqueue(Records.of("two"));
        final long start = System.nanoTime();
        runner.run(1, false, true);
        runner.assertAllFlowFilesTransferred(CreateEmbedding.RETRY, 1);
        while (!runner.isQueueEmpty()) {
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(30).toNanos(), "the FlowFile is never taken");
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            runner.run(1, false, false);
        }

        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos(), "the time was not over");
        runner.assertTransferCount(CreateEmbedding.SUCCESS, 1);
    }

    @Test
    void triesAgainWhenVoyageIsNotReached() throws Exception {
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
        }
        // there is nobody at that port any more
        runner.enqueue(Records.of("one"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CreateEmbedding.RETRY, 1);
        final MockFlowFile rejected =
                runner.getFlowFilesForRelationship(CreateEmbedding.RETRY).getFirst();
        rejected.assertContentEquals(Records.of("one"));
        rejected.assertAttributeExists(VoyageAttributes.ERROR_CODE);
        assertTrue(runner.getPenalizedFlowFiles().contains(rejected));
    }

    @Test
    void carriesWhatAnEarlierTryWasBilled() throws Exception {
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXTS, "10");
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            voyage.let(1);
            runner.enqueue(Records.of(Records.numbered(20)));
            runner.run();

            runner.assertAllFlowFilesTransferred(CreateEmbedding.RETRY, 1);
            final MockFlowFile rejected =
                    runner.getFlowFilesForRelationship(CreateEmbedding.RETRY).getFirst();
            rejected.assertContentEquals(Records.of(Records.numbered(20)));
            rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");
            final long earlier = flow.voyage().ledger().totals().realTimeTokens();
            assertTrue(earlier > 0);
            rejected.assertAttributeEquals(VoyageAttributes.EARLIER_TOKENS, Long.toString(earlier));

            runner.clearTransferState();
            voyage.let(2);
            VoyageTestEnvironment.enqueue(runner, rejected);
            runner.run();
        }

        final long billed = flow.voyage().ledger().totals().realTimeTokens();
        for (final Relationship relationship : List.of(CreateEmbedding.SUCCESS, CreateEmbedding.ORIGINAL)) {
            final MockFlowFile flowFile =
                    runner.getFlowFilesForRelationship(relationship).getFirst();
            flowFile.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, Long.toString(billed));
            flowFile.assertAttributeNotExists(VoyageAttributes.EARLIER_TOKENS);
            flowFile.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        }
        assertEquals(billed, runner.getCounterValue("Tokens"));
        Records.assertOwnVectors(records(CreateEmbedding.SUCCESS), MODEL, 1024);
    }

    @Test
    void paysNothingAgainAfterARetryWithoutACache() throws Exception {
        runner.setProperty(CreateEmbedding.MAXIMUM_TEXTS, "10");
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            runner.enqueue(Records.of(Records.numbered(40)));
            // one request more at each try: without what was paid, the FlowFile never ends
            for (int request = 1; request <= 4; request++) {
                runner.clearTransferState();
                voyage.let(1);
                runner.run();
                if (request < 4) {
                    VoyageTestEnvironment.enqueue(
                            runner,
                            runner.getFlowFilesForRelationship(CreateEmbedding.RETRY)
                                    .getFirst());
                }
            }
        }

        assertEquals(4, flow.voyage().ledger().totals().realTimeRequests());
        Records.assertOwnVectors(records(CreateEmbedding.SUCCESS), MODEL, 1024);
        runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)
                .getFirst()
                .assertAttributeEquals(
                        VoyageAttributes.USAGE_TOKENS,
                        Long.toString(flow.voyage().ledger().totals().realTimeTokens()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void paysNothingAgainWhenTheVectorsCouldNotBeWritten(final boolean full) throws Exception {
        final FullDiskWriter writer = new FullDiskWriter();
        VoyageTestEnvironment.use(runner, "Record Writer", writer);
        writer.fill(full);
        runner.enqueue(Records.of(Records.numbered(5)));
        if (full) {
            // the framework rolls back: the FlowFile is in its queue again
            assertThrows(AssertionError.class, () -> runner.run());
        } else {
            runner.run();
            runner.assertAllFlowFilesTransferred(CreateEmbedding.FAILURE, 1);
            runner.clearTransferState();
            runner.enqueue(Records.of(Records.numbered(5)));
        }
        writer.makeRoom();
        runner.run();

        runner.assertTransferCount(CreateEmbedding.SUCCESS, 1);
        assertEquals(1, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void failsWhenTheKeyIsRejected() throws Exception {
        reject(401, "Provided API key is invalid.", 1);
        runner.enqueue(Records.of("one"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CreateEmbedding.FAILURE, 1);
        final MockFlowFile failed =
                runner.getFlowFilesForRelationship(CreateEmbedding.FAILURE).getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
        failed.assertAttributeEquals(VoyageAttributes.USAGE_TOKENS, "0");
        failed.assertContentEquals(Records.of("one"));
    }

    @Test
    void doesNotHalveARequestThatIsWrongOtherwise() throws Exception {
        reject(400, "Model voyage-4 is not supported. Supported models are ['voyage-5'].", 1);
        runner.enqueue(Records.of("one", "two"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CreateEmbedding.FAILURE, 1);
        assertEquals(0, flow.voyage().ledger().totals().realTimeRequests());
    }

    @Test
    void failsWhenTheContentHoldsNoRecords() throws Exception {
        runner.enqueue("""
            {"id":0,"text":"one"}
            {"id":""");
        runner.run();

        runner.assertAllFlowFilesTransferred(CreateEmbedding.FAILURE, 1);
        runner.getFlowFilesForRelationship(CreateEmbedding.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
    }

    @Test
    void givesAFragmentWithoutVectorsAnEmptySuccess() throws Exception {
        runner.enqueue(Records.of(" "), Map.of(VoyageAttributes.FRAGMENT_COUNT, "2"));
        runner.run();

        runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
        runner.assertTransferCount(CreateEmbedding.REJECTED, 1);
    }

    @Test
    void computesTheCostInRealTime() throws Exception {
        runner.setProperty(PriceProperty.PRICE, "1000");
        run(Records.of("one", "two"));

        final MockFlowFile success =
                runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS).getFirst();
        assertEquals(
                flow.voyage().ledger().totals().tokens() * 0.001,
                Double.parseDouble(success.getAttribute(VoyageAttributes.COST)),
                1e-9);
        assertEquals(0, Double.parseDouble(success.getAttribute(VoyageAttributes.COST_SAVED)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float", "int8", "uint8", "binary", "ubinary"})
    void givesTheVectorsOfABatchBitForBit(final String dataType) throws Exception {
        final String content = Records.of(Records.numbered(25));
        final TestRunner create = flow.create();
        for (final TestRunner either : List.of(create, runner)) {
            either.setProperty(EmbeddingProperties.DATA_TYPE, dataType);
            either.setProperty(EmbeddingProperties.DIMENSIONS, "512");
        }
        final TestRunner download = flow.download(flow.await(flow.submit(create, content)));
        run(content);

        final List<JsonNode> records = records(CreateEmbedding.SUCCESS);
        assertEquals(25, records.size());
        assertEquals(
                dataType.endsWith("binary") ? 64 : 512,
                records.getFirst().path("embedding").size());
        assertEquals(Records.read(download.getFlowFilesForRelationship("success")), records);
    }

    @Test
    void dropsWhatAnEarlierProcessorCounted() throws Exception {
        runner.enqueue(
                Records.of("one"),
                Map.of(VoyageAttributes.RECORDS_UNPROCESSED, "1", VoyageAttributes.BATCH_ID, "batch-1", "kept", "yes"));
        runner.run();

        final MockFlowFile success =
                runner.getFlowFilesForRelationship(CreateEmbedding.SUCCESS).getFirst();
        success.assertAttributeNotExists(VoyageAttributes.RECORDS_UNPROCESSED);
        success.assertAttributeNotExists(VoyageAttributes.BATCH_ID);
        success.assertAttributeEquals("kept", "yes");
    }

    @Test
    void needsAWriterForItsReader() {
        runner.removeProperty(CreateEmbedding.RECORD_WRITER);
        runner.assertNotValid();
    }

    private void reject(final int status, final String detail, final int count) {
        flow.voyage()
                .faults()
                .set(Fault.status(status).on("/v1/embeddings").detail(detail).times(count));
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
        runner.assertTransferCount(CreateEmbedding.ORIGINAL, 1);
    }

    private List<JsonNode> records(final Relationship relationship) throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }
}
