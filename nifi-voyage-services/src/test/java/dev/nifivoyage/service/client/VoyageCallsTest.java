/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.VoyageException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The requests of each call, and the parsing of its responses.
 */
class VoyageCallsTest {
    private static final String FILE = """
        {"id":"file-7vT5tYiajeqrFpsqCT8fbxCp46vwf8R4Qwdh8","object":"file","bytes":140,"created_at":"2025-12-01T19:18:23.455349+00:00",
         "expires_at":"2025-12-31T19:18:23.455349+00:00","filename":"batch_input_file.jsonl","purpose":"batch"}""";
    private static final String BATCH = """
        {"id":"batch-1","object":"batch","endpoint":"/v1/embeddings","errors":null,"input_file_id":"file-1","completion_window":"12h","model":"voyage-4","status":"%s",
         "output_file_id":null,"error_file_id":null,"request_counts":{"total":3,"completed":2,"failed":1},"metadata":{"corpus":"policies"},
         "created_at":"2025-11-19T02:47:42.031781+00:00","expected_completion_at":"2025-11-19T14:47:42.031781+00:00"}""";

    private final MockWebServer server = new MockWebServer();
    private VoyageClientService service;

    @BeforeEach
    void start() throws Exception {
        server.start();
        service = ServiceFixture.enabled(server.url("/v1"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void upload() throws Exception {
        response(FILE);
        final byte[] lines = """
            {"custom_id":"a","body":{"input":["ä"]}}
            """.getBytes(StandardCharsets.UTF_8);

        final RemoteFile file = service.uploadBatchInput("records.jsonl", new FileContent() {
            @Override
            public long size() {
                return lines.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(lines);
            }
        });

        final RecordedRequest request = server.takeRequest();
        final String body = request.getBody().utf8();
        assertEquals("POST /v1/files", request.getMethod() + " " + request.getTarget());
        assertEquals("Bearer " + ServiceFixture.API_KEY, request.getHeaders().get("Authorization"));
        assertEquals(Long.toString(request.getBodySize()), request.getHeaders().get("Content-Length"));
        assertTrue(body.indexOf("name=\"purpose\"") < body.indexOf("name=\"file\"; filename=\"records.jsonl\""), body);
        assertTrue(body.contains("\r\n\r\nbatch\r\n"), body);
        assertTrue(body.contains(new String(lines, StandardCharsets.UTF_8)), body);
        assertEquals("file-7vT5tYiajeqrFpsqCT8fbxCp46vwf8R4Qwdh8", file.id());
        assertEquals(140, file.bytes());
        assertEquals(Instant.parse("2025-12-31T19:18:23.455349Z"), file.expiresAt());
    }

    @Test
    void createsBatch() throws Exception {
        response(BATCH.formatted("validating"));

        final Batch batch = service.createBatch(new BatchRequest(
                BatchEndpoint.EMBEDDINGS,
                "file-1",
                Map.of("model", "voyage-4", "output_dimension", 512, "truncation", true),
                Map.of("corpus", "policies")));

        final RecordedRequest request = server.takeRequest();
        assertEquals("POST /v1/batches", request.getMethod() + " " + request.getTarget());
        assertEquals(VoyageJson.read("""
            {"endpoint":"/v1/embeddings","input_file_id":"file-1","completion_window":"12h","metadata":{"corpus":"policies"},
             "request_params":{"model":"voyage-4","output_dimension":512,"truncation":true}}"""), VoyageJson.read(request.getBody().utf8()));
        assertEquals("batch-1", batch.id());
        assertEquals(BatchPhase.RUNNING, batch.status().phase());
        assertEquals(Map.of("corpus", "policies"), batch.metadata());
        assertEquals(100, batch.requestCounts().percent());
        assertEquals(Instant.parse("2025-11-19T02:47:42.031781Z"), batch.createdAt());
        assertEquals(Instant.parse("2025-11-19T14:47:42.031781Z"), batch.expectedCompletionAt());
        assertNull(batch.outputFileId());
    }

    @Test
    void getsBatch() throws Exception {
        response(BATCH.formatted("completed"));

        assertEquals(BatchPhase.COMPLETED, service.getBatch("batch-1").status().phase());
        assertEquals("/v1/batches/batch-1", server.takeRequest().getTarget());
    }

    @Test
    void cancelsBatch() throws Exception {
        response(BATCH.formatted("cancelling"));

        assertEquals(BatchPhase.RUNNING, service.cancelBatch("batch-1").status().phase());
        final RecordedRequest request = server.takeRequest();
        assertEquals("POST /v1/batches/batch-1/cancel", request.getMethod() + " " + request.getTarget());
        assertEquals("Bearer " + ServiceFixture.API_KEY, request.getHeaders().get("Authorization"));
        assertEquals(0, request.getBodySize());
    }

    @Test
    void unknownFieldsStatusesAndOddTimes() throws Exception {
        response("""
            {"id":"batch-1","status":"Paused","surprise":{"a":[1]},"request_counts":null,"metadata":null,"errors":{"object":"list","data":[
              {"code":"invalid_json_line","line":7,"message":"not JSON","param":null,"more":1},{"line":"x"}]},
             "created_at":"2025-01-29 13:05:05","canceled_at":"2025-01-29T14:00:00Z","expected_completion_at":"8h","completed_at":1e300}""");

        final Batch batch = service.getBatch("batch-1");

        assertEquals(BatchPhase.RUNNING, batch.status().phase());
        assertEquals("paused", batch.status().value());
        assertEquals(Instant.parse("2025-01-29T13:05:05Z"), batch.createdAt());
        assertEquals(Instant.parse("2025-01-29T14:00:00Z"), batch.endedAt());
        assertNull(batch.expectedCompletionAt());
        assertEquals(
                "line 7: invalid_json_line: not JSON; no message",
                batch.errorSummary().orElseThrow());
        assertEquals(0, batch.requestCounts().total());
    }

    @Test
    void timesAndCountsBeyondReasonAreIgnored() throws Exception {
        response("""
            {"id":"batch-1","status":"in_progress","created_at":"1013-01-02T03:04:05.678Z","completed_at":"+12026-01-01T00:00:00Z","expected_completion_at":1e12,
             "request_counts":{"total":7,"completed":9223372036854775807,"failed":-3}}""");

        final Batch batch = service.getBatch("batch-1");

        assertNull(batch.createdAt());
        assertNull(batch.endedAt());
        assertNull(batch.expectedCompletionAt());
        assertEquals(100, batch.requestCounts().percent());
        assertEquals(0, batch.requestCounts().failed());
    }

    @Test
    void listsBatches() throws Exception {
        response("""
            {"object":"list","data":[%s],"has_more":true}""".formatted(BATCH.formatted("completed")));
        response("{\"data\":[]}");

        final BatchPage first = service.listBatches(100, null);
        final BatchPage second = service.listBatches(1, "batch 1/x");

        assertEquals(List.of("batch-1"), first.batches().stream().map(Batch::id).toList());
        assertTrue(first.hasMore());
        assertEquals(new BatchPage(List.of(), false), second);
        assertEquals("/v1/batches?limit=100", server.takeRequest().getTarget());
        assertEquals(
                "/v1/batches?limit=1&after=batch%201%2Fx", server.takeRequest().getTarget());
    }

    @Test
    void listResponseWithoutData() throws Exception {
        // one response per attempt
        for (int i = 0; i < 4; i++) {
            response("""
                {"message":"Please sign in to the network"}""");
        }

        assertThrows(VoyageException.class, () -> service.listBatches(100, null));
    }

    @Test
    void getsFile() throws Exception {
        response(FILE);

        assertEquals("batch_input_file.jsonl", service.getFile("file-1").filename());
        assertEquals("/v1/files/file-1", server.takeRequest().getTarget());
    }

    @Test
    void deleteSkipsMissingFiles() throws Exception {
        response(FILE);
        server.enqueue(new MockResponse.Builder().code(404).body("""
            {"detail":"File not found"}""").build());
        response("{\"success\":true}");

        service.deleteFiles(List.of("file-1", "file-2"));

        assertEquals("/v1/files/file-1", server.takeRequest().getTarget());
        assertEquals("/v1/files/file-2", server.takeRequest().getTarget());
        final RecordedRequest deletion = server.takeRequest();
        assertEquals("POST /v1/files/delete", deletion.getMethod() + " " + deletion.getTarget());
        assertEquals("""
            {"file_ids":["file-1"]}""", deletion.getBody().utf8());
    }

    @Test
    void rejectedDeletion() throws Exception {
        response(FILE);
        response("""
            {"success":false,"error_file_ids":["file-1"]}""");

        final VoyageException failure =
                assertThrows(VoyageException.class, () -> service.deleteFiles(List.of("file-1")));

        assertTrue(failure.getMessage().contains("[\"file-1\"]"), failure.getMessage());
        assertEquals(2, server.getRequestCount());
    }

    @Test
    void deletionWhoseResponseWasLost() throws Exception {
        response(FILE);
        server.enqueue(new MockResponse.Builder().code(502).build());
        server.enqueue(new MockResponse.Builder().code(404).build());

        service.deleteFiles(List.of("file-1"));

        assertEquals(3, server.getRequestCount());
    }

    private void response(final String body) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(body)
                .build());
    }
}
