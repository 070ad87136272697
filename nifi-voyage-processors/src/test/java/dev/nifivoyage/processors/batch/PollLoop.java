/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * PollBatchStatus whose relationships running and retry lead back to it, as in the shipped flows.
 */
final class PollLoop {
    private final TestRunner runner;
    private final Map<Relationship, List<MockFlowFile>> left = new HashMap<>();
    private boolean started;

    /**
     * Adds a processor with intervals from 10 to 60 seconds.
     */
    PollLoop(final VoyageTestEnvironment flow, final ShownJobs jobs, final InstantSource clock)
            throws InitializationException {
        runner = flow.poll(new PollBatchStatus(clock));
        runner.setProperty(PollBatchStatus.MINIMUM_POLLING_INTERVAL, "10 sec");
        runner.setProperty(PollBatchStatus.MAXIMUM_POLLING_INTERVAL, "60 sec");
        jobs.serve(runner);
    }

    TestRunner runner() {
        return runner;
    }

    /**
     * Triggers the processor once, and returns the FlowFiles that it routed to running, and that wait again.
     */
    List<MockFlowFile> trigger() {
        runner.run(1, false, !started);
        started = true;
        collect();
        final List<MockFlowFile> running = take(PollBatchStatus.RUNNING);
        running.forEach(runner::enqueue);
        take(PollBatchStatus.RETRY).forEach(runner::enqueue);
        return running;
    }

    /**
     * Triggers the processor several times at once, and returns the FlowFiles that it routed to running, and that wait
     * again.
     */
    List<MockFlowFile> triggerAtOnce(final int threads, final int triggers) {
        runner.setThreadCount(threads);
        runner.run(triggers, false);
        collect();
        final List<MockFlowFile> running = take(PollBatchStatus.RUNNING);
        running.forEach(runner::enqueue);
        return running;
    }

    /**
     * Returns the FlowFiles that left to a relationship since they were taken last.
     */
    List<MockFlowFile> take(final Relationship relationship) {
        final List<MockFlowFile> flowFiles = left.remove(relationship);
        return flowFiles == null ? List.of() : flowFiles;
    }

    private void collect() {
        for (final Relationship relationship : runner.getProcessor().getRelationships()) {
            left.computeIfAbsent(relationship, name -> new ArrayList<>())
                    .addAll(runner.getFlowFilesForRelationship(relationship));
        }
        runner.clearTransferState();
    }

    /**
     * Returns the FlowFiles that wait, and removes them.
     */
    List<MockFlowFile> drain() {
        final ProcessSession session = runner.getProcessSessionFactory().createSession();
        final List<MockFlowFile> waiting = new ArrayList<>();
        session.get(Integer.MAX_VALUE).forEach(flowFile -> waiting.add((MockFlowFile) flowFile));
        return waiting;
    }

    long calls() {
        final Long calls = runner.getCounterValue("Calls to Voyage");
        return calls == null ? 0 : calls;
    }

    int waiting() {
        return runner.getQueueSize().getObjectCount();
    }

    /**
     * Triggers the processor once, and returns how often it looked at the FlowFiles in the queue.
     */
    int looks() {
        final AtomicInteger looks = new AtomicInteger();
        trigger("get", looks::incrementAndGet);
        return looks.get();
    }

    /**
     * Triggers the processor once; its session cannot be committed.
     */
    void triggerWithoutCommit() {
        trigger("commitAsync", () -> {
            throw new IllegalStateException("disk full");
        });
    }

    private void trigger(final String method, final Runnable action) {
        final ProcessSession session = runner.getProcessSessionFactory().createSession();
        final ProcessSession watched = (ProcessSession) Proxy.newProxyInstance(
                ProcessSession.class.getClassLoader(),
                new Class<?>[] {ProcessSession.class},
                (proxy, called, values) -> {
                    if (called.getName().equals(method)) {
                        action.run();
                    }
                    try {
                        return called.invoke(session, values);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        runner.getProcessor().onTrigger(runner.getProcessContext(), () -> watched);
        collect();
        take(PollBatchStatus.RUNNING).forEach(runner::enqueue);
    }
}
