/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.ConnectionResets;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A job is created once despite crashes, retries, and moves, and no file remains without a job.
 */
class JobAdoptionTest {
    private static final ConnectionResets.Reset RESPONSE_LOST =
            Fault.resetAfter().on("POST", "/v1/batches");
    private static final Fault REQUEST_LOST = Fault.resetBefore().on("POST", "/v1/batches");
    private static final String ADOPTED = "Jobs Adopted";
    private static final Duration UNTIL_SETTLED = Duration.ofMinutes(7);

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
    }

    @Test
    void commitsTheIdBeforeTheUploadAndTheFileBeforeTheJob() throws Exception {
        create.enqueue(Records.of("one", "two"));
        VoyageTestEnvironment.step(create);
        final MockFlowFile begun = VoyageTestEnvironment.take(create);
        begun.assertAttributeExists(VoyageAttributes.SUBMISSION_ID);
        begun.assertAttributeNotExists(VoyageAttributes.INPUT_FILE_ID);
        assertEquals(0, files().size());

        VoyageTestEnvironment.restore(create, begun);
        VoyageTestEnvironment.step(create);
        final MockFlowFile prepared = VoyageTestEnvironment.take(create);
        assertEquals(files().path(0).path("id").asText(), prepared.getAttribute(VoyageAttributes.INPUT_FILE_ID));
        prepared.assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        assertEquals(0, jobs().size());

        VoyageTestEnvironment.restore(create, prepared);
        VoyageTestEnvironment.step(create);
        final MockFlowFile submitted = submitted();
        assertEquals(begun.getAttribute("uuid"), submitted.getAttribute("uuid"));
        assertEquals(
                begun.getAttribute(VoyageAttributes.SUBMISSION_ID),
                job(submitted)
                        .path("metadata")
                        .path("nifi_voyage_submission_id")
                        .asText());
        for (final String gone : List.of(
                VoyageAttributes.SUBMISSION_ID,
                VoyageAttributes.SUBMISSION_CREATED_AT,
                VoyageAttributes.SUBMISSION_PARAMETERS,
                VoyageAttributes.INPUT_FILE_FINGERPRINT,
                VoyageAttributes.INPUT_FILE_UPLOADED_AT)) {
            submitted.assertAttributeNotExists(gone);
        }
        assertNull(create.getCounterValue(ADOPTED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void makesOneJobWhenAStepIsLost(final int committedSteps) throws Exception {
        create.enqueue(Records.of("one", "two"));
        steps(committedSteps);
        VoyageTestEnvironment.loseStep(create);
        create.run();

        assertOneJobAndOneFile(submitted());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void makesOneJobWhenNiFiIsKilledInAStep(final int committedSteps) throws Exception {
        create.enqueue(Records.of("one", "two"));
        steps(committedSteps);
        final TestRunner restarted = flow.create();
        VoyageTestEnvironment.kill(create, restarted);
        restarted.run();

        assertOneJobAndOneFile(submitted(restarted));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void makesOneJobWhenTheFlowFileMovesAfterALostStep(final int committedSteps) throws Exception {
        create.enqueue(Records.of("one", "two"));
        steps(committedSteps);
        VoyageTestEnvironment.loseStep(create);
        final TestRunner otherNode = flow.create();
        VoyageTestEnvironment.move(otherNode, VoyageTestEnvironment.take(create));
        otherNode.run();

        assertOneJobAndOneFile(submitted(otherNode));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void makesOneJobForEachSliceWhicheverStepIsLost(final int committedSteps) throws Exception {
        create.setProperty("Maximum Requests per Job", "2");
        create.enqueue(Records.of("a", "b", "a", "b", "c", "d", "a", "b"));
        steps(committedSteps);
        VoyageTestEnvironment.loseStep(create);
        final List<MockFlowFile> before = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED);
        assertTrue(before.isEmpty(), "dropped with the step");
        create.run();

        assertEquals(3, jobs().size());
        assertEquals(3, files().size());
        assertTrue(create.isQueueEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void makesOneJobForEachSliceWhenAFlowFileMovesAfterALostStep(final int committedSteps) throws Exception {
        create.setProperty("Maximum Requests per Job", "2");
        create.enqueue(Records.of("a", "b", "a", "b", "c", "d", "a", "b"));
        steps(committedSteps);
        VoyageTestEnvironment.loseStep(create);
        final TestRunner otherNode = flow.create();
        otherNode.setProperty("Maximum Requests per Job", "2");
        for (MockFlowFile moving = VoyageTestEnvironment.take(create);
                moving != null;
                moving = VoyageTestEnvironment.take(create)) {
            VoyageTestEnvironment.move(otherNode, moving);
        }
        otherNode.run();
        flow.letTimePass(UNTIL_SETTLED);
        otherNode.run();

        assertEquals(3, jobs().size());
        assertEquals(3, files().size());
        assertTrue(otherNode.isQueueEmpty());
    }

    @Test
    void slicesHaveTheRecordsInTheirOrder() throws Exception {
        create.setProperty("Maximum Requests per Job", "2");
        create.enqueue(Records.of("a", "b", "a", "b", "c", "d", "a", "b"));
        create.run();

        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 3);
        create.assertTransferCount(CreateBatchEmbedding.ORIGINAL, 1);
        final MockFlowFile original = create.getFlowFilesForRelationship(CreateBatchEmbedding.ORIGINAL)
                .getFirst();
        original.assertContentEquals(Records.of("a", "b", "a", "b", "c", "d", "a", "b"));
        original.assertAttributeNotExists(VoyageAttributes.SUBMISSION_ID);
        final List<MockFlowFile> slices = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED);
        assertEquals(
                List.of(0, 1, 2, 3, 4, 5, 6, 7),
                Records.read(slices).stream()
                        .map(record -> record.path("id").asInt())
                        .toList());
        for (int i = 0; i < slices.size(); i++) {
            slices.get(i).assertAttributeEquals(VoyageAttributes.FRAGMENT_INDEX, Integer.toString(i));
            slices.get(i).assertAttributeNotExists(VoyageAttributes.SLICE_INDEX);
            slices.get(i).assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
            assertEquals(
                    2,
                    job(slices.get(i))
                            .path("metadata")
                            .path("nifi_voyage_submission_id")
                            .asText()
                            .split("#")
                            .length);
        }
    }

    @Test
    void adoptsTheJobsOfSlicesFromRetryAndFailure() throws Exception {
        create.setProperty("Maximum Requests per Job", "2");
        flow.voyage().faults().set(RESPONSE_LOST.times(3));
        create.enqueue(Records.of("a", "b", "c", "d", "a", "b"));
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.RETRY, 3);
        assertEquals(3, jobs().size());

        flow.voyage().faults().set(Fault.status(401).on("GET", "/v1/batches"));
        lead(CreateBatchEmbedding.RETRY);
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 2);
        lead(CreateBatchEmbedding.FAILURE);
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        assertEquals(3, create.getCounterValue(ADOPTED));
        assertEquals(3, jobs().size());
    }

    private void lead(final Relationship relationship) {
        final MockFlowFile[] flowFiles =
                create.getFlowFilesForRelationship(relationship).toArray(MockFlowFile[]::new);
        create.clearTransferState();
        create.enqueue(flowFiles);
        create.run(flowFiles.length);
    }

    @Test
    void slicesArePlannedAgainWhenTheParametersChange() throws Exception {
        create.setProperty("Maximum Requests per Job", "2");
        create.enqueue(Records.of("a", "b", "c", "d"));
        steps(3);
        create.setProperty("Embeddings Model", "voyage-4-large");
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.RETRY, 2);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY)
                .forEach(slice -> slice.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "parameters_changed"));
        assertEquals(0, files().size());

        lead(CreateBatchEmbedding.RETRY);
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 2);
        assertEquals("voyage-4-large", jobs().path(0).path("model").asText());
        assertEquals(2, jobs().size());
        assertEquals(2, files().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void adoptsTheJobWhateverEntersTheCacheInTheMeantime(final boolean everything) throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            LentCache.lend(cache, create);
            final MockFlowFile waiting = loseResponse(Records.of("one", "two"));
            final TestRunner realTime = flow.withRecords(new CreateEmbedding());
            LentCache.lend(cache, realTime);
            realTime.enqueue(everything ? Records.of("one", "two") : Records.of("one"));
            realTime.run();
            create.enqueue(waiting);
            create.run();
        } finally {
            cache.onDisabled();
        }

        submitted().assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        assertEquals(1, create.getCounterValue(ADOPTED));
        assertOneJobAndOneFile(submitted());
    }

    @Test
    void deletesTheFileOfAnotherPlan() throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            LentCache.lend(cache, create);
            create.enqueue(Records.of("one", "two"));
            VoyageTestEnvironment.step(create);
            VoyageTestEnvironment.loseStep(create);
            assertEquals(1, files().size());
            final TestRunner realTime = flow.withRecords(new CreateEmbedding());
            LentCache.lend(cache, realTime);
            realTime.enqueue(Records.of("one"));
            realTime.run();
            create.run();
        } finally {
            cache.onDisabled();
        }

        submitted().assertAttributeEquals(VoyageAttributes.REQUESTS, "1");
        assertOneJobAndOneFile(submitted());
    }

    @Test
    void leavesNoOtherFileWhenATextEntersTheCacheBetweenTwoTries() throws Exception {
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            LentCache.lend(cache, create);
            flow.voyage().faults().set(Fault.status(503).on("POST", "/v1/batches"));
            create.enqueue(Records.of("one", "two"));
            create.run();
            final MockFlowFile waiting = create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY)
                    .getFirst();
            create.clearTransferState();
            final TestRunner realTime = flow.withRecords(new CreateEmbedding());
            LentCache.lend(cache, realTime);
            realTime.enqueue(Records.of("one"));
            realTime.run();
            create.enqueue(waiting);
            create.run();
            flow.letTimePass(UNTIL_SETTLED);
            create.run();
        } finally {
            cache.onDisabled();
        }

        assertOneJobAndOneFile(submitted());
    }

    @Test
    void adoptsTheJobOfAMovedFlowFileFromRetry() throws Exception {
        final MockFlowFile waiting = loseResponse(Records.of("one", "two"));
        final TestRunner otherNode = flow.create();
        VoyageTestEnvironment.move(otherNode, waiting);
        otherNode.run();

        assertNotEquals(waiting.getAttribute("uuid"), submitted(otherNode).getAttribute("uuid"));
        assertEquals(1, otherNode.getCounterValue(ADOPTED));
        assertOneJobAndOneFile(submitted(otherNode));
    }

    @Test
    void makesAJobForEachOfTwoFlowFilesWithEqualTexts() throws Exception {
        final MockFlowFile waiting = loseResponse(Records.of("one", "two"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile other = submitted();
        create.clearTransferState();
        assertEquals(2, jobs().size());

        create.enqueue(waiting);
        create.run();
        assertEquals(1, create.getCounterValue(ADOPTED));
        assertNotEquals(
                other.getAttribute(VoyageAttributes.BATCH_ID), submitted().getAttribute(VoyageAttributes.BATCH_ID));
        assertEquals(2, jobs().size());
        submitted().assertAttributeEquals(VoyageAttributes.SUBMISSION_COUNT, "1");
    }

    @Test
    void copiesOfAFlowFileInRetryShareTheJob() throws Exception {
        final MockFlowFile waiting = loseResponse(Records.of("one", "two"));
        create.enqueue(waiting);
        VoyageTestEnvironment.enqueue(create, waiting);
        create.run(2);

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 2);
        assertEquals(2, create.getCounterValue(ADOPTED));
        assertEquals(1, jobs().size());
        assertEquals(1, files().size());
    }

    @Test
    void copiesWithoutAFileShareTheJobToo() throws Exception {
        flow.voyage().faults().set(Fault.status(503).on("POST", "/v1/files"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        final TestRunner otherNode = flow.create();
        VoyageTestEnvironment.enqueue(otherNode, waiting);
        create.enqueue(waiting);
        create.run();
        otherNode.run();

        assertEquals(
                submitted().getAttribute(VoyageAttributes.BATCH_ID),
                submitted(otherNode).getAttribute(VoyageAttributes.BATCH_ID));
        assertOneJobAndOneFile(submitted());
    }

    @Test
    void aLaterSubmissionOfTheSameRecordsHasAJobOfItsOwn() throws Exception {
        create.enqueue(loseResponse(Records.of("one", "two")));
        create.run();
        final MockFlowFile first = submitted();
        create.clearTransferState();
        create.enqueue(first);
        create.run();

        assertNotEquals(
                first.getAttribute(VoyageAttributes.BATCH_ID), submitted().getAttribute(VoyageAttributes.BATCH_ID));
        submitted().assertAttributeEquals(VoyageAttributes.SUBMISSION_COUNT, "2");
        assertEquals(2, jobs().size());
    }

    @Test
    void doesNotTakeAJobThatIsNotListedYetForOneThatDoesNotExist() throws Exception {
        flow.voyage().faults().set(REQUEST_LOST);
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.enqueue(waiting);
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.RETRY, 0);
        assertEquals(0, jobs().size());
        assertEquals(2, create.getLogger().getWarnMessages().size(), "one of the lost response, and one of the wait");

        // the first call arrives after all, from where it was held
        makeJob(waiting, Map.of("nifi_voyage_submission_id", waiting.getAttribute(VoyageAttributes.SUBMISSION_ID)));
        flow.letTimePass(UNTIL_SETTLED);
        create.run();
        submitted().assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        assertEquals(1, create.getCounterValue(ADOPTED));
        assertOneJobAndOneFile(submitted());
    }

    @Test
    void makesTheJobOnceItCanNoLongerArrive() throws Exception {
        flow.voyage().faults().set(REQUEST_LOST);
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.enqueue(waiting);
        create.run();
        assertFalse(create.isQueueEmpty(), "it waits in its own queue");
        final MockFlowFile unknown = VoyageTestEnvironment.take(create);
        unknown.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "job_unknown");
        VoyageTestEnvironment.restore(create, unknown);
        flow.letTimePass(UNTIL_SETTLED);
        create.run();

        assertNull(create.getCounterValue(ADOPTED));
        assertOneJobAndOneFile(submitted());
    }

    @Test
    void waitsForAJobThatAnotherNodeMayBeMaking() throws Exception {
        create.enqueue(Records.of("one", "two"));
        steps(2);
        final TestRunner otherNode = flow.create();
        VoyageTestEnvironment.move(otherNode, VoyageTestEnvironment.take(create));
        otherNode.run();
        otherNode.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 0);
        assertEquals(0, jobs().size());
        flow.letTimePass(UNTIL_SETTLED);
        otherNode.run();

        assertOneJobAndOneFile(submitted(otherNode));
    }

    @Test
    void aRejectionIsProofThatThereIsNoJob() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.enqueue(waiting);
        create.run();

        assertOneJobAndOneFile(submitted());
    }

    @Test
    void waitsForAFileThatIsNotKnownEverywhereYet() throws Exception {
        flow.voyage().faults().set(Fault.status(404).on("POST", "/v1/batches").detail("Input file not found"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.enqueue(waiting);
        create.run();

        assertOneJobAndOneFile(submitted());
        assertEquals(
                waiting.getAttribute(VoyageAttributes.INPUT_FILE_ID),
                job(submitted()).path("input_file_id").asText());
    }

    @Test
    void aFileThatIsNotFoundForMinutesIsFinal() throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.status(404)
                        .on("POST", "/v1/batches")
                        .detail("Input file not found")
                        .times(2));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        enqueueUploaded(waiting, Duration.ofMinutes(6));
        flow.letTimePass(UNTIL_SETTLED);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        assertEquals(0, files().size());
    }

    @Test
    void uploadsAnExpiredFileAgain() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        LocalHttp.post(
                flow.voyage(),
                "/files/delete",
                Map.of("file_ids", List.of(waiting.getAttribute(VoyageAttributes.INPUT_FILE_ID))));
        enqueueUploaded(waiting, Duration.ofDays(31));
        create.run();
        flow.letTimePass(UNTIL_SETTLED);
        create.run();

        assertNotEquals(
                waiting.getAttribute(VoyageAttributes.INPUT_FILE_ID),
                submitted().getAttribute(VoyageAttributes.INPUT_FILE_ID));
        assertOneJobAndOneFile(submitted());
    }

    private void enqueueUploaded(final MockFlowFile flowFile, final Duration ago) {
        flowFile.putAttributes(Map.of(
                VoyageAttributes.INPUT_FILE_UPLOADED_AT,
                Instant.now().minus(ago).toString()));
        create.enqueue(flowFile);
    }

    @Test
    void preparesTheJobAgainWhenTheParametersChange() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.setProperty("Embeddings Model", "voyage-4-large");
        create.enqueue(waiting);
        create.run();

        assertEquals("voyage-4-large", job(submitted()).path("model").asText());
        submitted().assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, "voyage-4-large");
        assertOneJobAndOneFile(submitted());
    }

    @Test
    void deletesTheFileWhoseResponseWasLost() throws Exception {
        flow.voyage().faults().set(Fault.resetAfter().on("POST", "/v1/files"));
        create.enqueue(Records.of("one", "two"));
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        assertEquals(1, files().size());
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.setProperty("Maximum Cost", "0.000000001");
        create.enqueue(waiting);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.OVER_BUDGET, 1);
        assertEquals(0, files().size());
        create.getFlowFilesForRelationship(CreateBatchEmbedding.OVER_BUDGET)
                .getFirst()
                .assertAttributeNotExists(VoyageAttributes.SUBMISSION_ID);
    }

    @Test
    void makesNoJobWhileItCannotTellWhetherThereIsOne() throws Exception {
        final MockFlowFile waiting = loseResponse(Records.of("one", "two"));
        // another project's worth of jobs before ours
        final Deque<String> others = new ArrayDeque<>();
        for (int i = 0; i < 60; i++) {
            others.add(makeJob(waiting, Map.of()));
        }
        try (AlteredResponses altered =
                new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> """
                    {"object":"list","data":[{"id":"%s","status":"completed"}],"has_more":true}""".formatted(others.remove()))) {
            altered.serve(create);
            create.enqueue(waiting);
            create.run();
        }

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final String message = create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY)
                .getFirst()
                .getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("newest 5000 jobs"), message);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListThatEndsOddlyIsNoProof(final boolean empty) throws Exception {
        final MockFlowFile waiting = loseResponse(Records.of("one", "two"));
        final ObjectNode list = (ObjectNode) LocalHttp.get(flow.voyage(), "/batches");
        ((ObjectNode) list.path("data").path(0)).remove("metadata");
        list.put("has_more", true);
        if (empty) {
            list.withArray("data").removeAll();
        }
        try (AlteredResponses altered =
                new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> list.toString())) {
            altered.serve(create);
            flow.letTimePass(UNTIL_SETTLED);
            create.enqueue(waiting);
            create.run();
        }

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        assertEquals(1, jobs().size());
    }

    private String makeJob(final MockFlowFile prepared, final Map<String, String> metadata) throws Exception {
        return LocalHttp.post(
                        flow.voyage(),
                        "/batches",
                        Map.of(
                                "endpoint",
                                "/v1/embeddings",
                                "input_file_id",
                                prepared.getAttribute(VoyageAttributes.INPUT_FILE_ID),
                                "completion_window",
                                "12h",
                                "request_params",
                                Map.of("model", "voyage-4", "input_type", "document"),
                                "metadata",
                                metadata))
                .path("id")
                .asText();
    }

    private void steps(final int count) {
        for (int i = 0; i < count; i++) {
            VoyageTestEnvironment.step(create);
        }
    }

    private MockFlowFile loseResponse(final String content) {
        flow.voyage().faults().set(RESPONSE_LOST);
        create.enqueue(content);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final MockFlowFile waiting =
                create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        return waiting;
    }

    private MockFlowFile submitted() {
        return submitted(create);
    }

    private static MockFlowFile submitted(final TestRunner runner) {
        runner.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        return runner.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
    }

    private void assertOneJobAndOneFile(final MockFlowFile submitted) throws Exception {
        assertEquals(1, jobs().size());
        assertEquals(jobs().path(0).path("id").asText(), submitted.getAttribute(VoyageAttributes.BATCH_ID));
        assertEquals(1, files().size());
        assertEquals(files().path(0).path("id").asText(), submitted.getAttribute(VoyageAttributes.INPUT_FILE_ID));
    }

    private JsonNode job(final MockFlowFile submitted) throws Exception {
        return LocalHttp.get(flow.voyage(), "/batches/" + submitted.getAttribute(VoyageAttributes.BATCH_ID));
    }

    private JsonNode jobs() throws Exception {
        return LocalHttp.get(flow.voyage(), "/batches").path("data");
    }

    private JsonNode files() throws Exception {
        return LocalHttp.get(flow.voyage(), "/files?purpose=batch").path("data");
    }
}
