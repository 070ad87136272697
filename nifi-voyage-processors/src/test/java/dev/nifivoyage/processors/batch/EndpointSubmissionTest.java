/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.MaximumSubmissionsProperty;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.request.DocumentProperties;
import dev.nifivoyage.processors.request.RerankProperties;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The processors for documents and queries create, limit, reject, and retry jobs in the same way as
 * CreateBatchEmbedding.
 */
class EndpointSubmissionTest {
    private static final String CONTENT = """
        {"chunks":["one","two"],"query":"which?","documents":["this","that"]}""";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void adoptsTheJobWhoseResponseWasLost(final boolean rerank) throws Exception {
        final TestRunner create = create(rerank);
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "POST", "/v1/batches", job -> "<html>")) {
            altered.serve(create);
            create.enqueue(CONTENT);
            create.run();
        }
        create.assertAllFlowFilesTransferred(CreateBatchContextualized.RETRY, 1);
        assertEquals(1, jobs().size());

        VoyageTestEnvironment.connect(create, flow.voyage().baseUri().toString());
        final MockFlowFile rejected = create.getFlowFilesForRelationship(CreateBatchContextualized.RETRY)
                .getFirst();
        create.clearTransferState();
        VoyageTestEnvironment.move(create, rejected);
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchContextualized.SUBMITTED, 1);
        assertEquals(1, jobs().size());
        create.getFlowFilesForRelationship(CreateBatchContextualized.SUBMITTED)
                .getFirst()
                .assertAttributeEquals(
                        VoyageAttributes.BATCH_ID, jobs().get(0).path("id").asText());
        assertEquals(1, create.getCounterValue("Jobs Adopted"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void makesNoMoreThanSoManyJobsForTheSameRecords(final boolean rerank) throws Exception {
        final TestRunner create = create(rerank);
        create.setProperty(MaximumSubmissionsProperty.MAXIMUM_SUBMISSIONS, "2");
        create.enqueue(CONTENT, Map.of(VoyageAttributes.SUBMISSION_COUNT, "2"));
        create.run();

        create.assertAllFlowFilesTransferred(CreateBatchContextualized.FAILURE, 1);
        assertEquals(0, jobs().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sendsRecordsThatNeverRanAgain(final boolean rerank) throws Exception {
        flow.voyage().faults().set(Fault.lines().error(1.0).code("batch_expired"));
        final TestRunner create = create(rerank);
        final TestRunner first = flow.download(flow.await(flow.submit(create, CONTENT)));
        first.assertTransferCount(DownloadBatchResults.UNPROCESSED, 1);
        first.assertTransferCount(DownloadBatchResults.SUCCESS, 0);

        flow.voyage().faults().clear();
        VoyageTestEnvironment.enqueue(
                create,
                first.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED)
                        .getFirst());
        create.run();
        final MockFlowFile again = create.getFlowFilesForRelationship(CreateBatchContextualized.SUBMITTED)
                .getFirst();
        again.assertAttributeEquals(VoyageAttributes.SUBMISSION_COUNT, "2");
        flow.download(flow.await(again)).assertTransferCount(DownloadBatchResults.SUCCESS, 1);
    }

    @Test
    void tellsTheServerTheParametersOfDocuments() throws Exception {
        final TestRunner create = create(false);
        create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.WHOLE_TEXT);
        create.setProperty(DocumentProperties.CHUNK_SIZE, "8");
        create.setProperty("Dimensions", "256");
        create.setProperty("Data Type", "int8");
        final TestRunner download = flow.download(flow.await(flow.submit(create, """
            {"text":"one two three four five six seven eight nine ten eleven twelve"}""")));

        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertTrue(records.size() > 1);
        assertTrue(records.stream()
                .allMatch(record -> record.path("embedding").size() == 256
                        && record.path("embedding").get(0).isInt()));
    }

    @Test
    void isNotValidWithWhatVoyageWouldReject() throws Exception {
        final TestRunner create = create(false);
        create.setProperty("Dimensions", "100");
        create.assertNotValid();
        create.setProperty("Dimensions", "256");
        create.assertValid();
        create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.WHOLE_TEXT);
        create.setProperty(DocumentProperties.CHUNK_SIZE, "10");
        create.setProperty(DocumentProperties.CHUNK_OVERLAP, "10");
        create.assertNotValid();
        create.setProperty(DocumentProperties.CHUNK_OVERLAP, "9");
        create.assertValid();

        final TestRunner rerank = create(true);
        rerank.setProperty(RerankProperties.TOP_K, "0");
        rerank.assertNotValid();
    }

    @Test
    void readsTheEndpointFromTheJob() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(create(true), CONTENT));
        final TestRunner download = flow.download();
        final Map<String, String> attributes = new HashMap<>(completed.getAttributes());
        attributes.remove(VoyageAttributes.BATCH_ENDPOINT);
        download.enqueue(completed.toByteArray(), attributes);
        download.run();

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.BATCH_ENDPOINT, "/v1/rerank");
    }

    private TestRunner create(final boolean rerank) throws Exception {
        return rerank ? flow.createRerank() : flow.createContextualized();
    }

    private JsonNode jobs() throws Exception {
        return LocalHttp.get(flow.voyage(), "/batches").path("data");
    }
}
