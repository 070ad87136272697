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
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PollBatchStatusTest {
    private static final Fault STUCK = Fault.stuck("validating").times(1000);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;
    private TestRunner poll;
    private Instant now = Instant.now();

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
        poll = flow.poll(new PollBatchStatus(() -> now));
        poll.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "10 sec");
        poll.setProperty(PollBatchStatus.MAXIMUM_POLLING_INTERVAL, "60 sec");
    }

    @Test
    void asksLessAndLessOftenAndOnlyWhenItIsTime() throws Exception {
        flow.voyage().faults().set(Fault.stuck("validating"));
        MockFlowFile waiting = flow.submit(create, Records.of("a text"));
        for (final int seconds : List.of(10, 20, 40, 60, 60)) {
            if (poll.isQueueEmpty()) {
                VoyageTestEnvironment.enqueue(poll, waiting);
            }
            poll.run(1, false);
            waiting = taken(PollBatchStatus.RUNNING);
            waiting.assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, Integer.toString(seconds * 1000));
            final long wait = Duration.between(now, Instant.parse(waiting.getAttribute(VoyageAttributes.NEXT_POLL)))
                    .toMillis();
            assertTrue(wait <= seconds * 1000L, () -> "waits " + wait + " ms");
            assertTrue(wait >= seconds * 800L, () -> "waits " + wait + " ms");

            VoyageTestEnvironment.enqueue(poll, waiting);
            poll.run(1, false);
            poll.assertTransferCount(PollBatchStatus.RUNNING, 0);
            assertTrue(((MockProcessContext) poll.getProcessContext()).isYieldCalled());
            poll.clearTransferState();
            now = now.plusSeconds(seconds);
        }
    }

    @Test
    void takesAFlowFileWithDamagedTimesAsDue() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        submitted.putAttributes(Map.of(VoyageAttributes.NEXT_POLL, "soon", VoyageAttributes.POLL_INTERVAL, "-3"));

        run(submitted, PollBatchStatus.RUNNING).assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, "10000");
    }

    @Test
    void reportsProgressOnlyWhenSomethingChanged() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        poll.addConnection(PollBatchStatus.PROGRESS);
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        submitted.putAttributes(Map.of(
                VoyageAttributes.NEXT_POLL,
                now.minusSeconds(1).toString(),
                VoyageAttributes.ERROR_CODE,
                "503",
                VoyageAttributes.ERROR_MESSAGE,
                "before"));
        awaitResponses(submitted.getAttribute(VoyageAttributes.BATCH_ID), 1);
        VoyageTestEnvironment.enqueue(poll, submitted);
        poll.run(1, false);

        final MockFlowFile message =
                poll.getFlowFilesForRelationship(PollBatchStatus.PROGRESS).getFirst();
        final JsonNode progress = new ObjectMapper().readTree(message.toByteArray());
        assertEquals(
                submitted.getAttribute(VoyageAttributes.BATCH_ID),
                progress.path("batch_id").asText());
        assertEquals("in_progress", progress.path("status").asText());
        assertTrue(progress.path("requests_per_second").isNull());
        assertEquals(100, progress.path("percent").asInt());
        message.assertAttributeEquals("mime.type", "application/json");
        message.assertAttributeNotExists(VoyageAttributes.NEXT_POLL);
        message.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);

        final MockFlowFile waiting =
                poll.getFlowFilesForRelationship(PollBatchStatus.RUNNING).getFirst();
        waiting.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "in_progress");
        poll.clearTransferState();
        now = now.plusSeconds(60);
        VoyageTestEnvironment.enqueue(poll, waiting);
        poll.run(1, false);
        poll.assertTransferCount(PollBatchStatus.RUNNING, 1);
        poll.assertTransferCount(PollBatchStatus.PROGRESS, 0);
    }

    @Test
    void stateHasALineForEachWaitingJob() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        final String batchId = submitted.getAttribute(VoyageAttributes.BATCH_ID);
        submitted.putAttributes(Map.of(
                "filename",
                "debian.csv",
                VoyageAttributes.COST_ESTIMATED,
                "0.00404",
                VoyageAttributes.NEXT_POLL,
                now.minusSeconds(1).toString()));
        awaitResponses(batchId, 1);
        final MockFlowFile waiting = run(submitted, PollBatchStatus.RUNNING);
        poll.getStateManager()
                .assertStateEquals(
                        Map.of(
                                "Total",
                                "1 job, 1 of 1 requests, about $0.00404",
                                batchId,
                                "debian.csv: in_progress, 100%, 1 of 1 requests, about $0.00404"),
                        Scope.LOCAL);

        LocalHttp.post(flow.voyage(), "/batches/" + batchId + "/cancel");
        await(batchId, "cancelled");
        now = now.plusSeconds(1000);
        VoyageTestEnvironment.enqueue(poll, waiting);
        poll.run(1, false, false);
        taken(PollBatchStatus.COMPLETED);
        poll.getStateManager().assertStateEquals(Map.of(), Scope.LOCAL);
    }

    @Test
    void asksForManyJobsInFewCalls() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<MockFlowFile> submitted = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            submitted.add(flow.submit(create, Records.of("text " + i)));
        }
        submitted.forEach(flowFile -> VoyageTestEnvironment.enqueue(poll, flowFile));
        poll.run(1, false);

        poll.assertTransferCount(PollBatchStatus.RUNNING, 60);
        assertEquals(1, poll.getCounterValue("Calls to Voyage"));
    }

    @Test
    void makesNoProgressFlowFileForNobody() throws Exception {
        flow.voyage().faults().set(STUCK);
        poll.enqueue(flow.submit(create, Records.of("a text")));
        poll.run(1, false);

        poll.assertTransferCount(PollBatchStatus.RUNNING, 1);
        poll.assertTransferCount(PollBatchStatus.PROGRESS, 0);
    }

    @Test
    void leavesWhatIsNotDueInTheQueue() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile later = flow.submit(create, Records.of("later"));
        later.putAttributes(Map.of(VoyageAttributes.NEXT_POLL, now.plusMillis(1).toString()));
        final MockFlowFile due = flow.submit(create, Records.of("now"));
        due.putAttributes(Map.of(VoyageAttributes.NEXT_POLL, now.toString()));
        poll.enqueue(later);
        poll.enqueue(due);
        poll.run(1, false);

        taken(PollBatchStatus.RUNNING)
                .assertAttributeEquals(VoyageAttributes.BATCH_ID, due.getAttribute(VoyageAttributes.BATCH_ID));
        assertEquals(1, poll.getQueueSize().getObjectCount());
    }

    @Test
    void forgetsWhatAnEarlierJobOfTheFlowFileLeft() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        submitted.putAttributes(Map.of(
                VoyageAttributes.OUTPUT_FILE_ID, "file-old-output",
                VoyageAttributes.ERROR_FILE_ID, "file-old-error",
                VoyageAttributes.REQUESTS_COMPLETED, "950",
                VoyageAttributes.PROGRESS_AT, now.minusSeconds(60).toString(),
                VoyageAttributes.PROGRESS_RATE, "7.000",
                VoyageAttributes.ESTIMATED_END, now.plusSeconds(1).toString()));

        final MockFlowFile waiting = run(submitted, PollBatchStatus.RUNNING);
        for (final String name : List.of(
                VoyageAttributes.OUTPUT_FILE_ID,
                VoyageAttributes.ERROR_FILE_ID,
                VoyageAttributes.PROGRESS_RATE,
                VoyageAttributes.ESTIMATED_END)) {
            waiting.assertAttributeNotExists(name);
        }
        waiting.assertAttributeEquals(VoyageAttributes.REQUESTS_COMPLETED, "0");
    }

    @Test
    void findsAJobByItsIdAlone() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of("a text")));
        poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, completed.getAttribute(VoyageAttributes.BATCH_ID)));
        poll.run(1, false);

        final MockFlowFile found = taken(PollBatchStatus.COMPLETED);
        for (final String name : List.of(
                VoyageAttributes.OUTPUT_FILE_ID,
                VoyageAttributes.INPUT_FILE_ID,
                VoyageAttributes.CREATED_AT,
                VoyageAttributes.BATCH_MODEL)) {
            found.assertAttributeEquals(name, completed.getAttribute(name));
        }
        found.assertAttributeEquals(VoyageAttributes.PROGRESS_PERCENT, "100");
        found.assertAttributeNotExists(VoyageAttributes.NEXT_POLL);
    }

    @Test
    void sendsAJobThatEndedEarlyWithResultsToCompleted() throws Exception {
        flow.voyage().faults().set(Fault.expire(0.5));
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of(Records.numbered(10))));

        completed.assertAttributeExists(VoyageAttributes.ERROR_FILE_ID);
    }

    @Test
    void sendsAnExpiredJobWithResultsToCompleted() throws Exception {
        try (VoyageTestEnvironment expiring =
                new VoyageTestEnvironment(new VoyageLocalOptions().afterExpiry(BatchState.EXPIRED))) {
            expiring.voyage().faults().set(Fault.expire(0.5));
            final MockFlowFile completed =
                    expiring.await(expiring.submit(expiring.create(), Records.of(Records.numbered(10))));

            completed.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "expired");
            completed.assertAttributeExists(VoyageAttributes.OUTPUT_FILE_ID);
            completed.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        }
    }

    @Test
    void sendsACancelledJobWithResultsToCompleted() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        final String batchId = submitted.getAttribute(VoyageAttributes.BATCH_ID);
        awaitResponses(batchId, 1);
        LocalHttp.post(flow.voyage(), "/batches/" + batchId + "/cancel");
        await(batchId, "cancelled");

        final MockFlowFile completed = run(submitted, PollBatchStatus.COMPLETED);
        completed.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "cancelled");
        completed.assertAttributeExists(VoyageAttributes.OUTPUT_FILE_ID);
        completed.assertAttributeExists(VoyageAttributes.ESTIMATED_END);
        assertEquals(1, poll.getCounterValue("Jobs Completed"));
    }

    @Test
    void sendsAJobWhoseInputWasRejectedToFailedWithTheReason() throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.failValidation().code("invalid_json_line").message("This line is not JSON."));
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted.getAttribute(VoyageAttributes.BATCH_ID), "failed");

        final MockFlowFile failed = run(submitted, PollBatchStatus.JOB_FAILED);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "failed");
        assertTrue(failed.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("This line is not JSON."));
    }

    @Test
    void sendsACancelledJobWithoutResultsToFailed() throws Exception {
        flow.voyage().faults().set(Fault.stuck("validating"));
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        final String batchId = submitted.getAttribute(VoyageAttributes.BATCH_ID);
        LocalHttp.post(flow.voyage(), "/batches/" + batchId + "/cancel");
        await(batchId, "cancelled");

        run(submitted, PollBatchStatus.JOB_FAILED).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "cancelled");
    }

    @Test
    void warnsOnceOfAStatusItDoesNotKnow() throws Exception {
        flow.voyage().faults().set(Fault.unknownStatus("paused"), Fault.delay("in_progress", "1h"));
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        await(submitted.getAttribute(VoyageAttributes.BATCH_ID), "paused");

        final MockFlowFile first = run(submitted, PollBatchStatus.RUNNING);
        now = now.plusSeconds(60);
        run(first, PollBatchStatus.RUNNING);

        assertEquals(1, poll.getLogger().getWarnMessages().size());
        assertTrue(poll.getLogger().getWarnMessages().getFirst().getMsg().contains("paused"));
    }

    @Test
    void doesNotWarnAgainOfAWordThatCameBack() throws Exception {
        flow.voyage().faults().set(Fault.unknownStatus("paused"), Fault.delay("in_progress", "1h"));
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        submitted.putAttributes(Map.of(VoyageAttributes.UNKNOWN_STATUS, "paused,queued"));
        await(submitted.getAttribute(VoyageAttributes.BATCH_ID), "paused");
        run(submitted, PollBatchStatus.RUNNING);

        assertEquals(List.of(), poll.getLogger().getWarnMessages());
    }

    @Test
    void givesUpAfterTheMaximumWaitingTime() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        now = now.plus(Duration.ofHours(24)).plusSeconds(10);

        final MockFlowFile timedOut = run(submitted, PollBatchStatus.TIMED_OUT);
        assertTrue(timedOut.getAttribute(VoyageAttributes.ERROR_MESSAGE)
                .contains(submitted.getAttribute(VoyageAttributes.BATCH_ID)));
    }

    @Test
    void countsTheWaitingTimeFromTheServerWithoutAttribute() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        now = now.plus(Duration.ofHours(24)).plusSeconds(10);
        poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID)));
        poll.run(1, false);

        taken(PollBatchStatus.TIMED_OUT).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "timed_out");
    }

    @Test
    void takesNoMoreThanItMay() throws Exception {
        flow.voyage().faults().set(STUCK);
        poll.setProperty(PollBatchStatus.MAXIMUM_FLOWFILES, "2");
        for (int i = 0; i < 3; i++) {
            VoyageTestEnvironment.enqueue(poll, flow.submit(create, Records.of("text " + i)));
        }
        poll.run(1, false);
        poll.assertTransferCount(PollBatchStatus.RUNNING, 2);
        assertNotEquals(0, poll.getQueueSize().getObjectCount());
    }

    @Test
    void sharesAJobsResponseAmongItsFlowFiles() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        for (int i = 0; i < 3; i++) {
            poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID)));
        }
        poll.run(1, false);

        poll.assertAllFlowFilesTransferred(PollBatchStatus.RUNNING, 3);
        assertEquals(1, poll.getCounterValue("Calls to Voyage"));
    }

    @Test
    void routesEachFlowFileOnceWithSeveralTasks() throws Exception {
        flow.voyage().faults().set(STUCK);
        poll.setProperty(PollBatchStatus.MAXIMUM_FLOWFILES, "5");
        for (int i = 0; i < 40; i++) {
            poll.enqueue(flow.submit(create, Records.of("text " + i)));
        }
        poll.setThreadCount(4);
        poll.run(8, false);

        poll.assertAllFlowFilesTransferred(PollBatchStatus.RUNNING, 40);
        assertEquals(
                40,
                poll.getFlowFilesForRelationship(PollBatchStatus.RUNNING).stream()
                        .map(flowFile -> flowFile.getAttribute(VoyageAttributes.BATCH_ID))
                        .distinct()
                        .count());
    }

    @Test
    void takesIntervalsFromAMillisecond() {
        poll.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "50 ms");
        poll.setProperty(PollBatchStatus.MAXIMUM_POLLING_INTERVAL, "50 ms");
        poll.assertValid();
        poll.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "0 sec");
        poll.assertNotValid();
    }

    @Test
    void isNotValidWithAMinimumAboveTheMaximum() {
        poll.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "2 min");
        poll.assertNotValid();
    }

    private MockFlowFile run(final MockFlowFile flowFile, final Relationship expected) {
        poll.clearTransferState();
        VoyageTestEnvironment.enqueue(poll, flowFile);
        poll.run(1, false);
        return taken(expected);
    }

    private MockFlowFile taken(final Relationship expected) {
        poll.assertTransferCount(expected, 1);
        final MockFlowFile flowFile = poll.getFlowFilesForRelationship(expected).getFirst();
        poll.clearTransferState();
        return flowFile;
    }

    private void await(final String batchId, final String status) throws Exception {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        while (!status.equals(LocalHttp.get(flow.voyage(), "/batches/" + batchId)
                .path("status")
                .asText())) {
            assertTrue(System.nanoTime() < end, "the job has not become " + status);
        }
    }

    private void awaitResponses(final String batchId, final long responses) throws Exception {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        while (LocalHttp.get(flow.voyage(), "/batches/" + batchId)
                        .path("request_counts")
                        .path("completed")
                        .asLong()
                < responses) {
            assertTrue(System.nanoTime() < end, "the job has not " + responses + " answers");
        }
    }
}
