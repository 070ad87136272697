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
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Poll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks the server for jobs without NiFi.
 */
final class ServerJobs implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final URI base;
    private final HttpClient client = HttpClient.newHttpClient();

    ServerJobs(final VoyageLocalServer voyage) {
        base = voyage.baseUri();
    }

    /**
     * Returns the newest job.
     */
    JsonNode newest() {
        return send(request("/batches").GET()).path("data").path(0);
    }

    /**
     * Creates a job with the same requests and the parameters of the flow definition, but with results in Base64, and
     * waits for its end.
     */
    JsonNode againAsBase64(final JsonNode job) {
        final ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (final String field : new String[] {"endpoint", "completion_window", "input_file_id"}) {
            body.put(field, job.path(field).asText());
        }
        body.putObject("request_params")
                .put("model", ShippedFlow.MODEL)
                .put("input_type", "document")
                .put("truncation", true)
                .put("output_dimension", ShippedFlow.DIMENSION)
                .put("output_dtype", "float")
                .put("encoding_format", "base64");
        final String id = send(request("/batches")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())))
                .path("id")
                .asText();
        return awaitStatus(id, "completed");
    }

    /**
     * Cancels a job, so that the server does not work on it, and waits until it is cancelled.
     */
    void cancel(final JsonNode job) {
        final String id = job.path("id").asText();
        send(request("/batches/" + id + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
        awaitStatus(id, "cancelled");
    }

    /**
     * Bytes of a job's results.
     */
    long resultBytes(final JsonNode job) {
        return send(request("/files/" + job.path("output_file_id").asText()).GET())
                .path("bytes")
                .asLong();
    }

    @Override
    public void close() {
        client.close();
    }

    private JsonNode awaitStatus(final String id, final String status) {
        return Poll.until(
                DEADLINE,
                "job " + id,
                () -> Optional.of(send(request("/batches/" + id).GET()))
                        .filter(response -> response.path("status").asText().equals(status)));
    }

    private HttpRequest.Builder request(final String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer any-key");
    }

    private JsonNode send(final HttpRequest.Builder request) {
        try {
            final HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(
                        "%s failed: HTTP %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
            }
            return JSON.readTree(response.body());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the server was asked", e);
        }
    }
}
