/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.VerificationSteps;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.MaximumCostProperty;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.request.DocumentLayout;
import dev.nifivoyage.processors.request.DocumentProperties;
import dev.nifivoyage.processors.request.DocumentsSource;
import dev.nifivoyage.processors.request.RerankProperties;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The verifications of the processors of batch jobs find what can be found without paying. */
class BatchVerificationTest {
    private static final String SAMPLE = "{\"id\": 7, \"text\": \"The left arm is raised\"}";
    private static final String NO_SAMPLE = "There is no sample to check the rest of the configuration with. "
            + "Add the attribute sample with the content of a FlowFile that has one record, in the format of the Record Reader, such as {\"text\": \"The left arm is raised\"}";
    private static final String NO_JOB =
            "There is no batch job to retrieve. Add the attribute voyage.batch.id with the ID of one, or those that Batch ID refers to";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private boolean pays;

    @AfterEach
    void nothingWasPaid() {
        if (!pays) {
            VerificationSteps.assertFree(flow.voyage());
        }
    }

    @Test
    void createWithASample() throws Exception {
        final VerificationSteps steps = VerificationSteps.ofSample(flow.create(), SAMPLE);

        steps.assertSteps("Check Model", "Use Connection", "Read Sample", "Text Record Path", "Estimate Cost");
        steps.assertSuccessful(
                "Check Model",
                "voyage-4 supports 1024 dimensions as float, for 0.06 US dollars per million tokens in real time");
        steps.assertSuccessful("Use Connection", flow.voyage().baseUri() + " accepts the API key");
        steps.assertSuccessful("Read Sample", "1 record; fields: id (INT), text (STRING)");
        steps.assertSuccessful("Text Record Path", "/text is a string of 22 characters: \"The left arm is raised\"");
        steps.assertSuccessful(
                "Estimate Cost",
                "The sample needs 1 request of about 8 tokens. 1,000 records like it need 1,000 requests of about 8,000 tokens in 1 batch job, "
                        + "for about 0.00032160 US dollars (0.00048000 in real time) if no result is cached");
        assertEquals(0, LocalHttp.get(flow.voyage(), "/batches").path("data").size());
        assertEquals(
                0,
                LocalHttp.get(flow.voyage(), "/files?purpose=batch")
                        .path("data")
                        .size());
    }

    @Test
    void createWithoutASample() throws Exception {
        final VerificationSteps steps = VerificationSteps.ofNothing(flow.create());

        steps.assertSteps("Check Model", "Use Connection", "Read Sample");
        steps.assertSkipped("Read Sample", NO_SAMPLE);
    }

    @Test
    void createWithAWrongPath() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(CreateBatchEmbedding.TEXT_RECORD_PATH, "/txt");
        final VerificationSteps steps = VerificationSteps.ofSample(create, SAMPLE);

