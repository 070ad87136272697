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
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One job of 100,000 texts in the flow definition with its durable cache, in a NiFi with a heap of 256 MB, compared to
 * the bare processing of the same JSON in a JVM with the same heap.
 */
final class DataPathPart implements BenchmarkPart {
    /** Warm-up records of each JVM, because NiFi usually runs for months with compiled code. */
    static final int WARM_UP_RECORDS = 20_000;
    /** Runs of the creation of a job, which is too short to be measured once. */
    static final int RUNS = 5;

    private static final int RECORDS = 100_000;
    private static final int BYTES = 300;
    private static final int DIMENSION = 1024;
    private static final String HEAP = "256m";
    private static final String MODEL = "voyage-4-lite";
    private static final String FILE = "records.json";
    private static final String WARM_UP_FILE = "warm-up.json";
    private static final Duration DEADLINE = Duration.ofMinutes(30);
    private static final double TARGET = 2.0;

    private static final int SCANS = 3;

    @Override
    public String name() {
        return "data-path";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final Path directory = settings.directory();
        final Path input = directory.resolve(FILE);
        final Path warmUp = directory.resolve(WARM_UP_FILE);
        // three files with distinct texts
        new GeneratedRecords(RECORDS, WARM_UP_RECORDS, BYTES).write(warmUp);
        final Path sameWarmUp = directory.resolve("same-" + WARM_UP_FILE);
        Files.copy(warmUp, sameWarmUp);
        final Path creationInput = directory.resolve("creation.json");
        new GeneratedRecords(RECORDS + WARM_UP_RECORDS, RECORDS, BYTES).write(creationInput);
        final Path resultFile = directory.resolve("result.jsonl");
        final GeneratedRecords generated = new GeneratedRecords(RECORDS, BYTES);
        generated.write(input);
        final Path collections = directory.resolve("gc.log");
        final NiFiOptions options =
                NiFiOptions.defaults().withHeap(HEAP).withJvmOptions(List.of("-Xlog:gc:file=" + collections));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        final double createWithCache;
        final double create;
        final double download;
        final double heap;
        final double resident;
        final long resultBytes;
        final BareTransfer transfer;
        try (VoyageLocalServer voyage =
                VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC))) {
            try (NiFiProcess nifi = NiFiProcess.start(home, options)) {
                final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                        nifi,
                        settings.flowDefinition(),
                        directory,
                        new VoyageServer(voyage.baseUri(), "any-key", true),
                        Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION)));
                final ProcessorTimes times = new ProcessorTimes(nifi.rest(), flow.groupId());
                flow.accept(warmUp);
                await(flow, WARM_UP_FILE);
                final double downloadBefore = times.seconds("DownloadBatchResults");
                flow.accept(input);
                // without polling the queues of NiFi, which would affect the measurement
                final Path output = await(flow, FILE);
                new VectorCheck(generated, MODEL, DIMENSION).check(output);
                download = times.seconds("DownloadBatchResults") - downloadBefore;
                final NiFiMemory memory = new NiFiMemory(nifi.pid(), collections);
                heap = memory.peakHeapAfterCollection();
                resident = memory.peakResident();
                transfer = BareTransfer.measure(voyage, resultFile);
                resultBytes = Files.size(resultFile);
                final JobCreationRuns creation = new JobCreationRuns(nifi.rest(), flow, times, voyage);
                createWithCache = creation.fastestSeconds(creationInput);
                create = creation.fastestSecondsWithoutCache(creationInput);
            }
        }

        final double scan = new ChildJvm(HEAP).bestSeconds(SCANS, JsonScan.class, resultFile.toString());
        final double bareCreate = new ChildJvm(HEAP)
                .seconds(
                        RecordRequests.class,
                        sameWarmUp.toString(),
                        creationInput.toString(),
                        directory.resolve("requests.jsonl").toString());
        return new Measured(createWithCache, create, download, heap, resident, resultBytes, transfer, scan, bareCreate)
                .report();
    }

    private static Path await(final EmbedRecordsFlow flow, final String name) {
        return Poll.until(
                DEADLINE,
                () -> "the records with their vectors",
                () -> flow.written(name).stream().findFirst());
    }

    /**
     * Seconds of each step, and the memory of NiFi in megabytes.
     */
    private record Measured(
            double createWithCache,
            double create,
            double download,
            double heap,
            double resident,
            long resultBytes,
            BareTransfer transfer,
            double scan,
            double bareCreate) {

        private PartReport report() {
            final double createWithoutUpload = create - transfer.uploadSeconds();
            final double downloadWithoutTransfer = download - transfer.downloadSeconds();
            return new PartReport(
                            "One job of 100,000 texts of 300 bytes, 1024 floats each, NiFi with -Xmx256m",
                            "What",
                            "Seconds",
                            "Ratio")
                    .record(
                            "scanning the result file (%.0f MB) with Jackson's fast parser"
                                    .formatted(resultBytes / 1e6),
                            seconds(scan),
                            "1")
                    .record(
                            "DownloadBatchResults: download, parse, cache, join, write JSON",
                            seconds(download),
                            ratio(download, scan))
                    .record(
                            "the same without the time of a bare download of the file",
                            seconds(downloadWithoutTransfer),
                            ratio(downloadWithoutTransfer, scan))
                    .record(
                            "reading the records with NiFi's JsonTreeReader and writing the requests with Jackson",
                            seconds(bareCreate),
                            "1")
                    .record(
                            "CreateBatchEmbedding with a cache that has none of the texts: read, hash, look up, write, send",
                            seconds(createWithCache),
                            ratio(createWithCache, bareCreate))
                    .record(
                            "the same without a cache: read, hash, write, send",
                            seconds(create),
                            ratio(create, bareCreate))
                    .record(
                            "the same without the time of a bare upload of the file",
                            seconds(createWithoutUpload),
                            ratio(createWithoutUpload, bareCreate))
                    .note(
                            "all after a warm-up; DownloadBatchResults: one run, the scan: the fastest of %d, the others: of %d"
                                    .formatted(SCANS, RUNS))
                    .note("each of 100,000 records has its own vector, verified number by number")
                    .note(String.format(
                            Locale.ROOT,
                            "peak heap of NiFi after a collection %.0f MB, peak resident memory %.0f MB",
                            heap,
                            resident))
                    .verdict(
                            downloadWithoutTransfer <= TARGET * scan,
                            "DownloadBatchResults takes " + ratio(downloadWithoutTransfer, scan) + " times the scan",
                            "at most 2.0")
                    .verdict(
                            createWithoutUpload <= TARGET * bareCreate,
                            "CreateBatchEmbedding takes " + ratio(createWithoutUpload, bareCreate)
                                    + " times reading with NiFi and writing with Jackson",
                            "at most 2.0");
        }
    }

    private static String seconds(final double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }

    private static String ratio(final double seconds, final double of) {
        return String.format(Locale.ROOT, "%.2f", seconds / of);
    }
}
