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
import dev.nifivoyage.local.fault.StatusBursts;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Voyage returns 429 with Retry-After.
 */
class RetryAfterTest {
    private static final StatusBursts.Burst TOO_MANY = Fault.status(429).retryAfter(1);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
    }

    @Test
    void makesNoJobUntilTheTimeIsOver() throws Exception {
        flow.voyage().faults().set(TOO_MANY.on("POST", "/v1/batches"));
        final long start = System.nanoTime();
        create.enqueue(Records.of("one"));
        create.run(3, false);
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        create.clearTransferState();

        create.enqueue(Records.of("two"));
        awaitTransfer(create, CreateBatchEmbedding.SUBMITTED.getName(), start);
    }

    @Test
    void downloadsNothingUntilTheTimeIsOver() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of("one")));
        final TestRunner download = flow.download();
        flow.voyage().faults().set(TOO_MANY.on("GET", "/v1/files/*/content"));
        final long start = System.nanoTime();
        VoyageTestEnvironment.enqueue(download, completed);
        download.run(1, false);
        download.assertAllFlowFilesTransferred(DownloadBatchResults.RETRY, 1);
        download.clearTransferState();

        VoyageTestEnvironment.enqueue(download, completed);
        awaitTransfer(download, DownloadBatchResults.SUCCESS.getName(), start);
    }

    @Test
    void uploadsNoFurtherSliceAfterARejection() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "1");
        flow.voyage().faults().set(Fault.status(429).on("POST", "/v1/batches"));
        create.enqueue(Records.of("one", "two", "three"));
        // its id, its slices, the file of the first, and the job of the first
        create.run(4, false);

        create.assertTransferCount(CreateBatchEmbedding.ORIGINAL, 1);
        create.assertTransferCount(CreateBatchEmbedding.RETRY, 0);
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 0);
        create.assertPenalizeCount(1);
        assertEquals(
                1,
                LocalHttp.get(flow.voyage(), "/files?purpose=batch")
                        .path("data")
                        .size());
        assertEquals(1, create.getLogger().getWarnMessages().size());
        final MockFlowFile waiting = VoyageTestEnvironment.take(create);
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "429");
        waiting.assertAttributeEquals(VoyageAttributes.SLICE_INDEX, "0");
        waiting.assertAttributeEquals("mime.type", "application/x-nifi-voyage-slices");

        VoyageTestEnvironment.restore(create, waiting);
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 3);
        for (final MockFlowFile slice : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
            slice.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
            slice.assertAttributeEquals(VoyageAttributes.FRAGMENT_COUNT, "3");
            slice.assertAttributeEquals("mime.type", "application/json");
        }
        assertEquals(
                3,
                LocalHttp.get(flow.voyage(), "/files?purpose=batch")
                        .path("data")
                        .size());
    }

    /**
     * Runs the processor until a FlowFile is transferred, which must take at least a second from the start.
     */
    private static void awaitTransfer(final TestRunner runner, final String relationship, final long start) {
        final MockProcessContext context = (MockProcessContext) runner.getProcessContext();
        final int queued = runner.getQueueSize().getObjectCount();
        while (runner.getFlowFilesForRelationship(relationship).isEmpty()) {
            assertEquals(queued, runner.getQueueSize().getObjectCount());
            assertTrue(System.nanoTime() - start < DEADLINE.toNanos(), "nothing came out");
            runner.run(1, false, false);
        }
        assertTrue(context.isYieldCalled());
        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos(), "too early");
    }
}
