/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.ValidationErrors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Imports a flow definition into a running NiFi without a login, sets its parameters, and starts it; run by
 * {@code ./import-flow}.
 */
@Command(
        name = "./import-flow",
        sortOptions = false,
        description =
                "Imports a flow definition into a running NiFi without a login, sets its parameters, enables its services, and starts it.")
public final class ImportFlow implements Callable<Integer> {

    @Parameters(
            paramLabel = "FLOW",
            description = "Name of a shipped flow, such as embed-records, or a flow definition (a JSON file)")
    private String flow;

    @Option(
            names = "--set",
            paramLabel = "PARAMETER=VALUE",
            description = "Sets a parameter, its own or an inherited one; can be repeated")
    private final Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--nifi",
            defaultValue = "http://127.0.0.1:8080",
            description = "Address of NiFi (default: ${DEFAULT-VALUE})")
    private URI nifi;

    @Option(names = "--group", description = "Name of the process group (default: the name of the flow)")
    private String group;

    @Option(names = "--stopped", description = "Do not start the flow")
    private boolean stopped;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit")
    private boolean help;

    @Option(names = "--flows", required = true, hidden = true, description = "Directory of the shipped flows")
    private Path definitions;

    public static void main(final String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * Returns the command, which prints one line if it fails.
     */
    public static CommandLine commandLine() {
        final CommandLine commandLine = new CommandLine(new ImportFlow());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commandLine;
    }

    @Override
    public Integer call() {
        final Path definition = definition();
        final String name = definition.getFileName().toString().replace(".json", "");
        final String address = nifi.toString().replaceFirst("/(nifi/?)?$", "");
        try (NiFiRest rest = new NiFiRest(URI.create(address + "/nifi-api"))) {
            final String groupName = group == null ? name : group;
            requireNew(rest, groupName);
            final String id = new FlowImport(rest).upload("root", definition, groupName);
            final ParameterContexts contexts = new ParameterContexts(rest);
            contexts.set(contexts.ofGroup(id), values);
            System.out.printf("Imported %s with %d parameters%n", name, values.size());
            if (!stopped) {
                new ControllerServices(rest).enableAll(id);
                // a directory to read from is missing until the flow has created it
                new ProcessGroups(rest).start(id);
                new ValidationErrors(rest).awaitNone(id);
            }
            System.out.printf(
                    "%s %s: %s/nifi/#/process-groups/%s%n", stopped ? "Imported" : "Started", name, address, id);
        }
        return CommandLine.ExitCode.OK;
    }

    // it would read the same directories
    private static void requireNew(final NiFiRest rest, final String groupName) {
        if (rest.get("/process-groups/root/process-groups")
                .path("processGroups")
                .valueStream()
                .anyMatch(existing ->
                        existing.path("component").path("name").asText().equals(groupName))) {
            throw new IllegalArgumentException(
                    "NiFi already has a process group %s. Change its parameters in NiFi, or choose another name with --group and other directories"
                            .formatted(groupName));
        }
    }

    private Path definition() {
        final Path file = Path.of(flow);
        final Path shipped = definitions.resolve(flow + ".json");
        if (!Files.isRegularFile(file) && !Files.isRegularFile(shipped)) {
            throw new IllegalArgumentException("Neither %s nor %s is a flow definition".formatted(file, shipped));
        }
        return Files.isRegularFile(file) ? file : shipped;
    }
}
