/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.benchmark.EmbeddingWay.Input;
import dev.nifivoyage.nifi.DirectoryTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Embeds the same records in each way that is available to users, in rounds, with one warm server in a process of its
 * own. Compares processor seconds, which other load affects less than wall seconds.
 */
final class ComparisonPart implements BenchmarkPart {
    /** The maximum of one job. With half of it, the JVM compiles code for longer. */
    private static final int RECORDS = 100_000;

    private static final int WARM_UP_RECORDS = 20_000;
    private static final int BYTES = 300;
    private static final int DIMENSION = 1024;
    /** NiFi's default. With 512 MB, G1 marks the heap all the time, because an idle NiFi occupies a third of it. */
    private static final String HEAP = "1g";
    /** Files of each process. The JVM compiles code during the first ones; the last is the warm one. */
    static final int FILES = 5;

    private static final int WARM = FILES - 1;
    private static final String MODEL = "voyage-4-lite";

    private static final double OF_PARSING = 1;
    private static final double OF_SCRIPT = 0.4;
    private static final double OF_STOCK_FLOW = 0.35;

    @Override
    public String name() {
        return "comparison";
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final ShippedFlowWay shipped = new ShippedFlowWay(settings, HEAP, MODEL, DIMENSION);
        final StockFlowWay stock = new StockFlowWay(settings, HEAP, MODEL, DIMENSION);
        final NodeScriptWay script = new NodeScriptWay(MODEL, DIMENSION);
        final String missing = script.missing();
        final boolean hasNode = missing.isEmpty();
        final InputWriter writer = new InputWriter(settings.directory(), BYTES, MODEL, DIMENSION);
        final Map<EmbeddingWay, List<List<Measurement>>> runs = new LinkedHashMap<>();
        final List<EmbeddingWay> ways = hasNode ? List.of(shipped, stock, script) : List.of(shipped, stock);
        final List<Double> scans = new ArrayList<>();
        final List<Double> parses = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start(settings.directory(), "--vectors", "synthetic")) {
            run(shipped, settings, server, writer.write(FILES * RECORDS, 1, WARM_UP_RECORDS));
            server.deleteFiles();
            for (int round = 1; round <= settings.rounds(); round++) {
                for (final EmbeddingWay way : ways) {
                    settings.progress().printf("  round %d: %s%n", round, way.name());
                    runs.computeIfAbsent(way, key -> new ArrayList<>())
                            .add(run(way, settings, server, writer.write(0, way.startsAgain() ? 1 : FILES, RECORDS)));
                }
                final Path results = settings.directory().resolve("results.jsonl");
                server.saveResults(results);
                server.deleteFiles();
                try (PageCacheReserve memory = PageCacheReserve.create(settings.directory())) {
                    memory.lend();
                    scans.add(new ChildJvm(HEAP).seconds(JsonScan.class, results.toString()));
                    if (hasNode) {
                        parses.add(NodeScriptWay.parseSeconds(settings.directory(), results));
                    }
                }
                Files.delete(results);
            }
        }

        final PartReport report = new PartReport(
                "%,d texts of %d bytes, %d floats each, in the ways available to users"
                        .formatted(RECORDS, BYTES, DIMENSION),
                "Way",
                "Processor seconds, first file",
                "fifth file of the same process",
                "Records per second, fifth file",
                "Peak resident memory",
                "Limitations");
        runs.forEach((way, rounds) -> report.record(
                way.name(),
                figures(rounds, 0, Measurement::processorSeconds).toString(),
                figures(rounds, WARM, Measurement::processorSeconds).toString(),
                rates(rounds),
                memory(rounds),
                way.cannot()));
        final Spread warm = figures(runs.get(shipped), WARM, Measurement::processorSeconds);
        final double stockWarm =
                figures(runs.get(stock), WARM, Measurement::processorSeconds).median();
        report.record(
                "scanning the result file with Jackson's fast parser",
                "",
                Spread.of(scans).toString(),
                "",
                "",
                "");
        if (hasNode) {
            final double scriptWarm = figures(runs.get(script), WARM, Measurement::processorSeconds)
                    .median();
            final Spread parsing = Spread.of(parses);
            report.record(
                    "Node.js with readline and JSON.parse of the result file", "", parsing.toString(), "", "", "");
            verdict(report, warm.median() / parsing.median(), OF_PARSING, "what Node.js needs to parse the results");
            verdict(report, warm.median() / scriptWarm, OF_SCRIPT, "what the Node.js script needs");
        } else {
            report.note("the Node.js script was not measured: " + missing);
        }
        verdict(report, warm.median() / stockWarm, OF_STOCK_FLOW, "what the stock flow needs");
        return report.note("medians of %d rounds with the lowest and the highest; the ways take turns"
                        .formatted(settings.rounds()))
                .note("processor seconds: user and system time of the process, without that of an idle NiFi")
                .note("the Node.js script is a new process for each file, and gets only one")
                .note("each record has its own vector, verified number by number");
    }

    private static List<Measurement> run(
            final EmbeddingWay way,
            final BenchmarkSettings settings,
            final ServerProcess server,
            final List<Input> inputs)
            throws IOException, InterruptedException {
        final Path directory = Files.createTempDirectory(settings.directory(), "way-");
        try {
            return way.run(directory, server.baseUri(), inputs);
        } finally {
            DirectoryTree.delete(directory);
        }
    }

    private static void verdict(final PartReport report, final double ratio, final double target, final String of) {
        report.verdict(
                ratio <= target,
                String.format(Locale.ROOT, "the shipped flow, fifth file, needs %.2f times %s", ratio, of),
                String.format(Locale.ROOT, "at most %.2f", target));
    }

    private static Spread figures(
            final List<List<Measurement>> rounds, final int file, final ToDoubleFunction<Measurement> figure) {
        return Spread.of(rounds.stream()
                .map(round -> figure.applyAsDouble(round.get(Math.min(file, round.size() - 1))))
                .toList());
    }

    private static String rates(final List<List<Measurement>> rounds) {
        return String.format(
                Locale.ROOT,
                "%,.0f",
                RECORDS / figures(rounds, WARM, Measurement::seconds).median());
    }

    private static String memory(final List<List<Measurement>> rounds) {
        final double peak = Spread.of(rounds.stream()
                        .map(round -> round.getLast().peakResident())
                        .toList())
                .median();
        return peak < 0 ? "not available on this system" : String.format(Locale.ROOT, "%.0f MB", peak);
    }
}
