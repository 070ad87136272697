/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * 1,000 jobs that never end in the polling loop of the flow definition: CPU time of NiFi and requests to Voyage,
 * compared to NiFi with the loop stopped.
 */
final class PollingPart implements BenchmarkPart {
    private static final int JOBS = 1_000;
    private static final int BYTES = 100;
    private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(20);
    private static final Duration WARM_UP_INTERVAL = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofMinutes(3);
    private static final Duration WATCHED = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final int ROUNDS = 3;
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final double CPU_TARGET = 1;
    private static final double REQUESTS_TARGET = 20;
    private static final Fault STUCK = Fault.stuck().times(JOBS);

    @Override
    public String name() {
        return "polling";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException {
        final Path directory = settings.directory();
        final Path input = directory.resolve("records.json");
        new GeneratedRecords(JOBS, BYTES).write(input);
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (VoyageLocalServer voyage = VoyageLocalServer.start(
                        new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC).maximumBatches(2 * JOBS));
                NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults())) {
            voyage.faults().set(STUCK);
            final EmbedRecordsFlow flow = EmbedRecordsFlow.prepare(
                    nifi,
                    settings.flowDefinition(),
                    directory,
                    new VoyageServer(voyage.baseUri(), "any-key", true),
                    Map.of(
                            "Dimensions", "256",
                            "Minimum Polling Interval", SHORTEST_INTERVAL.toSeconds() + " sec",
                            "Maximum Polling Interval", LONGEST_INTERVAL.toSeconds() + " sec"));
            final Processors processors = new Processors(nifi.rest());
            processors.configure(
                    processors.named(flow.groupId(), "CreateBatchEmbedding"), Map.of("Maximum Requests per Job", "1"));
            new ProcessGroups(nifi.rest()).start(flow.groupId());
            flow.accept(input);
            new Queues(nifi.rest())
                    .awaitCount(
                            new Connections(nifi.rest()).from(flow.groupId(), "PollBatchStatus", "running"),
                            JOBS,
                            DEADLINE);
            settings.progress().printf("  %d jobs wait%n", JOBS);
            final CpuShare cpu = new CpuShare(nifi.pid());
            final String pollId = processors.named(flow.groupId(), "PollBatchStatus");
            warmUp(cpu, processors, pollId);
            return measure(voyage, cpu, processors, pollId);
        }
    }

    // jobs wait for hours: exclude the compilation of the loop by the JVM
    private static void warmUp(final CpuShare cpu, final Processors processors, final String pollId) {
        processors.stop(pollId);
        processors.configure(pollId, intervals(WARM_UP_INTERVAL, WARM_UP_INTERVAL));
        processors.start(pollId);
        cpu.over(WARM_UP);
        processors.stop(pollId);
        processors.configure(pollId, intervals(SHORTEST_INTERVAL, LONGEST_INTERVAL));
    }

    private static Map<String, String> intervals(final Duration shortest, final Duration longest) {
        return Map.of(
                "Minimum Polling Interval",
                shortest.toSeconds() + " sec",
                "Maximum Polling Interval",
                longest.toSeconds() + " sec");
    }

    private static PartReport measure(
            final VoyageLocalServer voyage, final CpuShare cpu, final Processors processors, final String pollId) {
        final PartReport report = new PartReport(
                "%,d jobs that never end wait in NiFi, polling interval %d s"
                        .formatted(JOBS, LONGEST_INTERVAL.toSeconds()),
                "What",
                "Figure");
        final List<Double> loops = new ArrayList<>();
        long requests = 0;
        // idle before and after, because the load of NiFi and of the machine changes
        double idleBefore = cpu.over(IDLE);
        for (int round = 1; round <= ROUNDS; round++) {
            processors.start(pollId);
            voyage.requests().reset();
            final double looping = cpu.over(WATCHED);
            requests += voyage.requests().total();
            processors.stop(pollId);
            final double idleAfter = cpu.over(IDLE);
            loops.add(looping - (idleBefore + idleAfter) / 2);
            report.record(
                    "minute %d: NiFi with PollBatchStatus running; stopped, the half minutes before and after"
                            .formatted(round),
                    "%s; %s and %s".formatted(percent(looping), percent(idleBefore), percent(idleAfter)));
            idleBefore = idleAfter;
        }

        final Spread loop = Spread.of(loops);
        final double perInterval = requests / ((double) WATCHED.toMillis() * ROUNDS / LONGEST_INTERVAL.toMillis());
        return report.record("requests the server got", Long.toString(requests))
                .record("requests for each polling interval", decimal(perInterval))
                .note("measured after %d s of asking each second, in which the JVM compiles the loop"
                        .formatted(WARM_UP.toSeconds()))
                .note("the processor time is that of NiFi's process, as a share of one core")
                .verdict(
                        loop.median() < CPU_TARGET,
                        "the loop takes %s of one core more than NiFi without it (median; %s to %s)"
                                .formatted(
                                        percent(loop.median()),
                                        percent(loop.sorted().getFirst()),
                                        percent(loop.sorted().getLast())),
                        "under 1 %")
                .verdict(
                        requests > 0 && perInterval <= REQUESTS_TARGET,
                        "the server gets %s requests for each interval".formatted(decimal(perInterval)),
                        "at most 20");
    }

    private static String percent(final double share) {
        return String.format(Locale.ROOT, "%.2f %%", share);
    }

    private static String decimal(final double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
