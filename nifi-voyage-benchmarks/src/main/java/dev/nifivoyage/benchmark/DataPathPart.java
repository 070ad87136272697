/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.vector.NumberFormat;
import dev.nifivoyage.nifi.DirectoryTree;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Processor seconds of CreateBatchEmbedding and DownloadBatchResults in the flow definition with its durable cache, in
 * a NiFi with a heap of 256 MB, for each format of numbers, compared to the bare processing of the same JSON in a JVM
 * with the same heap.
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
    private static final Duration DEADLINE = Duration.ofMinutes(30);
    private static final double TARGET = 1.3;

    private final String name;
    private final List<Variant> variants;
    private final Scope scope;

    private DataPathPart(final String name, final List<Variant> variants, final Scope scope) {
        this.name = name;
        this.variants = variants;
        this.scope = scope;
    }

    /**
     * Returns the part with all formats.
     */
    static DataPathPart whole() {
        final List<Variant> variants = new ArrayList<>();
        for (final NumberFormat numbers : NumberFormat.values()) {
            variants.add(new Variant(numbers, OutputFormat.JSON));
        }
        variants.add(new Variant(NumberFormat.FLOAT, OutputFormat.AVRO));
        return new DataPathPart("data-path", variants, Scope.WHOLE);
    }

    /**
     * Returns the part of DownloadBatchResults alone, with the format that takes longest. Also measures earlier
     * versions of the bundle, see {@code scripts/compare-downloads.sh}.
     */
    static DataPathPart ofDownload() {
        return new DataPathPart(
                "download", List.of(new Variant(NumberFormat.DOUBLE, OutputFormat.JSON)), Scope.DOWNLOAD);
    }

    /**
     * Returns the part of CreateBatchEmbedding alone.
     */
    static DataPathPart ofCreation() {
        return new DataPathPart(
                "creation", List.of(new Variant(NumberFormat.FLOAT, OutputFormat.JSON)), Scope.CREATION);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isInShortMode() {
        return scope == Scope.WHOLE;
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final List<Download> downloads = new ArrayList<>();
        Creation creation = null;
        for (final Variant variant : variants) {
            settings.progress().printf("  numbers as %s, records as %s%n", variant.numbers, variant.output);
            final Path directory = Files.createDirectory(
                    settings.directory().resolve("%s-%s".formatted(variant.numbers, variant.output)));
            try (ServerProcess server = ServerProcess.start(
                            directory, "--vectors", "synthetic", "--number-format", variant.numbers.name());
                    NiFiProcess nifi = NiFiProcess.start(
                            NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free()),
                            NiFiOptions.defaults().withHeap(HEAP))) {
                final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                        nifi,
                        variant.output.definition(settings.flowDefinition(), directory),
                        directory,
                        new VoyageServer(server.baseUri(), "any-key", true),
                        Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION)));
                embed(flow, new GeneratedRecords(WARM_UP_RECORDS, BYTES), directory.resolve("warm-up.json"));
                if (scope != Scope.CREATION) {
                    final Download download =
                            download(new Setup(directory, nifi, flow, server), variant, settings.rounds());
                    settings.progress()
                            .printf("    DownloadBatchResults %s s, scan %s s%n", download.seconds, download.scan);
                    downloads.add(download);
                }
                if (scope != Scope.DOWNLOAD && creation == null) {
                    final int used = WARM_UP_RECORDS + settings.rounds() * RECORDS;
                    creation = creation(directory, used, new JobCreationRuns(nifi, flow, server.baseUri()));
                }
            }
            DirectoryTree.delete(directory);
        }
        return report(creation, downloads, settings.rounds());
    }

    private static Download download(final Setup setup, final Variant variant, final int rounds)
            throws IOException, InterruptedException {
        final Path directory = setup.directory;
        final Path results = directory.resolve("results.jsonl");
        final List<Double> downloads = new ArrayList<>();
        final List<Double> scans = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            final GeneratedRecords records = new GeneratedRecords(WARM_UP_RECORDS + round * RECORDS, RECORDS, BYTES);
            try (PageCacheReserve memory = PageCacheReserve.create(directory)) {
                memory.lend();
                final FlowRecording recording = FlowRecording.start(
                        setup.nifi.pid(), directory.resolve("flow.jfr"), FlowRecording.USUAL_INTERVAL);
                final Path output = embed(setup.flow, records, directory.resolve("records-%d.json".formatted(round)));
                recording.stop();
                downloads.add(recording.profile().seconds(FlightProfile.DOWNLOAD));
                new VectorCheck(records, MODEL, DIMENSION, variant.numbers).check(output, variant.output);
                Files.delete(output);
                setup.server.saveResults(results);
                setup.server.deleteFiles();
                scans.add(new ChildJvm(HEAP).seconds(JsonScan.class, results.toString()));
            }
        }
        return new Download(variant, Files.size(results), Spread.of(downloads), Spread.of(scans));
    }

    private static Creation creation(final Path directory, final int first, final JobCreationRuns runs)
            throws IOException, InterruptedException {
        final Path records = directory.resolve("creation.json");
        new GeneratedRecords(first, RECORDS, BYTES).write(records);
        final Path warmUp = directory.resolve("bare-warm-up.json");
        new GeneratedRecords(WARM_UP_RECORDS, BYTES).write(warmUp);
        try (PageCacheReserve memory = PageCacheReserve.create(directory)) {
            memory.lend();
            final Spread withCache = runs.seconds(records);
            final Spread withoutCache = runs.secondsWithoutCache(records);
            final List<Double> bare = new ArrayList<>();
            for (int run = 0; run < RUNS; run++) {
                bare.add(new ChildJvm(HEAP)
                        .seconds(
                                RecordRequests.class,
                                warmUp.toString(),
                                records.toString(),
                                directory.resolve("requests.jsonl").toString()));
            }
            return new Creation(withCache, withoutCache, Spread.of(bare));
        }
    }

    // without polling the queues of NiFi, which would affect the measurement
    private static Path embed(final EmbedRecordsFlow flow, final GeneratedRecords records, final Path file)
            throws IOException {
        final String name = file.getFileName().toString();
        records.write(file);
        flow.accept(file);
        return Poll.until(
                DEADLINE,
                "the records with their vectors",
                () -> flow.written(name).stream().findFirst().or(() -> outputOfEarlierFlow(file)));
    }

    // earlier versions of the flow give the results the name of the input
    private static Optional<Path> outputOfEarlierFlow(final Path file) {
        return Optional.of(file.resolveSibling("out").resolve(file.getFileName()))
                .filter(Files::exists);
    }

    private static PartReport report(final Creation creation, final List<Download> downloads, final int rounds) {
        final PartReport report = new PartReport(
                "Processor time for jobs of 100,000 texts of 300 bytes, 1024 floats each, NiFi with -Xmx256m",
                "What",
                "Processor seconds",
                "Ratio");
        for (final Download download : downloads) {
            report.record(
                            "scanning a result file of %.0f MB with numbers as %s with Jackson's fast parser"
                                    .formatted(download.bytes / 1e6, download.variant.numbers),
                            download.scan.toString(),
                            "1")
                    .record(
                            "DownloadBatchResults: download, parse, cache, join, write %s"
                                    .formatted(download.variant.output),
                            download.seconds.toString(),
                            ratio(download.seconds.median(), download.scan.median()));
            if (download.variant.output == OutputFormat.JSON) {
                report.verdict(
                        download.seconds.median() <= TARGET * download.scan.median(),
                        "DownloadBatchResults with numbers as %s takes %s times the scan"
                                .formatted(
                                        download.variant.numbers,
                                        ratio(download.seconds.median(), download.scan.median())),
                        "at most 1.3");
            }
        }
        if (!downloads.isEmpty()) {
            report.note("each of 100,000 records has its own vector, verified number by number")
                    .note(
                            "after a warm-up; DownloadBatchResults with the threads that it starts, and scans, in turn: median of %d runs with the lowest and the highest"
                                    .formatted(rounds));
        }
        return creation == null ? report : report(creation, report);
    }

    private static PartReport report(final Creation creation, final PartReport report) {
        return report.record(
                        "reading the records with NiFi's JsonTreeReader and writing the requests with Jackson",
                        creation.bare.toString(),
                        "1")
                .record(
                        "CreateBatchEmbedding with a cache that has none of the texts: read, hash, look up, write, send",
                        creation.withCache.toString(),
                        ratio(creation.withCache.median(), creation.bare.median()))
                .record(
                        "the same without a cache: read, hash, write, send",
                        creation.withoutCache.toString(),
                        ratio(creation.withoutCache.median(), creation.bare.median()))
                .verdict(
                        creation.withoutCache.median() <= TARGET * creation.bare.median(),
                        "CreateBatchEmbedding without a cache takes %s times reading with NiFi and writing with Jackson"
                                .formatted(ratio(creation.withoutCache.median(), creation.bare.median())),
                        "at most 1.3")
                .note("CreateBatchEmbedding, and reading and writing: median of %d runs".formatted(RUNS));
    }

    private static String ratio(final double seconds, final double of) {
        return String.format(Locale.ROOT, "%.2f", seconds / of);
    }

    /** What is measured. */
    private enum Scope {
        WHOLE,
        DOWNLOAD,
        CREATION
    }

    /**
     * What runs during a measurement, and the directory of its files.
     */
    private record Setup(Path directory, NiFiProcess nifi, EmbedRecordsFlow flow, ServerProcess server) {}

    /**
     * Formats of a measurement.
     *
     * @param numbers how the server prints them
     * @param output format of the records with their vectors
     */
    private record Variant(NumberFormat numbers, OutputFormat output) {}

    /**
     * Processor seconds of DownloadBatchResults, and of scans of its result file.
     *
     * @param bytes of the result file
     */
    private record Download(Variant variant, long bytes, Spread seconds, Spread scan) {}

    /**
     * Processor seconds of CreateBatchEmbedding, and of the bare processing.
     */
    private record Creation(Spread withCache, Spread withoutCache, Spread bare) {}
}
