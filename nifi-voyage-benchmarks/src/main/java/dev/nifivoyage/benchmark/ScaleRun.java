/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The shipped flow in a new NiFi with a number of records, of which all jobs are in flight at the same time. The server
 * has its limits of jobs and of tokens in flight. At first another project occupies a share of the tokens, so that
 * submissions are rejected; when all jobs are in flight, they end in turn.
 */
final class ScaleRun {
    static final String HEAP = "1g";

    private static final int RECORDS_PER_JOB = 100_000;
    private static final int FEWEST_JOBS = 10;
    /** At ten million records, these are the billion tokens that Voyage allows in flight. */
    private static final long TOKENS_PER_RECORD = 100;
    /** Of the tokens, the other project has a quarter. */
    private static final int SHARES = 4;

    private static final int REJECTIONS = 3;
    /** Jobs that end before NiFi needs their results, few so that their files fit on the disk. */
    private static final int ENDED_AHEAD = 4;

    private static final String KEY = "key-of-the-flow";
    private static final String OTHER_KEY = "key-of-others";
    private static final Duration DEADLINE = Duration.ofHours(6);
    private static final Duration END = Duration.ofMinutes(2);

    private final BenchmarkSettings settings;
    private final Path directory;
    private final int records;
    private final int recordsPerJob;
    private final int jobs;
    private final ScaleFigures figures;

    /**
     * @param directory an empty directory
     */
    ScaleRun(final BenchmarkSettings settings, final Path directory, final int records) {
        this.settings = settings;
        this.directory = directory;
        this.recordsPerJob = Math.min(RECORDS_PER_JOB, records / FEWEST_JOBS);
        this.jobs = records / recordsPerJob;
        this.records = jobs * recordsPerJob;
        this.figures = new ScaleFigures(this.records);
    }

    ScaleFigures measure() throws IOException, InterruptedException {
        final Path collections = directory.resolve("gc.log");
        // the heap has its size from the start, so that what changes in resident memory is outside of it
        final NiFiOptions options = NiFiOptions.defaults()
                .withFixedHeap(HEAP)
                .withJvmOptions(List.of("-XX:+AlwaysPreTouch", "-Xlog:gc:file=" + collections));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (ServerProcess server = ServerProcess.start(directory, serverOptions());
                NiFiProcess nifi = NiFiProcess.start(home, options);
                RemoteJvm jvm = RemoteJvm.connect(nifi.pid());
                HeldJobs held = new HeldJobs(new ServerCalls(server.baseUri(), KEY))) {
            final EmbedRecordsFlow flow = flow(nifi, server);
            final CpuShare cpu = new CpuShare(nifi.pid());
            cpu.awaitIdle();
            final NiFiMemory memory = new NiFiMemory(nifi.pid(), collections);
            Sampling.collect(nifi.pid());
            figures.sample(ScaleMeasure.LIVE_BEFORE, memory.liveHeap().median());

            final OtherProject other = OtherProject.start(
                    new ServerCalls(server.baseUri(), OTHER_KEY),
                    directory,
                    ScaleFiles.MODEL,
                    records * TOKENS_PER_RECORD / SHARES);
            final Duration before = cpu.used();
            final long start = System.nanoTime();
            embed(
                    new ScaleFiles(flow, directory, jobs, recordsPerJob),
                    held,
                    other,
                    new ScaleWatch(nifi, jvm, directory, figures, settings.progress()));
            figures.sample(ScaleMeasure.WALL, (System.nanoTime() - start) / 1e9);
            final double used = cpu.used().minus(before).toNanos() / 1e9;
            figures.sample(ScaleMeasure.PROCESSOR, used);
            figures.sample(ScaleMeasure.PER_RECORD, used * 1e6 / records);
            figures.sample(ScaleMeasure.LIVE_MEDIAN, memory.liveHeap().median());
            figures.sample(ScaleMeasure.LIVE_PEAK, memory.peakLiveHeap());
            figures.sample(ScaleMeasure.RESIDENT, memory.peakResident());
            checkServer(held);
        }
        return figures;
    }

