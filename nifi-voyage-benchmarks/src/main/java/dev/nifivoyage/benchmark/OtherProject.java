/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Another project of the organization: its job occupies tokens, of which Voyage limits those of all jobs in flight,
 * until it is cancelled.
 */
final class OtherProject implements AutoCloseable {
    /** Of a line, far below the limit of a request, so that the lines are few. */
    private static final int TEXT_BYTES = 10_000;

    private static final int BYTES_PER_TOKEN = 4;

    private final ServerCalls calls;
    private final String fileId;
    private final String jobId;

    private OtherProject(final ServerCalls calls, final String fileId, final String jobId) {
        this.calls = calls;
        this.fileId = fileId;
        this.jobId = jobId;
    }

    /**
     * Creates the job.
     *
     * @param calls with the key of the project; closed together with it
     * @param directory of the file, which is deleted after its upload
     * @param model one that the server has
     * @param tokens that are occupied
     */
    static OtherProject start(final ServerCalls calls, final Path directory, final String model, final long tokens)
            throws IOException {
        final Path file = directory.resolve("other-project.jsonl");
        write(file, tokens * BYTES_PER_TOKEN);
        final String fileId = upload(calls, file);
        Files.delete(file);
        final ObjectNode job = JsonNodeFactory.instance
                .objectNode()
                .put("endpoint", "/v1/embeddings")
                .put("completion_window", "12h")
                .put("input_file_id", fileId);
        job.putObject("request_params").put("model", model);
        return new OtherProject(
                calls, fileId, calls.post("/batches", job).path("id").asText());
    }

    private static void write(final Path file, final long bytes) throws IOException {
        final String text = "x".repeat(TEXT_BYTES);
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long line = 0; line < bytes / TEXT_BYTES; line++) {
                writer.write("{\"custom_id\":\"%d\",\"body\":{\"input\":[\"%s\"]}}\n".formatted(line, text));
            }
        }
    }

    private static String upload(final ServerCalls calls, final Path file) throws IOException {
        final String boundary = UUID.randomUUID().toString();
        final String head = """
                --%1$s\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="other-project.jsonl"\r
                Content-Type: application/jsonl\r
                \r
                """.formatted(boundary);
        final HttpRequest.Builder request = calls.request("/files")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary))));
        return calls.json(request).path("id").asText();
    }

    /**
     * Cancels the job and deletes its file, so that its tokens are free.
     */
    @Override
    public void close() {
        try (calls) {
            calls.json(calls.request("/batches/%s/cancel".formatted(jobId)).POST(BodyPublishers.noBody()));
            calls.json(calls.request("/files/" + fileId).DELETE());
        }
    }
}