        steps.assertFailed("Text Record Path", "Record 1: No value at /txt; fields: id, text");
        assertTrue(
                steps.results().get("Estimate Cost").getExplanation().startsWith("1 of 1 records cannot be sent: "),
                steps::toString);
    }

    @Test
    void createWithAnUnreadableSample() throws Exception {
        final VerificationSteps steps = VerificationSteps.ofSample(flow.create(), "{\"text\": ");

        steps.assertSteps("Check Model", "Use Connection", "Read Sample");
        assertTrue(steps.results().get("Read Sample").getOutcome().toString().equals("FAILED"), steps::toString);
    }

    @Test
    void createWithoutRecords() throws Exception {
        VerificationSteps.ofSample(flow.create(), "[]")
                .assertFailed("Read Sample", "The Record Reader finds no record in the sample");
    }

    @Test
    void createWithAModelThatIsNotKnown() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, "voyage-99");
        final VerificationSteps steps = VerificationSteps.ofSample(create, SAMPLE);

        assertTrue(
                steps.results()
                        .get("Check Model")
                        .getExplanation()
                        .startsWith(
                                "This version does not know voyage-99, and cannot check its name without a request. It knows voyage-4-large, "),
                steps::toString);
        steps.assertSuccessful(
                "Estimate Cost",
                "The sample needs 1 request of about 8 tokens. 1,000 records like it need 1,000 requests of about 8,000 tokens in 1 batch job, "
                        + "whose cost is unknown: the price of voyage-99 is not known to this version. Set Price per Million Tokens");
        create.setProperty(PriceProperty.PRICE, "1");
        assertTrue(VerificationSteps.ofSample(create, SAMPLE)
                .results()
                .get("Estimate Cost")
                .getExplanation()
                .contains("0.00536000 US dollars"));
    }

    @Test
    void createWithADimensionThatTheModelDoesNotSupport() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(EmbeddingProperties.DIMENSIONS, "300");
        VerificationSteps.ofNothing(create)
                .assertFailed(
                        "Check Model",
                        "Dimensions is 300, but voyage-4 supports the dimensions [256, 512, 1024, 2048]");
    }

    @Test
    void createWithAMaximumCost() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(MaximumCostProperty.MAXIMUM_COST, "${budget}");
        assertTrue(VerificationSteps.of(create, Map.of("sample", SAMPLE, "budget", "0"))
                .results()
                .get("Estimate Cost")
                .getExplanation()
                .endsWith(". Maximum Cost is 0, a dry run: every FlowFile is routed to over budget with its estimate"));
        assertTrue(VerificationSteps.of(create, Map.of("sample", SAMPLE, "budget", "0.0032160"))
                .results()
                .get("Estimate Cost")
                .getExplanation()
                .endsWith(". Maximum Cost is enough for FlowFiles of about 10,000 such records"));
        VerificationSteps.of(create, Map.of("sample", SAMPLE, "budget", "much"))
                .assertFailed(
                        "Estimate Cost",
                        "Maximum Cost is [much] for the FlowFile. Expected an amount in US dollars, for example 2.50");
    }

    @Test
    void createWithSmallJobs() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "300");
        assertTrue(VerificationSteps.ofSample(create, SAMPLE)
                .results()
                .get("Estimate Cost")
                .getExplanation()
                .contains(" in 4 batch jobs, "));
        create.setProperty(JobLimitProperties.MAXIMUM_TOKENS, "7");
        assertTrue(VerificationSteps.ofSample(create, SAMPLE)
                .results()
                .get("Estimate Cost")
                .getExplanation()
                .startsWith("The text of record 1 requires a request of "));
    }

    @Test
    void createWithoutAKey() throws Exception {
        final TestRunner create = flow.create();
        VoyageTestEnvironment.connect(create, "http://localhost:1/v1");
        assertEquals(
                "FAILED",
                VerificationSteps.ofSample(create, SAMPLE)
                        .results()
                        .get("Use Connection")
                        .getOutcome()
                        .toString());
    }

    @Test
    void contextualizedWithASample() throws Exception {
        final TestRunner create = flow.createContextualized();
        create.setProperty(DocumentProperties.DOCUMENT_LAYOUT, DocumentLayout.CONSECUTIVE_RECORDS);
        create.setProperty(DocumentProperties.DOCUMENT_ID_RECORD_PATH, "/document_id");
        create.setProperty(DocumentProperties.CHUNK_COUNT_RECORD_PATH, "/chunk_count");
        final String first = "{\"document_id\": \"a\", \"chunk_count\": 2, \"text\": \"one two three\"}\n";
        final VerificationSteps steps = VerificationSteps.ofSample(create, first + first);

        steps.assertSteps(
                "Check Model",
                "Use Connection",
                "Read Sample",
                "Document ID Record Path",
                "Chunk Count Record Path",
                "Text Record Path",
                "Estimate Cost");
        steps.assertSuccessful("Chunk Count Record Path", "/chunk_count is the number 2");
        assertTrue(
                steps.results()
                        .get("Estimate Cost")
                        .getExplanation()
                        .startsWith(
                                "The sample needs 1 request of about 10 tokens. 1,000 records like it need 500 requests of about 5,000 tokens in 1 batch job"),
                steps::toString);

        // half a document
        assertTrue(VerificationSteps.ofSample(create, first)
                .results()
                .get("Estimate Cost")
                .getExplanation()
                .startsWith("1 of 1 records cannot be sent: "));
        VerificationSteps.ofNothing(create).assertSkipped("Read Sample", NO_SAMPLE);
    }

    @Test
    void rerankWithASample(@TempDir final Path directory) throws Exception {
        final TestRunner create = flow.createRerank();
        create.setProperty(RerankProperties.QUERY_RECORD_PATH, "/query");
        create.setProperty(RerankProperties.DOCUMENTS_RECORD_PATH, "/documents[*]/text");
        final String sample = "{\"query\": \"one\", \"documents\": [{\"text\": \"two\"}, {\"text\": \"three\"}]}";
        final VerificationSteps steps = VerificationSteps.ofSample(create, sample);
        steps.assertSteps(
                "Check Model",
                "Documents File",
                "Use Connection",
                "Read Sample",
                "Query Record Path",
                "Documents Record Path",
                "Estimate Cost");
        steps.assertSkipped("Documents File", "Each record contains its own documents");
        steps.assertSuccessful(
                "Documents Record Path",
                "/documents[*]/text selects 2 values, the first of which is a string of 3 characters: \"two\"");

        create.setProperty(RerankProperties.DOCUMENTS_SOURCE, DocumentsSource.FILE);
        final Path file = directory.resolve("documents.json");
        create.setProperty(RerankProperties.DOCUMENTS_FILE, file.toString());
        create.setProperty(RerankProperties.QUERY_RECORD_PATH, "/question");
        assertEquals(
                "FAILED",
                VerificationSteps.ofNothing(create)
                        .results()
                        .get("Documents File")
                        .getOutcome()
                        .toString());
        Files.writeString(file, "{\"text\": \"two\"}");
        final VerificationSteps shared = VerificationSteps.ofSample(create, sample);
        shared.assertSuccessful("Documents File", file + " contains 1 documents");
        shared.assertFailed("Query Record Path", "Record 1: No value at /question; fields: query, documents");
    }

    @Test
    void jobsAreRetrievedOnce() throws Exception {
        pays = true;
        final TestRunner create = flow.create();
        final MockFlowFile submitted = flow.submit(create, SAMPLE);
        final String batchId = submitted.getAttribute(VoyageAttributes.BATCH_ID);
        flow.await(submitted);

        for (final TestRunner runner : new TestRunner[] {flow.poll(), flow.withClient(new CancelBatch())}) {
            flow.voyage().requests().reset();
            final VerificationSteps steps = VerificationSteps.of(runner, Map.of(VoyageAttributes.BATCH_ID, batchId));
            steps.assertSteps("Use Connection", "Get Job");
            steps.assertSuccessful(
                    "Get Job",
                    "Batch job %s of /v1/embeddings is completed: 1 of 1 requests completed, 0 failed"
                            .formatted(batchId));
            assertEquals(2, flow.voyage().requests().total());

            VerificationSteps.ofNothing(runner).assertSkipped("Get Job", NO_JOB);
            assertEquals(
                    "FAILED",
                    VerificationSteps.of(runner, Map.of(VoyageAttributes.BATCH_ID, "batch-none"))
                            .results()
                            .get("Get Job")
                            .getOutcome()
                            .toString());
        }
    }

    @Test
    void resultsAreFoundWithoutADownload() throws Exception {
        pays = true;
        final TestRunner create = flow.create();
        final MockFlowFile submitted = flow.submit(create, SAMPLE);
        final String batchId = submitted.getAttribute(VoyageAttributes.BATCH_ID);
        flow.await(submitted);
        flow.voyage().requests().reset();
        final TestRunner download = flow.download();
        download.setProperty(DownloadBatchResults.EMBEDDING_RECORD_PATH, "/meta/embedding");

        final VerificationSteps steps = VerificationSteps.of(
                download,
                Map.of(
                        VoyageAttributes.BATCH_ID,
                        batchId,
                        VoyageAttributes.TEXT_RECORD_PATH,
                        "/text",
                        "sample",
                        SAMPLE));
        steps.assertSteps(
                "Use Connection",
                "Find Results",
                "Temporary Directory",
                "Read Sample",
                "Text Record Path",
                "Embedding Record Path");
        steps.assertSuccessful(
                "Find Results",
                "The results of %s are in 1 file: 1 requests of /v1/embeddings have ended".formatted(batchId));
        steps.assertFailed(
                "Embedding Record Path",
                "Record 1: The record has no place for the result at /meta/embedding: /meta is missing or null; fields: id, text");
        assertEquals(2, flow.voyage().requests().total());

        final VerificationSteps nothing = VerificationSteps.ofNothing(download);
        nothing.assertSkipped("Find Results", NO_JOB);
        nothing.assertSkipped("Read Sample", NO_SAMPLE);
        assertEquals(
                "FAILED",
                VerificationSteps.of(download, Map.of(VoyageAttributes.BATCH_ID, "batch-none"))
                        .results()
                        .get("Find Results")
                        .getOutcome()
                        .toString());
    }
}
