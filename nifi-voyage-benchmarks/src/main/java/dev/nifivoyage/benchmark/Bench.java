/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.benchmark.cache.CachePart;
import dev.nifivoyage.benchmark.matching.MatchingPart;
import dev.nifivoyage.nifi.DirectoryTree;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Runs the benchmarks and prints their tables.
 */
@Command(
        name = "bench",
        sortOptions = false,
        description =
                "Measures NiFi Voyage on this machine, against targets and against alternatives. Nothing is sent to Voyage AI: the server is local.")
public final class Bench implements Callable<Integer> {
    private static final List<BenchmarkPart> PARTS = List.of(
            DataPathPart.whole(),
            DataPathPart.ofDownload(),
            DataPathPart.ofCreation(),
            new Base64Part(),
            new CachePart(),
            new PollingPart(),
            new MatchingPart(),
            new MemoryPart(),
            new ScalePart(),
            new ComparisonPart(),
            new ProfilePart());

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit")
    private boolean help;

    @Option(names = "--full", description = "Include the largest sizes, such as ten million records")
    private boolean full;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds of the parts data-path, download, and comparison. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--profile",
            description =
                    "Run only the part profile: where the shipped flow spends its processor time, by Java's Flight Recorder")
    private boolean profile;

    @Option(
            names = "--records",
            split = ",",
            description = "Numbers of records of the part scale. Default: 1000000,3000000, and with --full 10000000")
    private List<Integer> records = List.of();

    @Option(names = "--only", split = ",", paramLabel = "PART", description = "Run only these parts")
    private Set<String> only = new TreeSet<>();

    @Option(names = "--nifi", required = true, hidden = true, description = "Directory of NiFi")
    private Path distribution;

    @Option(names = "--flow", required = true, hidden = true, description = "The flow definition")
    private Path flowDefinition;

    @Option(names = "--directory", required = true, hidden = true, description = "Directory for the files of the runs")
    private Path parent;

    private final PrintStream out = System.out;

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        final Set<String> names =
                PARTS.stream().map(BenchmarkPart::name).collect(Collectors.toCollection(TreeSet::new));
        if (!names.containsAll(only)) {
            throw new IllegalArgumentException("Unknown part: expected one of " + names);
        }

        if (profile) {
            only.add(ProfilePart.NAME);
        }
        PageCacheReserve.touch(Files.createDirectories(parent));
        final List<PartReport> reports = new ArrayList<>();
        for (final BenchmarkPart part : PARTS) {
            if (only.isEmpty() ? full || part.isInShortMode() : only.contains(part.name())) {
                out.printf("%s …%n", part.name());
                final PartReport report = run(part);
                reports.add(report);
                out.printf("%n%s%n", report.markdown());
            }
        }

        final Path written = parent.resolve("results.md");
        Files.writeString(written, reports.stream().map(PartReport::markdown).collect(Collectors.joining("\n")));
        out.printf("The tables were written to %s.%n", written);
        return reports.stream().allMatch(PartReport::isHolding)
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private PartReport run(final BenchmarkPart part) throws Exception {
        final Path directory =
                Files.createTempDirectory(parent, part.name() + "-").toAbsolutePath();
        try {
            return part.run(new BenchmarkSettings(distribution, flowDefinition, directory, full, rounds, records, out));
        } finally {
            DirectoryTree.delete(directory);
        }
    }
}
