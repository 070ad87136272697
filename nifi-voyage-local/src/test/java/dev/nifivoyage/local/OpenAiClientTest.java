/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.nifivoyage.local.fault.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The OpenAI SDK against this server, as Voyage's own notebook uses it: batch window 12h and request_params as an extra
 * property. Times are read raw, as Voyage's are texts.
 */
class OpenAiClientTest {

    private static VoyageLocalServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = OpenAIOkHttpClient.builder()
                .apiKey("pa-test")
                .baseUrl(server.baseUri().toString())
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void uploadsRunsAndDownloads(@TempDir final Path directory) throws IOException {
        final Path input = directory.resolve("batch_input_file.jsonl");
        Files.writeString(input, LocalClient.lines(3));
        final FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build());
        assertEquals(Files.size(input), file.bytes());
        assertEquals("batch_input_file.jsonl", file.filename());
        assertEquals(
                OffsetDateTime.parse(file._createdAt().asStringOrThrow()).plusDays(30),
                OffsetDateTime.parse(file._expiresAt().asStringOrThrow()));

        final Batch created =
                client.batches().create(parameters(file.id(), "12h").build());
        assertEquals("voyage-4-lite", created.model().orElseThrow());
        assertEquals(
                "notes",
                created.metadata().orElseThrow()._allProperties().get("corpus").asStringOrThrow());
        Batch batch = created;
        final long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!batch.status().equals(Batch.Status.COMPLETED) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            batch = client.batches().retrieve(created.id());
        }
        assertEquals(3, batch.requestCounts().orElseThrow().completed());
        try (HttpResponse content = client.files().content(batch.outputFileId().orElseThrow())) {
            assertEquals(
                    3,
                    new String(content.body().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .count());
        }
        assertTrue(
                client.batches().list().data().stream().map(Batch::id).toList().contains(created.id()));
        assertEquals(
                List.of(file.id()),
                client.files().list().data().stream()
                        .map(FileObject::id)
                        .filter(file.id()::equals)
                        .toList());
        assertTrue(client.files().delete(file.id()).deleted());
    }

    @Test
    void cancels(@TempDir final Path directory) throws IOException {
        final Path input = directory.resolve("input.jsonl");
        Files.writeString(input, LocalClient.lines(3));
        server.faults().set(Fault.delay("validating", "1h"));
        final FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build());
        final Batch batch = client.batches().create(parameters(file.id(), "12h").build());
        assertEquals(
                Batch.Status.CANCELLING, client.batches().cancel(batch.id()).status());
        server.faults().clear();
    }

    @Test
    void rejectionsComeAsTheSdksErrors() {
        assertThrows(
                UnprocessableEntityException.class,
                () -> client.batches().create(parameters("file-1", "24h").build()));
        assertThrows(
                NotFoundException.class,
                () -> client.batches().create(parameters("file-1", "12h").build()));
        assertThrows(NotFoundException.class, () -> client.batches().retrieve("batch-1"));
    }

    private static BatchCreateParams.Builder parameters(final String fileId, final String window) {
        return BatchCreateParams.builder()
                .inputFileId(fileId)
                .endpoint(BatchCreateParams.Endpoint.V1_EMBEDDINGS)
                .completionWindow(BatchCreateParams.CompletionWindow.of(window))
                .metadata(BatchCreateParams.Metadata.builder()
                        .putAdditionalProperty("corpus", JsonValue.from("notes"))
                        .build())
                .putAdditionalBodyProperty(
                        "request_params", JsonValue.from(Map.of("model", "voyage-4-lite", "output_dimension", 256)));
    }
}
