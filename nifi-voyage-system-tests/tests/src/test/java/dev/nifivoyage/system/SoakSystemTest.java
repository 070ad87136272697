/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
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

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A week in an hour: the clock of the server is 168 times faster, and what the flow uses does not grow. Only
 * {@code ./soak} runs it.
 */
@EnabledIfSystemProperty(named = "soak.minutes", matches = "[0-9]+")
class SoakSystemTest {
    private static final Logger LOG = LoggerFactory.getLogger(SoakSystemTest.class);
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("soak.minutes", 60));
    private static final int SPEED = Integer.getInteger("soak.speed", 168);
    private static final String COMMIT = System.getProperty("soak.commit", "");
    private static final Path RESULTS = Path.of(System.getProperty("soak.results", "target/soak.csv"));
    private static final int SAMPLES = 60;
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final List<SoakSample> samples = new ArrayList<>();
    private long start;

    @Test
    void whatTheFlowUsesDoesNotGrow() throws Exception {
        Files.writeString(RESULTS, SoakSample.HEADER + "\n");
        final Path directory = Files.createDirectories(Path.of(System.getProperty("nifi.instances")))
                .resolve("soak");
        DirectoryTree.deleteIfExists(directory);
        final List<String> faults;
        try (SoakNiFi nifi = SoakNiFi.start(directory.resolve("nifi"));
                SoakRun run = new SoakRun(nifi, directory.resolve("run"), SPEED)) {
            start = System.nanoTime();
            Poll.until(TIME.plus(DEADLINE), "the end", () -> passed() < TIME.toNanos() ? step(run) : Optional.of(true));
            Poll.until(DEADLINE, () -> "the last FlowFile; " + run.wrong(), () -> end(run));
            sample(run, SoakSample.END);
            faults = new ArrayList<>(run.faults());
        }
        faults.addAll(load());
        faults.addAll(SoakSample.grown(samples));
        assertEquals(List.of(), faults);
        DirectoryTree.delete(directory);
    }

    private Optional<Boolean> step(final SoakRun run) {
        try {
            run.reject();
            run.give();
            run.take();
            // in the middle of each sixtieth
            if (passed() * 2 * SAMPLES >= TIME.toNanos() * (2L * samples.size() + 1)) {
                sample(run, samples.size() * SoakSample.QUARTERS / SAMPLES + 1);
            }
            return Optional.empty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Boolean> end(final SoakRun run) {
        run.take();
        return run.isEmpty() ? Optional.of(true) : Optional.empty();
    }

    private void sample(final SoakRun run, final int quarter) throws IOException, InterruptedException {
        final SoakSample sample =
                new SoakSample(quarter, Duration.ofNanos(passed()).toSeconds(), run.measures());
        samples.add(sample);
        LOG.info("{}", sample);
        Files.writeString(RESULTS, sample.line(SPEED, COMMIT) + "\n", StandardOpenOption.APPEND);
    }

    private long passed() {
        return System.nanoTime() - start;
    }

    // without the load, it would prove nothing that all is flat
    private List<String> load() {
        final List<String> missing = new ArrayList<>();
        for (int quarter = 2; quarter <= SoakSample.QUARTERS; quarter++) {
            final long jobs = SoakSample.median(samples, quarter, SoakMeasure.IN_FLIGHT);
            if (jobs < SoakRun.JOBS * 8 / 10) {
                missing.add("only %d jobs in flight in quarter %d".formatted(jobs, quarter));
            }
            final long cache = SoakSample.median(samples, quarter, SoakMeasure.CACHE);
            if (cache < SoakRun.cacheKilobytes() / 2 || cache > SoakRun.cacheKilobytes()) {
                missing.add("the cache has %d KB in quarter %d".formatted(cache, quarter));
            }
        }
        return missing;
    }
}
