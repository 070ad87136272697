/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The files of a job are deleted although Voyage fails in the meantime or NiFi ends, and its results are joined once.
 */
class RemoteFileDeletionTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private MockFlowFile completed;
    private TestRunner download;

    @BeforeEach
    void createJob() throws Exception {
        completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(20))));
        download = deleting();
        VoyageTestEnvironment.enqueue(download, completed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/batches/*", "/v1/files/*", "/v1/files", "/v1/files/delete"})
    void waitsUntilVoyageDeletesTheFiles(final String path) throws Exception {
        download.run(1, false, true);
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 0);
        assertEquals(1, download.getQueueSize().getObjectCount());
        download.clearTransferState();

        flow.voyage().faults().set(Fault.status(503).on(path));
        download.run(1, false, false);
        download.assertAllFlowFilesTransferred(DownloadBatchResults.RETRY, 1);
        final MockFlowFile waiting =
                download.getFlowFilesForRelationship(DownloadBatchResults.RETRY).getFirst();
        waiting.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "503");
        assertTrue(download.getPenalizedFlowFiles().contains(waiting));
        final String warning = download.getLogger().getWarnMessages().getLast().getMsg();
        assertTrue(warning.contains("cannot be deleted yet"), warning);
        download.clearTransferState();

        flow.voyage().faults().clear();
        VoyageTestEnvironment.enqueue(download, waiting);
        download.run();
        download.assertAllFlowFilesTransferred(DownloadBatchResults.ORIGINAL, 1);
        final MockFlowFile original = download.getFlowFilesForRelationship(DownloadBatchResults.ORIGINAL)
                .getFirst();
        original.assertAttributeNotExists(VoyageAttributes.DELETION_PENDING);
        original.assertAttributeNotExists(VoyageAttributes.ERROR_CODE);
        original.assertContentEquals(completed.toByteArray());
        assertEquals(0, files());
    }

    @Test
    void deletesTheFilesAfterARestart() throws Exception {
        download.run(1, true, true);
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        assertEquals(2, files());

        download.run();
        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(0, files());
    }

    @Test
    void routesToOriginalWhatVoyageWillNeverDelete() {
        download.run(1, false, true);
        flow.voyage().faults().set(Fault.status(403).on("/v1/batches/*"));
        download.run();

        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        download.assertTransferCount(DownloadBatchResults.FAILURE, 0);
        final String warning = download.getLogger().getWarnMessages().getLast().getMsg();
        assertTrue(warning.contains("30 days"), warning);
    }

    @Test
    void keepsTheFilesIfThePropertyWasChanged() throws Exception {
        download.run(1, true, true);
        download.setProperty(DownloadBatchResults.DELETE_REMOTE_FILES, "false");
        download.run();

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(2, files());
    }

    /** The property points to the next job while the files of this one wait. */
    @Test
    void deletesTheFilesAfterAChangeOfTheBatchId() throws Exception {
        download.run(1, true, true);
        download.setProperty("Batch ID", "batch-of-the-next-flowfile");
        download.run();

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(0, files());
    }

    @Test
    void deletesTheFilesThatWereReadInPlaceOfThoseInTheAttributes() throws Exception {
        final TestRunner other = deleting();
        final Map<String, String> attributes = new HashMap<>(completed.getAttributes());
        attributes.put(VoyageAttributes.OUTPUT_FILE_ID, "");
        other.enqueue(completed.toByteArray(), attributes);
        other.run(2);

        other.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(0, files());
    }

    @Test
    void keepsTheFilesOfAJobThatHasNotEnded() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        final MockFlowFile running = flow.submit(flow.create(), Records.of("a", "b"));
        final String batchId = running.getAttribute(VoyageAttributes.BATCH_ID);
        final TestRunner other = deleting();
        other.enqueue(
                running.toByteArray(),
                Map.of(VoyageAttributes.BATCH_ID, batchId, VoyageAttributes.DELETION_PENDING, batchId));
        other.run();

        other.assertAllFlowFilesTransferred(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(3, files());
    }

    @Test
    void deletesTheFilesWithoutAListOfOthers() throws Exception {
        download.run(1, false, true);
        flow.voyage().faults().set(Fault.status(403).on("GET", "/v1/files"));
        download.run();
        flow.voyage().faults().clear();

        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(0, files());
    }

    /** An upload that took effect after its response was given up and the file was uploaded again. */
    @Test
    void deletesCopiesOfTheInputFile() throws Exception {
        final String input = completed.getAttribute(VoyageAttributes.INPUT_FILE_ID);
        final String filename =
                LocalHttp.get(flow.voyage(), "/files/" + input).path("filename").asText();
        BareJobs.upload(download, filename);
        BareJobs.upload(download, "another.jsonl");
        assertEquals(4, files());
        download.run(2);

        download.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(1, files());
    }

    /** An attribute that a copy of another FlowFile brought along. */
    @Test
    void joinsTheResultsOfAnotherJob() throws Exception {
        final TestRunner other = deleting();
        completed.putAttributes(Map.of(VoyageAttributes.DELETION_PENDING, "batch-of-another-flowfile"));
        VoyageTestEnvironment.enqueue(other, completed);
        other.run(2);

        other.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        other.assertTransferCount(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(0, files());
    }

    private TestRunner deleting() throws Exception {
        final TestRunner runner = flow.download();
        runner.setProperty(DownloadBatchResults.DELETE_REMOTE_FILES, "true");
        return runner;
    }

    private int files() throws Exception {
        return LocalHttp.get(flow.voyage(), "/files").path("data").size();
    }
}
