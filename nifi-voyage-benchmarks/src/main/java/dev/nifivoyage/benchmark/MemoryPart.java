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
import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
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
 * Files of increasing size in the flow definition, each in a new NiFi with a heap of 512 MB: live heap and duration.
 */
final class MemoryPart implements BenchmarkPart {
    private static final List<Integer> SIZES = List.of(10_000, 100_000);
    private static final int LARGEST = 1_000_000;
    private static final int RECORDS_PER_JOB = 100_000;
    private static final int BYTES = 300;
    private static final int DIMENSION = 1024;
    /**
     * For where there is not the disk for a million records of the usual dimension: they took 25 GB at the server, in
     * NiFi's repository and in the output, and take 4 to 8 in the cache.
     */
    private static final int SMALL_DIMENSION = 256;

    private static final long DISK_FOR_LARGEST = 40L << 30;
    private static final String HEAP = "512m";
    private static final String MODEL = "voyage-4-lite";
    private static final String FILE = "records.json";
    private static final Duration DEADLINE = Duration.ofMinutes(40);
    private static final double HEAP_TARGET = 1.10;
    private static final double TIME_TARGET = 11;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final boolean small =
                settings.full() && Files.getFileStore(settings.directory()).getUsableSpace() < DISK_FOR_LARGEST;
        final int dimension = small ? SMALL_DIMENSION : DIMENSION;
        final List<Integer> sizes = new ArrayList<>(SIZES);
        if (settings.full()) {
            sizes.add(LARGEST);
        }

        final List<Figures> figures = new ArrayList<>();
        for (final int records : sizes) {
            settings.progress().printf("  %,d records%n", records);
            final Path directory = Files.createDirectory(settings.directory().resolve(Integer.toString(records)));
            figures.add(measure(settings, directory, records, dimension));
            DirectoryTree.delete(directory);
        }

        return report(figures, dimension);
    }

    private static Figures measure(
            final BenchmarkSettings settings, final Path directory, final int records, final int dimension)
            throws IOException, InterruptedException {
        final GeneratedRecords generated = new GeneratedRecords(records, BYTES);
        final Path input = directory.resolve(FILE);
        generated.write(input);
        final int jobs = Math.ceilDiv(records, RECORDS_PER_JOB);
        final Path collections = directory.resolve("gc.log");
        final NiFiOptions options =
                NiFiOptions.defaults().withHeap(HEAP).withJvmOptions(List.of("-Xlog:gc:file=" + collections));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions()
                        .vectors(VectorSource.SYNTHETIC)
                        .dataDirectory(directory.resolve("voyage")));
                NiFiProcess nifi = NiFiProcess.start(home, options)) {
            final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                    nifi,
                    settings.flowDefinition(),
                    directory,
                    new VoyageServer(voyage.baseUri(), "any-key", true),
                    Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(dimension)));
            final NiFiMemory memory = new NiFiMemory(nifi.pid(), collections);
            Sampling.collect(nifi.pid());
            final double before = memory.peakLiveHeap();
            final List<Path> output;
            final Sampling sampling = new Sampling(
                    nifi.pid(),
                    new ProcessorTimes(nifi.rest(), flow.groupId()),
                    "CreateBatchEmbedding",
                    "DownloadBatchResults");
            try (sampling) {
                flow.accept(input);
                output = flow.await(
                        DEADLINE,
                        progress -> settings.progress().println("  " + progress),
                        () -> Optional.of(flow.written(FILE)).filter(files -> files.size() == jobs));
            }
            new VectorCheck(generated, MODEL, dimension).checkInAnyOrder(output);
            return new Figures(
                    records,
                    jobs,
                    before,
                    memory.peakLiveHeap(),
                    memory.peakHeapAfterCollection(),
                    memory.peakResident(),
                    sampling.seconds(),
                    sampling.samples());
        }
    }

    private static PartReport report(final List<Figures> figures, final int dimension) {
        final PartReport report = new PartReport(
                "Increasing numbers of records of %d bytes, %d floats each, NiFi with -Xmx%s"
                        .formatted(BYTES, dimension, HEAP),
                "Records",
                "Jobs",
                "Live before, MB",
                "Live at most, MB",
                "After any collection, MB",
                "Resident, MB",
                "Seconds",
                "Microseconds per record");
        for (final Figures size : figures) {
            report.record(
                    "%,d".formatted(size.records),
                    Integer.toString(size.jobs),
                    whole(size.before),
                    whole(size.alive),
                    whole(size.collected),
                    whole(size.resident),
                    decimal(size.seconds),
                    whole(size.seconds * 1e6 / size.records));
        }
        final double most = figures.stream().mapToDouble(Figures::alive).max().orElseThrow();
        final double least = figures.stream().mapToDouble(Figures::alive).min().orElseThrow();
        report.note(
                        "live: heap after full collections, which were forced every half second (%s times); the seconds of CreateBatchEmbedding and DownloadBatchResults include these"
                                .formatted(String.join(
                                        ", ",
                                        figures.stream()
                                                .map(size -> Integer.toString(size.samples))
                                                .toList())))
                .note("each record has its own vector, verified number by number")
                .verdict(
                        most < HEAP_TARGET * least,
                        String.format(
                                Locale.ROOT,
                                "the largest heap is %.1f %% above the smallest",
                                (most / least - 1) * 100),
                        "less than 10 %");
        final Figures last = figures.getLast();
        if (last.records == LARGEST) {
            final double times = last.seconds / figures.get(figures.size() - 2).seconds;
            report.verdict(
                    times <= TIME_TARGET,
                    "1,000,000 records take %s times as long as 100,000".formatted(decimal(times)),
                    "at most 11");
        }
        return report;
    }

    private static String whole(final double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }

    private static String decimal(final double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    /**
     * The figures of one size; heaps in megabytes.
     */
    private record Figures(
            int records,
            int jobs,
            double before,
            double alive,
            double collected,
            double resident,
            double seconds,
            int samples) {}
}
