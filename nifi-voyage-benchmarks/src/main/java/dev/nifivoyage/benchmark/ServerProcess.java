/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocal;
import dev.nifivoyage.nifi.Poll;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A voyage-local in a process of its own, so that its work is not part of a measurement. It ends at the latest on exit
 * of this JVM.
 */
final class ServerProcess implements AutoCloseable {
    private static final String KEY = "any-key";
    private static final Duration START = Duration.ofMinutes(1);
    private static final String READY = "voyage-local is ready: ";
    private static final long STOP_SECONDS = 30;

    private final Process process;
    private final URI baseUri;

    private ServerProcess(final Process process, final URI baseUri) {
        this.process = process;
        this.baseUri = baseUri;
    }

    /**
     * Starts the server.
     *
     * @param directory directory for its log
     * @param options options of voyage-local
     */
    static ServerProcess start(final Path directory, final String... options) throws IOException {
        final Path log = directory.resolve("server.log");
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                VoyageLocal.class.getName(),
                "--port",
                "0"));
        command.addAll(List.of(options));
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop the server"));
        final URI uri = Poll.until(START, () -> "the server; see " + log, () -> ready(log));
        return new ServerProcess(process, uri);
    }

    private static Optional<URI> ready(final Path log) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith(READY))
                    .map(line -> URI.create(line.substring(READY.length()).strip()))
                    .findFirst();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI baseUri() {
        return baseUri;
    }

    /**
     * Saves the output file of the latest job.
     */
    void saveResults(final Path target) throws IOException {
        try (ServerCalls calls = new ServerCalls(baseUri, KEY)) {
            final String fileId = calls.get("/batches")
                    .path("data")
                    .path(0)
                    .path("output_file_id")
                    .asText();
            try (InputStream content = calls.send(
                    calls.request("/files/%s/content".formatted(fileId)), HttpResponse.BodyHandlers.ofInputStream())) {
                Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Deletes all files, so that the disk does not fill.
     */
    void deleteFiles() {
        try (ServerCalls calls = new ServerCalls(baseUri, KEY)) {
            final ObjectNode delete = JsonNodeFactory.instance.objectNode();
            final ArrayNode fileIds = delete.putArray("file_ids");
            calls.get("/files?limit=1000").path("data").forEach(file -> fileIds.add(file.path("id")));
            if (!fileIds.isEmpty()) {
                calls.post("/files/delete", delete);
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
