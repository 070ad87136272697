/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LocalHttp;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Libraries that wait for a batch job of their own.
 */
class BatchLibraryTest {
    private LibraryFlow flow;
    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        flow = new LibraryFlow();
        runner = flow.load(LoadingMode.BATCH_AND_WAIT);
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    private void load(final String library) {
        runner.clearTransferState();
        runner.enqueue(library);
        LibraryFlow.await(runner);
    }

    /** Makes the job, and gives the FlowFile that waits for it. */
    private MockFlowFile submit(final String library) {
        runner.clearTransferState();
        runner.enqueue(library);
        runner.run();
        return LibraryFlow.only(runner, LibraryRelationships.WAITING);
    }

    private List<JsonNode> loaded() throws Exception {
        return LibraryFlow.records(runner, LibraryRelationships.SUCCESS);
    }

    private List<String> errorCodes() throws Exception {
        return LibraryFlow.records(runner, LibraryRelationships.REJECTED).stream()
                .map(record -> record.path("error").path("code").asText())
                .distinct()
                .toList();
    }

    @Test
    void givesEachLabelItsVectorsOnceTheJobHasEnded() throws Exception {
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped("gestures"));
        final int texts = LibraryFlow.texts(library).size();
        final MockFlowFile waiting = submit(LibraryFlow.shipped("gestures"));
        waiting.assertContentEquals(LibraryFlow.shipped("gestures"));
        waiting.assertAttributeEquals(VoyageAttributes.LIBRARY_JOB, waiting.getAttribute(VoyageAttributes.BATCH_ID));
        waiting.assertAttributeEquals(VoyageAttributes.REQUESTS, Integer.toString(texts));
        waiting.assertAttributeExists(VoyageAttributes.NEXT_POLL);
        LibraryFlow.await(runner);

