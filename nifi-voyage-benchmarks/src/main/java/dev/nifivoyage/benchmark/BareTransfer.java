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
import dev.nifivoyage.local.VoyageLocalServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Bare transfers of the files of the only job of the server, as a baseline.
 *
 * @param uploadSeconds duration of the upload of the requests
 * @param downloadSeconds duration of the download of the results
 */
record BareTransfer(double uploadSeconds, double downloadSeconds) {
    private static final String BOUNDARY = "boundary-of-the-benchmark";

    /**
     * Measures transfers with the HTTP client of the JDK.
     *
     * @param resultFile target of the results
     */
    static BareTransfer measure(final VoyageLocalServer voyage, final Path resultFile)
            throws IOException, InterruptedException {
        final Path requests = resultFile.resolveSibling("bare-requests.jsonl");
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            final HttpRequest list = request(voyage, "/batches").build();
            final JsonNode job = new ObjectMapper()
                    .readTree(client.send(list, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("data")
                    .path(0);
            get(client, voyage, job.path("input_file_id").asText(), requests);
            final double upload = upload(client, voyage, requests);
            get(client, voyage, job.path("output_file_id").asText(), resultFile);
            final long start = System.nanoTime();
            try (InputStream content = client.send(
                            content(voyage, job.path("output_file_id").asText()),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body()) {
                final byte[] buffer = new byte[1 << 16];
                while (content.read(buffer) >= 0) {
                    // only the transfer counts
                    continue;
                }
            }
            return new BareTransfer(upload, (System.nanoTime() - start) / 1e9);
        } finally {
            Files.deleteIfExists(requests);
        }
    }

    private static void get(
            final HttpClient client, final VoyageLocalServer voyage, final String fileId, final Path target)
            throws IOException, InterruptedException {
        try (InputStream content = client.send(content(voyage, fileId), HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static double upload(final HttpClient client, final VoyageLocalServer voyage, final Path file)
            throws IOException, InterruptedException {
        final String head =
                "--%1$s\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--%1$s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bare.jsonl\"\r\n"
                                .formatted(BOUNDARY)
                        + "Content-Type: application/jsonl\r\n\r\n";
        final HttpRequest request = request(voyage, "/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString(head),
                        HttpRequest.BodyPublishers.ofFile(file),
                        HttpRequest.BodyPublishers.ofString("\r\n--%s--\r\n".formatted(BOUNDARY))))
                .build();
        final long start = System.nanoTime();
        final HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("Upload failed: HTTP %d: %s".formatted(response.statusCode(), response.body()));
        }

        return (System.nanoTime() - start) / 1e9;
    }

    private static HttpRequest content(final VoyageLocalServer voyage, final String fileId) {
        return request(voyage, "/files/%s/content".formatted(fileId)).build();
    }

    private static HttpRequest.Builder request(final VoyageLocalServer voyage, final String path) {
        return HttpRequest.newBuilder(URI.create(voyage.baseUri() + path)).header("Authorization", "Bearer any-key");
    }
}
