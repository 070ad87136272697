/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.fault.FaultPlan;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.local.model.BatchState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A server that is started on the data directory of an earlier one.
 */
class RestartTest {
    private static final int REQUESTS = 400;

    @TempDir
    private Path directory;

    @Test
    void goesOnWithABatchInProgress() {
        final String id;
        final String input;
        try (VoyageLocalServer server = start(slow())) {
            final LocalClient client = new LocalClient(server);
            id = client.createBatch(LocalClient.lines(REQUESTS));
            input = client.batch(id).get("input_file_id").textValue();
            awaitHalf(client, id);
            // its input stays readable for the batch
            assertEquals(200, client.delete("/files/" + input).statusCode());
        }

        try (VoyageLocalServer server = start(slow().seed(7))) {
            final LocalClient client = new LocalClient(server);
            assertEquals(404, client.get("/files/" + input).statusCode());
            assertTrue(completed(client.batch(id)) >= REQUESTS / 4);
            assertComplete(server, client.await(id, "completed"));
        }
        assertNoInputs();
    }

    @Test
    void goesOnAfterAKillWithTheStateOfTheLastWrite(@TempDir final Path copy) throws Exception {
        final String id;
        try (VoyageLocalServer server =
                start(slow().faults(FaultPlan.of(Fault.lines().response(0.1))))) {
            final LocalClient client = new LocalClient(server);
            id = client.createBatch(LocalClient.lines(REQUESTS));
            awaitHalf(client, id);
            copy("batches", copy);
            final int before = completed(client.batch(id));
            while (completed(client.batch(id)) < before + 10) {
                LockSupport.parkNanos(1_000_000);
            }
            // results and ledger are ahead of the state, as if the server had been killed between the writes
            copy("files", copy);
            Files.copy(directory.resolve("ledger.jsonl"), copy.resolve("ledger.jsonl"));
        }
        Files.writeString(copy.resolve("ledger.jsonl"), "[\"batch-", StandardOpenOption.APPEND);

        try (VoyageLocalServer server = VoyageLocalServer.start(
                slow().dataDirectory(copy).faults(FaultPlan.of(Fault.lines().response(0.1))))) {
            final LocalClient client = new LocalClient(server);
            final JsonNode batch = client.await(id, "completed");
            final int failed = batch.get("request_counts").get("failed").intValue();
            assertTrue(failed > 10, batch.toString());
            assertEquals(
                    failed,
                    client.content(batch.get("error_file_id").textValue())
                            .lines()
                            .count());
            assertEquals(REQUESTS - failed, completed(batch));
            assertBilledOnce(server, REQUESTS - failed);
            assertEquals(REQUESTS - failed, customIds(client, batch).size());
        }
    }

    @Test
    void keepsFilesBatchesAndLedgerThatAreComplete() {
        final JsonNode batch;
        final JsonNode cancelled;
        final String results;
        try (VoyageLocalServer server = start(new VoyageLocalOptions())) {
            final LocalClient client = new LocalClient(server);
            batch = client.await(client.createBatch(LocalClient.lines(20)), "completed");
            results = client.content(batch.get("output_file_id").textValue());
            server.faults().set(Fault.stuck());
            final String stuck = client.createBatch(LocalClient.lines(3));
            client.await(stuck, "in_progress");
            client.post("/batches/" + stuck + "/cancel", "");
            cancelled = client.await(stuck, "cancelled");
        }

        try (VoyageLocalServer server = start(new VoyageLocalOptions())) {
            final LocalClient client = new LocalClient(server);
            assertEquals(batch, client.batch(batch.get("id").textValue()));
            assertEquals(cancelled, client.batch(cancelled.get("id").textValue()));
            assertEquals(results, client.content(batch.get("output_file_id").textValue()));
            final String later = client.createBatch(LocalClient.lines(5));
            client.await(later, "completed");
            assertEquals(
                    List.of(
                            later,
                            cancelled.get("id").textValue(),
                            batch.get("id").textValue()),
                    LocalClient.json(client.get("/batches"), 200).get("data").findValuesAsText("id"));
            assertEquals(
                    20,
                    server.ledger().entries(0, 100).stream()
                            .filter(entry ->
                                    entry.batchId().equals(batch.get("id").textValue()))
                            .count());
        }
    }

