/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Plain HTTP calls to a server under test, following nothing by itself.
 */
public final class LocalClient {

    static final String KEY = "pa-test";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final String BOUNDARY = "parts-of-a-form";

    private final URI baseUri;
    private final String key;

    public LocalClient(final VoyageLocalServer server) {
        this(server, KEY);
    }

    public LocalClient(final VoyageLocalServer server, final String key) {
        this.baseUri = server.baseUri();
        this.key = key;
    }

    public HttpResponse<String> get(final String path) {
        return send(request(path).GET());
    }

    public HttpResponse<String> delete(final String path) {
        return send(request(path).DELETE());
    }

    public HttpResponse<String> post(final String path, final String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> put(final String path, final String json) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> postForm(final String purpose, final String filename, final String content) {
        final String form = (purpose == null
                        ? ""
                        : "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n" + purpose
                                + "\r\n")
                + (filename == null
                        ? ""
                        : "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename
                                + "\"\r\nContent-Type: application/jsonl\r\n\r\n" + content + "\r\n")
                + "--" + BOUNDARY + "--\r\n";
        return send(request("/files")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    public String upload(final String content) {
        return json(postForm("batch", "requests.jsonl", content), 200).get("id").textValue();
    }

    /**
     * Creates a batch of embeddings with float vectors of 256 dimensions.
     */
    public String createBatch(final String content) {
        return createBatch("/v1/embeddings", """
            {"model":"voyage-4-large","output_dimension":256}""", content);
    }

    public String createBatch(final String endpoint, final String parameters, final String content) {
        return json(post("/batches", batchBody(endpoint, parameters, upload(content))), 200)
                .get("id")
                .textValue();
    }

    public static String batchBody(final String endpoint, final String parameters, final String fileId) {
        return """
            {"endpoint":"%s","completion_window":"12h","request_params":%s,"input_file_id":"%s"}""".formatted(endpoint, parameters, fileId);
    }

    /**
     * The body that creates a batch of embeddings with the model.
     */
    public static String embeddingsBody(final String model, final String fileId) {
        return batchBody("/v1/embeddings", """
            {"model":"%s"}""".formatted(model), fileId);
    }

    /**
     * The body of an error.
     */
    public static String detail(final String text) {
        return """
            {"detail":"%s"}""".formatted(text);
    }

    public JsonNode batch(final String id) {
        return json(get("/batches/" + id), 200);
    }

    /**
     * Asks until the batch has one of these statuses.
     */
    public JsonNode await(final String id, final String... statuses) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        JsonNode batch = batch(id);
        while (!List.of(statuses).contains(batch.get("status").textValue())) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("The batch is still: " + batch);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            batch = batch(id);
        }
        return batch;
    }

    /**
     * A file's content through the signed address, as text.
     */
    public String content(final String fileId) {
        final HttpResponse<String> response = signed(get("/files/" + fileId + "/content")
                .headers()
                .firstValue("Location")
                .orElseThrow());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /**
     * Asks a signed address, with any headers (names and values in turn) and no key.
     */
    public HttpResponse<String> signed(final String address, final String... headers) {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    public HttpResponse<String> send(final HttpRequest.Builder request) {
        try {
            return HTTP.send(
                    request.timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /**
     * A request to a path under {@code /v1}, or to one that begins with {@code /_local}.
     */
    public HttpRequest.Builder request(final String path) {
        final HttpRequest.Builder request =
                HttpRequest.newBuilder(path.startsWith("/_local") ? baseUri.resolve(path) : URI.create(baseUri + path));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    public static JsonNode json(final HttpResponse<String> response, final int status) {
        if (response.statusCode() != status) {
            throw new AssertionError(
                    "Expected " + status + " but was " + response.statusCode() + ": " + response.body());
        }
        return json(response.body());
    }

    public static JsonNode json(final String text) {
        try {
            return MAPPER.readTree(text);
        } catch (final IOException e) {
            throw new AssertionError("No JSON: " + text, e);
        }
    }

    /**
     * Lines with custom_ids {@code r0}, {@code r1} … and one text each.
     */
    public static String lines(final int count) {
        final StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append("""
                {"custom_id":"r%1$d","body":{"input":["text number %1$d"]}}
                """.formatted(i));
        }
        return lines.toString();
    }
}
