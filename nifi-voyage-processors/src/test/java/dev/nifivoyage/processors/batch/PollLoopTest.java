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
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * FlowFiles whose jobs do not change remain in the queue.
 */
class PollLoopTest {
    private static final Relationship NEXT =
            new Relationship.Builder().name("next").build();

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private ShownJobs jobs;
    private PollLoop loop;
    private Instant now = Instant.now();

    @BeforeEach
    void start() throws Exception {
        flow.voyage().faults().set(Fault.stuck("validating").times(1000));
        jobs = new ShownJobs(flow);
        loop = new PollLoop(flow, jobs, () -> now);
    }

    @AfterEach
    void stop() {
        jobs.close();
    }

    @Test
    void remainsInItsQueueUntilItsJobChanges() throws Exception {
        final String batchId = submit(1).getFirst();
        final MockFlowFile first = loop.trigger().getFirst();
        first.assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, "10000");
        for (final int interval : List.of(10, 20, 40, 60)) {
            final long before = loop.calls();
            pass(interval * 4 / 5 - 1);
            assertEquals(List.of(), loop.trigger());
            assertEquals(before, loop.calls(), () -> "before " + interval + " s");
            pass(interval - interval * 4 / 5 + 1);
            assertEquals(List.of(), loop.trigger());
            assertEquals(before + 1, loop.calls(), () -> "after " + interval + " s");
        }
        final MockFlowFile waiting = loop.drain().getFirst();
        assertEquals(first.getAttributes(), waiting.getAttributes());
        loop.runner().enqueue(waiting);