    @Test
    void finishesACancellationAndCountsBatchesInFlight() {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .maximumBatches(2)
                .delay(BatchState.CANCELLING, Duration.ofSeconds(2))
                .faults(FaultPlan.of(Fault.stuck("validating"), Fault.stuck("in_progress")));
        final String validating;
        final String inProgress;
        try (VoyageLocalServer server = start(options)) {
            final LocalClient client = new LocalClient(server);
            validating = client.createBatch(LocalClient.lines(3));
            inProgress = client.createBatch(LocalClient.lines(3));
            client.await(inProgress, "in_progress");
            client.post("/batches/" + inProgress + "/cancel", "");
        }

        try (VoyageLocalServer server = start(options)) {
            final LocalClient client = new LocalClient(server);
            final String body = LocalClient.embeddingsBody("voyage-4", client.upload(LocalClient.lines(1)));
            assertEquals("validating", client.batch(validating).get("status").textValue());
            assertEquals("cancelling", client.batch(inProgress).get("status").textValue());
            assertEquals(429, client.post("/batches", body).statusCode());
            client.await(inProgress, "cancelled");
            client.post("/batches/" + validating + "/cancel", "");
            client.await(validating, "cancelled");
            assertEquals(200, client.post("/batches", body).statusCode());
        }
    }

    @Test
    void expiresByTheClockOfTheServerWhichNeverGoesBack() {
        final VoyageLocalOptions options = new VoyageLocalOptions()
                .delay(BatchState.IN_PROGRESS, Duration.ofHours(24))
                .timeScale(14_400)
                .afterExpiry(BatchState.EXPIRED);
        final String id;
        final int before;
        try (VoyageLocalServer server = start(options)) {
            final LocalClient client = new LocalClient(server);
            id = client.createBatch(LocalClient.lines(REQUESTS));
            // a fifth of 24 hours
            while (completed(client.batch(id)) < REQUESTS / 5) {
                LockSupport.parkNanos(1_000_000);
            }
            before = completed(client.batch(id));
        }

        try (VoyageLocalServer server = start(options)) {
            final LocalClient client = new LocalClient(server);
            final JsonNode batch = client.await(id, "expired");
            assertTrue(completed(batch) >= before && completed(batch) < REQUESTS * 3 / 4, batch.toString());
            assertEquals(
                    REQUESTS,
                    completed(batch) + batch.get("request_counts").get("failed").intValue());
            assertTrue(client.content(batch.get("error_file_id").textValue()).contains("batch_expired"));
            assertBilledOnce(server, completed(batch));
        }
    }

    private VoyageLocalServer start(final VoyageLocalOptions options) {
        return VoyageLocalServer.start(options.dataDirectory(directory));
    }

    private static VoyageLocalOptions slow() {
        return new VoyageLocalOptions().delay(BatchState.IN_PROGRESS, Duration.ofSeconds(3));
    }

    private static void awaitHalf(final LocalClient client, final String id) {
        while (completed(client.batch(id)) < REQUESTS / 4) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals("in_progress", client.batch(id).get("status").textValue());
    }

    private static int completed(final JsonNode batch) {
        return batch.get("request_counts").get("completed").intValue();
    }

    private static void assertComplete(final VoyageLocalServer server, final JsonNode batch) {
        final LocalClient client = new LocalClient(server);
        assertEquals(REQUESTS, completed(batch));
        assertTrue(batch.get("error_file_id").isNull());
        assertEquals(REQUESTS, customIds(client, batch).size());
        final String response = client.post("/embeddings", """
            {"model":"voyage-4-large","output_dimension":256,"input":["text number 399"]}""").body();
        final String vector = LocalClient.json(response).at("/data/0/embedding").toString();
        assertTrue(client.content(batch.get("output_file_id").textValue())
                .lines()
                .filter(line -> line.contains("\"r399\""))
                .allMatch(line -> LocalClient.json(line)
                        .at("/response/body/data/0/embedding")
                        .toString()
                        .equals(vector)));
        assertBilledOnce(server, REQUESTS);
    }

    private static void assertBilledOnce(final VoyageLocalServer server, final int requests) {
        final Map<String, Integer> billed = new TreeMap<>();
        for (final LedgerEntry entry : server.ledger().entries(0, 10 * REQUESTS)) {
            if (!entry.realTime()) {
                billed.merge(entry.customId(), 1, Integer::sum);
            }
        }
        assertEquals(requests, billed.size());
        assertTrue(billed.values().stream().allMatch(times -> times == 1), billed::toString);
    }

    private static List<String> customIds(final LocalClient client, final JsonNode batch) {
        final List<String> ids = new ArrayList<>();
        client.content(batch.get("output_file_id").textValue())
                .lines()
                .forEach(line -> ids.add(LocalClient.json(line).get("custom_id").textValue()));
        assertEquals(ids.size(), new HashSet<>(ids).size(), "repeated lines");
        return ids;
    }

    private void assertNoInputs() {
        final String[] left = directory.resolve("batches").toFile().list((parent, name) -> name.endsWith(".jsonl"));
        assertEquals(0, left.length);
    }

    private void copy(final String name, final Path target) throws IOException {
        try (Stream<Path> paths = Files.list(directory.resolve(name))) {
            Files.createDirectories(target.resolve(name));
            for (final Path path : paths.toList()) {
                if (!path.toString().endsWith(".tmp")) {
                    Files.copy(path, target.resolve(name).resolve(path.getFileName()));
                }
            }
        }
    }
}
