/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.nifi.DirectoryTree;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Node.js script with the official client of the OpenAI API: files, batches, results joined by custom_id. Voyage's
 * own libraries do not support batches.
 */
final class NodeScriptWay implements EmbeddingWay {
    // the oldest version supported by the client
    private static final int NODE_VERSION = 20;
    private static final long INSTALL_MINUTES = 2;
    private static final long RUN_MINUTES = 10;
    private static final List<String> FILES = List.of("package.json", "package-lock.json", "embed.mjs");
    private static final String PARSE = "parse.mjs";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String model;
    private final int dimension;

    NodeScriptWay(final String model, final int dimension) {
        this.model = model;
        this.dimension = dimension;
    }

    @Override
    public String name() {
        return "a Node.js script with the package openai 6";
    }

    @Override
    public String cannot() {
        return "no resumption after a crash without paying again; no more records than one job; no resubmission of rejected records; no reuse of vectors; no record order";
    }

    @Override
    public String missing() throws InterruptedException {
        final String wanted = "needs Node.js %d or newer with npm on the PATH".formatted(NODE_VERSION);
        try {
            final Path directory = Files.createTempDirectory("node-version");
            try {
                final String version =
                        run(directory, 1, Map.of(), "node", "--version").lastLine();
                if (!version.matches("v\\d+\\..*")
                        || Integer.parseInt(version.substring(1, version.indexOf('.'))) < NODE_VERSION) {
                    return "%s; found %s".formatted(wanted, version);
                }
                return run(directory, 1, Map.of(), "npm", "--version").exitCode() == 0
                        ? ""
                        : wanted + "; npm not found";
            } finally {
                DirectoryTree.delete(directory);
            }
        } catch (final IOException e) {
            return "%s (%s)".formatted(wanted, e.getMessage());
        }
    }

    @Override
    public boolean startsAgain() {
        return true;
    }

    @Override
    public List<Measurement> run(final Path directory, final URI server, final List<Input> inputs)
            throws IOException, InterruptedException {
        for (final String file : FILES) {
            copy(directory, file);
        }
        final Ended installed =
                run(directory, INSTALL_MINUTES, Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
        if (installed.exitCode() != 0) {
            throw new IOException("npm failed to install the package openai: " + installed.lastLine());
        }

        final List<Measurement> measured = new ArrayList<>();
        for (final Input input : inputs) {
            final Path output = directory.resolve("vectors.jsonl");
            final JsonNode figures;
            try (PageCacheReserve memory = PageCacheReserve.create(directory)) {
                memory.lend();
                figures = node(
                        directory,
                        "embed.mjs",
                        server.toString(),
                        input.file().toString(),
                        output.toString(),
                        model,
                        Integer.toString(dimension));
            }
            input.check().check(output);
            Files.delete(output);
            measured.add(new Measurement(
                    figures.path("seconds").asDouble(),
                    figures.path("processorSeconds").asDouble(),
                    figures.path("peakKilobytes").asDouble() / 1024));
        }
        return measured;
    }

    /**
     * Returns the processor seconds that Node.js needs to parse each line of a file, and to do nothing with it.
     */
    static double parseSeconds(final Path directory, final Path file) throws IOException, InterruptedException {
        copy(directory, PARSE);
        return node(directory, PARSE, file.toString()).path("processorSeconds").asDouble();
    }

    private static void copy(final Path directory, final String file) throws IOException {
        try (InputStream resource = NodeScriptWay.class.getResourceAsStream("node/" + file)) {
            Files.copy(resource, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static JsonNode node(final Path directory, final String... arguments)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        final Ended ended =
                run(directory, RUN_MINUTES, Map.of("VOYAGE_API_KEY", "any-key"), command.toArray(String[]::new));
        if (ended.exitCode() != 0) {
            throw new IOException("Script failed with exit code %d: %s".formatted(ended.exitCode(), ended.lastLine()));
        }

        return JSON.readTree(ended.lastLine());
    }

    private static Ended run(
            final Path directory, final long minutes, final Map<String, String> environment, final String... command)
            throws IOException, InterruptedException {
        final Path log = directory.resolve(command[0] + ".log");
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        final Process process = builder.start();
        try {
            if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
                throw new IOException("%s did not end within %d minutes".formatted(String.join(" ", command), minutes));
            }
            return new Ended(
                    process.exitValue(),
                    Files.readAllLines(log).stream()
                            .filter(line -> !line.isBlank())
                            .reduce("", (before, line) -> line));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private record Ended(int exitCode, String lastLine) {}
}