    private String[] serverOptions() {
        final List<String> options = new ArrayList<>(List.of(
                "--vectors",
                "synthetic",
                "--data",
                directory.resolve("voyage").toString(),
                "--max-tokens",
                Long.toString(records * TOKENS_PER_RECORD),
                "--api-key",
                KEY + "=flow",
                "--api-key",
                OTHER_KEY + "=others"));
        options.addAll(HeldJobs.serverOptions());
        return options.toArray(String[]::new);
    }

    private EmbedRecordsFlow flow(final NiFiProcess nifi, final ServerProcess server) throws IOException {
        final EmbedRecordsFlow flow = EmbedRecordsFlow.prepare(
                nifi,
                settings.flowDefinition(),
                directory,
                new VoyageServer(server.baseUri(), KEY, true),
                Map.of(
                        "Embeddings Model",
                        ScaleFiles.MODEL,
                        "Dimensions",
                        Integer.toString(ScaleFiles.DIMENSION),
                        "Maximum Polling Interval",
                        "5 sec"));
        final Processors processors = new Processors(nifi.rest());
        for (final JsonNode processor : processors.of(flow.groupId())) {
            final String type = processor.path("component").path("type").asText();
            final String id = processor.path("id").asText();
            if (type.endsWith("CreateBatchEmbedding") || type.endsWith(".CreateEmbedding")) {
                processors.configure(id, Map.of("Data Type", ScaleFiles.DTYPE.wireName()));
            } else if (type.endsWith("DownloadBatchResults")) {
                processors.configure(id, Map.of("Delete Remote Files", "true"));
            }
        }
        new ProcessGroups(nifi.rest()).start(flow.groupId());
        return flow;
    }

    private void embed(final ScaleFiles files, final HeldJobs held, final OtherProject other, final ScaleWatch watch) {
        await(
                files,
                held,
                watch,
                "%d rejected submissions".formatted(REJECTIONS),
                jobsNow -> rejected(jobsNow) >= REJECTIONS);
        other.close();
        await(files, held, watch, "%d jobs in flight".formatted(jobs), jobsNow -> jobsNow.inFlight() == jobs);
        watch.downloadsBegin();
        await(files, held, watch, "the records", jobsNow -> {
            held.letGo(jobsNow, files.taken() + ENDED_AHEAD);
            return files.areAllTaken();
        });
    }

    private void await(
            final ScaleFiles files,
            final HeldJobs held,
            final ScaleWatch watch,
            final String what,
            final Predicate<HeldJobs.Snapshot> done) {
        Poll.until(DEADLINE, what, () -> {
            files.give();
            files.take();
            final HeldJobs.Snapshot now = held.snapshot();
            figures.sample(ScaleMeasure.IN_FLIGHT, now.inFlight());
            figures.sample(ScaleMeasure.REJECTED, rejected(now));
            watch.look("%d of %d files came out, %d jobs in flight, %d submissions rejected"
                    .formatted(files.taken(), jobs, now.inFlight(), rejected(now)));
            return done.test(now) ? Optional.of(true) : Optional.empty();
        });
    }

    // one submission is that of the other project
    private static int rejected(final HeldJobs.Snapshot now) {
        return now.submissions() - now.created() - 1;
    }

    private void checkServer(final HeldJobs held) {
        require("jobs", held.snapshot().created(), jobs);
        require("requests that are billed", held.billed(), records);
        Poll.until(
                END,
                "the deletion of all files on the server",
                () -> held.files() == 0 ? Optional.of(true) : Optional.empty());
    }

    private static void require(final String what, final long actual, final long expected) {
        if (actual != expected) {
            throw new IllegalStateException("%d %s instead of %d".formatted(actual, what, expected));
        }
    }
}
