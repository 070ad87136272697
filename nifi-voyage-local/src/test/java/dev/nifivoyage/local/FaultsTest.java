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
import dev.nifivoyage.local.fault.Stalls;
import dev.nifivoyage.local.fault.TextRejections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaultsTest {

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions());
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void noFaults() {
        server.faults().clear();
    }

    @Test
    void newThingsAreSeenLate() {
        set(Fault.lag("batch_list", "1h"), Fault.lag("batch", "1h"), Fault.lag("file", "0s"));
        final String fileId = client.upload(LocalClient.lines(1));
        assertEquals(200, client.get("/files/" + fileId).statusCode());
        final String batchId = LocalClient.json(
                        client.post("/batches", LocalClient.embeddingsBody("voyage-4-large", fileId)), 200)
                .path("id")
                .asText();
        assertEquals(404, client.get("/batches/" + batchId).statusCode());
        assertFalse(client.get("/batches?limit=100").body().contains(batchId));
        server.faults().clear();
        assertTrue(client.get("/batches?limit=100").body().contains(batchId));
        client.await(batchId, "completed");

        set(Fault.lag("file", "1h"));
        assertEquals(404, client.get("/files/" + fileId + "/content").statusCode());
        assertEquals(404, client.get("/files/" + client.upload("a")).statusCode());
        assertEquals(400, client.put("/_local/faults", """
            {"lags":{"files":"1s"}}""").statusCode());
    }

    @Test
    void readsFaultsAsJson() {
        final String faults = """
            {"statuses": [
              {"method": "GET", "path": "/v1/files/*", "status": 429, "retry_after": 2, "count": 2},
              {"path": "/v1/batches", "status": 503},
              {"status": 429, "path": "/v1/rerank", "detail": "slow down"}]}""";
        assertEquals(200, client.put("/_local/faults", faults).statusCode());
        final String id = client.upload("a");
        for (int i = 0; i < 2; i++) {
            final HttpResponse<String> rejected = client.get("/files/" + id);
            assertEquals(429, rejected.statusCode());
            assertEquals("2", rejected.headers().firstValue("Retry-After").orElseThrow());
        }
        assertEquals(200, client.get("/files/" + id).statusCode());
        assertEquals(503, client.get("/batches").statusCode());
        assertEquals(200, client.get("/batches").statusCode());
        final HttpResponse<String> withoutHeader = client.post("/rerank", "{}");
        assertEquals(LocalClient.detail("slow down"), withoutHeader.body());
        assertTrue(withoutHeader.headers().firstValue("Retry-After").isEmpty());
    }

    @Test
    void resetBeforeHasNoEffectAndResetAfterHas() {
        final String file = client.upload(LocalClient.lines(1));
        final int before = batches();
        set(Fault.resetBefore().on("POST", "/v1/batches"));
        final String body = LocalClient.embeddingsBody("voyage-4", file);
        assertThrows(UncheckedIOException.class, () -> client.post("/batches", body));
        assertEquals(before, batches());
        set(Fault.resetAfter().on("POST", "/v1/batches"));
        assertThrows(UncheckedIOException.class, () -> client.post("/batches", body));
        assertEquals(before + 1, batches());
        assertEquals(200, client.post("/batches", body).statusCode());
    }

    @Test
    void downloadBreaksOffAndResumes() {
        final String content = "0123456789".repeat(10_000);
        final String id = client.upload(content);
        set(Fault.truncation(30000));
        assertThrows(UncheckedIOException.class, () -> client.content(id));
        assertEquals(content, client.content(id));
    }

    @Test
    void addressIsExpiredOnce() {
        final String id = client.upload("a");
        set(Fault.expiredUrls(1));
        assertEquals(
                403,
                client.signed(client.get("/files/" + id + "/content")
                                .headers()
                                .firstValue("Location")
                                .orElseThrow())
                        .statusCode());
        assertEquals("a", client.content(id));
    }

    @Test
    void linesAreDroppedDuplicatedAndMalformed() {
        set(Fault.output().drop(0.1).duplicate(0.1).malform(0.1));
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(500)), "completed");
        assertEquals(500, batch.get("request_counts").get("completed").intValue());
        final List<String> lines =
                client.content(batch.get("output_file_id").textValue()).lines().toList();
        final long malformed =
                lines.stream().filter(line -> !line.endsWith("\"error\":null}")).count();
        final Set<String> distinct = new HashSet<>(lines);
        final int duplicated = lines.size() - distinct.size();
        assertAbout(50, malformed);
        assertAbout(50, duplicated);
        assertAbout(450, distinct.size());
    }

    @Test
    void linesFailInBothShapes() {
        set(Fault.lines().response(0.1).error(0.1).code("overloaded").message("No room"));
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(500)), "completed");
        final List<String> lines =
                client.content(batch.get("error_file_id").textValue()).lines().toList();
        final long responses = lines.stream().filter(line -> line.endsWith("""
            ,"response":{"status_code":500,"message":"No room"},"error":null}""")).count();
        final long errors = lines.stream().filter(line -> line.endsWith("""
            ,"response":null,"error":{"code":"overloaded","message":"No room"}}""")).count();
        assertAbout(50, responses);
        assertAbout(50, errors);
        assertEquals(lines.size(), responses + errors);
        assertEquals(lines.size(), batch.get("request_counts").get("failed").intValue());
        assertEquals(
                500 - lines.size(),
                client.content(batch.get("output_file_id").textValue()).lines().count());
    }

    @Test
    void batchFailsValidation() {
        set(Fault.failValidation().code("bad").message("No good"));
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(3)), "failed");
        assertEquals("""
            {"object":"list","data":[{"code":"bad","line":1,"message":"No good","param":null}]}""", batch.get("errors").toString());
        assertEquals(
                "completed",
                client.await(client.createBatch(LocalClient.lines(3)), "completed", "failed")
                        .get("status")
                        .textValue());
    }

    @Test
    void batchExpiresHalfWay() {
        set(Fault.expire(0.5));
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(10)), "completed");
        assertEquals("""
            {"total":10,"completed":5,"failed":5}""", batch.get("request_counts").toString());
        assertEquals(
                5,
                client.content(batch.get("error_file_id").textValue())
                        .lines()
                        .filter(line -> line.endsWith("""
                            ,"response":null,"error":{"code":"batch_expired",\
                            "message":"This request could not be executed before the completion window expired."}}"""))
                        .count());
    }

    @Test
    void batchIsStuckUntilCancelled() {
        set(Fault.stuck("validating"), Fault.stuck());
        final String first = client.createBatch(LocalClient.lines(1));
        final String second = client.createBatch(LocalClient.lines(2));
        client.await(client.createBatch(LocalClient.lines(1)), "completed");
        assertEquals("validating", client.batch(first).get("status").textValue());
        assertEquals("in_progress", client.batch(second).get("status").textValue());
        assertEquals(200, client.post("/batches/" + first + "/cancel", "").statusCode());
        assertTrue(client.await(first, "cancelled").get("output_file_id").isNull());
    }

    @Test
    void unknownStatusShowsAndPasses() {
        set(Fault.unknownStatus("resting"), Fault.delay("in_progress", "300ms"));
        final String id = client.createBatch(LocalClient.lines(1));
        assertEquals("resting", client.await(id, "resting").get("status").textValue());
        assertEquals("completed", client.await(id, "completed").get("status").textValue());
    }

    @Test
    void statesLastAsLongAsTheySay() {
        set(Fault.delay("validating", "1h"));
        final String id = client.createBatch(LocalClient.lines(1));
        assertEquals("validating", client.batch(id).get("status").textValue());
        server.faults().clear();
        assertEquals("completed", client.await(id, "completed").get("status").textValue());
        set(Fault.delay("finalizing", "1h"));
        assertEquals(
                "finalizing",
                client.await(client.createBatch(LocalClient.lines(1)), "finalizing")
                        .get("status")
                        .textValue());
    }

    @Test
    void plansAreShownRejectedAndCleared() {
        assertEquals(400, client.put("/_local/faults", "{\"statusses\":[]}").statusCode());
        assertEquals(400, client.put("/_local/faults", """
            {"delays":{"sleeping":"1s"}}""").statusCode());
        assertEquals(400, client.put("/_local/faults", "nonsense").statusCode());
        set(Fault.expiredUrls(3));
        assertEquals(
                3,
                LocalClient.json(client.get("/_local/faults"), 200)
                        .get("expired_urls")
                        .intValue());
        assertEquals(204, client.delete("/_local/faults").statusCode());
        assertEquals(
                0,
                LocalClient.json(client.get("/_local/faults"), 200)
                        .get("expired_urls")
                        .intValue());
    }

    @Test
    void heldBatchIsCreatedAfterItsClientHasGivenUp() {
        set(Fault.stall("1s").on("POST", "/v1/batches"));
        final int before = batches();
        assertThrows(UncheckedIOException.class, () -> impatient("/batches", LocalClient.lines(1)));
        assertEquals(before, batches());
        awaitBatches(before + 1);
    }

    @Test
    void responseIsLateAfterTheBatchWasCreated() {
        set(Fault.stall("1s").when(Stalls.Moment.AFTER).on("POST", "/v1/batches"));
        final int before = batches();
        assertThrows(UncheckedIOException.class, () -> impatient("/batches", LocalClient.lines(1)));
        assertEquals(before + 1, batches());
    }

    @Test
    void halfOpenConnectionHasNoEffect() {
        set(Fault.halfOpen("500ms").on("POST", "/v1/batches"));
        final int before = batches();
        final String body = LocalClient.embeddingsBody("voyage-4-large", client.upload(LocalClient.lines(1)));
        final long begin = System.nanoTime();
        assertThrows(UncheckedIOException.class, () -> client.post("/batches", body));
        assertTrue(System.nanoTime() - begin > Duration.ofMillis(400).toNanos());
        assertEquals(before, batches());
        assertEquals(200, client.post("/batches", body).statusCode());
    }

    @Test
    void downloadIsSilentBeforeItIsCutOff() {
        final JsonNode batch = client.await(client.createBatch(LocalClient.lines(3)), "completed");
        final String fileId = batch.get("output_file_id").textValue();
        set(Fault.truncation(10).stalled("500ms"));
        final long begin = System.nanoTime();
        assertThrows(UncheckedIOException.class, () -> client.content(fileId));
        assertTrue(System.nanoTime() - begin > Duration.ofMillis(400).toNanos());
        assertFalse(client.content(fileId).isEmpty());
        assertEquals(400, client.put("/_local/faults", """
            {"truncations":[{"after_bytes":1,"stall":"long"}]}""").statusCode());
    }

    @Test
    void listIsOutOfDate() {
        set(Fault.lag("batch_list_age", "1h"));
        final int before = batches();
        final String batchId = client.createBatch(LocalClient.lines(1));
        assertEquals(before, batches());
        assertEquals(200, client.get("/batches/" + batchId).statusCode());
        server.faults().clear();
        assertEquals(before + 1, batches());
    }

    @Test
    void stallWithoutADurationIsRejected() {
        assertEquals(400, client.put("/_local/faults", """
            {"stalls":[{"path":"/v1/batches"}]}""").statusCode());
        assertEquals(400, client.put("/_local/faults", """
            {"stalls":[{"path":"/v1/batches","duration":"soon"}]}""").statusCode());
    }

    private static void impatient(final String path, final String content) {
        final String body = LocalClient.embeddingsBody("voyage-4-large", client.upload(content));
        try (HttpClient http = HttpClient.newHttpClient()) {
            http.send(
                    client.request(path)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .timeout(Duration.ofMillis(300))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void awaitBatches(final int count) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (batches() < count) {
            assertTrue(System.nanoTime() < deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Test
    void sameSeedStrikesTheSameLines() {
        final String first = struck(7);
        assertEquals(first, struck(7));
        assertFalse(first.equals(struck(8)));
    }

    private static String struck(final long seed) {
        try (VoyageLocalServer seeded = VoyageLocalServer.start(new VoyageLocalOptions().seed(seed))) {
            seeded.faults()
                    .set(Fault.output().drop(0.1).duplicate(0.1), Fault.lines().response(0.1));
            final LocalClient asking = new LocalClient(seeded);
            final JsonNode batch = asking.await(asking.createBatch(LocalClient.lines(200)), "completed");
            return asking.content(batch.get("output_file_id").textValue())
                    + asking.content(batch.get("error_file_id").textValue());
        }
    }

    private static void set(final Fault... faults) {
        assertEquals(
                200, client.put("/_local/faults", FaultPlan.of(faults).toJson()).statusCode());
    }

    private static int batches() {
        return LocalClient.json(client.get("/batches?limit=100"), 200)
                .get("data")
                .size();
    }

    private static void assertAbout(final long expected, final long actual) {
        assertTrue(Math.abs(expected - actual) < 30, "about " + expected + " but was " + actual);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE | 'no'",
                "TEXT | 'input[1]: no'",
                "LOC  | [{'type':'value_error','msg':'no','input':'a bad text','loc':['body','input',1]},{'type':'value_error','msg':'no','input':'bad','loc':['body','input',3]}]"
            },
            quoteCharacter = '`')
    void textRejectsTheRequestItIsIn(final TextRejections.Place place, final String detail) {
        set(Fault.rejection("bad").status(422).message("no").place(place));
        final HttpResponse<String> rejected = client.post("/embeddings", """
            {"model":"voyage-4","input":["one","a bad text","two","bad"]}""");
        assertEquals(422, rejected.statusCode());
        assertEquals("{\"detail\":" + detail.replace('\'', '"') + "}", rejected.body());
        assertEquals(422, client.post("/embeddings", """
            {"model":"voyage-4","input":"a bad text"}""").statusCode());
        assertEquals(200, client.post("/embeddings", """
            {"model":"voyage-4","input":["one","two"]}""").statusCode());
        assertEquals(
                LocalClient.detail("Argument 'dimensions' is not supported by our API."),
                client.post("/embeddings", """
                    {"model":"voyage-4","input":["bad"],"dimensions":3}""").body());
    }

    @Test
    void rejectionWithoutAWordIsRejected() {
        assertEquals(400, client.put("/_local/faults", """
            {"rejections":[{"status":400}]}""").statusCode());
    }
}
