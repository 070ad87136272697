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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Calls of a test to the server.
 *
 * @param baseUri ends with {@code /v1}
 */
record VoyageCalls(URI baseUri) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * All items of a list that comes in pages, the newest first.
     *
     * @param path {@code /batches} or {@code /files}
     */
    List<JsonNode> list(final String path) throws IOException, InterruptedException {
        final List<JsonNode> items = new ArrayList<>();
        JsonNode page = send(path + "?limit=100", null);
        page.path("data").forEach(items::add);
        while (page.path("has_more").asBoolean()) {
            page = send(path + "?limit=100&after=" + page.path("last_id").asText(), null);
            page.path("data").forEach(items::add);
        }
        return items;
    }

    /** Returns the jobs of each submission, the newest first. */
    Map<String, List<JsonNode>> jobsBySubmission() throws IOException, InterruptedException {
        return list("/batches").stream()
                .collect(Collectors.groupingBy(job ->
                        job.path("metadata").path("nifi_voyage_submission_id").asText()));
    }

    /** Returns the lines of a file. */
    List<String> lines(final String fileId) throws IOException, InterruptedException {
        return text("/files/" + fileId + "/content", null).lines().toList();
    }

    /** All files, in one page, which does not depend on those that are deleted meanwhile. */
    List<JsonNode> files() throws IOException, InterruptedException {
        final JsonNode page = send("/files", null);
        assertFalse(page.path("has_more").asBoolean());
        return page.path("data").valueStream().toList();
    }

    JsonNode post(final String path, final Object body) throws IOException, InterruptedException {
        return send(path, JSON.writeValueAsString(body));
    }

    private JsonNode send(final String path, final String body) throws IOException, InterruptedException {
        return JSON.readTree(text(path, body));
    }

    private String text(final String path, final String body) throws IOException, InterruptedException {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUri + path))
                .header("Authorization", "Bearer any-key")
                .header("Content-Type", "application/json");
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            final HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return response.body();
        }
    }
}
