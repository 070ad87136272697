/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The vectors of the real-time endpoint.
 */
final class RealTimeEmbeddings {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RealTimeEmbeddings() {}

    /**
     * An array of numbers for each text, in the order of the texts.
     */
    static List<JsonNode> of(final URI baseUri, final String model, final int dimension, final List<String> texts)
            throws IOException, InterruptedException {
        return post(
                baseUri,
                Map.of("input", texts, "model", model, "input_type", "document", "output_dimension", dimension));
    }

    /**
     * The vector of a question, as an array of numbers.
     */
    static JsonNode ofQuestion(final URI baseUri, final String model, final int dimension, final String question)
            throws IOException, InterruptedException {
        return post(
                        baseUri,
                        Map.of("input", question, "model", model, "input_type", "query", "output_dimension", dimension))
                .getFirst();
    }

    private static List<JsonNode> post(final URI baseUri, final Map<String, Object> parameters)
            throws IOException, InterruptedException {
        final String body = JSON.writeValueAsString(parameters);
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(baseUri + "/embeddings"))
                    .header("Authorization", "Bearer any-key")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            final HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return JSON.readTree(response.body())
                    .path("data")
                    .valueStream()
                    .map(item -> item.path("embedding"))
                    .toList();
        }
    }
}
