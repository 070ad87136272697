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
import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    public Measurement run(
            final Path directory, final VoyageLocalServer voyage, final Path input, final OutputCheck check)
            throws IOException, InterruptedException {
        final String missing = missing(directory);
        if (!missing.isEmpty()) {
            return Measurement.notMeasured(missing);
        }

        for (final String file : FILES) {
            try (InputStream resource = NodeScriptWay.class.getResourceAsStream("node/" + file)) {
                Files.copy(resource, directory.resolve(file));
            }
        }
        final Ended installed =
                run(directory, INSTALL_MINUTES, Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
        if (installed.exitCode() != 0) {
            return Measurement.notMeasured("npm failed to install the package openai: " + installed.lastLine());
        }

        final Path output = directory.resolve("vectors.jsonl");
        final Ended ended = run(
                directory,
                RUN_MINUTES,
                Map.of("VOYAGE_API_KEY", "any-key"),
                "node",
                "embed.mjs",
                voyage.baseUri().toString(),
                input.toString(),
                output.toString(),
                model,
                Integer.toString(dimension));
        if (ended.exitCode() != 0) {
            throw new IOException("Script failed with exit code %d: %s".formatted(ended.exitCode(), ended.lastLine()));
        }

        check.check(output);
        final JsonNode figures = JSON.readTree(ended.lastLine());
        return Measurement.of(
                figures.path("seconds").asDouble(),
                figures.path("peakKilobytes").asDouble() / 1024);
    }

    private static String missing(final Path directory) throws InterruptedException {
        final String wanted = "needs Node.js %d or newer with npm on the PATH".formatted(NODE_VERSION);
        try {
            final String version =
                    run(directory, 1, Map.of(), "node", "--version").lastLine();
            if (!version.matches("v\\d+\\..*")
                    || Integer.parseInt(version.substring(1, version.indexOf('.'))) < NODE_VERSION) {
                return "%s; found %s".formatted(wanted, version);
            }
            return run(directory, 1, Map.of(), "npm", "--version").exitCode() == 0 ? "" : wanted + "; npm not found";
        } catch (final IOException e) {
            return "%s (%s)".formatted(wanted, e.getMessage());
        }
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
