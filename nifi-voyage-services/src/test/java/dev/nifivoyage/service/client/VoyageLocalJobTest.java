/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchPage;
import dev.nifivoyage.service.api.BatchPhase;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.FilePage;
import dev.nifivoyage.service.api.RemoteFile;
import dev.nifivoyage.service.api.VoyageException;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A job from its upload to its deletion, on a Voyage-compatible server with and without faults.
 */
@Timeout(120)
class VoyageLocalJobTest {
    private static final int RECORDS = 200;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void job(final boolean directContent) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(
                new VoyageLocalOptions().apiKey(ServiceFixture.API_KEY).directContent(directContent))) {
            final StandardVoyageClientService service = ServiceFixture.enabled(voyage.baseUri());

            final RemoteFile input = service.uploadBatchInput("records.jsonl", records());
            assertEquals(records().size(), input.bytes());
            assertEquals("records.jsonl", input.filename());
            assertEquals(input, service.getFile(input.id()));
            assertEquals(Duration.ofDays(30), Duration.between(input.createdAt(), input.expiresAt()));
            assertArrayEquals(records().bytes, read(service, input.id()));

            final Batch ended = await(service, service.createBatch(request(input)));
            assertEquals(BatchPhase.COMPLETED, ended.status().phase());
            assertEquals(RECORDS, ended.requestCounts().completed());
            assertEquals(Map.of("corpus", "policies"), ended.metadata());
            assertEquals(new BatchPage(List.of(ended), false), service.listBatches(100, null));

            final byte[] output = read(service, ended.outputFileId());
            assertEquals(service.getFile(ended.outputFileId()).bytes(), output.length);
            assertEquals(
                    RECORDS,
                    new String(output, StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.contains("\"embedding\""))
                            .count());

            service.deleteFiles(List.of(input.id(), ended.outputFileId()));
            service.deleteFiles(List.of(input.id(), ended.outputFileId()));
            assertEquals(
                    404,
                    assertThrows(VoyageException.class, () -> service.getFile(input.id()))
                            .statusCode()
                            .orElseThrow());
        }
    }

    /** Three times each, as Maximum Retries allows for a call. */
    @Test
    void deletesFilesThoughEachCallIsRejected() throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final StandardVoyageClientService service = ServiceFixture.enabled(voyage.baseUri());
            final String first = service.uploadBatchInput("a.jsonl", records()).id();
            final String second = service.uploadBatchInput("b.jsonl", records()).id();
            voyage.faults()
                    .set(
                            Fault.status(429).on("GET", "/v1/files/" + first).times(3),
                            Fault.status(429).on("GET", "/v1/files/" + second).times(3),
                            Fault.status(429).on("POST", "/v1/files/delete").times(3));

            service.deleteFiles(List.of(first, second));

            assertEquals(List.of(), service.listFiles(100, null).files());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jobUnderFaults(final boolean directContent) throws Exception {
        try (VoyageLocalServer voyage =
                VoyageLocalServer.start(new VoyageLocalOptions().directContent(directContent))) {
            final StandardVoyageClientService service = ServiceFixture.enabled(voyage.baseUri());
            voyage.faults()
                    .set(
                            Fault.status(429).on("POST", "/v1/files").retryAfter(1),
                            Fault.status(500).on("POST", "/v1/files"),
                            Fault.status(503).on("GET", "/v1/batches/*").times(2),
                            Fault.resetAfter().on("POST", "/v1/files"),
                            Fault.resetBefore().on("GET", "/v1/batches/*"),
                            Fault.truncation(1000).times(3),
                            Fault.truncation(20000).times(2),
                            Fault.expiredUrls(directContent ? 0 : 2));

            final Batch ended =
                    await(service, service.createBatch(request(service.uploadBatchInput("records.jsonl", records()))));
            final byte[] output = read(service, ended.outputFileId());

            voyage.faults().clear();
            assertArrayEquals(read(service, ended.outputFileId()), output);
            assertEquals(RECORDS, voyage.ledger().totals().batchRequests());
        }
    }

    @Test
    void lostResponseOfANewJobMakesNoSecondJob() throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final StandardVoyageClientService service = ServiceFixture.enabled(voyage.baseUri());
            final RemoteFile input = service.uploadBatchInput("records.jsonl", records());
            voyage.faults().set(Fault.resetAfter().on("POST", "/v1/batches"));

            assertThrows(VoyageException.class, () -> service.createBatch(request(input)));

            assertEquals(1, service.listBatches(100, null).batches().size());
        }
    }

    @Test
    void verification() throws Exception {
        try (VoyageLocalServer voyage =
                VoyageLocalServer.start(new VoyageLocalOptions().apiKey(ServiceFixture.API_KEY))) {
            final ServiceFixture fixture = new ServiceFixture(voyage.baseUri());

            assertEquals(
                    Outcome.SUCCESSFUL,
                    fixture.verify().get(ConnectionVerifier.USE_API_KEY).getOutcome());
            fixture.set(StandardVoyageClientService.API_KEY, "pa-another-key");
            assertEquals(
                    Outcome.FAILED,
                    fixture.verify().get(ConnectionVerifier.USE_API_KEY).getOutcome());
            assertEquals(0, voyage.ledger().totals().requests());
        }
    }

    private static BatchRequest request(final RemoteFile input) {
        return new BatchRequest(
                BatchEndpoint.EMBEDDINGS,
                input.id(),
                Map.of("model", "voyage-4-lite", "output_dimension", 256),
                Map.of("corpus", "policies"));
    }

    private static Batch await(final StandardVoyageClientService service, final Batch created) throws VoyageException {
        final long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Batch batch = created;
        while (batch.status().phase() == BatchPhase.RUNNING) {
            assertTrue(System.nanoTime() < end, "the job has not ended");
            batch = service.getBatch(created.id());
        }

        return batch;
    }

    private static byte[] read(final StandardVoyageClientService service, final String fileId) throws IOException {
        try (InputStream stream = service.openFile(fileId)) {
            return stream.readAllBytes();
        }
    }

    @Test
    void aRepeatedUploadLeavesOneFile() throws Exception {
        try (VoyageLocalServer voyage =
                VoyageLocalServer.start(new VoyageLocalOptions().apiKey(ServiceFixture.API_KEY))) {
            final StandardVoyageClientService service = ServiceFixture.enabled(voyage.baseUri());
            final RemoteFile other = service.uploadBatchInput("other.jsonl", records());
            voyage.faults().set(Fault.resetAfter().on("POST", "/v1/files").times(2));
            final RemoteFile input = service.uploadBatchInput("records.jsonl", records());

            assertEquals(new FilePage(List.of(input, other), false), service.listFiles(10, null));
            assertEquals(new FilePage(List.of(other), false), service.listFiles(10, input.id()));
        }
    }

    private static Lines records() {
        final StringBuilder lines = new StringBuilder();
        for (int record = 0; record < RECORDS; record++) {
            lines.append("""
                {"custom_id":"record-%d","body":{"input":["text number %d"]}}
                """.formatted(record, record));
        }

        return new Lines(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private record Lines(byte[] bytes) implements FileContent {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }
}
