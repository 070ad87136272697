/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Errors while jobs are polled.
 */
class PollErrorsTest {
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
    void keepsTheJobWhenTheConnectionBreaks() throws Exception {
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        flow.voyage().faults().set(Fault.resetBefore().on("GET", "/v1/batches/*"));

        final MockFlowFile again = run(submitted, PollBatchStatus.RETRY);
        again.assertAttributeEquals(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID));
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "no_response");
        again.assertAttributeExists(VoyageAttributes.NEXT_POLL);

        await(submitted.getAttribute(VoyageAttributes.BATCH_ID), "completed");
        now = now.plusSeconds(60);
        assertNull(run(again, PollBatchStatus.COMPLETED).getAttribute(VoyageAttributes.ERROR_CODE));
    }

    @Test
    void waitsAsLongAsTheServerAsks() throws Exception {
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        flow.voyage().faults().set(Fault.status(429).on("GET", "/v1/batches/*").retryAfter(1800));

        final MockFlowFile again = run(submitted, PollBatchStatus.RETRY);
        assertEquals(now.plusSeconds(1800), Instant.parse(again.getAttribute(VoyageAttributes.NEXT_POLL)));
        assertTrue(((MockProcessContext) poll.getProcessContext()).isYieldCalled());
    }

    @Test
    void backsOffByItselfWhenTheServerDoesNotSayHowLong() throws Exception {
        MockFlowFile rejected = flow.submit(create, Records.of("a text"));
        flow.voyage().faults().set(Fault.status(429).on("GET", "/v1/batches/*").times(2));
        for (final String interval : List.of("10000", "20000")) {
            poll.clearTransferState();
            poll.enqueue(rejected);
            poll.run(1, false);
            poll.assertTransferCount(PollBatchStatus.RETRY, 1);
            assertTrue(poll.getPenalizedFlowFiles()
                    .contains(poll.getFlowFilesForRelationship(PollBatchStatus.RETRY)
                            .getFirst()));
            assertTrue(((MockProcessContext) poll.getProcessContext()).isYieldCalled());
            rejected = taken(PollBatchStatus.RETRY);
            rejected.assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, interval);
            rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "429");
            now = now.plusSeconds(60);
        }
    }

    @Test
    void leavesTheOtherJobsDueWhenTheServerFailsForOne() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile first = flow.submit(create, Records.of("first"));
        final MockFlowFile second = flow.submit(create, Records.of("second"));
        flow.voyage().faults().set(Fault.status(503).on("GET", "/v1/batches/*"));
        poll.enqueue(first);
        poll.enqueue(second);
        poll.run(1, false);

        poll.assertTransferCount(PollBatchStatus.RUNNING, 0);
        taken(PollBatchStatus.RETRY).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");
        assertEquals(1, poll.getQueueSize().getObjectCount());
        assertEquals(1, poll.getCounterValue("Calls to Voyage"));

        poll.run(1, false);
        taken(PollBatchStatus.RUNNING)
                .assertAttributeEquals(VoyageAttributes.BATCH_ID, second.getAttribute(VoyageAttributes.BATCH_ID));
    }

    @Test
    void concernsOnlyTheJobThatIsForbidden() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile first = flow.submit(create, Records.of("first"));
        final MockFlowFile second = flow.submit(create, Records.of("second"));
        for (final int status : List.of(401, 403)) {
            flow.voyage().faults().set(Fault.status(status).on("GET", "/v1/batches/*"));
            VoyageTestEnvironment.enqueue(poll, first);
            VoyageTestEnvironment.enqueue(poll, second);
            poll.run(1, false);

            poll.assertTransferCount(PollBatchStatus.FAILURE, 1);
            poll.assertTransferCount(PollBatchStatus.RUNNING, 1);
            taken(PollBatchStatus.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, Integer.toString(status));
        }
    }

    @Test
    void concernsOnlyTheJobWhoseResponseCannotBeRead() throws Exception {
        flow.voyage().faults().set(STUCK);
        final MockFlowFile first = flow.submit(create, Records.of("first"));
        final MockFlowFile second = flow.submit(create, Records.of("second"));
        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(),
                "GET",
                "/v1/batches/" + first.getAttribute(VoyageAttributes.BATCH_ID),
                job -> "<html>")) {
            altered.serve(poll);
            poll.enqueue(first);
            poll.enqueue(second);
            poll.run(1, false);
            poll.assertTransferCount(PollBatchStatus.RETRY, 1);
            poll.assertTransferCount(PollBatchStatus.FAILURE, 0);
            poll.run(1, false);
        }

        poll.assertTransferCount(PollBatchStatus.RUNNING, 1);
        poll.assertTransferCount(PollBatchStatus.RETRY, 1);
        taken(PollBatchStatus.RETRY)
                .assertAttributeEquals(VoyageAttributes.BATCH_ID, first.getAttribute(VoyageAttributes.BATCH_ID));
    }

    @Test
    void tellsOnceOfARejectionThatConcernsAllJobs() throws Exception {
        flow.voyage().faults().set(STUCK);
        for (int i = 0; i < 5; i++) {
            poll.enqueue(flow.submit(create, Records.of("text " + i)));
        }
        flow.voyage().faults().set(Fault.status(401).on("GET", "/v1/batches"));
        poll.run(1, false);

        poll.assertAllFlowFilesTransferred(PollBatchStatus.FAILURE, 5);
        assertEquals(1, poll.getLogger().getErrorMessages().size());
    }

    @Test
    void asksOneByOneWhenOnlyTheListIsRejected() throws Exception {
        flow.voyage().faults().set(STUCK);
        for (int i = 0; i < 5; i++) {
            poll.enqueue(flow.submit(create, Records.of("text " + i)));
        }
        flow.voyage().faults().set(Fault.status(400).on("GET", "/v1/batches"));
        poll.run(1, false);

        poll.assertAllFlowFilesTransferred(PollBatchStatus.RUNNING, 5);
        assertEquals(6, poll.getCounterValue("Calls to Voyage"));
    }

    @Test
    void keepsAllJobsWhenTheListCannotBeHad() throws Exception {
        for (int i = 0; i < 5; i++) {
            VoyageTestEnvironment.enqueue(poll, flow.submit(create, Records.of("text " + i)));
        }
        flow.voyage().faults().set(Fault.status(500).on("GET", "/v1/batches"));
        poll.run(1, false);

        poll.assertAllFlowFilesTransferred(PollBatchStatus.RETRY, 5);
        assertEquals(1, poll.getLogger().getWarnMessages().size());
    }

    @Test
    void saysWhoseKeyIsNeededForAnUnknownJob() {
        poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, "batch-7vT5tYo5G6MNA3N1PMKrgMqNMErVVkmBNJq9U"));
        poll.run(1, false);
        final MockFlowFile again = taken(PollBatchStatus.RETRY);
        now = now.plusSeconds(301);
        VoyageTestEnvironment.enqueue(poll, again);
        poll.run(1, false);

        final MockFlowFile unknown = taken(PollBatchStatus.FAILURE);
        unknown.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
        assertTrue(unknown.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("HTTP 404: Batch not found"));
    }

    @Test
    void rejectsAFlowFileWithoutAJob() {
        poll.enqueue("");
        poll.run(1, false);

        taken(PollBatchStatus.FAILURE).assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_batch_id");
    }

    @Test
    void sendsTheJobToFailureWhenTheKeyIsRejected() throws Exception {
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        flow.voyage().faults().set(Fault.status(401).on("GET", "/v1/batches/*"));

        final MockFlowFile rejected = run(submitted, PollBatchStatus.FAILURE);
        rejected.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "401");
        rejected.assertAttributeEquals(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID));
        assertFalse(rejected.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("pa-a-key-for-tests"));
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
}
