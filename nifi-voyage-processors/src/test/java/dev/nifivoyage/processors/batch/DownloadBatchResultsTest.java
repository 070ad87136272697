/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.result.TemporaryDirectoryProperty;
import dev.nifivoyage.service.api.Batch;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.BatchRequest;
import dev.nifivoyage.service.api.FileContent;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.client.StandardVoyageClientService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DownloadBatchResultsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private MockFlowFile completed;
    private TestRunner download;

    @BeforeEach
    void complete() throws Exception {
        completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(30))));
        download = flow.download();
    }

    @Test
    void writesVectorsWhereItIsTold() throws Exception {
        download.setProperty(DownloadBatchResults.EMBEDDING_RECORD_PATH, "/vector");
        download.setProperty(DownloadBatchResults.VECTOR_FORMAT, "BASE64");
        run(completed);

        for (final JsonNode record : Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))) {
            assertEquals(
                    1024 * Float.BYTES,
                    Base64.getDecoder().decode(record.path("vector").asText()).length);
        }
        assertTrue(download.getProvenanceEvents().stream()
                .anyMatch(event -> event.getEventType() == ProvenanceEventType.FETCH));
    }

    @Test
    void writesBytes() throws Exception {
        download.setProperty(DownloadBatchResults.VECTOR_FORMAT, "BYTES");
        run(completed);

        assertEquals(
                30,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .size());
    }

    @Test
    void rejectsEachRecordWithoutTheParentOfThePath() throws Exception {
        download.setProperty(DownloadBatchResults.EMBEDDING_RECORD_PATH, "/no/such/parent");
        run(completed);

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 0);
        final List<JsonNode> errors = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        assertTrue(
                errors.stream()
                                .filter(record -> "missing_target"
                                                .equals(record.at("/error/code").asText())
                                        && record.at("/error/message").asText().contains("/no/such/parent"))
                                .count()
                        > 1,
                errors::toString);
    }

    @Test
    void goesToRetryWhileTheServerIsNotThere() {
        flow.voyage().faults().set(Fault.status(503).on("GET", "/v1/files/*/content"));
        run(completed);
        download.assertAllFlowFilesTransferred(DownloadBatchResults.RETRY, 1);
        download.assertPenalizeCount(1);
        final MockFlowFile again =
                download.getFlowFilesForRelationship(DownloadBatchResults.RETRY).getFirst();
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");

        download.clearTransferState();
        run(again);
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
    }

    @Test
    void goesToFailureWhenTheFileIsGone() {
        run(completed, Map.of(VoyageAttributes.OUTPUT_FILE_ID, "file-7vT5tYiajeqrFpsqCT8fbxCp46vwf8R4Qwdh8"));

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        failure().assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
        final String message = failure().getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(
                message.matches(
                        "GET /v1/files/file-7vT5tYiajeqrFpsqCT8fbxCp46vwf8R4Qwdh8/content failed: HTTP 404: File not found \\(request id [0-9a-f-]{36}\\)"),
                message);
    }

    @Test
    void goesToFailureWithTheArithmeticWhenTheContentHasChanged() throws Exception {
        download.enqueue(
                (Records.of(Records.numbered(20)) + """
                    {"text":" "}""").getBytes(StandardCharsets.UTF_8), completed.getAttributes());
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        // no record goes to rejected
        assertEquals(List.of(), LoggedWarnings.of(download));
        failure().assertAttributeEquals(VoyageAttributes.ERROR_CODE, "record_count_mismatch");
        failure()
                .assertAttributeEquals(
                        VoyageAttributes.ERROR_MESSAGE,
                        "20 embedded + 1 rejected + 0 unprocessed = 21 records, but the batch job was created for 30: the content of the FlowFile has changed since");
    }

    @Test
    void routesUnmatchedRecordsToUnprocessedAndWarnsOfUnmatchedResults() throws Exception {
        final String[] texts = Records.numbered(30);
        texts[7] = "a text that was put here later";
        download.enqueue(Records.of(texts).getBytes(StandardCharsets.UTF_8), completed.getAttributes());
        download.run();

        final List<JsonNode> unprocessed =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED));
        assertEquals(
                List.of(7),
                unprocessed.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(1, download.getCounterValue("Results Unmatched"));
        assertEquals(1, download.getLogger().getWarnMessages().size());
    }

    @Test
    void needsNothingButTheIdOfAJobThatCreateBatchEmbeddingMade() throws Exception {
        download.enqueue(
                completed.toByteArray(),
                Map.of(VoyageAttributes.BATCH_ID, completed.getAttribute(VoyageAttributes.BATCH_ID)));
        download.run();

        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertEquals(30, records.size());
        Records.assertOwnVectors(records, "voyage-4", 1024);
    }

    @Test
    void goesToFailureWhenItIsUnknownHowTheTextsWereEmbedded() throws Exception {
        final VoyageClientService client = download.getControllerService("client", StandardVoyageClientService.class);
        final String requests = """
            {"custom_id":"a","body":{"input":["a text"]}}
            """;
        final String inputFileId = client.uploadBatchInput("other.jsonl", new TextContent(requests))
                .id();
        final Batch job = client.createBatch(new BatchRequest(
                BatchEndpoint.EMBEDDINGS, inputFileId, Map.of("model", "voyage-4"), Map.of("made by", "another tool")));
        final MockFlowFile ended = flow.await(job.id());
        download.enqueue(Records.of("a text").getBytes(StandardCharsets.UTF_8), ended.getAttributes());
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        failure().assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_attribute");
        assertTrue(failure().getAttribute(VoyageAttributes.ERROR_MESSAGE).contains("voyage.embedding.model"));
    }

    @Test
    void goesToFailureWithoutBatchId() throws Exception {
        download.enqueue(Records.of("a text").getBytes(StandardCharsets.UTF_8), Map.of());
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        failure().assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_batch_id");
    }

    @Test
    void goesToFailureWhenTheContentCannotBeRead() {
        download.enqueue("""
            {"text":"broken off""", completed.getAttributes());
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        failure().assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
    }

    @Test
    void goesToRetryWhileTheJobHasNotEnded() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        run(flow.submit(flow.create(), Records.of("a text that takes long")));

        download.assertAllFlowFilesTransferred(DownloadBatchResults.RETRY, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.RETRY)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "job_not_ended");
    }

    @Test
    void waitsForTheOutputFileOfACompletedJob() throws Exception {
        download.setProperty("Missing Results Timeout", "1 min");
        withoutOutputFile(30, DownloadBatchResults.RETRY);

        download.getFlowFilesForRelationship(DownloadBatchResults.RETRY)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "results_incomplete");
    }

    @Test
    void routesAllRecordsOfAJobWithoutResultsToUnprocessed() throws Exception {
        withoutOutputFile(0, DownloadBatchResults.UNPROCESSED);

        assertEquals(
                30,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED))
                        .size());
        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 0);
    }

    private void withoutOutputFile(final int completedRequests, final Relationship expected) throws Exception {
        final String path = "/v1/batches/" + completed.getAttribute(VoyageAttributes.BATCH_ID);
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "GET", path, job -> {
            final ObjectNode batch = ((ObjectNode) AlteredResponses.parse(job)).putNull("output_file_id");
            batch.withObject("/request_counts").put("completed", completedRequests);
            return batch.toString();
        })) {
            altered.serve(download);
            run(
                    completed,
                    Map.of(
                            VoyageAttributes.OUTPUT_FILE_ID,
                            "",
                            VoyageAttributes.REQUESTS_COMPLETED,
                            Integer.toString(completedRequests)));
        }
        download.assertTransferCount(expected, 1);
    }

    @Test
    void sendsRecordsOfAnExpiredJobWhereTheyBelong() throws Exception {
        flow.voyage().faults().set(Fault.expire(0.5));
        run(flow.await(flow.submit(flow.create(), Records.of(Records.numbered(100)))));

        final List<JsonNode> embedded =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        final List<JsonNode> unprocessed =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED));
        assertEquals(100, embedded.size() + unprocessed.size());
        assertTrue(embedded.size() > 10, () -> embedded.size() + " embedded");
        assertTrue(unprocessed.size() > 10, () -> unprocessed.size() + " unprocessed");
        assertTrue(unprocessed.stream().noneMatch(record -> record.has("error")));
    }

    @Test
    void rejectsResultsOfOtherRecordsInsteadOfPayingAgain() throws Exception {
        final String[] others = new String[30];
        for (int i = 0; i < others.length; i++) {
            others[i] = "another text " + i;
        }
        download.setProperty(DownloadBatchResults.DELETE_REMOTE_FILES, "true");
        download.enqueue(Records.of(others).getBytes(StandardCharsets.UTF_8), completed.getAttributes());
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        assertTrue(failure().getAttribute(VoyageAttributes.ERROR_MESSAGE).startsWith("None of the 30 results"));
        assertEquals(2, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @Test
    void deletesTheFilesOfTheJobWhenToldTo() throws Exception {
        assertEquals(2, LocalHttp.get(flow.voyage(), "/files").path("data").size());
        download.setProperty(DownloadBatchResults.DELETE_REMOTE_FILES, "true");
        run(completed);
        download.run();

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        assertEquals(0, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @Test
    void keepsTheFilesOfTheJobOtherwise() throws Exception {
        run(completed);

        assertEquals(2, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @Test
    void leavesNothingInTheTemporaryDirectory(@TempDir final Path directory) throws Exception {
        download.setProperty(TemporaryDirectoryProperty.TEMPORARY_DIRECTORY, directory.toString());
        run(completed);

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void goesOnWhereADownloadBrokeOff() throws Exception {
        final TestRunner patient = flow.download();
        patient.disableControllerService(patient.getControllerService("client"));
        patient.setProperty(patient.getControllerService("client"), "Maximum Retries", "3");
        patient.enableControllerService(patient.getControllerService("client"));
        flow.voyage().faults().set(Fault.truncation(100000).times(2));
        VoyageTestEnvironment.enqueue(patient, completed);
        patient.run();

        patient.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        final List<JsonNode> records = Records.read(patient.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertEquals(30, records.size());
        Records.assertOwnVectors(records, "voyage-4", 1024);
    }

    private MockFlowFile failure() {
        return download.getFlowFilesForRelationship(DownloadBatchResults.FAILURE)
                .getFirst();
    }

    private void run(final MockFlowFile flowFile) {
        run(flowFile, Map.of());
    }

    private void run(final MockFlowFile flowFile, final Map<String, String> attributes) {
        flowFile.putAttributes(attributes);
        VoyageTestEnvironment.enqueue(download, flowFile);
        download.run();
    }

    private record TextContent(String text) implements FileContent {
        @Override
        public long size() {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
