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
import dev.nifivoyage.service.api.VoyageClientService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * More waiting jobs than the newest thousand of the list, and lists much longer than the number of waiting jobs.
 */
class PollManyJobsTest {
    private static final Fault STUCK = Fault.stuck("validating").times(10000);
    private static final String UNKNOWN_JOB = "batch-7vT5tYo5G6MNA3N1PMKrgMqNMErVVkmBNJq9U";
    private static final String CALLS = "Calls to Voyage";

    private VoyageTestEnvironment flow;
    private TestRunner poll;
    private Instant now = Instant.now();

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void leavesNoJobUnaskedWithTwentyCallsEachTime() throws Exception {
        start(new VoyageLocalOptions().maximumBatches(2_000));
        poll.setProperty(PollBatchStatus.MAXIMUM_FLOWFILES, "2000");
        final List<String> jobs = submit(1_050);
        jobs.forEach(batchId -> poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, batchId)));
        final Set<String> open = new HashSet<>(jobs.subList(0, 50));
        for (int triggers = 1; triggers <= 5; triggers++) {
            poll.run(1, false);
            assertEquals(20L * triggers, poll.getCounterValue(CALLS));
            final List<MockFlowFile> completed = poll.getFlowFilesForRelationship(PollBatchStatus.RUNNING);
            assertEquals(1_010, completed.size());
            poll.clearTransferState();
            // all polled jobs are due again, and those that were not polled still come first
            now = now.plusSeconds(3_600);
            for (final MockFlowFile flowFile : completed) {
                open.remove(flowFile.getAttribute(VoyageAttributes.BATCH_ID));
                // a copy, which is routed to running again
                VoyageTestEnvironment.enqueue(poll, flowFile);
            }
        }

        assertEquals(Set.of(), open);
    }

    @Test
    void doesNotReadTheListBeyondTheOldestDueJob() throws Exception {
        // 10,000 seconds a second, so that the jobs are not all created in one minute
        start(new VoyageLocalOptions().maximumBatches(2_000).timeScale(10_000));
        final List<String> jobs = submit(300);
        final VoyageClientService client = poll.getControllerService("client", VoyageClientService.class);
        final String createdAt = client.getBatch(jobs.getLast()).createdAt().toString();
        assertTrue(client.getBatch(jobs.get(199))
                .createdAt()
                .isBefore(Instant.parse(createdAt).minusSeconds(60)));
        for (final String batchId : List.of(jobs.getLast(), jobs.get(298), UNKNOWN_JOB)) {
            poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, batchId, VoyageAttributes.CREATED_AT, createdAt));
        }
        now = Instant.parse(createdAt);
        poll.run(1, false);

        assertEquals(2, poll.getCounterValue(CALLS), "one page and the unknown job");
        // a new job may not be available everywhere yet
        poll.assertTransferCount(PollBatchStatus.RETRY, 1);
    }

    @Test
    void readsNoMorePagesThanThereAreJobsToFind() throws Exception {
        start(new VoyageLocalOptions().maximumBatches(2_000));
        final List<String> jobs = submit(450);
        for (final String batchId : jobs.subList(0, 3)) {
            poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, batchId));
        }
        poll.run(1, false);

        assertEquals(6, poll.getCounterValue(CALLS));
        poll.assertAllFlowFilesTransferred(PollBatchStatus.RUNNING, 3);
    }

    @Test
    void asksTogetherForJobsThatWereAskedForApart() throws Exception {
        start(new VoyageLocalOptions().maximumBatches(2_000));
        poll.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "50 sec");
        final List<String> jobs = submit(400);
        for (int i = 0; i < jobs.size(); i++) {
            // due one after the other, over a whole interval
            final MockFlowFile flowFile = new MockFlowFile(i);
            flowFile.putAttributes(Map.of(
                    VoyageAttributes.BATCH_ID,
                    jobs.get(i),
                    VoyageAttributes.POLL_INTERVAL,
                    "60000",
                    VoyageAttributes.NEXT_POLL,
                    now.plusMillis(150L * i).toString()));
            poll.enqueue(flowFile);
        }
        // the first interval brings them together
        pollEachSecond(60);
        final long before = poll.getCounterValue(CALLS);
        pollEachSecond(240);

        // four pages every 50 seconds or so, and now and then one more round where chance splits them; apart it would
        // be hundreds
        final long calls = poll.getCounterValue(CALLS) - before;
        assertTrue(calls >= 4 * 4, () -> calls + " calls");
        assertTrue(calls <= 4 * 7, () -> calls + " calls");
        assertEquals(400, poll.getQueueSize().getObjectCount());
    }

    private void pollEachSecond(final int seconds) {
        for (int second = 0; second < seconds; second++) {
            poll.run(1, false);
            final List<MockFlowFile> completed = poll.getFlowFilesForRelationship(PollBatchStatus.RUNNING);
            poll.clearTransferState();
            completed.forEach(poll::enqueue);
            now = now.plusSeconds(1);
        }
    }

    private void start(final VoyageLocalOptions options) throws Exception {
        flow = new VoyageTestEnvironment(options);
        flow.voyage().faults().set(STUCK);
        poll = flow.poll(new PollBatchStatus(() -> now));
        poll.setProperty(PollBatchStatus.MAXIMUM_POLLING_INTERVAL, "1 min");
        poll.setProperty(PollBatchStatus.MAXIMUM_WAITING_TIME, "30 days");
    }

    private List<String> submit(final int count) throws Exception {
        return BareJobs.submit(poll, count, Map.of());
    }
}