        jobs.show(batchId, "in_progress", 3);
        pass(60);
        final MockFlowFile changed = loop.trigger().getFirst();
        changed.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "in_progress");
        changed.assertAttributeEquals(VoyageAttributes.REQUESTS_COMPLETED, "3");
        changed.assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, "60000");
        assertTrue(
                Instant.parse(changed.getAttribute(VoyageAttributes.NEXT_POLL)).isAfter(now));

        jobs.show(batchId, "completed", ShownJobs.REQUESTS);
        pass(60);
        loop.trigger();
        final MockFlowFile completed = loop.take(PollBatchStatus.COMPLETED).getFirst();
        completed.assertAttributeNotExists(VoyageAttributes.NEXT_POLL);
        completed.assertAttributeNotExists(VoyageAttributes.POLL_INTERVAL);
        assertEquals(0, loop.waiting());
    }

    @Test
    void routesTheFlowFileOfTheJobThatChangedOnly() throws Exception {
        final List<String> batchIds = submit(5);
        assertEquals(5, loop.trigger().size());
        jobs.show(batchIds.get(2), "in_progress", 1);
        jobs.show(batchIds.get(3), "completed", ShownJobs.REQUESTS);
        pass(10);

        assertEquals(Set.of(batchIds.get(2)), ids(loop.trigger()));
        assertEquals(Set.of(batchIds.get(3)), ids(loop.take(PollBatchStatus.COMPLETED)));
        final List<MockFlowFile> waiting = loop.drain();
        assertEquals(4, waiting.size());
        assertEquals(4, ids(waiting).size());
    }

    @Test
    void passesOnAFlowFileThatComesThroughAnotherProcessor() throws Exception {
        submit(1);
        loop.trigger();
        for (final String interval : List.of("20000", "40000", "60000")) {
            loop.runner().enqueue(throughAnotherProcessor(loop.drain().getFirst()));
            pass(60);
            loop.trigger().getFirst().assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, interval);
        }
    }

    @Test
    void removesTheErrorOfAFlowFileWhoseJobHasNotChanged() throws Exception {
        submit(1);
        loop.trigger();
        jobs.readable(false);
        pass(10);
        assertEquals(List.of(), loop.trigger());
        final MockFlowFile failed = loop.drain().getFirst();
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "no_response");
        failed.assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, "20000");
        loop.runner().enqueue(failed);

        jobs.readable(true);
        pass(20);
        final MockFlowFile running = loop.trigger().getFirst();
        running.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        running.assertAttributeNotExists(VoyageAttributes.ERROR_MESSAGE);
        running.assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, "40000");
    }

    @Test
    void isDueByItsAttributesAfterARestart() throws Exception {
        submit(1);
        loop.trigger();
        for (final int interval : List.of(10, 20, 40)) {
            pass(interval);
            assertEquals(List.of(), loop.trigger());
        }
        final PollLoop restarted = new PollLoop(flow, jobs, () -> now);
        restarted.runner().enqueue(loop.drain().getFirst());

        restarted.trigger().getFirst().assertAttributeEquals(VoyageAttributes.POLL_INTERVAL, "20000");
        assertEquals(1, restarted.calls());
        pass(15);
        assertEquals(List.of(), restarted.trigger());
        assertEquals(1, restarted.calls());
    }

    @Test
    void isDueWhenItComesAgainFromElsewhere() throws Exception {
        submit(1);
        loop.trigger();
        final MockFlowFile again = throughAnotherProcessor(loop.drain().getFirst());
        // as without it after CancelBatch
        again.putAttributes(Map.of(VoyageAttributes.NEXT_POLL, ""));
        loop.runner().enqueue(again);

        assertEquals(1, loop.trigger().size());
        assertEquals(2, loop.calls());
    }

    @Test
    void timesOutInItsQueue() throws Exception {
        submit(1);
        loop.trigger();
        pass(10);
        assertEquals(List.of(), loop.trigger());
        pass((int) Duration.ofHours(25).toSeconds());
        loop.trigger();

        loop.take(PollBatchStatus.TIMED_OUT).getFirst().assertAttributeEquals(VoyageAttributes.ERROR_CODE, "timed_out");
        assertEquals(0, loop.waiting());
    }

    @Test
    void warnsOnceOfAnUnknownStatusAndThenRemains() throws Exception {
        final String batchId = submit(1).getFirst();
        loop.trigger();
        jobs.show(batchId, "thinking", 0);
        pass(60);
        assertEquals(1, loop.trigger().size());
        pass(60);
        assertEquals(List.of(), loop.trigger());
        assertEquals(3, loop.calls());
        assertEquals(1, loop.runner().getLogger().getWarnMessages().size());
    }

    @Test
    void isPolledAgainIfItsSessionCannotBeCommitted() throws Exception {
        final List<String> batchIds = submit(2);
        loop.trigger();
        jobs.show(batchIds.getFirst(), "in_progress", 1);
        pass(10);
        assertThrows(IllegalStateException.class, loop::triggerWithoutCommit);
        assertEquals(2, loop.waiting());

        // the runner does not restore the attributes of the other one, as NiFi does
        assertTrue(ids(loop.trigger()).contains(batchIds.getLast()));
    }

    @Test
    void looksAtTheQueueOnlyWhenAFlowFileMayBeDue() throws Exception {
        submit(3);
        loop.trigger();
        assertEquals(1, loop.looks(), "nothing is due");
        assertEquals(0, loop.looks());
        pass(7);
        assertEquals(0, loop.looks());
        assertEquals(1, loop.calls());

        submit(1);
        assertTrue(loop.looks() > 1, "a new FlowFile");
        assertEquals(2, loop.calls());
        loop.looks();
        assertEquals(0, loop.looks());

        loop.runner().enqueue(loop.drain().getFirst().getContent(), Map.of());
        assertTrue(loop.looks() > 0, "the others have left");
    }

    @Test
    void findsAFlowFileThatArrivesWhenAnotherLeaves() throws Exception {
        loop = new PollLoop(flow, jobs, () -> now);
        loop.runner().setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "60 sec");
        submit(1);
        loop.trigger();
        assertEquals(1, loop.looks());
        loop.drain();
        submit(1);
        pass(9);
        assertEquals(0, loop.looks());
        pass(1);
        assertTrue(loop.looks() > 0);
        assertEquals(2, loop.calls());
    }

    @Test
    void staysOnceInTheQueueWithSeveralTasks() throws Exception {
        final List<String> batchIds = submit(40);
        loop.runner().setProperty(PollBatchStatus.MAXIMUM_FLOWFILES, "5");
        assertEquals(Set.copyOf(batchIds), ids(loop.triggerAtOnce(4, 8)));
        pass(10);
        assertEquals(List.of(), loop.triggerAtOnce(4, 8));
        final List<MockFlowFile> waiting = loop.drain();
        assertEquals(40, waiting.size());
        assertEquals(Set.copyOf(batchIds), ids(waiting));
    }

    private List<String> submit(final int count) throws Exception {
        final List<String> batchIds = BareJobs.submit(loop.runner(), count, Map.of());
        for (final String batchId : batchIds) {
            jobs.show(batchId, "validating", 0);
            loop.runner().enqueue("", Map.of(VoyageAttributes.BATCH_ID, batchId));
        }
        return batchIds;
    }

    private void pass(final int seconds) {
        now = now.plusSeconds(seconds);
    }

    private static Set<String> ids(final List<MockFlowFile> flowFiles) {
        return flowFiles.stream()
                .map(flowFile -> flowFile.getAttribute(VoyageAttributes.BATCH_ID))
                .collect(Collectors.toSet());
    }

    private static MockFlowFile throughAnotherProcessor(final MockFlowFile flowFile) {
        final TestRunner other = TestRunners.newTestRunner(new PassingProcessor());
        other.enqueue(flowFile);
        other.run();
        return other.getFlowFilesForRelationship(NEXT).getFirst();
    }

    /**
     * Passes on FlowFiles, later than they were queued.
     */
    private static final class PassingProcessor extends AbstractProcessor {

        @Override
        public Set<Relationship> getRelationships() {
            return Set.of(NEXT);
        }

        @Override
        public void onTrigger(final ProcessContext context, final ProcessSession session) {
            final FlowFile flowFile = session.get();
            while (System.currentTimeMillis() <= flowFile.getLastQueueDate()) {
                Thread.onSpinWait();
            }
            session.transfer(flowFile, NEXT);
        }
    }
}
