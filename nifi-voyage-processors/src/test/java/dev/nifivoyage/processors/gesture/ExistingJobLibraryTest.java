/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.gesture.load.LibraryRelationships;
import dev.nifivoyage.processors.gesture.load.LoadingMode;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Libraries whose job is made by one processor, and read by another.
 */
class ExistingJobLibraryTest {
    private LibraryFlow flow;
    private TestRunner forget;
    private TestRunner existing;

    @BeforeEach
    void start() throws Exception {
        flow = new LibraryFlow();
        forget = flow.load(LoadingMode.BATCH_FIRE_AND_FORGET);
        existing = flow.load(LoadingMode.EXISTING_BATCH_JOB);
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    private MockFlowFile submit(final String library) {
        forget.clearTransferState();
        forget.enqueue(library);
        forget.run();
        return LibraryFlow.only(forget, LibraryRelationships.SUBMITTED);
    }

    private MockFlowFile failure(final String library, final String batchId) {
        existing.enqueue(library, Map.of(VoyageAttributes.BATCH_ID, batchId));
        LibraryFlow.await(existing);
        existing.assertTransferCount(LibraryRelationships.SUCCESS, 0);
        existing.assertTransferCount(LibraryRelationships.REJECTED, 0);
        return LibraryFlow.only(existing, LibraryRelationships.FAILURE);
    }

    @Test
    void handsOnTheJobsIdAndForgetsIt() throws Exception {
        final MockFlowFile submitted = submit(LibraryFlow.shipped("gestures"));

        assertEquals(flow.jobs().getFirst().path("id").asText(), submitted.getAttribute(VoyageAttributes.BATCH_ID));
        submitted.assertContentEquals(LibraryFlow.shipped("gestures"));
        submitted.assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, LibraryFlow.MODEL);
        submitted.assertAttributeNotExists(VoyageAttributes.LIBRARY_JOB);
        assertTrue(
                Arrays.stream(LoadGestureLibrary.class
                                .getAnnotation(WritesAttributes.class)
                                .value())
                        .map(WritesAttribute::attribute)
                        .toList()
                        .containsAll(submitted.getAttributes().keySet().stream()
                                .filter(name -> name.startsWith("voyage."))
                                .toList()),
                () -> submitted.getAttributes().toString());
        submitted.assertAttributeNotExists(VoyageAttributes.NEXT_POLL);
        forget.assertTransferCount(LibraryRelationships.SUCCESS, 0);
        forget.assertQueueEmpty();
    }

    @Test
    void takesTheVectorsFromTheJobInTheAttribute() throws Exception {
        VoyageTestEnvironment.enqueue(existing, submit(LibraryFlow.shipped("gestures")));
        LibraryFlow.await(existing);

        assertEquals(
                15, LibraryFlow.records(existing, LibraryRelationships.SUCCESS).size());
        LibraryFlow.assertOwnVectors(LibraryFlow.records(existing, LibraryRelationships.SUCCESS), 1024);
        assertEquals(1, flow.jobs().size());
        LibraryFlow.only(existing, LibraryRelationships.SUCCESS)
                .assertAttributeEquals(
                        VoyageAttributes.USAGE_TOKENS,
                        Long.toString(flow.voyage().ledger().totals().tokens()));
    }

    @Test
    void takesTheVectorsFromTheJobThatPollBatchStatusWaitedFor() throws Exception {
        VoyageTestEnvironment.enqueue(existing, flow.batches().await(submit(LibraryFlow.shipped("gestures"))));
        existing.run();

        LibraryFlow.assertOwnVectors(LibraryFlow.records(existing, LibraryRelationships.SUCCESS), 1024);
        assertEquals(
                15, LibraryFlow.records(existing, LibraryRelationships.SUCCESS).size());
    }

    @Test
    void takesTheVectorsFromTheJobInTheProperty() throws Exception {
        existing.setProperty(
                "Batch ID", submit(LibraryFlow.shipped("archetypes")).getAttribute(VoyageAttributes.BATCH_ID));
        existing.enqueue(LibraryFlow.shipped("archetypes"));
        LibraryFlow.await(existing);

        assertEquals(
                8, LibraryFlow.records(existing, LibraryRelationships.SUCCESS).size());
    }

    @Test
    void waitsForAJobThatStillRuns() throws Exception {
        flow.voyage().faults().set(Fault.stuck());
        final MockFlowFile submitted = submit(LibraryFlow.shipped("gestures"));
        VoyageTestEnvironment.enqueue(existing, submitted);
        existing.run();

        LibraryFlow.only(existing, LibraryRelationships.WAITING)
                .assertAttributeEquals(VoyageAttributes.LIBRARY_JOB, submitted.getAttribute(VoyageAttributes.BATCH_ID));
    }

