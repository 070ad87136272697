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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Jobs with any sequence of statuses, in a loop that is triggered every five seconds, restarted now and then, and whose
 * responses cannot be read now and then: each FlowFile leaves once, where its last status belongs, and in time.
 */
class PollSequencesTest {
    private static final int TRIGGER = 5;
    /** Maximum interval, and the time until the next trigger. */
    private static final int LATEST = 60 + TRIGGER;

    private static final int UNDISTURBED = 16;

    private static final Set<Relationship> ENDS =
            Set.of(PollBatchStatus.COMPLETED, PollBatchStatus.JOB_FAILED, PollBatchStatus.FAILURE);

    private static VoyageTestEnvironment flow;
    private static ShownJobs jobs;

    private final List<Integer> unreadable = new ArrayList<>();
    private Instant now = Instant.now();

    @BeforeContainer
    static void start() throws Exception {
        flow = new VoyageTestEnvironment(new VoyageLocalOptions().maximumBatches(100_000));
        flow.voyage().faults().set(Fault.stuck("validating").times(100_000));
        jobs = new ShownJobs(flow);
    }

    @AfterContainer
    static void stop() {
        jobs.close();
        flow.close();
    }

    @Property(tries = 25, seed = "4710942387612309418")
    void eachFlowFileLeavesOnceInTime(
            @ForAll("scripts") final List<Script> scripts, @ForAll("disturbances") final List<Integer> disturbances)
            throws Exception {
        PollLoop loop = new PollLoop(flow, jobs, () -> now);
        final Map<String, Script> byId = new HashMap<>();
        final List<String> batchIds = BareJobs.submit(loop.runner(), scripts.size(), Map.of());
        for (int i = 0; i < scripts.size(); i++) {
            byId.put(batchIds.get(i), scripts.get(i));
            loop.runner().enqueue("", Map.of(VoyageAttributes.BATCH_ID, batchIds.get(i)));
        }

        int step = 0;
        while (!byId.isEmpty()) {
            final int time = step * TRIGGER;
            final int disturbance = disturbances.get(step % disturbances.size());
            if (disturbance == 1) {
                loop = restarted(loop);
            }
            jobs.readable(disturbance != 2);
            if (disturbance == 2) {
                unreadable.add(time);
            }
            byId.forEach((batchId, script) ->
                    jobs.show(batchId, script.at(time).status(), script.at(time).completed()));
            loop.trigger();
            assertEnds(loop, byId, time);
            assertEquals(byId.size(), loop.waiting(), "all others wait, once");
            now = now.plusSeconds(TRIGGER);
            step++;
        }
    }

    private void assertEnds(final PollLoop loop, final Map<String, Script> byId, final int time) {
        for (final Relationship relationship : loop.runner().getProcessor().getRelationships()) {
            for (final MockFlowFile flowFile : loop.take(relationship)) {
                assertTrue(ENDS.contains(relationship), relationship.getName());
                final Script script = byId.remove(flowFile.getAttribute(VoyageAttributes.BATCH_ID));
                final Step last = script.steps().getLast();
                assertEquals(last, script.at(time), "ended too early");
                assertEquals(last.relationship(), relationship);
                flowFile.assertAttributeEquals(VoyageAttributes.BATCH_STATUS, last.status());
                flowFile.assertAttributeEquals(VoyageAttributes.REQUESTS_COMPLETED, Integer.toString(last.completed()));
                assertNull(flowFile.getAttribute(VoyageAttributes.NEXT_POLL));
                assertInTime(script, time);
            }
        }
        byId.values().forEach(script -> assertInTime(script, time));
    }

    private void assertInTime(final Script script, final int time) {
        final long attempts =
                1 + unreadable.stream().filter(at -> at >= script.end()).count();
        assertTrue(time - script.end() <= attempts * LATEST, () -> script + " after " + time + " s");
    }

    private PollLoop restarted(final PollLoop loop) throws Exception {
        final PollLoop next = new PollLoop(flow, jobs, () -> now);
        final TestRunner runner = next.runner();
        loop.drain().forEach(runner::enqueue);
        return next;
    }

    @Provide
    Arbitrary<List<Script>> scripts() {
        final Arbitrary<List<Step>> running = Combinators.combine(
                        Arbitraries.of("validating", "in_progress", "finalizing", "cancelling", "thinking"),
                        Arbitraries.integers().between(0, ShownJobs.REQUESTS),
                        Arbitraries.integers().between(1, 120))
                .as(Step::new)
                .list()
                .ofMaxSize(4);
        final Arbitrary<Step> end = Combinators.combine(
                        Arbitraries.of("completed", "failed", "expired", "cancelled"),
                        Arbitraries.of(0, ShownJobs.REQUESTS))
                .as((status, completed) -> new Step(status, completed, Integer.MAX_VALUE));
        return Combinators.combine(running, end)
                .as(Script::of)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    /** What happens before a trigger: 1 is a restart, 2 are responses that cannot be read. */
    @Provide
    Arbitrary<List<Integer>> disturbances() {
        return Arbitraries.of(0, 0, 0, 1, 2).list().ofMaxSize(8).map(disturbances -> {
            final List<Integer> rare = new ArrayList<>(disturbances);
            rare.addAll(Collections.nCopies(UNDISTURBED, 0));
            return rare;
        });
    }

    /**
     * The statuses of a job, with counts that never decrease.
     */
    record Script(List<Step> steps) {

        static Script of(final List<Step> running, final Step end) {
            final List<Step> steps = new ArrayList<>();
            int completed = 0;
            for (final Step step : running) {
                completed = Math.max(completed, step.completed());
                steps.add(new Step(step.status(), completed, step.seconds()));
            }
            steps.add(new Step(end.status(), Math.max(completed, end.completed()), end.seconds()));
            return new Script(steps);
        }

        Step at(final int time) {
            int from = 0;
            for (final Step step : steps) {
                if (time - from < step.seconds()) {
                    return step;
                }
                from += step.seconds();
            }
            throw new IllegalStateException("the last status has no end");
        }

        int end() {
            return steps.subList(0, steps.size() - 1).stream()
                    .mapToInt(Step::seconds)
                    .sum();
        }
    }

    record Step(String status, int completed, int seconds) {

        Relationship relationship() {
            return status.equals("completed") || completed > 0 ? PollBatchStatus.COMPLETED : PollBatchStatus.JOB_FAILED;
        }
    }
}
