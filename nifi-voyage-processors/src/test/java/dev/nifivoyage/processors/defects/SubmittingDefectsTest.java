/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.ListBatches;
import dev.nifivoyage.processors.batch.LocalHttp;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Regression tests of a predecessor that lost jobs and files, and rejected FlowFiles that were too large for one job.
 */
class SubmittingDefectsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
    }

    @Test
    @DisplayName("l: job id only in memory; upload without create leaves an orphan file")
    void lAJobIsFoundAgainWhoeverLostItAndAFileIsUploadedOnce() throws Exception {
        // uploaded, and no job: the next try takes the same file
        flow.voyage().faults().set(Fault.resetBefore().on("POST", "/v1/batches"));
        final MockFlowFile uploaded = rejected(create, Records.of("one", "two"));
        assertEquals(0, count("/batches"));
        // a job, and its id is lost: another node finds it by what the job tells of itself
        flow.voyage().faults().set(Fault.resetAfter().on("POST", "/v1/batches"));
        flow.letTimePass(Duration.ofMinutes(7));
        create.enqueue(uploaded);
        create.run();
        final MockFlowFile lost = JobView.only(create, "retry");
        lost.assertAttributeNotExists(VoyageAttributes.BATCH_ID);
        final TestRunner otherNode = flow.create();
        VoyageTestEnvironment.move(otherNode, lost);
        otherNode.run();
        final MockFlowFile adopted = JobView.only(otherNode, "submitted");
        assertEquals(1, count("/batches"));
        assertEquals(1, count("/files?purpose=batch"));
        flow.await(adopted);

        // the FlowFile is lost: the job is listed, and its id is enough to have the vectors
        final TestRunner list = flow.withClient(new ListBatches());
        list.run();
        final MockFlowFile listed = JobView.only(list, "success");
        listed.assertAttributeEquals(VoyageAttributes.BATCH_ID, adopted.getAttribute(VoyageAttributes.BATCH_ID));
        final TestRunner download = flow.download();
        download.enqueue(
                Records.of("one", "two"),
                Map.of(VoyageAttributes.BATCH_ID, listed.getAttribute(VoyageAttributes.BATCH_ID)));
        download.run();
        final List<JsonNode> records = JobView.records(download, "success");
        assertEquals(2, records.size());
        Records.assertOwnVectors(records, "voyage-4", 1024);
    }

    @Test
    @DisplayName("m: files never deleted")
    void mTheFilesOfAJobAreDeletedWhenWanted() throws Exception {
        flow.voyage().faults().set(Fault.lines().response(0.2).error(0.3));
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of(Records.numbered(30))));
        assertEquals(3, count("/files"), "requests, results, errors");
        flow.download(completed).assertTransferCount("success", 1);
        assertEquals(3, count("/files"));

        final TestRunner download = flow.download();
        download.setProperty("Delete Remote Files", "true");
        VoyageTestEnvironment.enqueue(download, completed);
        download.run(2);

        download.assertTransferCount("success", 1);
        assertEquals(0, count("/files"));
    }

    @Test
    @DisplayName("n: more than 100,000 raises; no byte limit")
    void nAFlowFileIsCutByRequestsBytesAndTokens() throws Exception {
        flow.voyage().faults().set(Fault.stuck("validating").times(1000));
        final StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100_001; i++) {
            many.append("""
                {"text":"%d"}
                """.formatted(i));
        }
        assertEquals(List.of("100000", "1"), requests(many.toString()));

        // a line has about 100 bytes, and a text about 10 tokens
        final String records = Records.of(Records.numbered(100));
        create.setProperty("Maximum Job Size", "5 KB");
        assertCut(requests(records));
        create.setProperty("Maximum Job Size", "1 GB");
        create.setProperty("Maximum Tokens per Job", "400");
        assertCut(requests(records));
    }

    private List<String> requests(final String content) {
        create.enqueue(content);
        create.run();
        final List<String> requests = create.getFlowFilesForRelationship("submitted").stream()
                .map(flowFile -> flowFile.getAttribute(VoyageAttributes.REQUESTS))
                .toList();
        create.clearTransferState();
        return requests;
    }

    private static void assertCut(final List<String> requests) {
        assertTrue(requests.size() >= 2, requests::toString);
        assertTrue(requests.size() <= 5, requests::toString);
        assertEquals(100, requests.stream().mapToInt(Integer::parseInt).sum());
    }

    private static MockFlowFile rejected(final TestRunner create, final String content) {
        create.enqueue(content);
        create.run();
        return JobView.only(create, "retry");
    }

    private int count(final String path) throws Exception {
        return LocalHttp.get(flow.voyage(), path).path("data").size();
    }
}