        assertEquals(LibraryFlow.labels(library), LibraryFlow.labels(loaded()));
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        assertEquals(texts, flow.voyage().ledger().totals().batchRequests());
        final MockFlowFile success = LibraryFlow.only(runner, LibraryRelationships.SUCCESS);
        success.assertAttributeEquals(VoyageAttributes.LIBRARY_GESTURES, "15");
        success.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, Integer.toString(texts));
        success.assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_CACHED, "0");
        success.assertAttributeEquals(VoyageAttributes.CACHE_STORED, Integer.toString(texts));
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().batchTokens()));
        // before and after
        assertTrue(Double.parseDouble(success.getAttribute(VoyageAttributes.COST_ESTIMATED))
                > Double.parseDouble(success.getAttribute(VoyageAttributes.COST)));
        success.assertAttributeEquals(VoyageAttributes.BATCH_ID, waiting.getAttribute(VoyageAttributes.BATCH_ID));
        for (final String gone : List.of(
                VoyageAttributes.LIBRARY_JOB,
                VoyageAttributes.NEXT_POLL,
                VoyageAttributes.POLL_INTERVAL,
                VoyageAttributes.ERROR_CODE)) {
            success.assertAttributeNotExists(gone);
        }
        runner.assertTransferCount(LibraryRelationships.REJECTED, 0);
        runner.assertTransferCount(LibraryRelationships.ORIGINAL, 1);
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void givesTheSameVectorsAsInRealTime() throws Exception {
        load(LibraryFlow.shipped("archetypes"));
        final List<JsonNode> byJob = loaded();
        final TestRunner realTime = flow.load(LoadingMode.REAL_TIME);
        realTime.setProperty("Namespace", "another");
        realTime.enqueue(LibraryFlow.shipped("archetypes"));
        realTime.run();

        assertEquals(byJob, LibraryFlow.records(realTime, LibraryRelationships.SUCCESS));
        assertTrue(flow.voyage().ledger().totals().realTimeTokens() > 0);
    }

    @Test
    void leavesTheFlowFileInTheQueueUntilItIsTimeToAsk() throws Exception {
        runner.setProperty("Minimum Polling Interval", "1 hour");
        runner.setProperty("Maximum Polling Interval", "2 hours");
        submit(LibraryFlow.shipped("gestures"));
        LibraryFlow.lead(runner, LibraryRelationships.WAITING);
        flow.voyage().requests().reset();
        runner.run(5);

        runner.assertQueueNotEmpty();
        assertEquals(0, flow.voyage().requests().total());
    }

    @Test
    void survivesARestartWhileItWaits() throws Exception {
        flow.voyage().faults().set(Fault.delay("in_progress", "300ms"));
        final MockFlowFile waiting = submit(LibraryFlow.shipped("gestures"));

        final TestRunner restarted = flow.load(LoadingMode.BATCH_AND_WAIT);
        VoyageTestEnvironment.move(restarted, waiting);
        LibraryFlow.await(restarted);

        LibraryFlow.assertOwnVectors(LibraryFlow.records(restarted, LibraryRelationships.SUCCESS), 1024);
        assertEquals(
                15, LibraryFlow.records(restarted, LibraryRelationships.SUCCESS).size());
        assertEquals(1, flow.jobs().size());
        assertEquals(
                LibraryFlow.texts(LibraryFlow.parse(LibraryFlow.shipped("gestures")))
                        .size(),
                flow.voyage().ledger().totals().batchRequests());
    }

    @Test
    void adoptsTheJobThatWasMadeBeforeACrash() throws Exception {
        runner.enqueue(LibraryFlow.shipped("gestures"));
        VoyageTestEnvironment.step(runner);
        VoyageTestEnvironment.step(runner);
        VoyageTestEnvironment.loseStep(runner);
        assertEquals(1, flow.jobs().size(), "made, but the FlowFile does not know");
        LibraryFlow.await(runner);

        LibraryFlow.assertOwnVectors(loaded(), 1024);
        assertEquals(1L, runner.getCounterValue("Jobs Adopted"));
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void adoptsTheJobWhoseResponseWasLost() throws Exception {
        flow.voyage().faults().set(Fault.resetAfter().on("POST", "/v1/batches"));
        runner.enqueue(LibraryFlow.shipped("gestures"));
        runner.run();
        LibraryFlow.only(runner, LibraryRelationships.RETRY).assertAttributeExists(VoyageAttributes.SUBMISSION_ID);
        LibraryFlow.lead(runner, LibraryRelationships.RETRY);
        LibraryFlow.await(runner);

        assertEquals(15, loaded().size());
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void sendsOnlyTheTextThatHasChanged() throws Exception {
        load(LibraryFlow.shipped("gestures"));
        final long before = flow.voyage().ledger().totals().requests();
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped("gestures"));
        library.get(5).put("text", "A single new text");
        load(LibraryFlow.print(library));

        LibraryFlow.assertOwnVectors(loaded(), 1024);
        final EmbeddingParameters parameters = new EmbeddingParameters(
                "", LibraryFlow.MODEL, EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true);
        final String key = RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters)
                .of("A single new text")
                .toString();
        assertEquals(
                List.of(key),
                flow.voyage().ledger().entries(before, 100).stream()
                        .map(LedgerEntry::customId)
                        .toList());
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "1");
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(
                        VoyageAttributes.LIBRARY_TEXTS_CACHED,
                        Integer.toString(LibraryFlow.texts(library).size() - 1));
    }

    @Test
    void sendsOnlyTheHalfThatIsNotCached() throws Exception {
        final List<ObjectNode> library = LibraryFlow.parse(LibraryFlow.shipped("archetypes"));
        load(LibraryFlow.print(library.subList(0, 4)));
        load(LibraryFlow.print(library));

        LibraryFlow.assertOwnVectors(loaded(), 1024);
        assertEquals(8, loaded().size());
        assertEquals(48, flow.voyage().ledger().totals().batchRequests());
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_CACHED, "24");
    }

    @Test
    void makesNoJobForALibraryThatIsThere() throws Exception {
        load(LibraryFlow.shipped("gestures"));
        final List<JsonNode> first = loaded();
        runner.clearTransferState();
        runner.enqueue(LibraryFlow.shipped("gestures"));
        runner.run();

        assertEquals(first, loaded());
        assertEquals(1, flow.jobs().size());
        LibraryFlow.only(runner, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_TEXTS_LOADED, "0");
    }

    @Test
    void makesNoJobWhenNoRecordIsAGesture() throws Exception {
        runner.enqueue("""
            {"label":"A","text":""}""");
        runner.run();

        assertEquals(List.of("blank_text"), errorCodes());
        runner.assertTransferCount(LibraryRelationships.SUCCESS, 0);
        assertEquals(0, flow.jobs().size());
    }

    @Test
    void writesTheJobsPurposeIntoItsMetadata() throws Exception {
        runner.setProperty("purpose", "library of ${show}");
        runner.enqueue(LibraryFlow.shipped("gestures"), Map.of("show", "Tuesday"));
        runner.run();

        assertEquals(
                "library of Tuesday",
                flow.jobs().getFirst().path("metadata").path("purpose").asText());
    }

    @Test
    void namesTheLabelsOfFailedLinesAndLoadsTheOthers() throws Exception {
        flow.voyage()
                .faults()
                .set(
                        Fault.lines().response(0.1).error(0.1),
                        Fault.output().drop(0.05).duplicate(0.1).malform(0.05));
        load(LibraryFlow.shipped("archetypes"));
        final MockFlowFile waiting = LibraryFlow.only(runner, LibraryRelationships.RETRY);
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "results_incomplete");
        waiting.putAttributes(Map.of(
                VoyageAttributes.RESULTS_INCOMPLETE_SINCE,
                "2026-01-26T12:00:00Z",
                VoyageAttributes.NEXT_POLL,
                "2026-01-26T12:00:00Z"));
        LibraryFlow.lead(runner, LibraryRelationships.RETRY);
        runner.run();

        final List<JsonNode> errors = LibraryFlow.records(runner, LibraryRelationships.REJECTED);
        assertFalse(errors.isEmpty(), "errors");
        assertFalse(loaded().isEmpty(), "loaded");
        assertEquals(8, errors.size() + loaded().size());
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        for (final JsonNode error : errors) {
            assertTrue(
                    error.path("error")
                            .path("message")
                            .asText()
                            .startsWith(error.path("label").asText() + ", "),
                    () -> error.path("error").toString());
            assertTrue(error.path("embedding").isMissingNode()
                    || error.path("embedding").isNull());
        }

        // after routing back, only missing texts are billed
        final long completed = flow.voyage().ledger().totals().requests();
        final long missing = Long.parseLong(LibraryFlow.only(runner, LibraryRelationships.REJECTED)
                .getAttribute(VoyageAttributes.LIBRARY_TEXTS_FAILED));
        flow.voyage().faults().clear();
        LibraryFlow.lead(runner, LibraryRelationships.REJECTED);
        LibraryFlow.await(runner);
        assertEquals(LibraryFlow.labels(errors), LibraryFlow.labels(loaded()));
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        assertEquals(missing, flow.voyage().ledger().totals().requests() - completed);
    }

    @Test
    void takesWhatAJobHasThatEndedEarly() throws Exception {
        flow.voyage().faults().set(Fault.expire(0.6));
        load(LibraryFlow.shipped("gestures"));

        assertEquals(List.of("batch_expired"), errorCodes());
        assertTrue(!loaded().isEmpty());
        LibraryFlow.assertOwnVectors(loaded(), 1024);
        assertEquals(
                15,
                loaded().size()
                        + LibraryFlow.records(runner, LibraryRelationships.REJECTED)
                                .size());
        LibraryFlow.lead(runner, LibraryRelationships.REJECTED);
        LibraryFlow.await(runner);
        runner.assertTransferCount(LibraryRelationships.REJECTED, 0);
        assertEquals(2, flow.jobs().size());
        assertEquals(
                LibraryFlow.texts(LibraryFlow.parse(LibraryFlow.shipped("gestures")))
                        .size(),
                flow.voyage().ledger().totals().requests());
    }

    @Test
    void failsIfTheJobIsRejectedAndThenCreatesAnother() throws Exception {
        flow.voyage().faults().set(Fault.failValidation().message("This line is not JSON."));
        load(LibraryFlow.shipped("gestures"));

        final MockFlowFile failed = LibraryFlow.only(runner, LibraryRelationships.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "failed");
        assertTrue(failed.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("This line is not JSON."));
        failed.assertAttributeNotExists(VoyageAttributes.LIBRARY_JOB);
        runner.assertTransferCount(LibraryRelationships.SUCCESS, 0);

        LibraryFlow.lead(runner, LibraryRelationships.FAILURE);
        LibraryFlow.await(runner);
        assertEquals(15, loaded().size());
        assertEquals(2, flow.jobs().size());
    }

    @Test
    void failsWhenTheJobIsCancelledBeforeAnythingWasDone() throws Exception {
        flow.voyage().faults().set(Fault.stuck("validating"));
        final String batchId = submit(LibraryFlow.shipped("gestures")).getAttribute(VoyageAttributes.BATCH_ID);
        LocalHttp.post(flow.voyage(), "/batches/" + batchId + "/cancel");
        flow.awaitStatus(batchId, "cancelled");
        LibraryFlow.await(runner);

        LibraryFlow.only(runner, LibraryRelationships.FAILURE)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "cancelled");
    }

    @Test
    void makesNoMoreJobsThanAllowed() throws Exception {
        runner.setProperty("Maximum Submissions", "1");
        flow.voyage().faults().set(Fault.failValidation().times(9));
        load(LibraryFlow.shipped("gestures"));
        LibraryFlow.lead(runner, LibraryRelationships.FAILURE);
        runner.run();

        LibraryFlow.only(runner, LibraryRelationships.FAILURE)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "too_many_submissions");
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void keepsWaitingAfterABadResponse() throws Exception {
        flow.voyage().faults().set(Fault.status(503).on("GET", "/v1/batches/*"));
        load(LibraryFlow.shipped("gestures"));
        final MockFlowFile waiting = LibraryFlow.only(runner, LibraryRelationships.RETRY);
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");
        waiting.assertAttributeExists(VoyageAttributes.LIBRARY_JOB);
        waiting.assertAttributeExists(VoyageAttributes.NEXT_POLL);
        LibraryFlow.lead(runner, LibraryRelationships.RETRY);
        LibraryFlow.await(runner);

        assertEquals(15, loaded().size());
        assertEquals(1, flow.jobs().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/batches/*", "/v1/files/*/content"})
    void asksForNoJobWhileVoyageAsksToWait(final String path) throws Exception {
        final List<MockFlowFile> waiting =
                List.of(submit(LibraryFlow.shipped("gestures")), submit(LibraryFlow.shipped("archetypes")));
        for (final MockFlowFile flowFile : waiting) {
            flow.awaitStatus(flowFile.getAttribute(VoyageAttributes.BATCH_ID), "completed");
        }
        flow.voyage().faults().set(Fault.status(429).on("GET", path).retryAfter(60));
        runner.clearTransferState();
        for (final MockFlowFile flowFile : waiting) {
            final Map<String, String> due = new HashMap<>(flowFile.getAttributes());
            due.remove(VoyageAttributes.NEXT_POLL);
            runner.enqueue(flowFile.toByteArray(), due);
        }
        runner.run(5);

        runner.assertAllFlowFilesTransferred(LibraryRelationships.RETRY, 1);
        LibraryFlow.only(runner, LibraryRelationships.RETRY).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "429");
        assertEquals(1, runner.getQueueSize().getObjectCount());
    }

    @Test
    void findsItsJobAgainAfterTheKeyWasWrong() throws Exception {
        submit(LibraryFlow.shipped("gestures"));
        flow.voyage().faults().set(Fault.status(401).on("GET", "/v1/batches/*"));
        LibraryFlow.await(runner);
        final MockFlowFile failed = LibraryFlow.only(runner, LibraryRelationships.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
        LibraryFlow.lead(runner, LibraryRelationships.FAILURE);
        LibraryFlow.await(runner);

        assertEquals(15, loaded().size());
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void makesNoJobWithAWrongKey() throws Exception {
        flow.voyage().faults().set(Fault.status(401).on("POST", "/v1/files"));
        runner.enqueue(LibraryFlow.shipped("gestures"));
        runner.run();

        final MockFlowFile failed = LibraryFlow.only(runner, LibraryRelationships.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
        assertEquals(0, flow.jobs().size());
        runner.assertTransferCount(LibraryRelationships.WAITING, 0);
    }

    @Test
    void treatsAnUnknownStatusAsRunning() throws Exception {
        flow.voyage().faults().set(Fault.unknownStatus("paused"), Fault.delay("in_progress", "1h"));
        final String batchId = submit(LibraryFlow.shipped("gestures")).getAttribute(VoyageAttributes.BATCH_ID);
        flow.awaitStatus(batchId, "paused");
        for (int i = 0; i < 2; i++) {
            do {
                LibraryFlow.lead(runner, LibraryRelationships.WAITING);
                runner.run();
            } while (!runner.isQueueEmpty());
        }

        LibraryFlow.only(runner, LibraryRelationships.WAITING)
                .assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "paused");
        assertEquals(
                1,
                runner.getLogger().getWarnMessages().stream()
                        .filter(message -> message.getMsg().contains("paused"))
                        .count());
    }

    @Test
    void waitsNoLongerThanAllowed() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        runner.setProperty("Maximum Waiting Time", "50 ms");
        load(LibraryFlow.shipped("gestures"));

        final MockFlowFile late = LibraryFlow.only(runner, LibraryRelationships.FAILURE);
        late.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "timed_out");
        late.assertAttributeExists(VoyageAttributes.LIBRARY_JOB);
    }

    @Test
    void triesAgainWhenTheCacheIsFull() throws Exception {
        flow.lent().fillDisk();
        load(LibraryFlow.shipped("gestures"));
        LibraryFlow.only(runner, LibraryRelationships.RETRY)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "cache");

        final TestRunner after = flow.load(LoadingMode.BATCH_AND_WAIT);
        VoyageTestEnvironment.move(after, LibraryFlow.only(runner, LibraryRelationships.RETRY));
        LibraryFlow.await(after);
        assertEquals(
                15, LibraryFlow.records(after, LibraryRelationships.SUCCESS).size());
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void deletesTheJobsFilesWhenAskedTo() throws Exception {
        runner.setProperty("Delete Remote Files", "true");
        load(LibraryFlow.shipped("gestures"));
        runner.run();

        assertEquals(15, loaded().size());
        assertEquals(0, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @Test
    void deletesTheJobsFilesWhenVoyageIsAvailableAgain() throws Exception {
        runner.enqueue(loadWithoutDeletion());
        runner.run();

        runner.assertAllFlowFilesTransferred(LibraryRelationships.ORIGINAL, 1);
        final MockFlowFile original = LibraryFlow.only(runner, LibraryRelationships.ORIGINAL);
        original.assertAttributeNotExists(VoyageAttributes.DELETION_PENDING);
        original.assertAttributeNotExists(VoyageAttributes.NEXT_POLL);
        assertEquals(0, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @ParameterizedTest
    @EnumSource(LoadingMode.class)
    void loadsALibraryOnceAfterAChangeOfTheMode(final LoadingMode mode) throws Exception {
        runner.enqueue(loadWithoutDeletion());
        runner.setProperty("Loading Mode", mode.getValue());
        runner.run();

        runner.assertAllFlowFilesTransferred(LibraryRelationships.ORIGINAL, 1);
        LibraryFlow.only(runner, LibraryRelationships.ORIGINAL)
                .assertAttributeNotExists(VoyageAttributes.DELETION_PENDING);
        assertEquals(1, flow.jobs().size());
    }

    /** Returns the FlowFile of a loaded library, whose files Voyage did not delete for a while. */
    private MockFlowFile loadWithoutDeletion() throws Exception {
        runner.setProperty("Delete Remote Files", "true");
        flow.voyage().faults().set(Fault.status(503).on("/v1/files/delete"));
        load(LibraryFlow.shipped("gestures"));
        flow.voyage().faults().clear();
        final MockFlowFile waiting = LibraryFlow.only(runner, LibraryRelationships.RETRY);
        waiting.assertAttributeExists(VoyageAttributes.DELETION_PENDING);
        waiting.putAttributes(Map.of(VoyageAttributes.NEXT_POLL, Instant.EPOCH.toString()));
        runner.clearTransferState();
        return waiting;
    }

    @Test
    void keepsTheJobsFilesOtherwise() throws Exception {
        load(LibraryFlow.shipped("gestures"));

        assertNotEquals(0, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @Test
    void rejectsAMinimumIntervalAboveTheMaximum() {
        runner.setProperty("Minimum Polling Interval", "1 hour");
        runner.assertNotValid();
    }
}
