/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Embeds questions in real time, as a search application would.
 */
final class QueryEmbedder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI embeddingsUri;
    private final String apiKey;
    private final String model;
    private final int dimension;

    QueryEmbedder(final URI baseUri, final String apiKey, final String model, final int dimension) {
        this.embeddingsUri = URI.create(baseUri + "/embeddings");
        this.apiKey = apiKey;
        this.model = model;
        this.dimension = dimension;
    }

    /**
     * Returns the vector of a question as an array of JSON.
     */
    String embed(final String question) throws IOException, InterruptedException {
        final String body = JSON.writeValueAsString(Map.of(
                "input", List.of(question), "model", model, "input_type", "query", "output_dimension", dimension));
        final HttpRequest request = HttpRequest.newBuilder(embeddingsUri)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        final HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "Embedding the question failed: HTTP %d: %s".formatted(response.statusCode(), response.body()));
        }

        final JsonNode embeddings = JSON.readTree(response.body());
        return embeddings.path("data").path(0).path("embedding").toString();
    }
}
