/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import dev.nifivoyage.local.clock.Durations;
import dev.nifivoyage.local.fault.FaultPlan;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.local.vector.NumberFormat;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The command {@code voyage-local}: starts a server and runs until it is interrupted.
 */
@Command(
        name = "voyage-local",
        mixinStandardHelpOptions = true,
        versionProvider = JarVersion.class,
        usageHelpWidth = 140,
        sortOptions = false,
        description =
                "A local server that is compatible with the Voyage AI API: files, batches, embeddings, contextualized embeddings, and reranking.")
public final class VoyageLocal implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "8089",
            description = "Port of the API; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--storage-port",
            defaultValue = "0",
            description = "Port of signed download URLs; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int storagePort;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on. Any address other than loopback exposes the server to the network. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--api-key",
            paramLabel = "KEY[=PROJECT]",
            description =
                    "Accept only the specified keys, including on /_local; may be repeated, with a project for each key. "
                            + "By default, any key that is not empty is accepted, and /_local requires none.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(
            names = "--vectors",
            defaultValue = "model",
            description =
                    "model: vectors of a real sentence model. synthetic: vectors derived from a hash of the text, which is much faster. Default: ${DEFAULT-VALUE}.")
    private VectorSource vectors;

    @Option(
            names = "--number-format",
            paramLabel = "short8|float|double",
            defaultValue = "float",
            description =
                    "Floats of vectors. short8: eight decimals, to which vectors are rounded. float: the shortest decimal of the float. "
                            + "double: the float as a double, with up to 17 digits, as Python prints it. Default: ${DEFAULT-VALUE}.")
    private NumberFormat numberFormat;

    @Option(
            names = "--time-scale",
            defaultValue = "1",
            description =
                    "Speed of the server clock, which applies to delays, the 12-hour window of a batch, the 30 days of a file, and the 15 minutes of a URL. Default: ${DEFAULT-VALUE}.")
    private double timeScale;

    @Option(
            names = "--delay",
            paramLabel = "STATE=DURATION",
            description =
                    "Minimum duration of the state validating, in_progress, finalizing, or cancelling, by the server clock, for example in_progress=4m. Default: 20ms each.")
    private Map<String, String> delays = new LinkedHashMap<>();

    @Option(
            names = "--seed",
            defaultValue = "0",
            description =
                    "Seed for the order of output lines and for the lines that are affected by faults. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            description =
                    "Directory for files, batches, and the ledger, with which the next start goes on. Default: a temporary directory that is deleted on exit.")
    private Path data;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "JSON file with the faults to start with, in the format of PUT /_local/faults.")
    private Path faults;

    @Option(
            names = "--after-expiry",
            paramLabel = "STATE",
            defaultValue = "completed",
            description =
                    "Status of a batch after its 12-hour window: completed, expired, or partially_completed. Default: ${DEFAULT-VALUE}.")
    private BatchState afterExpiry;

    @Option(
            names = "--batch-id-in-lines",
            description =
                    "Start the lines of output and error files with batch_id, as documented; the real server omits it.")
    private boolean batchIdInLines;

    @Option(
            names = "--index-over-batch",
            description = "Number data[].index across the whole batch instead of per line.")
    private boolean indexOverBatch;

    @Option(
            names = "--direct-content",
            description = "Return file content with 200 instead of redirecting to a signed URL with 307.")
    private boolean directContent;

    @Option(
            names = "--error-file-after-cancel",
            description = "List requests that were not run in the error file of a cancelled batch.")
    private boolean errorFileAfterCancel;

    @Option(
            names = "--bad-line-fails",
            paramLabel = "batch|line",
            defaultValue = "batch",
            description = "Scope of the failure caused by an invalid line of an input file. Default: ${DEFAULT-VALUE}.")
    private BadLine badLine;

    @Option(names = "--no-error-codes", description = "Omit error_code from error responses.")
    private boolean noErrorCodes;

    @Option(
            names = "--confirmed-batch-models-only",
            description = "Reject batches for models that Voyage's batch guide does not list yet.")
    private boolean confirmedBatchModelsOnly;

    @Option(
            names = "--max-file-bytes",
            defaultValue = "0",
            description = "Maximum size of an upload; 0 for any size. Default: ${DEFAULT-VALUE}.")
    private long maximumFileBytes;

    @Option(
            names = "--max-batches",
            defaultValue = "100",
            description = "Maximum number of batches in flight. Default: ${DEFAULT-VALUE}.")
    private int maximumBatches;

    @Option(
            names = "--max-tokens",
            defaultValue = "1000000000",
            description =
                    "Maximum tokens of all batches in flight, estimated as a quarter of the bytes of their files. Default: ${DEFAULT-VALUE}.")
    private long maximumTokens;

    @Option(
            names = "--max-inputs",
            defaultValue = "100000",
            description = "Maximum number of lines of a batch. Default: ${DEFAULT-VALUE}.")
    private int maximumInputs;

    /**
     * Exits with 0 after an interrupt, with 1 if the server cannot start, and with 2 if an option is invalid.
     */
    public static void main(final String[] arguments) {
        // images are drawn in memory, never on a screen
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        final CommandLine command = new CommandLine(new VoyageLocal()).setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler((failure, line, result) -> {
            line.getErr().println("Failed to start voyage-local: " + reason(failure));
            return 1;
        });
        return command;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final CompletableFuture<VoyageLocalServer> starting = new CompletableFuture<>();
        final CountDownLatch stopped = new CountDownLatch(1);
        // before the start, so that an interrupt during the start leaves no data behind
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(starting, stopped), "stop"));
        try {
            starting.complete(VoyageLocalServer.start(options()));
        } catch (final IOException | RuntimeException e) {
            starting.complete(null);
            throw e;
        }
        System.out.println("voyage-local is ready: " + starting.join().baseUri());
        stopped.await();
        return 0;
    }

    private static void stop(final CompletableFuture<VoyageLocalServer> starting, final CountDownLatch stopped) {
        final VoyageLocalServer server = starting.join();
        if (server != null) {
            server.close();
        }
        stopped.countDown();
    }

    private VoyageLocalOptions options() throws IOException {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .host(host)
                .port(port)
                .storagePort(storagePort)
                .vectors(vectors)
                .numberFormat(numberFormat)
                .timeScale(timeScale)
                .seed(seed)
                .dataDirectory(data)
                .afterExpiry(afterExpiry)
                .batchIdInLines(batchIdInLines)
                .indexOverBatch(indexOverBatch)
                .directContent(directContent)
                .errorFileAfterCancel(errorFileAfterCancel)
                .badLineFailsBatch(badLine == BadLine.BATCH)
                .errorCodes(!noErrorCodes)
                .unconfirmedBatchModels(!confirmedBatchModelsOnly)
                .maximumFileBytes(maximumFileBytes)
                .maximumBatches(maximumBatches)
                .maximumTokens(maximumTokens)
                .maximumInputs(maximumInputs);
        apiKeys.forEach(options::apiKey);
        delays.forEach((state, duration) -> options.delay(BatchState.ofWireName(state), Durations.parse(duration)));
        return faults == null ? options : options.faults(FaultPlan.parse(Files.readString(faults)));
    }

    private static String reason(final Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == failure || cause.getMessage() == null
                ? failure.getMessage()
                : failure.getMessage() + " (" + cause.getMessage() + ")";
    }

    private enum BadLine {
        BATCH,
        LINE
    }
}
