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
import dev.nifivoyage.processors.property.EmbeddingProperties;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CreateBatchEmbeddingTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
    }

    @Test
    void tellsTheServerEverythingThatWasSet() throws Exception {
        create.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-4-lite");
        create.setProperty(EmbeddingProperties.DIMENSIONS, "512");
        create.setProperty("session", "${performance}");
        create.enqueue(Records.of("a text"), Map.of("performance", "2026-01-26"));
        create.run();

        final MockFlowFile submitted = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        final JsonNode job =
                LocalHttp.get(flow.voyage(), "/batches/" + submitted.getAttribute(VoyageAttributes.BATCH_ID));
        assertEquals("voyage-4-lite", job.path("model").asText());
        assertEquals("/v1/embeddings", job.path("endpoint").asText());
        assertEquals("2026-01-26", job.path("metadata").path("session").asText());
        assertFalse(
                job.path("metadata").path("nifi_voyage_submission_id").asText().isEmpty());
        submitted.assertAttributeEquals(VoyageAttributes.DIMENSION, "512");
        submitted.assertAttributeEquals(
                VoyageAttributes.INPUT_FILE_ID, job.path("input_file_id").asText());
        submitted.assertAttributeExists(VoyageAttributes.CREATED_AT);

        final ProvenanceEventRecord send = create.getProvenanceEvents().stream()
                .filter(event -> event.getEventType() == ProvenanceEventType.SEND)
                .findFirst()
                .orElseThrow();
        assertEquals(flow.voyage().baseUri() + "/batches/" + job.path("id").asText(), send.getTransitUri());
        assertEquals(1, create.getCounterValue("Jobs Created"));
    }

    @Test
    void forgetsWhatBecameOfAnEarlierJob() throws Exception {
        create.enqueue(
                Records.of("a text"),
                Map.of(
                        VoyageAttributes.BATCH_STATUS,
                        "completed",
                        VoyageAttributes.OUTPUT_FILE_ID,
                        "file-of-before",
                        VoyageAttributes.RECORDS_EMBEDDED,
                        "7",
                        VoyageAttributes.COST,
                        "1.00",
                        "voyage.of.the.user",
                        "stays"));
        create.run();

        final MockFlowFile submitted = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        submitted.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "validating");
        submitted.assertAttributeEquals("voyage.of.the.user", "stays");
        for (final String name :
                List.of(VoyageAttributes.OUTPUT_FILE_ID, VoyageAttributes.RECORDS_EMBEDDED, VoyageAttributes.COST)) {
            submitted.assertAttributeNotExists(name);
        }
    }

    @Test
    void makesNoJobWithoutAText() throws Exception {
        create.enqueue("""
            {"id":1,"text":" "}
            {"id":2,"text":[7]}""");
        create.enqueue("[]");
        create.run(2);

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.NO_TEXT, 2);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.NO_TEXT)
                .getFirst()
                .assertAttributeEquals(
                        VoyageAttributes.ERROR_MESSAGE,
                        "None of the 2 records can be sent. The first is record 1: The text at /text is empty or contains only white space");
        create.getFlowFilesForRelationship(CreateBatchEmbedding.NO_TEXT)
                .getLast()
                .assertAttributeEquals(VoyageAttributes.ERROR_MESSAGE, "The FlowFile has no records");
        assertEquals(0, jobs());
    }

    @Test
    void rejectsContentThatCannotBeRead() throws Exception {
        create.enqueue("""
            {"text":"fine"}
            {"text":"broken off""");
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
        assertEquals(0, jobs());
    }

    @Test
    void rejectsATextThatIsLargerThanAJob() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_JOB_SIZE, "200 B");
        create.enqueue(Records.of("short", "x".repeat(300)));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        final String message = create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE)
                .getFirst()
                .getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.startsWith("The text of record 2 "), message);
    }

    @Test
    void retriesWithoutAnotherUploadAtTheLimitOfJobs() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("POST", "/v1/batches"));
        create.enqueue(Records.of("a text"));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        create.assertPenalizeCount(1);
        assertTrue(((MockProcessContext) create.getProcessContext()).isYieldCalled());
        final MockFlowFile rejected =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "429");
        assertEquals(1, files());

        create.clearTransferState();
        create.enqueue(rejected);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        final MockFlowFile submitted = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        assertNull(submitted.getAttribute(VoyageAttributes.ERROR_CODE));
        assertNull(submitted.getAttribute(VoyageAttributes.INPUT_FILE_FINGERPRINT));
        assertEquals(1, files());
    }

    @Test
    void adoptsTheJobWhoseResponseWasLost() throws Exception {
        flow.voyage().faults().set(Fault.resetAfter().on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        assertEquals(1, jobs(), "the server has made the job");

        final MockFlowFile rejected =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.enqueue(rejected);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        assertEquals(1, jobs());
        assertEquals(1, create.getCounterValue("Jobs Adopted"));
        final TestRunner download =
                flow.download(flow.await(create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                        .getFirst()));
        assertEquals(
                2,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .size());
        assertEquals(2, flow.voyage().ledger().totals().batchRequests(), "paid once");
    }

    @Test
    void adoptsTheJobOnAnotherNodeToo() throws Exception {
        flow.voyage().faults().set(Fault.resetAfter().on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final TestRunner otherNode = flow.create();
        VoyageTestEnvironment.move(
                otherNode,
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst());
        otherNode.run();

        otherNode.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        assertEquals(1, otherNode.getCounterValue("Jobs Adopted"));
        assertEquals(1, jobs());
    }

    @Test
    void makesASecondJobWhenTheFirstTryDidNotReachTheServer() throws Exception {
        flow.voyage().faults().set(Fault.resetBefore().on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile rejected =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        assertEquals(0, jobs());

        create.clearTransferState();
        flow.letTimePass(Duration.ofMinutes(7));
        create.enqueue(rejected);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        assertEquals(1, jobs());
    }

    @Test
    void sendsAFlowFileToFailureWhenTheKeyIsRejected() throws Exception {
        flow.voyage().faults().set(Fault.status(401).on("POST", "/v1/files"));
        create.enqueue(Records.of("a text"));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        final MockFlowFile rejected =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE).getFirst();
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
        assertFalse(rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("pa-a-key-for-tests"));
        assertEquals(1, create.getLogger().getErrorMessages().size());
    }

    @Test
    void deletesTheUploadedFileWhenVoyageRejectsTheJob() throws Exception {
        create.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "a-model-of-tomorrow");
        create.enqueue(Records.of("a text"));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        assertEquals(0, files());
        assertEquals(0, jobs());
    }

    @Test
    void sendsOnlyTheSlicesThatFailedToRetry() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        flow.voyage().faults().set(Fault.status(503).on("POST", "/v1/batches"));
        create.enqueue(Records.of(Records.numbered(6)));
        create.run();

        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 2);
        create.assertTransferCount(CreateBatchEmbedding.RETRY, 1);
        create.assertTransferCount(CreateBatchEmbedding.ORIGINAL, 1);
        final MockFlowFile slice =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        slice.assertAttributeEquals(VoyageAttributes.FRAGMENT_INDEX, "0");
        create.clearTransferState();
        flow.letTimePass(Duration.ofMinutes(7));
        create.enqueue(slice);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.FRAGMENT_INDEX, "0");
        assertEquals(3, jobs());
    }

    @Test
    void cutsByTokensAndByBytes() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_TOKENS, "25");
        create.enqueue(Records.of("x".repeat(30), "y".repeat(30), "z".repeat(30)));
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 2);

        create.clearTransferState();
        create.setProperty(JobLimitProperties.MAXIMUM_TOKENS, "500000000");
        create.setProperty(JobLimitProperties.MAXIMUM_JOB_SIZE, "250 B");
        create.enqueue(Records.of("x".repeat(30), "y".repeat(30), "z".repeat(30)));
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 2);
    }

    @Test
    void isNotValidWithWhatAModelWouldReject() {
        create.setProperty(EmbeddingProperties.DIMENSIONS, "300");
        create.assertNotValid();
        create.setProperty(EmbeddingProperties.DIMENSIONS, "2048");
        create.assertValid();
        create.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-law-2");
        create.assertNotValid();
        create.removeProperty(EmbeddingProperties.DIMENSIONS);
        create.assertValid();
        create.setProperty(EmbeddingProperties.DATA_TYPE, "int8");
        create.assertNotValid();
        create.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "a-model-of-tomorrow");
        create.assertValid();
    }

    @Test
    void isNotValidWithMetadataThatAJobCannotTake() {
        create.setProperty("k".repeat(65), "value");
        create.assertNotValid();
        create.removeProperty("k".repeat(65));
        create.setProperty("nifi_voyage_fingerprint", "value");
        create.assertNotValid();
        create.removeProperty("nifi_voyage_fingerprint");
        for (int i = 0; i < 13; i++) {
            create.setProperty("key " + i, "value");
        }
        create.assertValid();
        create.setProperty("one more", "value");
        create.assertNotValid();
    }

    @Test
    void rejectsMetadataThatGetsTooLong() throws Exception {
        create.setProperty("note", "${note}");
        create.enqueue(Records.of("a text"), Map.of("note", "n".repeat(513)));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "invalid_metadata");
    }

    @Test
    void limitsJobsForUnprocessedRecords() throws Exception {
        create.enqueue(Records.of("a text"), Map.of(VoyageAttributes.SUBMISSION_COUNT, "4"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        final MockFlowFile fifth = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        fifth.assertAttributeEquals(VoyageAttributes.SUBMISSION_COUNT, "5");

        create.clearTransferState();
        create.enqueue(fifth);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        final MockFlowFile rejected =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE).getFirst();
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "too_many_submissions");
        assertTrue(
                rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE)
                        .startsWith("5 consecutive batch jobs left these records unprocessed"),
                rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE));
        assertEquals(1, jobs());

        create.clearTransferState();
        create.setProperty("Maximum Submissions", "6");
        create.enqueue(fifth);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
    }

    private int jobs() throws Exception {
        return count("/batches");
    }

    private int files() throws Exception {
        return count("/files?purpose=batch");
    }

    private int count(final String path) throws Exception {
        return LocalHttp.get(flow.voyage(), path).path("data").size();
    }
}
