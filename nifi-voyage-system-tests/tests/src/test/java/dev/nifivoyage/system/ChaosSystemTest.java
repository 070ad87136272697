/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.NiFiRestException;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The shipped flows while things happen to NiFi at random moments, and the server fails in all ways it can: each record
 * ends once, with its result or with an error, no submission gets a second job, and nothing stays behind.
 * {@code ./chaos} runs more of it; runs that share a NiFi meet the same events.
 */
class ChaosSystemTest {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosSystemTest.class);
    private static final int RUNS = Integer.getInteger("chaos.runs", 5);
    private static final int FROM = Integer.getInteger("chaos.from", 1);
    private static final long SEED = Long.getLong("chaos.seed", 17);
    private static final int TOGETHER = Integer.getInteger("chaos.together", 5);
    private static final int EVENTS = Integer.getInteger("chaos.events", 1);
    /** On two nodes of a cluster. */
    private static final boolean CLUSTER = Boolean.getBoolean("chaos.cluster");

    private static final String COMMIT = System.getProperty("chaos.commit", "");
    private static final String RESULTS = System.getProperty("chaos.results", "");
    private static final Duration UNTIL_EVENT = Duration.ofSeconds(20);
    private static final Duration DEADLINE = Duration.ofMinutes(8);
    private static final Duration SETTLED = Duration.ofMinutes(4);

    @Test
    void whateverHappensEachRecordEndsOnceAndNothingIsPaidTwice() throws Exception {
        final List<String> faults = new ArrayList<>();
        for (int run = FROM; run <= RUNS; run += TOGETHER) {
            final List<ChaosPlan> plans = new ArrayList<>();
            for (int i = run; i < run + TOGETHER && i <= RUNS; i++) {
                final long seed = SEED + i - 1;
                plans.add(CLUSTER ? ChaosPlan.inCluster(seed, EVENTS) : ChaosPlan.of(seed, EVENTS));
            }
            final long first = plans.getFirst().seed();
            final List<String> failed = new ArrayList<>();
            final Outcomes outcomes = together(plans);
            for (final ChaosOutcome outcome : outcomes.runs) {
                final String line = outcome.line(plans.size(), outcomes.damage, COMMIT);
                final List<String> wrong = outcome.wrong(outcomes.damage);
                LOG.info(
                        "{} {}",
                        line,
                        outcome.wrong(FlowFileDamage.NONE).stream().limit(10).toList());
                if (!RESULTS.isEmpty()) {
                    Files.writeString(
                            Path.of(RESULTS), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
                wrong.forEach(fault -> failed.add("seed " + outcome.plan().seed() + ": " + fault));
            }
            if (!failed.isEmpty()) {
                LOG.error(
                        "A run failed; to repeat it: ./chaos{} --runs {} --seed {} --together {} --events {}",
                        CLUSTER ? " --cluster" : "",
                        plans.size(),
                        first,
                        plans.size(),
                        EVENTS);
                faults.addAll(failed);
            }
        }
        assertEquals(List.of(), faults);
    }

    private static Outcomes together(final List<ChaosPlan> plans) throws Exception {
        final Path directory = Files.createDirectories(Path.of(System.getProperty("nifi.instances")))
                .resolve("chaos-" + plans.getFirst().seed());
        DirectoryTree.deleteIfExists(directory);
        final FlowFileDamage damage;
        final List<ChaosOutcome> outcomes = new ArrayList<>();
        final List<ChaosRun> runs = new ArrayList<>();
        try (ChaosTarget nifi = CLUSTER
                ? ChaosCluster.start(directory.resolve("nifi"))
                : ChaosNiFi.start(directory.resolve("nifi"), needsDisk(plans))) {
            try {
                for (final ChaosPlan plan : plans) {
                    runs.add(new ChaosRun(plan, nifi, directory.resolve("run-" + plan.seed())));
                }
                for (int event = 0; event < EVENTS; event++) {
                    begin(runs, event);
                    meet(runs, nifi, event);
                }
                begin(runs, EVENTS);
                for (final ChaosRun run : runs) {
                    outcomes.add(outcome(run, nifi, needsDisk(plans)));
                }
                final ChaosOutcome last = outcomes.getLast();
                if (delete(runs, nifi, last.missing())) {
                    last.faults().addAll(left(nifi));
                }
                damage = needsDisk(plans) ? nifi.damage() : FlowFileDamage.NONE;
            } finally {
                runs.forEach(ChaosRun::close);
            }
        }
        if (outcomes.stream()
                .allMatch(outcome -> outcome.wrong(FlowFileDamage.NONE).isEmpty())) {
            DirectoryTree.delete(directory);
        }
        return new Outcomes(outcomes, damage);
    }

    /**
     * Runs that share a NiFi.
     *
     * @param damage what NiFi has done on a full disk
     */
    private record Outcomes(List<ChaosOutcome> runs, FlowFileDamage damage) {}

    private static boolean needsDisk(final List<ChaosPlan> plans) {
        for (int event = 0; event < EVENTS; event++) {
            if (deciding(plans, event).moments().get(event).event() == ChaosEvent.DISK_FULL) {
                return true;
            }
        }
        return false;
    }

    private static void begin(final List<ChaosRun> runs, final int phase) throws IOException {
        for (final ChaosRun run : runs) {
            run.begin(phase);
        }
    }

    // runs that share a NiFi take turns
    private static <T> T deciding(final List<T> runs, final int event) {
        return runs.get(event % runs.size());
    }

    private static void meet(final List<ChaosRun> runs, final ChaosTarget nifi, final int event) {
        final ChaosRun decides = deciding(runs, event);
        final ChaosPlan.Moment moment = decides.plan().moments().get(event);
        final long end = System.nanoTime() + UNTIL_EVENT.toNanos();
        while (System.nanoTime() < end && !decides.isTimeFor(event)) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        LockSupport.parkNanos(Duration.ofMillis(moment.millis()).toNanos());
        LOG.info("{}", moment);
        if (moment.event().isOfFlow()) {
            runs.forEach(run -> run.meet(moment.event()));
        } else {
            final String met = nifi.meet(moment);
            runs.forEach(run -> run.note(met));
        }
    }

    private static ChaosOutcome outcome(final ChaosRun run, final ChaosTarget nifi, final boolean diskWasFull)
            throws IOException, InterruptedException {
        Optional<String> stuck = stuck(run);
        if (stuck.isPresent() && diskWasFull && run.waitsForNiFiOnly()) {
            // NiFi 2.3.0 may have a FlowFile twice in a queue, or none where it counts one, after a failed commit
            run.note(nifi.meet(new ChaosPlan.Moment(ChaosEvent.SHUTDOWN, 0, 0, 0)) + " after the full disk");
            stuck = stuck(run);
        }
        final ChaosOutcome outcome = run.outcome();
        stuck.ifPresent(outcome.missing()::add);
        return outcome;
    }

    private static Optional<String> stuck(final ChaosRun run) {
        try {
            Poll.until(
                    DEADLINE,
                    () -> "the end of " + run.state(),
                    () -> run.hasEnded() ? Optional.of(true) : Optional.empty());
            return Optional.empty();
        } catch (final IllegalStateException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static boolean delete(final List<ChaosRun> runs, final ChaosTarget nifi, final List<String> missing) {
        final ProcessGroups groups = new ProcessGroups(nifi.rest());
        try {
            runs.forEach(run -> groups.delete(run.groupId()));
            return true;
        } catch (final NiFiRestException e) {
            // FlowFiles are left
            missing.add(e.getMessage());
            return false;
        }
    }

    private static List<String> left(final ChaosTarget nifi) {
        final List<String> above = new ArrayList<>();
        try {
            Poll.until(SETTLED, () -> "NiFi to let go of " + above, () -> {
                above.clear();
                above.addAll(nifi.aboveLevel());
                return above.isEmpty() ? Optional.of(true) : Optional.empty();
            });
            return List.of();
        } catch (final IllegalStateException e) {
            return List.of(e.getMessage());
        }
    }
}