    @Test
    void makesNoJobForALibraryThatIsThere() throws Exception {
        VoyageTestEnvironment.enqueue(existing, submit(LibraryFlow.shipped("gestures")));
        LibraryFlow.await(existing);
        forget.clearTransferState();
        forget.enqueue(LibraryFlow.shipped("gestures"));
        forget.run();

        assertEquals(
                15, LibraryFlow.records(forget, LibraryRelationships.SUCCESS).size());
        forget.assertTransferCount(LibraryRelationships.SUBMITTED, 0);
        assertEquals(1, flow.jobs().size());
    }

    @Test
    void loadsTheGesturesOfAGrownLibraryThatTheJobHas() throws Exception {
        final MockFlowFile submitted = submit(LibraryFlow.shipped("gestures"));
        existing.enqueue(
                LibraryFlow.shipped("gestures") + LibraryFlow.shipped("archetypes"),
                Map.of(VoyageAttributes.BATCH_ID, submitted.getAttribute(VoyageAttributes.BATCH_ID)));
        LibraryFlow.await(existing);

        assertEquals(
                15, LibraryFlow.records(existing, LibraryRelationships.SUCCESS).size());
        assertEquals(
                LibraryFlow.labels(LibraryFlow.parse(LibraryFlow.shipped("archetypes"))),
                LibraryFlow.labels(LibraryFlow.records(existing, LibraryRelationships.REJECTED)));
        assertEquals(
                "no_result",
                LibraryFlow.records(existing, LibraryRelationships.REJECTED)
                        .getFirst()
                        .path("error")
                        .path("code")
                        .asText());
    }

    @Test
    void failsForAMissingJob() throws Exception {
        existing.enqueue(LibraryFlow.shipped("gestures"), Map.of(VoyageAttributes.BATCH_ID, "batch-of-nobody"));
        existing.run();
        final MockFlowFile again = LibraryFlow.only(existing, LibraryRelationships.RETRY);
        again.assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
        again.assertAttributeExists(VoyageAttributes.NOT_FOUND_SINCE);

        again.putAttributes(Map.of(
                VoyageAttributes.NOT_FOUND_SINCE,
                "2026-01-26T12:00:00Z",
                VoyageAttributes.NEXT_POLL,
                "2026-01-26T12:00:00Z"));
        LibraryFlow.lead(existing, LibraryRelationships.RETRY);
        existing.run();
        LibraryFlow.only(existing, LibraryRelationships.FAILURE)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "404");
    }

    @Test
    void failsWithoutAJob() throws Exception {
        failure(LibraryFlow.shipped("gestures"), " ")
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "missing_batch_id");
    }

    @ParameterizedTest
    @CsvSource({
        "Embeddings Model,voyage-4-lite,model_mismatch",
        "Dimensions,512,parameters_mismatch",
        "Input Type,query,parameters_mismatch",
        "Namespace,another,parameters_mismatch",
        "Truncation,false,parameters_mismatch"
    })
    void rejectsAJobThatEmbedsInAnotherWay(final String property, final String value, final String code)
            throws Exception {
        final String batchId = submit(LibraryFlow.shipped("gestures")).getAttribute(VoyageAttributes.BATCH_ID);
        existing.setProperty(property, value);
        final MockFlowFile failed = failure(LibraryFlow.shipped("gestures"), batchId);

        failed.assertAttributeEquals(VoyageAttributes.ERROR_CODE, code);
        assertTrue(
                failed.getAttribute(VoyageAttributes.ERROR_MESSAGE).contains(value),
                failed.getAttribute(VoyageAttributes.ERROR_MESSAGE));
    }

    @Test
    void rejectsAJobOfAnotherEndpoint() throws Exception {
        final TestRunner rerank = flow.batches().createRerank();
        rerank.enqueue("""
            {"query":"a","documents":["b","c"]}""");
        rerank.run();
        final String batchId =
                rerank.getFlowFilesForRelationship("submitted").getFirst().getAttribute(VoyageAttributes.BATCH_ID);

        failure(LibraryFlow.shipped("gestures"), batchId)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "endpoint_mismatch");
    }

    @Test
    void rejectsAJobOfOtherTexts() throws Exception {
        final TestRunner create = flow.batches().create();
        final String batchId =
                flow.batches().submit(create, Records.of("one", "two")).getAttribute(VoyageAttributes.BATCH_ID);

        failure(LibraryFlow.shipped("gestures"), batchId)
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "texts_mismatch");
    }
}
