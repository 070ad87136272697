/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The requests of a flow to a server so far.
 *
 * @param texts billed, in batches and in real time
 * @param jobs created jobs
 * @param files there, those of results too
 */
record VoyageTraffic(long texts, int jobs, int files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static VoyageTraffic at(final VoyageLocalServer voyage) throws IOException, InterruptedException {
        return new VoyageTraffic(
                voyage.ledger().totals().requests(), listed(voyage, "/batches"), listed(voyage, "/files"));
    }

    private static int listed(final VoyageLocalServer voyage, final String path)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            final HttpRequest request = HttpRequest.newBuilder(URI.create(voyage.baseUri() + path + "?limit=100"))
                    .header("Authorization", "Bearer any-key")
                    .build();
            final HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), response.body());
            return JSON.readTree(response.body()).path("data").size();
        }
    }
}
