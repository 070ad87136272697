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
 * The command line: starts a server and runs until it is interrupted.
 */
@Command(
        name = "voyage-local",
        mixinStandardHelpOptions = true,
        version = "1.0.0",
        usageHelpWidth = 140,
        sortOptions = false,
        description =
                "A Voyage-compatible server on this machine: files, batches, embeddings, contextualized embeddings and rerank.")
public final class VoyageLocal implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "8089",
            description = "Port of the API; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--storage-port",
            defaultValue = "0",
            description = "Port that signed download addresses lead to; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int storagePort;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on; any other than loopback opens the server to the network. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--api-key",
            paramLabel = "KEY[=PROJECT]",
            description =
                    "Accept this key, and no key that is not named so, on /_local as well; may be repeated, with a project each. "
                            + "Without it any key that is not empty is accepted, and /_local needs none.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(
            names = "--vectors",
            defaultValue = "model",
            description =
                    "model: a real sentence model. synthetic: drawn from a hash of the text, at file speed. Default: ${DEFAULT-VALUE}.")
    private VectorSource vectors;

    @Option(
            names = "--time-scale",
            defaultValue = "1",
            description =
                    "How many times faster the server's clock runs, for delays, the 12 h window, the 30 days of a file and the 15 minutes of an address. Default: ${DEFAULT-VALUE}.")
    private double timeScale;

    @Option(
            names = "--delay",
            paramLabel = "STATE=DURATION",
            description =
                    "How long a batch stays at least in validating, in_progress, finalizing or cancelling, by the server's clock, for instance in_progress=4m. Default: 20ms each.")
    private Map<String, String> delays = new LinkedHashMap<>();

    @Option(
            names = "--seed",
            defaultValue = "0",
            description =
                    "Chooses the order of output lines and the lines that faults strike. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIRECTORY",
            description =
                    "Where files and the ledger are kept. Default: a temporary directory that is deleted on stop.")
    private Path data;

    @Option(
            names = "--faults",
            paramLabel = "FILE",
            description = "JSON file of faults, as PUT /_local/faults takes it.")
    private Path faults;

    @Option(
            names = "--after-expiry",
            paramLabel = "STATE",
            defaultValue = "completed",
            description =
                    "Status of a batch whose 12 h window is over: completed, expired or partially_completed. Default: ${DEFAULT-VALUE}.")
    private BatchState afterExpiry;

    @Option(
            names = "--batch-id-in-lines",
            description =
                    "Begin the lines of output and error files with batch_id, as documented; the real server was seen without it.")
    private boolean batchIdInLines;

    @Option(
            names = "--index-over-batch",
            description = "Count data[].index through the whole batch and not through the line.")
    private boolean indexOverBatch;

    @Option(
            names = "--direct-content",
            description = "Answer file content with 200 and not with 307 to a signed address.")
    private boolean directContent;

    @Option(
            names = "--error-file-after-cancel",
            description = "List the requests that were never run in the error file of a cancelled batch.")
    private boolean errorFileAfterCancel;

    @Option(
            names = "--bad-line-fails",
            paramLabel = "batch|line",
            defaultValue = "batch",
            description = "What one bad line of an input file fails. Default: ${DEFAULT-VALUE}.")
    private BadLine badLine;

    @Option(names = "--no-error-codes", description = "Leave error_code out of error answers.")
    private boolean noErrorCodes;

    @Option(
            names = "--confirmed-batch-models-only",
            description = "Refuse batches of models that Voyage's batch guide does not list yet.")
    private boolean confirmedBatchModelsOnly;

    @Option(
            names = "--max-file-bytes",
            defaultValue = "0",
            description = "Largest upload, 0 for any size. Default: ${DEFAULT-VALUE}.")
    private long maximumFileBytes;

    @Option(
            names = "--max-batches",
            defaultValue = "100",
            description = "Batches in flight. Default: ${DEFAULT-VALUE}.")
    private int maximumBatches;

    @Option(
            names = "--max-tokens",
            defaultValue = "1000000000",
            description =
                    "Tokens in all batches in flight, a quarter of their files' bytes. Default: ${DEFAULT-VALUE}.")
    private long maximumTokens;

    @Option(
            names = "--max-inputs",
            defaultValue = "100000",
            description = "Lines of a batch. Default: ${DEFAULT-VALUE}.")
    private int maximumInputs;

    /**
     * Ends with 0 after an interrupt, with 2 when an option is wrong, with 1 when the server cannot start.
     */
    public static void main(final String[] arguments) {
        final CommandLine command = new CommandLine(new VoyageLocal()).setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler((failure, line, result) -> {
            line.getErr().println("voyage-local cannot run: " + reason(failure));
            return 1;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        final CompletableFuture<VoyageLocalServer> starting = new CompletableFuture<>();
        final CountDownLatch stopped = new CountDownLatch(1);
        // Before the start, so that an interrupt during the start leaves no data behind either.
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
