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
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The REST client of a NiFi instance. Paths start with a slash, relative to {@code /nifi-api}. */
public final class NiFiRest implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    /** Part of the message with which a cluster rejects a change while a node connects. */
    static final String NODE_CONNECTS = "is currently connecting";

    private static final int FIRST_ERROR = 400;
    private static final int CONFLICT = 409;
    private static final Duration CONNECTING_DEADLINE = Duration.ofMinutes(5);

    private final URI base;
    private final HttpClient client;

    /**
     * @param base URL of the REST API, without a trailing slash
     */
    public NiFiRest(final URI base) {
        this.base = base;
        client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Returns an empty JSON object. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Encodes a text for a path or query. */
    public static String encoded(final String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Returns true if a GET succeeds. */
    public boolean responses(final String path) {
        try {
            return client.send(request(path).GET().build(), BodyHandlers.discarding())
                            .statusCode()
                    < FIRST_ERROR;
        } catch (final IOException e) {
            return false;
        } catch (final InterruptedException e) {
            throw interrupted("GET", path, e);
        }
    }

    public JsonNode get(final String path) {
        return json(send("GET", path, request(path).GET(), BodyHandlers.ofString()));
    }

    public JsonNode post(final String path, final JsonNode body) {
        return json(send("POST", path, withJson(path).POST(text(body)), BodyHandlers.ofString()));
    }

    public JsonNode put(final String path, final JsonNode body) {
        return json(send("PUT", path, withJson(path).PUT(text(body)), BodyHandlers.ofString()));
    }

    public JsonNode delete(final String path) {
        return json(send("DELETE", path, request(path).DELETE(), BodyHandlers.ofString()));
    }

    /** Returns the body as a stream, to be closed by the caller. */
    public InputStream stream(final String path) {
        return send("GET", path, request(path).GET(), BodyHandlers.ofInputStream())
                .body();
    }

    /** Posts a body that is not JSON. */
    public JsonNode post(final String path, final String contentType, final BodyPublisher body) {
        return json(send(
                "POST", path, request(path).header("Content-Type", contentType).POST(body), BodyHandlers.ofString()));
    }

    /** Posts a file of any size, under its own name. */
    public JsonNode upload(final String path, final Path file) {
        try {
            final HttpRequest.Builder request = request(path)
                    .header("Content-Type", "application/octet-stream")
                    .header("Filename", file.getFileName().toString())
                    .POST(BodyPublishers.ofFile(file));
            return json(send("POST", path, request, BodyHandlers.ofString()));
        } catch (final FileNotFoundException e) {
            throw new UncheckedIOException("Failed to read " + file, e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(READ_TIMEOUT);
    }

    private HttpRequest.Builder withJson(final String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private static BodyPublisher text(final JsonNode body) {
        return BodyPublishers.ofString(body.toString());
    }

    // a cluster rejects changes while a node connects
    private <T> HttpResponse<T> send(
            final String method, final String path, final HttpRequest.Builder request, final BodyHandler<T> body) {
        return Poll.until(
                CONNECTING_DEADLINE,
                () -> "the cluster to take " + method + " " + path,
                () -> sendOnce(method, path, request, body));
    }

    private <T> Optional<HttpResponse<T>> sendOnce(
            final String method, final String path, final HttpRequest.Builder request, final BodyHandler<T> body) {
        try {
            final HttpResponse<T> response = client.send(request.build(), body);
            if (response.statusCode() >= FIRST_ERROR) {
                final String reason = textOf(response.body());
                if (response.statusCode() == CONFLICT && reason.contains(NODE_CONNECTS)) {
                    return Optional.empty();
                }
                throw new NiFiRestException(method, path, response.statusCode(), reason);
            }
            return Optional.of(response);
        } catch (final IOException e) {
            throw new UncheckedIOException(method + " " + path + " failed at " + base, e);
        } catch (final InterruptedException e) {
            throw interrupted(method, path, e);
        }
    }

    private static String textOf(final Object body) throws IOException {
        if (body instanceof InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return String.valueOf(body);
    }

    private static IllegalStateException interrupted(
            final String method, final String path, final InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted during " + method + " " + path, e);
    }

    private static JsonNode json(final HttpResponse<String> response) {
        if (response.body().isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(response.body());
        } catch (final IOException e) {
            throw new UncheckedIOException("Response is not JSON: " + response.uri(), e);
        }
    }
}
