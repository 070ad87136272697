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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Jobs, files, and lines that Voyage should have, but does not return for a while or at all.
 */
class MissingResultsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions().directContent(true));

    private TestRunner download;
    private Instant now = Instant.now();

    @BeforeEach
    void start() throws Exception {
        download = flow.download(new DownloadBatchResults(() -> now));
        download.setProperty("Missing Results Timeout", "5 min");
    }

    @Test
    void waitsForMissingLinesBeforeRecordsAreSentAgain() throws Exception {
        flow.voyage().faults().set(Fault.output().drop(0.2));
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(50))));

        final MockFlowFile waiting = run(completed, DownloadBatchResults.RETRY);
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "results_incomplete");
        assertTrue(download.getPenalizedFlowFiles().contains(waiting));
        now = now.plusSeconds(299);
        final MockFlowFile stillWaiting = run(waiting, DownloadBatchResults.RETRY);
        assertEquals(1, download.getLogger().getWarnMessages().size());

        now = now.plusSeconds(2);
        enqueue(stillWaiting);
        final int unprocessed = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED))
                .size();
        final int embedded = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                .size();
        assertTrue(unprocessed > 0);
        assertEquals(50, unprocessed + embedded);
        final String warning = download.getLogger().getWarnMessages().getLast().getMsg();
        assertTrue(warning.contains("up to %d requests may be billed again".formatted(unprocessed)), warning);
        download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED)
                .getFirst()
                .assertAttributeNotExists(VoyageAttributes.RESULTS_INCOMPLETE_SINCE);
    }

    /** Voyage first returns only the counts, like a job whose files are written after it has ended. */
    @ParameterizedTest
    @ValueSource(strings = {"output_file_id", "error_file_id"})
    void waitsForAFileThatDoesNotShowYet(final String field) throws Exception {
        flow.voyage().faults().set(Fault.lines().error(0.3));
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(40))));
        final int rejected = Integer.parseInt(completed.getAttribute(VoyageAttributes.REQUESTS_FAILED));
        completed.putAttributes(Map.of(
                "output_file_id".equals(field) ? VoyageAttributes.OUTPUT_FILE_ID : VoyageAttributes.ERROR_FILE_ID, ""));
        final MockFlowFile waiting;
        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(),
                "GET",
                "/v1/batches/[^/]*",
                job -> ((ObjectNode) AlteredResponses.parse(job)).putNull(field).toString())) {
            altered.serve(download);
            waiting = run(completed, DownloadBatchResults.RETRY);
            waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "results_incomplete");
        }

        VoyageTestEnvironment.connect(download, flow.voyage().baseUri().toString());
        enqueue(waiting);
        assertEquals(
                rejected,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED))
                        .size());
        assertEquals(
                40 - rejected,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .size());
        download.assertTransferCount(DownloadBatchResults.UNPROCESSED, 0);
    }

    @Test
    void asksTheJobForItsCountsWhenTheFlowFileHasNone() throws Exception {
        flow.voyage().faults().set(Fault.output().drop(0.2));
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(50))));
        download.enqueue(
                completed.toByteArray(),
                Map.of(VoyageAttributes.BATCH_ID, completed.getAttribute(VoyageAttributes.BATCH_ID)));
        download.run(1, false);

        download.assertAllFlowFilesTransferred(DownloadBatchResults.RETRY, 1);
    }

    @Test
    void asksAgainForAResultFileThatIsNotKnownForAMoment() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(5))));
        flow.voyage()
                .faults()
                .set(Fault.status(404).on("GET", "/v1/files/*/content").detail("File not found"));

        final MockFlowFile again = run(completed, DownloadBatchResults.RETRY);
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
        enqueue(again);
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .assertAttributeNotExists(VoyageAttributes.NOT_FOUND_SINCE);
    }

    @Test
    void givesUpAResultFileThatIsNotFoundForMinutes() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(5))));
        completed.putAttributes(Map.of(VoyageAttributes.OUTPUT_FILE_ID, "file-of-nobody"));
        final MockFlowFile again = run(completed, DownloadBatchResults.RETRY);
        now = now.plusSeconds(301);
        final MockFlowFile failed = run(again, DownloadBatchResults.FAILURE);
        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
        failed.assertAttributeNotExists(VoyageAttributes.NOT_FOUND_SINCE);
    }

    @Test
    void asksAgainForAJobThatIsNotKnownForAMoment() throws Exception {
        final MockFlowFile submitted = flow.submit(flow.create(), Records.of("a text"));
        final TestRunner poll = flow.poll(new PollBatchStatus(() -> now));
        flow.voyage().faults().set(Fault.status(404).on("GET", "/v1/batches/*").detail("Batch not found"));
        VoyageTestEnvironment.enqueue(poll, submitted);
        poll.run(1, false);

        poll.assertAllFlowFilesTransferred(PollBatchStatus.RETRY, 1);
        final MockFlowFile again =
                poll.getFlowFilesForRelationship(PollBatchStatus.RETRY).getFirst();
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
        flow.await(again).assertAttributeNotExists(VoyageAttributes.NOT_FOUND_SINCE);
    }

    @Test
    void cancelsAJobThatIsNotKnownForAMoment() throws Exception {
        flow.voyage().faults().set(Fault.stuck(), Fault.status(404).on("POST", "/v1/batches/*/cancel"));
        final MockFlowFile submitted = flow.submit(flow.create(), Records.of("a text"));
        final TestRunner cancel = flow.withClient(new CancelBatch(() -> now));
        VoyageTestEnvironment.enqueue(cancel, submitted);
        cancel.run(1, false);
        cancel.assertAllFlowFilesTransferred(CancelBatch.RETRY, 1);
        VoyageTestEnvironment.enqueue(
                cancel, cancel.getFlowFilesForRelationship(CancelBatch.RETRY).getFirst());
        cancel.clearTransferState();
        cancel.run(1, false);
        cancel.assertAllFlowFilesTransferred(CancelBatch.SUCCESS, 1);
    }

    @Test
    void routesTheRecordsOfACopyToUnprocessedAfterDeletion() throws Exception {
        download.setProperty(DownloadBatchResults.DELETE_REMOTE_FILES, "true");
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(20))));
        enqueue(completed);
        download.run(1, false);
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.clearTransferState();

        final MockFlowFile again = run(completed, DownloadBatchResults.RETRY);
        now = now.plusSeconds(301);
        enqueue(again);
        final List<JsonNode> unprocessed =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED));
        assertEquals(20, unprocessed.size());
        download.assertTransferCount(DownloadBatchResults.FAILURE, 0);
        assertTrue(download.getLogger().getWarnMessages().getLast().getMsg().contains("no longer exist"));
    }

    private MockFlowFile run(final MockFlowFile flowFile, final Relationship expected) {
        enqueue(flowFile);
        download.assertAllFlowFilesTransferred(expected, 1);
        final MockFlowFile transferred =
                download.getFlowFilesForRelationship(expected).getFirst();
        download.clearTransferState();
        return transferred;
    }

    private void enqueue(final MockFlowFile flowFile) {
        VoyageTestEnvironment.enqueue(download, flowFile);
        download.run(1, false);
    }
}
