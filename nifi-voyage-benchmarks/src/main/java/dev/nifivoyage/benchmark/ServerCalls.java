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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Calls to the server without NiFi, with the key of a project.
 */
final class ServerCalls implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final String key;
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();

    /**
     * @param base base URL of the API
     */
    ServerCalls(final URI base, final String key) {
        this.base = base;
        this.key = key;
    }

    /**
     * @param path below the base URL
     */
    JsonNode get(final String path) {
        return json(request(path).GET());
    }

    /**
     * Sends a JSON body.
     */
    JsonNode post(final String path, final JsonNode body) {
        return json(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /**
     * Returns a request with the key.
     *
     * @param path below the base URL
     */
    HttpRequest.Builder request(final String path) {
        return authorized(URI.create(base + path));
    }

    /**
     * Returns a request with the key for an endpoint that only voyage-local has.
     */
    HttpRequest.Builder localRequest(final String path) {
        return authorized(base.resolve("/_local" + path));
    }

    private HttpRequest.Builder authorized(final URI uri) {
        return HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + key);
    }

    /**
     * Sends a request for JSON.
     */
    JsonNode json(final HttpRequest.Builder request) {
        try {
            return JSON.readTree(send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a request.
     *
     * @throws UncheckedIOException if the status is not 200
     */
    <T> T send(final HttpRequest.Builder request, final HttpResponse.BodyHandler<T> handler) {
        try {
            final HttpResponse<T> response = client.send(request.build(), handler);
            if (response.statusCode() != 200) {
                throw new IOException(
                        "%s failed: HTTP %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
            }
            return response.body();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the server was asked", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
