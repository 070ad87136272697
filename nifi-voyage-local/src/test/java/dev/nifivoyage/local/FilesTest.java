/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FilesTest {

    private static VoyageLocalServer server;
    private static LocalClient client;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(new VoyageLocalOptions().maximumFileBytes(100_000));
        client = new LocalClient(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void fileHasTheObservedShape() {
        final String body =
                client.postForm("batch", "batch_input_file.jsonl", "0123456789").body();
        final JsonNode file = LocalClient.json(body);
        assertTrue(file.get("id").textValue().matches("file-7v[1-9A-HJ-NP-Za-km-z]{35}"), body);
        final String created = file.get("created_at").textValue();
        final String expires = file.get("expires_at").textValue();
        assertTrue(created.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\+00:00"), created);
        assertEquals(OffsetDateTime.parse(created).plusDays(30), OffsetDateTime.parse(expires));
        assertEquals(
                """
                    {"id":"ID","object":"file","bytes":10,"created_at":"CREATED","expires_at":"EXPIRES","filename":"batch_input_file.jsonl","purpose":"batch"}""",
                body.replace(file.get("id").textValue(), "ID")
                        .replace(created, "CREATED")
                        .replace(expires, "EXPIRES"));
        assertEquals(body, client.get("/files/" + file.get("id").textValue()).body());
    }

    @Test
    void badUploadsAreRejected() {
        assertEquals("""
            {"detail":[{"type":"enum","loc":["body","purpose"],\
            "msg":"Input should be 'batch'","input":"fine-tune","ctx":{"expected":"'batch'"}}]}""", client.postForm("fine-tune", "a.jsonl", "x").body());
        assertEquals("""
            {"detail":[{"type":"missing","loc":["body","file"],"msg":"Field required","input":null}]}""", client.postForm("batch", null, "").body());
        assertEquals(422, client.post("/files", "{}").statusCode());
        assertEquals(
                LocalClient.detail("Only .jsonl files are supported."),
                client.postForm("batch", "a.csv", "x").body());
        assertEquals(
                413, client.postForm("batch", "a.jsonl", "x".repeat(100_001)).statusCode());
        assertEquals(
                200, client.postForm("batch", "a.jsonl", "x".repeat(100_000)).statusCode());
    }

    @Test
    void listsPageNewestFirst() {
        try (VoyageLocalServer own = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final LocalClient asking = new LocalClient(own);
            final List<String> ids = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ids.add(asking.upload("line " + i));
            }
            final JsonNode first = LocalClient.json(asking.get("/files?limit=2"), 200);
            assertEquals(List.of("object", "data", "first_id", "last_id", "has_more"), names(first));
            assertEquals(ids.get(4), first.get("first_id").textValue());
            assertEquals(ids.get(3), first.get("last_id").textValue());
            assertTrue(first.get("has_more").booleanValue());
            final JsonNode last = LocalClient.json(asking.get("/files?limit=3&after=" + ids.get(3)), 200);
            assertEquals(ids.get(0), last.get("last_id").textValue());
            assertEquals(false, last.get("has_more").booleanValue());
            assertEquals(
                    ids.get(0),
                    LocalClient.json(asking.get("/files?order=asc"), 200)
                            .get("first_id")
                            .textValue());
            assertEquals(
                    0,
                    LocalClient.json(asking.get("/files?purpose=batch-output"), 200)
                            .get("data")
                            .size());
            assertEquals(
                    5,
                    LocalClient.json(asking.get("/files?purpose=batch"), 200)
                            .get("data")
                            .size());
            assertEquals(404, asking.get("/files?after=file-1").statusCode());
        }
    }

    @Test
    void deletesOneOrAll() {
        final String one = client.upload("a");
        assertEquals("""
            {"id":"%s","object":"file","deleted":true}""".formatted(one), client.delete("/files/" + one).body());
        assertEquals(404, client.get("/files/" + one).statusCode());
        assertEquals(404, client.delete("/files/" + one).statusCode());
        final String two = client.upload("b");
        assertEquals(
                """
                    {"success":false,"error_file_ids":["%s"]}""".formatted(one),
                client.post("/files/delete", """
                    {"file_ids":["%s","%s"]}""".formatted(two, one)).body());
        assertEquals(200, client.get("/files/" + two).statusCode());
        assertEquals(
                "{\"success\":true}",
                client.post("/files/delete", """
                    {"file_ids":["%s"]}""".formatted(two)).body());
        assertEquals(404, client.get("/files/" + two).statusCode());
        assertEquals(422, client.post("/files/delete", "{}").statusCode());
    }

    @Test
    void contentIsRedirectedToStorageThatRejectsTheKey() {
        final HttpResponse<String> response = client.get("/files/" + client.upload("0123456789") + "/content");
        assertEquals(307, response.statusCode());
        final String address = response.headers().firstValue("Location").orElseThrow();
        assertNotEquals(server.baseUri().getPort(), URI.create(address).getPort());
        assertEquals("0123456789", client.signed(address).body());
        assertEquals(
                400, client.signed(address, "Authorization", "Bearer pa-test").statusCode());
        assertEquals(
                403,
                client.signed(address.replaceFirst("Signature=.", "Signature=x"))
                        .statusCode());
    }

    @Test
    void signedContentHasRanges() {
        final String address = client.get("/files/" + client.upload("0123456789") + "/content")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        final HttpResponse<String> part = client.signed(address, "Range", "bytes=3-5");
        assertEquals(206, part.statusCode());
        assertEquals("345", part.body());
        assertEquals("bytes 3-5/10", part.headers().firstValue("Content-Range").orElseThrow());
        assertEquals("789", client.signed(address, "Range", "bytes=7-").body());
        assertEquals("89", client.signed(address, "Range", "bytes=-2").body());
        assertEquals(416, client.signed(address, "Range", "bytes=10-").statusCode());
        assertEquals(
                "0123456789",
                client.signed(address, "Range", "bytes=3-5", "If-Range", "\"another\"")
                        .body());
        assertEquals(
                "345",
                client.signed(
                                address,
                                "Range",
                                "bytes=3-5",
                                "If-Range",
                                part.headers().firstValue("ETag").orElseThrow())
                        .body());
    }

    @Test
    void addressesAndFilesExpire() {
        try (VoyageLocalServer fast = VoyageLocalServer.start(
                new VoyageLocalOptions().timeScale(Duration.ofDays(15).toSeconds()))) {
            final LocalClient asking = new LocalClient(fast);
            final String id = asking.upload("a");
            final String address = asking.get("/files/" + id + "/content")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            final HttpResponse<String> expired = asking.signed(address);
            assertEquals(403, expired.statusCode());
            assertTrue(expired.body().contains("<Code>ExpiredToken</Code>"), expired.body());
            final long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (asking.get("/files/" + id).statusCode() == 200) {
                assertTrue(System.nanoTime() < deadline, "the file does not expire");
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
            assertEquals(
                    LocalClient.detail("File not found"),
                    asking.get("/files/" + id).body());
        }
    }

    @Test
    void contentMayComeDirectly() {
        try (VoyageLocalServer direct = VoyageLocalServer.start(new VoyageLocalOptions().directContent(true))) {
            final LocalClient asking = new LocalClient(direct);
            final HttpResponse<String> response = asking.get("/files/" + asking.upload("0123456789") + "/content");
            assertEquals(200, response.statusCode());
            assertEquals("0123456789", response.body());
        }
    }

    private static List<String> names(final JsonNode object) {
        final List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
