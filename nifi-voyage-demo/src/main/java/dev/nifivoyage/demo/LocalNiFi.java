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
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiProcess;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * An empty NiFi with the NARs of this project, and the Voyage-compatible server beside it; run by {@code ./local-nifi}.
 */
@Command(
        name = "./local-nifi",
        sortOptions = false,
        description =
                "Starts an empty NiFi with NiFi Voyage, and a Voyage-compatible server, on this machine, until Ctrl-C. "
                        + "Flows, files, and batch jobs are kept for the next start.")
public final class LocalNiFi implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit")
    private boolean help;

    @Option(
            names = "--directory",
            defaultValue = "local-nifi-data",
            description = "Directory of NiFi and the server (default: ${DEFAULT-VALUE})")
    private Path directory;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Port of NiFi if the directory is new (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--voyage-port",
            defaultValue = "8089",
            description = "Port of the Voyage-compatible server (default: ${DEFAULT-VALUE})")
    private int voyagePort;

    @Option(names = "--nifi", required = true, hidden = true, description = "Directory of the NiFi distribution")
    private Path distribution;

    public static void main(final String[] arguments) {
        System.exit(new CommandLine(new LocalNiFi()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .port(voyagePort)
                .vectors(VectorSource.MODEL)
                .dataDirectory(directory.resolve("voyage"));
        final NiFiHome home = NiFiHome.openOrCreate(directory.resolve("nifi"), distribution, port);
        System.out.println("Starting NiFi …");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(options);
                NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults())) {
            System.out.printf("""
                    NiFi:   %s
                    Voyage: %s, with any API key
                    Relative paths in the parameters of flows are resolved against %s.
                    ./import-flow imports and starts a flow: see ./import-flow --help. Ctrl-C stops both.
                    """, nifi.canvas(), voyage.baseUri(), home.directory());
            ProcessHandle.of(nifi.pid()).ifPresent(process -> process.onExit().join());
            System.err.println("NiFi has ended; see " + home.logs());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
