/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.AlteredResponses;
import dev.nifivoyage.processors.batch.CancelBatch;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Regression tests of a predecessor that lost jobs while it waited for them.
 */
class PollingDefectsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow =
            new VoyageTestEnvironment(new VoyageLocalOptions().afterExpiry(BatchState.EXPIRED));

    private TestRunner create;
    private TestRunner poll;

    @BeforeEach
    void start() throws Exception {
        // a job that ran out of its window is expired, and not completed
        create = flow.create();
        poll = flow.poll();
    }

    @Test
    @DisplayName("i: unknown state raises")
    void iAnUnknownStateIsStillRunningAndIsWarnedOf() throws Exception {
        final MockFlowFile submitted = flow.submit(create, Records.of("a text"));
        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(),
                "GET",
                "/v1/batches.*",
                job -> job.replaceFirst("\"status\":\"\\w+\"", "\"status\":\"thinking\""))) {
            altered.serve(poll);
            VoyageTestEnvironment.enqueue(poll, submitted);
            poll.run(1, false);
        }

        assertEquals(1, poll.getLogger().getWarnMessages().size());
        assertTrue(poll.getLogger().getWarnMessages().getFirst().getMsg().contains("thinking"));
        final MockFlowFile running = JobView.only(poll, "running");
        running.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "thinking");
        flow.await(running).assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "completed");
    }

    @Test
    @DisplayName("j: one bad poll ends the wait")
    void jAPollThatFailsKeepsTheJob() throws Exception {
        MockFlowFile waiting = flow.submit(create, Records.of("a text"));
        final String batchId = waiting.getAttribute(VoyageAttributes.BATCH_ID);
        for (final Fault fault : List.of(
                Fault.status(503).on("GET", "/v1/batches/**"),
                Fault.status(500).on("GET", "/v1/batches/**"),
                Fault.resetBefore().on("GET", "/v1/batches/**"))) {
            flow.voyage().faults().set(fault);
            VoyageTestEnvironment.enqueue(poll, waiting);
            runUntilDue();
            waiting = JobView.only(poll, "retry");
            waiting.assertAttributeEquals(VoyageAttributes.BATCH_ID, batchId);
        }

        final MockFlowFile completed = flow.await(waiting);

        completed.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        Records.assertOwnVectors(JobView.records(flow.download(completed), "success"), "voyage-4", 1024);
    }

    @Test
    @DisplayName("k: results of cancelled and failed jobs ignored")
    void kWhatAJobDidBeforeItEndedEarlyIsCollected() throws Exception {
        flow.voyage().faults().set(Fault.delay("in_progress", "20s"));
        final MockFlowFile submitted = flow.submit(create, Records.of(Records.numbered(200)));
        JobView.await(
                flow.voyage(),
                submitted,
                job -> job.path("request_counts").path("completed").asLong() >= 5);
        final TestRunner cancel = flow.withClient(new CancelBatch());
        VoyageTestEnvironment.enqueue(cancel, submitted);
        cancel.run();
        assertCollected(flow.await(JobView.only(cancel, "success")), "cancelled");

        flow.voyage().faults().set(Fault.expire(0.5));
        assertCollected(flow.await(flow.submit(create, Records.of(Records.numbered(200)))), "expired");
    }

    private void runUntilDue() {
        final long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!poll.isQueueEmpty()) {
            assertTrue(System.nanoTime() < end, "the job is never asked for");
            poll.run(1, false);
        }
    }

    private void assertCollected(final MockFlowFile ended, final String status) throws Exception {
        ended.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, status);
        final TestRunner download = flow.download(ended);
        final List<JsonNode> embedded = JobView.records(download, "success");
        assertTrue(embedded.size() >= 5, status);
        Records.assertOwnVectors(embedded, "voyage-4", 1024);
        assertEquals(
                200, embedded.size() + JobView.records(download, "unprocessed").size(), status);
    }
}
