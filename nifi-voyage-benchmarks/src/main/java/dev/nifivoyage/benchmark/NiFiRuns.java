/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.benchmark.EmbeddingWay.Input;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures what a running NiFi needs for files of records. Looks for output files only, because a request to NiFi would
 * be part of the measurement.
 */
final class NiFiRuns {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private final NiFiProcess nifi;
    private final NiFiHome home;
    private final CpuShare cpu;

    NiFiRuns(final NiFiProcess nifi, final NiFiHome home) {
        this.nifi = nifi;
        this.home = home;
        this.cpu = new CpuShare(nifi.pid());
    }

    /**
     * A flow that takes files.
     */
    interface Target {

        /**
         * Gives a file to the flow.
         */
        void accept(Path file) throws IOException;

        /**
         * Returns the output of a file, if it is complete.
         */
        Optional<Path> output(Path file);
    }

    /**
     * Processes the files one after another.
     */
    List<Measurement> measure(final Target target, final List<Input> inputs) throws IOException {
        cpu.awaitIdle();
        final List<Double> seconds = new ArrayList<>();
        final List<Double> processorSeconds = new ArrayList<>();
        for (final Input input : inputs) {
            final Path output;
            try (PageCacheReserve memory = PageCacheReserve.create(home.directory())) {
                memory.lend();
                final Duration before = cpu.used();
                final long start = System.nanoTime();
                target.accept(input.file());
                output = Poll.until(
                        DEADLINE,
                        () -> "the output of %s; see %s".formatted(input.file().getFileName(), home.logs()),
                        () -> target.output(input.file()));
                seconds.add((System.nanoTime() - start) / 1e9);
                processorSeconds.add(cpu.used().minus(before).toNanos() / 1e9);
            }
            input.check().check(output);
            cpu.awaitIdle();
        }

        final double idle = cpu.over(IDLE) / 100;
        final double peak = new NiFiMemory(nifi.pid(), home.logs().resolve("gc.log")).peakResident();
        final List<Measurement> measured = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            measured.add(new Measurement(seconds.get(i), processorSeconds.get(i) - idle * seconds.get(i), peak));
        }
        return measured;
    }
}
