/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
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
 * The shipped flow while NiFi is killed at random moments and the server fails in all ways it can: each record ends
 * once, with its vector or with an error, no submission gets a second job, and no file stays behind. {@code ./chaos}
 * runs more of it; runs that share a NiFi are killed together.
 */
@EnabledIfSystemProperty(named = "chaos.runs", matches = "\\d+")
class ChaosSystemTest {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosSystemTest.class);
    private static final int RUNS = Integer.getInteger("chaos.runs", 2);
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final int TOGETHER = Integer.getInteger("chaos.together", 2);
    private static final int KILLS = Integer.getInteger("chaos.kills", 2);
    private static final Path RESULTS =
            Path.of(System.getProperty("nifi.instances")).resolveSibling("chaos.md");
    private static final Duration UNTIL_KILL = Duration.ofSeconds(20);
    private static final Duration DEADLINE = Duration.ofMinutes(6);

    // what a failed run leaves is worth a look
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void whateverHappensEachRecordEndsOnceAndNothingIsPaidTwice() throws Exception {
        Files.writeString(RESULTS, ChaosOutcome.HEADER + "\n");
        final List<String> faults = new ArrayList<>();
        for (int run = 0; run < RUNS; run += TOGETHER) {
            final List<ChaosPlan> plans = new ArrayList<>();
            for (int i = run; i < Math.min(RUNS, run + TOGETHER); i++) {
                plans.add(ChaosPlan.of(SEED + i, KILLS));
            }
            for (final ChaosOutcome outcome : together(plans)) {
                Files.writeString(RESULTS, outcome.record() + "\n", StandardOpenOption.APPEND);
                LOG.info(
                        "{} {}",
                        outcome.record(),
                        outcome.faults().stream().limit(10).toList());
                outcome.faults()
                        .forEach(fault -> faults.add("seed " + outcome.plan().seed() + ": " + fault));
            }
        }
        assertEquals(List.of(), faults);
    }

    private List<ChaosOutcome> together(final List<ChaosPlan> plans) throws Exception {
        final NiFiHome home = NiFiHome.create(
                directory.resolve("nifi-" + plans.getFirst().seed()),
                Path.of(System.getProperty("nifi.distribution")),
                NiFiPorts.free());
        final List<ChaosRun> runs = new ArrayList<>();
        NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults());
        try {
            for (final ChaosPlan plan : plans) {
                runs.add(new ChaosRun(plan, nifi, directory.resolve("run-" + plan.seed())));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                begin(runs, nifi, kill);
                awaitKill(runs, kill);
                nifi.kill();
                nifi.close();
                nifi = NiFiProcess.start(home, NiFiOptions.defaults());
            }
            begin(runs, nifi, KILLS);
            return outcomes(runs, nifi);
        } finally {
            nifi.close();
            runs.forEach(ChaosRun::close);
        }
    }

    private static void begin(final List<ChaosRun> runs, final NiFiProcess nifi, final int phase) throws IOException {
        for (final ChaosRun run : runs) {
            run.begin(nifi, phase);
        }
    }

    // the run that comes first decides for all; they take turns
    private static void awaitKill(final List<ChaosRun> runs, final int kill) {
        final ChaosRun decides = runs.get(kill % runs.size());
        final long end = System.nanoTime() + UNTIL_KILL.toNanos();
        while (System.nanoTime() < end && !decides.isTimeFor(kill)) {
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        LockSupport.parkNanos(
                Duration.ofMillis(decides.plan().kills().get(kill).millis()).toNanos());
    }

    private static List<ChaosOutcome> outcomes(final List<ChaosRun> runs, final NiFiProcess nifi)
            throws IOException, InterruptedException {
        final List<ChaosOutcome> outcomes = new ArrayList<>();
        for (final ChaosRun run : runs) {
            final List<String> stuck = new ArrayList<>();
            try {
                Poll.until(
                        DEADLINE,
                        () -> "the end of " + run.state(nifi),
                        () -> ended(run, nifi) ? Optional.of(true) : Optional.empty());
            } catch (final IllegalStateException e) {
                stuck.add(e.getMessage());
            }
            final ChaosOutcome outcome = run.outcome();
            stuck.addAll(outcome.faults());
            outcomes.add(new ChaosOutcome(
                    outcome.plan(),
                    outcome.records(),
                    outcome.rejected(),
                    outcome.jobs(),
                    outcome.billed(),
                    outcome.billedTwice(),
                    outcome.filesLeft(),
                    stuck));
        }
        return outcomes;
    }

    private static boolean ended(final ChaosRun run, final NiFiProcess nifi) {
        try {
            return run.hasEnded(nifi);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
