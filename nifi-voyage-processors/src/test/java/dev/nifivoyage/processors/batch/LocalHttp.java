/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Inspects the server with an API key.
 */
public final class LocalHttp {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LocalHttp() {}

    public static JsonNode get(final VoyageLocalServer voyage, final String path)
            throws IOException, InterruptedException {
        return send(voyage, path, "GET", HttpRequest.BodyPublishers.noBody());
    }

    public static JsonNode post(final VoyageLocalServer voyage, final String path)
            throws IOException, InterruptedException {
        return send(voyage, path, "POST", HttpRequest.BodyPublishers.noBody());
    }

    public static JsonNode post(final VoyageLocalServer voyage, final String path, final Object body)
            throws IOException, InterruptedException {
        return send(voyage, path, "POST", HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
    }

    private static JsonNode send(
            final VoyageLocalServer voyage,
            final String path,
            final String method,
            final HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(voyage.baseUri() + path))
                    .header("Authorization", "Bearer pa-a-key-for-tests")
                    .header("Content-Type", "application/json")
                    .method(method, body)
                    .build();
            final HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return JSON.readTree(response.body());
        }
    }
}
