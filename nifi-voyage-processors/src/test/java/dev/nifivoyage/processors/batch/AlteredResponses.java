/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nifivoyage.local.VoyageLocalServer;
import org.apache.nifi.util.TestRunner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A proxy between a processor and the local server that alters responses, for behavior that Voyage is not known to
 * have.
 */
public final class AlteredResponses implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VoyageLocalServer voyage;
    private final String method;
    private final String path;
    private final UnaryOperator<String> alteration;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * Starts the server.
     *
     * @param method method of the calls whose responses are altered
     * @param path regular expression of their paths
     * @param alteration returns the new body
     */
    public AlteredResponses(
            final VoyageLocalServer voyage,
            final String method,
            final String path,
            final UnaryOperator<String> alteration)
            throws IOException {
        this.voyage = voyage;
        this.method = method;
        this.path = path;
        this.alteration = alteration;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::forward);
        server.start();
    }

    /**
     * Connects the client of a processor to this proxy.
     */
    public void serve(final TestRunner runner) {
        VoyageTestEnvironment.connect(
                runner, "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
    }

    public static JsonNode parse(final String body) {
        try {
            return JSON.readTree(body);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void forward(final HttpExchange exchange) throws IOException {
        try (exchange) {
            final URI uri = exchange.getRequestURI();
            final HttpRequest.Builder request = HttpRequest.newBuilder(
                            voyage.baseUri().resolve(uri))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()));
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Content-Type")) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            final HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            final boolean altered =
                    exchange.getRequestMethod().equals(method) && uri.getPath().matches(path);
            final byte[] body =
                    (altered ? alteration.apply(response.body()) : response.body()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.statusCode(), body.length);
            exchange.getResponseBody().write(body);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
