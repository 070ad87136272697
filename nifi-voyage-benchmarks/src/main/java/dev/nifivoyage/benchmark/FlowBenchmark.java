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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Sends one large job through the shipped flow in a NiFi with a small heap, checks each vector, and prints seconds per processor and peak memory.
 */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false, description = "Times the shipped flow in a real NiFi, with synthetic vectors from a server on this machine.")
public final class FlowBenchmark implements Callable<Integer> {
    private static final String MODEL = "voyage-4-lite";
    private static final Duration DEADLINE = Duration.ofMinutes(30);
    private static final String FILE = "rows.json";

    @Option(names = "--rows", description = "Number of texts (${DEFAULT-VALUE})")
    private int rows = 100_000;

    @Option(names = "--bytes", description = "Bytes of each text (${DEFAULT-VALUE})")
    private int bytes = 300;

    @Option(names = "--dimension", description = "Floats of each vector (${DEFAULT-VALUE})")
    private int dimension = 1024;

    @Option(names = "--heap", description = "Heap of NiFi (${DEFAULT-VALUE})")
    private String heap = "512m";

    @Option(names = "--nifi", required = true, hidden = true, description = "The assembled NiFi")
    private Path distribution;

    @Option(names = "--flow", required = true, hidden = true, description = "The flow definition")
    private Path flowDefinition;

    @Option(names = "--directory", required = true, hidden = true, description = "Where the run's files go")
    private Path parent;

    private final PrintStream out = System.out;

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new FlowBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        final Path directory = Files.createTempDirectory(Files.createDirectories(parent), "run-").toAbsolutePath();
        final Path input = directory.resolve(FILE);
        final GeneratedRows generated = new GeneratedRows(rows, bytes);
        generated.write(input);
        final long inputBytes = Files.size(input);
        final Path collections = directory.resolve("gc.log");
        final NiFiOptions options = NiFiOptions.defaults().withHeap(heap).withJvmOptions(List.of("-Xlog:gc:file=" + collections));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), distribution, NiFiPorts.free());
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC));
                NiFiProcess nifi = NiFiProcess.start(home, options)) {
            final EmbedRecordsFlow flow = EmbedRecordsFlow.start(nifi, flowDefinition, directory, new VoyageServer(voyage.baseUri(), "any-key", true),
                Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(dimension)));
            final long start = System.nanoTime();
            flow.accept(input);
            final Path output = flow.await(DEADLINE, progress -> out.println("  " + progress), () -> flow.written(FILE).stream().findFirst());
            final double seconds = (System.nanoTime() - start) / 1e9;
            final long checked = new VectorCheck(generated, MODEL, dimension).check(output);

            out.printf(Locale.ROOT, "%n%d rows of %d bytes, %d floats each, NiFi with -Xmx%s: each of %d rows has its own vector%n%n", rows, bytes, dimension, heap, checked);
            out.println("| What | Figure |");
            out.println("| --- | ---: |");
            for (final String processor : List.of("CreateBatchEmbedding", "PollBatchStatus", "DownloadBatchResults", "Write records with vectors")) {
                row(processor, "%.1f s", new ProcessorTimes(nifi.rest(), flow.groupId()).seconds(processor));
            }
            row("whole flow, with the server's work and all waits", "%.1f s", seconds);
            row("input file", "%.0f MB", inputBytes / 1e6);
            row("output file", "%.0f MB", Files.size(output) / 1e6);
            final NiFiMemory memory = new NiFiMemory(nifi.pid(), collections);
            row("NiFi's heap after a collection, at its highest", "%.0f MB", memory.peakHeapAfterCollection());
            row("NiFi's memory as the system sees it, at its highest", "%.0f MB", memory.peakResident());
        }
        DirectoryTree.delete(directory);
        return CommandLine.ExitCode.OK;
    }

    private void row(final String what, final String format, final double figure) {
        out.printf(Locale.ROOT, "| %s | " + format + " |%n", what, figure);
    }
}
