/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A page in a headless Chromium, driven by the DevTools protocol.
 */
public final class BrowserPage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Process chromium;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final WebSocket socket;

    private BrowserPage(final Process chromium, final Path profile) throws IOException {
        this.chromium = chromium;
        final Path active = profile.resolve("DevToolsActivePort");
        final List<String> lines = Poll.until(DEADLINE, "Chromium to start", () -> readLines(active));
        socket = client.newWebSocketBuilder()
                .buildAsync(pageSocket(Integer.parseInt(lines.getFirst())), new Messages())
                .join();
    }

    /**
     * Opens a blank page.
     *
     * @param executable Chromium or Chrome
     * @param profile a directory for its profile
     */
    public static BrowserPage open(final Path executable, final Path profile) throws IOException {
        final Process process = new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new BrowserPage(process, profile);
        } catch (final IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /**
     * Shows an address.
     */
    public void show(final URI address) {
        send("Page.navigate", JSON.createObjectNode().put("url", address.toString()));
    }

    /**
     * Sets the size of the page in pixels, and the color scheme.
     */
    public void resize(final int width, final int height, final boolean dark) {
        send(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
        final ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        send("Emulation.setEmulatedMedia", media);
    }

    /**
     * Runs a script in the page, and returns its value.
     */
    public JsonNode evaluate(final String script) {
        final JsonNode result = send(
                "Runtime.evaluate",
                JSON.createObjectNode()
                        .put("expression", script)
                        .put("returnByValue", true)
                        .put("awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(script + " failed: " + result.path("exceptionDetails"));
        }

        return result.path("result").path("value");
    }

    /**
     * Writes what is visible to a PNG file.
     */
    public void screenshot(final Path picture) throws IOException {
        final JsonNode result = send("Page.captureScreenshot", JSON.createObjectNode());
        Files.write(picture, Base64.getDecoder().decode(result.path("data").asText()));
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        // its helper processes would go on writing to the profile
        final List<ProcessHandle> processes = Stream.concat(chromium.descendants(), Stream.of(chromium.toHandle()))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit()
                .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
                .join());
    }

    private JsonNode send(final String method, final ObjectNode parameters) {
        final int id = lastId.incrementAndGet();
        final CompletableFuture<JsonNode> response = new CompletableFuture<>();
        pending.put(id, response);
        final ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        socket.sendText(message.toString(), true).join();
        try {
            final JsonNode received = response.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (received.has("error")) {
                throw new IllegalStateException(method + " failed: " + received.path("error"));
            }

            return received.path("result");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during " + method, e);
        } catch (final ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method + " failed", e);
        }
    }

    private URI pageSocket(final int port) {
        return Poll.until(DEADLINE, "a page in Chromium", () -> {
            try {
                final HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/json/list".formatted(port)))
                        .build();
                return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .valueStream()
                        .filter(target -> target.path("type").asText().equals("page"))
                        .map(target ->
                                URI.create(target.path("webSocketDebuggerUrl").asText()))
                        .findFirst();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static Optional<List<String>> readLines(final Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readAllLines(file)).filter(lines -> lines.size() > 1)
                    : Optional.empty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Collects the responses; events are ignored.
     */
    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(final WebSocket from, final CharSequence part, final boolean last) {
            text.append(part);
            if (last) {
                complete(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void complete(final String message) {
            try {
                final JsonNode received = JSON.readTree(message);
                final CompletableFuture<JsonNode> response =
                        pending.remove(received.path("id").asInt());
                if (response != null) {
                    response.complete(received);
                }
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
