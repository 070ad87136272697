/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.nifi.Poll;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks the server for jobs without NiFi.
 */
final class ServerJobs implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final ServerCalls calls;

    ServerJobs(final URI server) {
        calls = new ServerCalls(server, "any-key");
    }

    /**
     * Returns the newest job.
     */
    JsonNode newest() {
        return calls.get("/batches").path("data").path(0);
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
        final String id = calls.post("/batches", body).path("id").asText();
        return awaitStatus(id, "completed");
    }

    /**
     * Cancels a job, so that the server does not work on it, and waits until it is cancelled.
     */
    void cancel(final JsonNode job) {
        final String id = job.path("id").asText();
        calls.json(calls.request("/batches/" + id + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
        awaitStatus(id, "cancelled");
    }

    /**
     * Bytes of a job's results.
     */
    long resultBytes(final JsonNode job) {
        return calls.get("/files/" + job.path("output_file_id").asText())
                .path("bytes")
                .asLong();
    }

    @Override
    public void close() {
        calls.close();
    }

    private JsonNode awaitStatus(final String id, final String status) {
        return Poll.until(
                DEADLINE,
                "job " + id,
                () -> Optional.of(calls.get("/batches/" + id))
                        .filter(response -> response.path("status").asText().equals(status)));
    }
}
