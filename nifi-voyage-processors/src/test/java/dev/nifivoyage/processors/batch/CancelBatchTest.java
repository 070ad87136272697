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
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.ErrorAttributes;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CancelBatchTest {
    private static final Map<String, String> LONG_NOT_FOUND =
            Map.of(VoyageAttributes.NOT_FOUND_SINCE, "2026-01-26T12:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;
    private TestRunner cancel;
    private Instant now = Instant.now();

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
        cancel = flow.withClient(new CancelBatch(() -> now));
        cancel.assertValid();
    }

    @Test
    void keepsWhatWasDoneBeforeAndGivesTheOtherRecordsBack() throws Exception {
        flow.voyage().faults().set(Fault.delay("in_progress", "20s"));
        final MockFlowFile submitted = flow.submit(create, Records.of(Records.numbered(200)));
        await(submitted, job -> job.path("request_counts").path("completed").asLong() >= 10);

        final MockFlowFile cancelled = run(submitted, CancelBatch.SUCCESS);
        cancelled.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "cancelling");
        cancelled.assertAttributeEquals(VoyageAttributes.CANCEL_REQUESTED_AT, now.toString());
        cancelled.assertContentEquals(submitted.toByteArray());

        final MockFlowFile completed = flow.await(cancelled);
        completed.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "cancelled");
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            final TestRunner download = flow.download();
            LentCache.lend(cache, download);
            VoyageTestEnvironment.enqueue(download, completed);
            download.run();
            final List<JsonNode> embedded =
                    Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
            final List<JsonNode> unprocessed =
                    Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED));
            download.assertTransferCount(DownloadBatchResults.REJECTED, 0);
            assertTrue(embedded.size() >= 10, () -> embedded.size() + " embedded");
            assertFalse(unprocessed.isEmpty(), () -> embedded.size() + " embedded");
            Records.assertOwnVectors(embedded, "voyage-4", 1024);
            final Set<Integer> ids = new HashSet<>();
            embedded.forEach(record -> ids.add(record.path("id").asInt()));
            unprocessed.forEach(record -> ids.add(record.path("id").asInt()));
            assertEquals(200, ids.size());
            assertEquals(200, embedded.size() + unprocessed.size());
            assertEquals(flow.voyage().ledger().totals().tokens(), download.getCounterValue("Tokens"));

            // what was paid once is not paid again
            LentCache.lend(cache, create);
            flow.voyage().faults().clear();
            final MockFlowFile again = flow.submit(create, Records.of(Records.numbered(200)));
            again.assertAttributeEquals(VoyageAttributes.RECORDS_CACHED, Integer.toString(embedded.size()));
            again.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, Integer.toString(unprocessed.size()));
            again.assertAttributeNotExists(VoyageAttributes.CANCEL_REQUESTED_AT);
        } finally {
            cache.onDisabled();
        }
    }

    @Test
    void tellsProvenanceAndTheCountersOfIt() throws Exception {
        final MockFlowFile submitted = stuck("in_progress");
        run(submitted, CancelBatch.SUCCESS);

        final List<ProvenanceEventRecord> events = cancel.getProvenanceEvents().stream()
                .filter(event -> event.getEventType() == ProvenanceEventType.REMOTE_INVOCATION)
                .toList();
        assertEquals(1, events.size());
        assertEquals(
                "%s/batches/%s/cancel"
                        .formatted(flow.voyage().baseUri(), submitted.getAttribute(VoyageAttributes.BATCH_ID)),
                events.getFirst().getTransitUri());
        assertEquals(1, cancel.getCounterValue("Jobs Cancelled"));
    }

    @Test
    void letsAFlowFileThatWaitsElsewhereFindItsJobCancelled() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted, job -> job.path("request_counts").path("completed").asLong() == 1);
        cancel.enqueue(
                new byte[0], Map.of(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID)));
        cancel.run();
        cancel.assertAllFlowFilesTransferred(CancelBatch.SUCCESS, 1);
        cancel.getFlowFilesForRelationship(CancelBatch.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.BATCH_ENDPOINT, "/v1/embeddings");

        flow.download(flow.await(submitted)).assertTransferCount(DownloadBatchResults.SUCCESS, 1);
    }

    @Test
    void goesOnWithAJobThatHasEnded() throws Exception {
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted, job -> "completed".equals(job.path("status").asText()));

        final MockFlowFile ended = run(submitted, CancelBatch.SUCCESS);
        ended.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "completed");
        ended.assertAttributeExists(VoyageAttributes.OUTPUT_FILE_ID);
        ended.assertAttributeNotExists(VoyageAttributes.CANCEL_REQUESTED_AT);
        assertEquals(1, cancel.getCounterValue("Jobs Not Cancellable"));
        assertTrue(cancel.getProvenanceEvents().stream()
                .noneMatch(event -> event.getEventType() == ProvenanceEventType.REMOTE_INVOCATION));
        flow.download(flow.await(ended)).assertTransferCount(DownloadBatchResults.SUCCESS, 1);
    }

    @Test
    void goesOnWithAJobThatIsEnding() throws Exception {
        flow.voyage().faults().set(Fault.stuck("finalizing"));
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted, job -> "finalizing".equals(job.path("status").asText()));

        run(submitted, CancelBatch.SUCCESS).assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "finalizing");
    }

    // whatever the status means, PollBatchStatus waits for its end
    @ParameterizedTest
    @CsvSource({"400", "409", "422"})
    void goesOnWithAJobWhoseStatusIsUnknown(final int rejection) throws Exception {
        final MockFlowFile submitted = stuck("in_progress");
        flow.voyage()
                .faults()
                .set(Fault.status(rejection)
                        .on("POST", "/v1/batches/*/cancel")
                        .detail("Only running jobs can be cancelled"));

        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(),
                "GET",
                "/v1/batches/.*",
                job -> ((ObjectNode) AlteredResponses.parse(job))
                        .put("status", "paused")
                        .toString())) {
            altered.serve(cancel);
            run(submitted, CancelBatch.SUCCESS).assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "paused");
        }
        assertEquals(1, cancel.getCounterValue("Jobs Not Cancellable"));
    }

    @Test
    void goesOnWhenTheResponseToTheFirstTryWasLost() throws Exception {
        final MockFlowFile submitted = stuck("in_progress");
        flow.voyage()
                .faults()
                .set(Fault.resetAfter().on("POST", "/v1/batches/*/cancel"), Fault.delay("cancelling", "1h"));

        final MockFlowFile again = run(submitted, CancelBatch.RETRY);
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "no_response");
        again.assertAttributeEquals(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID));
        final MockFlowFile cancelled = run(again, CancelBatch.SUCCESS);
        cancelled.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "cancelling");
        cancelled.assertAttributeExists(VoyageAttributes.CANCEL_REQUESTED_AT);
        ErrorAttributes.NAMES.forEach(cancelled::assertAttributeNotExists);
    }

    @Test
    void letsTheJobBeAskedForAtOnce() throws Exception {
        final MockFlowFile submitted = stuck("validating");
        submitted.putAttributes(
                Map.of(VoyageAttributes.NEXT_POLL, "2999-01-01T00:00:00Z", VoyageAttributes.POLL_INTERVAL, "300000"));

        final MockFlowFile cancelled = run(submitted, CancelBatch.SUCCESS);
        cancelled.assertAttributeNotExists(VoyageAttributes.NEXT_POLL);
        cancelled.assertAttributeNotExists(VoyageAttributes.POLL_INTERVAL);
    }

    @Test
    void givesAJobThatWasTooOldTimeToEnd() throws Exception {
        final TestRunner poll = flow.poll(new PollBatchStatus(() -> now));
        final MockFlowFile submitted = stuck("in_progress");
        now = now.plus(Duration.ofHours(25));
        final MockFlowFile timedOut = poll(poll, submitted, PollBatchStatus.TIMED_OUT);

        final MockFlowFile running = poll(poll, run(timedOut, CancelBatch.SUCCESS), PollBatchStatus.RUNNING);
        running.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "cancelling");
        now = now.plus(Duration.ofHours(25));
        poll(poll, running, PollBatchStatus.TIMED_OUT);
    }

    @Test
    void doesNotLoseResponsesWhoseFileDoesNotShowYet() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted, job -> job.path("request_counts").path("completed").asLong() == 1);
        final MockFlowFile cancelled = run(submitted, CancelBatch.SUCCESS);
        await(submitted, job -> "cancelled".equals(job.path("status").asText()));

        final TestRunner poll = flow.poll(new PollBatchStatus());
        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(),
                "GET",
                "/v1/batches/.*",
                job -> ((ObjectNode) AlteredResponses.parse(job))
                        .putNull("output_file_id")
                        .toString())) {
            altered.serve(poll);
            final MockFlowFile completed = poll(poll, cancelled, PollBatchStatus.COMPLETED);
            completed.assertAttributeNotExists(VoyageAttributes.OUTPUT_FILE_ID);
            flow.download(completed).assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "404", "400", "409"})
    void failsWhenTryingAgainWillNotHelp(final int status) throws Exception {
        final MockFlowFile submitted = stuck("in_progress");
        flow.voyage()
                .faults()
                .set(Fault.status(status).on("POST", "/v1/batches/*/cancel").detail("no"));

        submitted.putAttributes(LONG_NOT_FOUND);
        final MockFlowFile failed = run(submitted, CancelBatch.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, Integer.toString(status));
        failed.assertAttributeEquals(
                VoyageAttributes.BATCH_STATUS, submitted.getAttribute(VoyageAttributes.BATCH_STATUS));
        assertEquals(1, cancel.getLogger().getErrorMessages().size());
    }

    @Test
    void failsForAJobThatDoesNotExist() {
        cancel.enqueue(
                new byte[0],
                Map.of(
                        VoyageAttributes.BATCH_ID,
                        "batch-7vT5tYo5G6MNA3N1PMKrgMqNMErVVkmBNJq9U",
                        VoyageAttributes.NOT_FOUND_SINCE,
                        LONG_NOT_FOUND.get(VoyageAttributes.NOT_FOUND_SINCE)));
        cancel.run();

        cancel.assertAllFlowFilesTransferred(CancelBatch.FAILURE, 1);
        cancel.getFlowFilesForRelationship(CancelBatch.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
    }

    @Test
    void failsWithoutAJob() {
        cancel.enqueue(new byte[0], Map.of());
        cancel.run();

        cancel.assertAllFlowFilesTransferred(CancelBatch.FAILURE, 1);
        cancel.getFlowFilesForRelationship(CancelBatch.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_batch_id");
    }

    // no request can be sent for them, which is no reason to try again
    @ParameterizedTest(name = "{index}")
    @MethodSource
    void failsForAnIdThatIsNone(final String batchId) {
        cancel.enqueue(new byte[0], Map.of(VoyageAttributes.BATCH_ID, batchId));
        cancel.run();

        cancel.assertAllFlowFilesTransferred(CancelBatch.FAILURE, 1);
        cancel.getFlowFilesForRelationship(CancelBatch.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_batch_id");
    }

    static Stream<String> failsForAnIdThatIsNone() {
        return Stream.of("batch-1\nbatch-2", "batch-1\r\nX-Api-Key: a", "b".repeat(1 << 20), "a job", "\0");
    }

    @ParameterizedTest
    @CsvSource({"500", "503", "408"})
    void triesAgainLaterWhenThatMayHelp(final int status) throws Exception {
        final MockFlowFile submitted = stuck("in_progress");
        flow.voyage().faults().set(Fault.status(status).on("POST", "/v1/batches/*/cancel"));
        VoyageTestEnvironment.enqueue(cancel, submitted);
        cancel.run(1, false);

        cancel.assertTransferCount(CancelBatch.RETRY, 1);
        final MockFlowFile again =
                cancel.getFlowFilesForRelationship(CancelBatch.RETRY).getFirst();
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, Integer.toString(status));
        assertTrue(cancel.getPenalizedFlowFiles().contains(again));
        assertEquals("in_progress", job(submitted).path("status").asText());
    }

    @Test
    void triesAgainWhenTheStatusOfARejectedJobCannotBeHad() throws Exception {
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted, job -> "completed".equals(job.path("status").asText()));
        flow.voyage().faults().set(Fault.status(503).on("GET", "/v1/batches/*"));

        run(run(submitted, CancelBatch.RETRY), CancelBatch.SUCCESS)
                .assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "completed");
    }

    @Test
    void takesNoFlowFileWhileVoyageAsksToWait() throws Exception {
        final MockFlowFile first = stuck("in_progress");
        final MockFlowFile second = flow.submit(create, Records.of("another text"));
        flow.voyage()
                .faults()
                .set(Fault.status(429).on("POST", "/v1/batches/*/cancel").retryAfter(1800));
        VoyageTestEnvironment.enqueue(cancel, first);
        VoyageTestEnvironment.enqueue(cancel, second);
        cancel.run(3, false);

        cancel.assertAllFlowFilesTransferred(CancelBatch.RETRY, 1);
        assertEquals(1, cancel.getQueueSize().getObjectCount());
        assertTrue(((MockProcessContext) cancel.getProcessContext()).isYieldCalled());
    }

    private MockFlowFile stuck(final String state) throws Exception {
        flow.voyage().faults().set(Fault.stuck(state).times(1000), Fault.delay("cancelling", "1h"));
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted, job -> state.equals(job.path("status").asText()));
        return submitted;
    }

    private MockFlowFile run(final MockFlowFile flowFile, final Relationship expected) {
        VoyageTestEnvironment.enqueue(cancel, flowFile);
        cancel.run(1, false);
        cancel.assertAllFlowFilesTransferred(expected, 1);
        final MockFlowFile taken = cancel.getFlowFilesForRelationship(expected).getFirst();
        cancel.clearTransferState();
        return taken;
    }

    private static MockFlowFile poll(final TestRunner poll, final MockFlowFile flowFile, final Relationship expected) {
        VoyageTestEnvironment.enqueue(poll, flowFile);
        poll.run(1, false);
        poll.assertTransferCount(expected, 1);
        final MockFlowFile taken = poll.getFlowFilesForRelationship(expected).getFirst();
        poll.clearTransferState();
        return taken;
    }

    private JsonNode job(final MockFlowFile flowFile) throws IOException, InterruptedException {
        return LocalHttp.get(flow.voyage(), "/batches/" + flowFile.getAttribute(VoyageAttributes.BATCH_ID));
    }

    private void await(final MockFlowFile flowFile, final Predicate<JsonNode> condition) throws Exception {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.test(job(flowFile))) {
            assertTrue(System.nanoTime() < end, () -> "the job stays as it is");
        }
    }
}
