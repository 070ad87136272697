/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;
import org.duckdb.DuckDBDriver;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Embeds the descriptions of NiFi's components in a real NiFi, and searches them with three questions.
 */
@Command(
        name = "demo",
        sortOptions = false,
        description =
                "Starts a real NiFi and a Voyage-compatible server on this machine, imports a flow definition, embeds the descriptions of NiFi's components, and searches them. "
                        + "If VOYAGE_API_KEY is set, asks whether to use Voyage AI instead.")
public final class Demo implements Callable<Integer> {
    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 1024;
    private static final String CORPUS_FILE = "nifi-components.json";
    private static final Duration LOCAL_DEADLINE = Duration.ofMinutes(5);
    private static final Duration REMOTE_DEADLINE = Duration.ofHours(13);

    private static final List<String> QUESTIONS = List.of(
            "How do I cut a large file into smaller pieces?",
            "Which component changes the format of records, for instance from CSV to JSON?",
            "I want to remove files that nobody needs any more");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit")
    private boolean help;

    @Option(names = "--keep", description = "Keep NiFi running at the end, until Ctrl-C")
    private boolean keep;

    @Option(names = "--nifi", required = true, hidden = true, description = "Directory of NiFi")
    private Path distribution;

    @Option(names = "--flow", required = true, hidden = true, description = "The flow definition")
    private Path flowDefinition;

    private final PrintStream out = System.out;
    private volatile NiFiProcess running;

    public static void main(final String[] arguments) {
        final CommandLine commandLine = new CommandLine(new Demo());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println("Demo failed: " + failure);
            return CommandLine.ExitCode.SOFTWARE;
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        final Path directory = Files.createTempDirectory("nifi-voyage-demo-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(directory), "delete " + directory));
        final String apiKey = System.getenv("VOYAGE_API_KEY");
        if (apiKey != null && !apiKey.isBlank() && usesRealService()) {
            run(directory, new VoyageServer(URI.create("https://api.voyageai.com/v1"), apiKey.strip(), false));
            return CommandLine.ExitCode.OK;
        }

        try (VoyageLocalServer local = VoyageLocalServer.start(localOptions(directory))) {
            run(directory, new VoyageServer(local.baseUri(), "any-key-will-do", true));
        }
        return CommandLine.ExitCode.OK;
    }

    // real vectors, and states that last long enough to be seen
    private static VoyageLocalOptions localOptions(final Path directory) {
        return new VoyageLocalOptions()
                .vectors(VectorSource.MODEL)
                .dataDirectory(directory.resolve("voyage"))
                .delay(BatchState.VALIDATING, Duration.ofSeconds(2))
                .delay(BatchState.IN_PROGRESS, Duration.ofSeconds(4))
                .delay(BatchState.FINALIZING, Duration.ofSeconds(2));
    }

    // NiFi writes into the directory until it has stopped
    private void cleanUp(final Path directory) {
        if (running != null) {
            running.close();
        }
        DirectoryTree.delete(directory);
    }

    private boolean usesRealService() {
        final Console console = System.console();
        if (console == null) {
            out.println(
                    "VOYAGE_API_KEY is set, but there is no console to ask for confirmation: using the local server.");
            return false;
        }

        final String response = console.readLine(
                "VOYAGE_API_KEY is set. Use Voyage AI for about 0.0002 US dollars, instead of the local server? [y/N] ");
        return response != null && response.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }

    private void run(final Path directory, final VoyageServer server)
            throws IOException, InterruptedException, SQLException {
        out.println("Voyage: " + server);
        out.println("Starting NiFi …");
        try (NiFiProcess nifi = NiFiProcess.start(
                NiFiHome.create(directory.resolve("nifi"), distribution, NiFiPorts.free()), NiFiOptions.quickStart())) {
            running = nifi;
            out.println("NiFi:   " + nifi.canvas());
            final ComponentTable table = new ComponentTable(directory.resolve("components.duckdb"), DIMENSION);
            table.create();
            final EmbedRecordsFlow flow =
                    EmbedRecordsFlow.start(nifi, flowDefinition, directory, server, parameters(table));
            final Corpus corpus = Corpus.ofNars(distribution.resolve("lib"));
            final Path corpusFile = directory.resolve(CORPUS_FILE);
            corpus.write(corpusFile);
            flow.accept(corpusFile);
            out.printf("Sent %d descriptions of NiFi's components to the flow%n", corpus.size());

            flow.await(
                    server.local() ? LOCAL_DEADLINE : REMOTE_DEADLINE,
                    progress -> out.println("  " + progress),
                    () -> flow.counter("Tokens") > 0 && flow.isEmpty() ? Optional.of(true) : Optional.empty());
            // DuckDB allows one process at a time
            flow.pause();
            out.printf("%d rows in %s%n%n%s;%n", table.count(), table.url(), table.query());
            final QueryEmbedder embedder = new QueryEmbedder(server.baseUri(), server.apiKey(), MODEL, DIMENSION);
            for (final String question : QUESTIONS) {
                out.printf("%n%s%n", question);
                table.printNearest(embedder.embed(question), out);
            }
            printCost(flow, corpus.size());
            if (keep) {
                flow.resume();
                out.printf(
                        "%nNiFi keeps running at %s#/process-groups/%s until Ctrl-C.%n", nifi.canvas(), flow.groupId());
                new CountDownLatch(1).await();
            }
        }
    }

    private static Map<String, String> parameters(final ComponentTable table) {
        return Map.of(
                "Embeddings Model",
                MODEL,
                "Dimensions",
                Integer.toString(DIMENSION),
                "Database URL",
                table.url(),
                // DuckDB has no users
                "Database User",
                "none",
                "Database Password",
                "none",
                "Database Driver Class",
                DuckDBDriver.class.getName(),
                "Database Driver",
                driver().toString(),
                "Table",
                ComponentTable.NAME);
    }

    private static Path driver() {
        try {
            return Path.of(DuckDBDriver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (final URISyntaxException e) {
            throw new IllegalStateException("The driver of DuckDB has no path", e);
        }
    }

    private void printCost(final EmbedRecordsFlow flow, final int records) {
        out.printf(
                Locale.ROOT,
                "%n%d records, %d tokens with %s: $%.6f as a batch job, $%.6f less than in real time%n",
                records,
                flow.counter("Tokens"),
                MODEL,
                flow.counter("Cost (Micro USD)") / 1e6,
                flow.counter("Cost Saved (Micro USD)") / 1e6);
    }
}
