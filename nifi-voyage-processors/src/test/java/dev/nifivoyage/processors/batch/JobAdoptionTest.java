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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.property.JobLimitProperties;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A job that an earlier try made is adopted by the FlowFile it was made for, and by no other.
 */
class JobAdoptionTest {
    private static final String ANSWER_LOST = "{\"resets\":[{\"method\":\"POST\",\"path\":\"/v1/batches\",\"when\":\"after\",\"count\":%d}]}";
    private static final String ADOPTED = "Jobs Adopted";

    private BatchFlow flow;
    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        flow = new BatchFlow(new VoyageLocalOptions());
        create = flow.create();
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void makesAJobForEachOfTwoFlowFilesWithEqualTextsWhileOneIsInRetry() throws Exception {
        final MockFlowFile waiting = loseAnswer(Rows.of("one", "two"));

        create.enqueue(Rows.of("one", "two"));
        create.run();
        final MockFlowFile other = submitted();
        create.clearTransferState();
        assertNull(create.getCounterValue(ADOPTED));
        assertEquals(2, jobs().size());

        create.enqueue(waiting);
        create.run();
        assertEquals(1, create.getCounterValue(ADOPTED));
        final MockFlowFile adopted = submitted();
        assertNotEquals(other.getAttribute(VoyageAttributes.BATCH_ID), adopted.getAttribute(VoyageAttributes.BATCH_ID));
        assertEquals(2, jobs().size());
        final String submissionId = LocalHttp.get(flow.voyage(), "/batches/" + adopted.getAttribute(VoyageAttributes.BATCH_ID)).path("metadata").path("nifi_voyage_submission_id").asText();
        assertEquals(waiting.getAttribute("uuid") + ".1", submissionId);
        adopted.assertAttributeNotExists(VoyageAttributes.SUBMISSION_ID);
        adopted.assertAttributeNotExists(VoyageAttributes.SUBMISSION_FLOWFILE);
        adopted.assertAttributeEquals(VoyageAttributes.SUBMISSION_COUNT, "1");
    }

    @Test
    void adoptsItsOwnJobAfterARollback() throws Exception {
        triggerWithoutCommit(create.enqueue(Rows.of("one", "two")));
        create.enqueue(Rows.of("one", "two"));
        assertEquals(1, jobs().size(), "made, but the FlowFile does not know");
        create.run(2);

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 2);
        assertEquals(1, create.getCounterValue(ADOPTED));
        assertEquals(2, jobs().size());
        for (final MockFlowFile submitted : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
            final JsonNode job = LocalHttp.get(flow.voyage(), "/batches/" + submitted.getAttribute(VoyageAttributes.BATCH_ID));
            assertEquals(submitted.getAttribute("uuid") + ".1", job.path("metadata").path("nifi_voyage_submission_id").asText());
        }
        assertEquals(Map.of(), create.getStateManager().getState(Scope.LOCAL).toMap());
    }

    @Test
    void adoptsTheJobsOfAllSlicesAfterARollback() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        triggerWithoutCommit(create.enqueue(Rows.of("a", "b", "a", "b", "c", "d", "a", "b")));
        assertEquals(3, jobs().size());
        create.run();

        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 3);
        assertEquals(3, create.getCounterValue(ADOPTED));
        assertEquals(3, jobs().size(), "the first and the last slice have equal texts, and a job each");
        final Set<String> batchIds = new TreeSet<>();
        create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED).forEach(slice -> batchIds.add(slice.getAttribute(VoyageAttributes.BATCH_ID)));
        assertEquals(3, batchIds.size());
    }

    @Test
    void adoptsTheJobsOfSlicesThatComeBackFromFailure() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        triggerWithoutCommit(create.enqueue(Rows.of("a", "b", "c", "d")));
        flow.voyage().faults().set("{\"statuses\":[{\"method\":\"GET\",\"path\":\"/v1/batches\",\"status\":401,\"count\":2}]}");
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.FAILURE, 2);

        final MockFlowFile[] slices = create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE).toArray(MockFlowFile[]::new);
        create.clearTransferState();
        create.enqueue(slices);
        create.run(2);
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 2);
        assertEquals(2, create.getCounterValue(ADOPTED));
        assertEquals(2, jobs().size());
    }

    @Test
    void adoptsTheJobOfASliceThatWaitsInRetry() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        flow.voyage().faults().set(ANSWER_LOST.formatted(3));
        create.enqueue(Rows.of("a", "b", "c", "d", "a", "b"));
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.RETRY, 3);
        assertEquals(3, jobs().size());

        final MockFlowFile[] slices = create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).toArray(MockFlowFile[]::new);
        create.clearTransferState();
        create.enqueue(slices);
        create.run(3);
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 3);
        assertEquals(3, create.getCounterValue(ADOPTED));
        assertEquals(3, jobs().size());
    }

    @Test
    void makesAnotherJobForACopyOfWhatWaitsInRetry() throws Exception {
        final MockFlowFile waiting = loseAnswer(Rows.of("one", "two"));
        // a new UUID, and all the other attributes
        BatchFlow.enqueue(create, waiting);
        create.run();

        final MockFlowFile copy = submitted();
        assertNull(create.getCounterValue(ADOPTED));
        assertEquals(2, jobs().size());
        assertNotEquals(waiting.getAttribute(VoyageAttributes.INPUT_FILE_ID), copy.getAttribute(VoyageAttributes.INPUT_FILE_ID), "either may be deleted");
    }

    @Test
    void uploadsAFileForACopyEvenAtItsSecondTry() throws Exception {
        final MockFlowFile waiting = loseAnswer(Rows.of("one", "two"));
        flow.voyage().faults().set("{\"statuses\":[{\"method\":\"POST\",\"path\":\"/v1/files\",\"status\":503,\"count\":1}]}");
        BatchFlow.enqueue(create, waiting);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final MockFlowFile copy = create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        create.enqueue(copy);
        create.run();

        assertNotEquals(waiting.getAttribute(VoyageAttributes.INPUT_FILE_ID), submitted().getAttribute(VoyageAttributes.INPUT_FILE_ID));
    }

    @Test
    void makesAnotherJobWhenTheSameFlowFileIsSentAgainThoughTheNoteOfItsFirstIsStillThere() throws Exception {
        final MockFlowFile waiting = loseAnswer(Rows.of("one", "two"));
        final Map<String, String> notes = create.getStateManager().getState(Scope.LOCAL).toMap();
        assertFalse(notes.isEmpty());
        create.enqueue(waiting);
        create.run();
        final MockFlowFile first = submitted();

        // as if NiFi had ended between committing and forgetting
        create.getStateManager().setState(notes, Scope.LOCAL);
        create.clearTransferState();
        create.enqueue(first);
        create.run();
        final MockFlowFile second = submitted();
        assertEquals(first.getAttribute("uuid"), second.getAttribute("uuid"));
        assertNotEquals(first.getAttribute(VoyageAttributes.BATCH_ID), second.getAttribute(VoyageAttributes.BATCH_ID));
        second.assertAttributeEquals(VoyageAttributes.SUBMISSION_COUNT, "2");
        assertEquals(1, create.getCounterValue(ADOPTED));
    }

    @Test
    void findsTheJobOnAnotherNodeEvenWhenVoyageDoesNotSayWhenTheFileWasMade() throws Exception {
        final MockFlowFile waiting = loseAnswer(Rows.of("one", "two"));
        final TestRunner otherNode = flow.create();
        try (AlteredAnswers altered = new AlteredAnswers(flow.voyage(), "GET", "/v1/files/.*", file -> ((ObjectNode) AlteredAnswers.parse(file)).without("created_at").toString())) {
            altered.serve(otherNode);
            BatchFlow.move(otherNode, waiting);
            otherNode.run();
        }

        otherNode.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        assertEquals(1, otherNode.getCounterValue(ADOPTED));
        assertEquals(1, jobs().size());
    }

    @Test
    void makesNoJobWhileItCannotTellWhetherThereIsOne() throws Exception {
        final MockFlowFile waiting = loseAnswer(Rows.of("one", "two"));
        // another project's worth of jobs before ours
        final ObjectNode jobs = (ObjectNode) LocalHttp.get(flow.voyage(), "/batches");
        ((ObjectNode) jobs.path("data").path(0)).remove("metadata");
        final String withoutEnd = jobs.put("has_more", true).toString();
        try (AlteredAnswers altered = new AlteredAnswers(flow.voyage(), "GET", "/v1/batches", page -> withoutEnd)) {
            altered.serve(create);
            create.enqueue(waiting);
            create.run();
        }

        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final String message = create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst().getAttribute(VoyageAttributes.ERROR_MESSAGE);
        assertTrue(message.contains("newest 5000 jobs"), message);
        assertEquals(1, jobs().size());
    }

    private MockFlowFile loseAnswer(final String content) {
        flow.voyage().faults().set(ANSWER_LOST.formatted(1));
        create.enqueue(content);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.RETRY, 1);
        final MockFlowFile waiting = create.getFlowFilesForRelationship(CreateBatchEmbedding.RETRY).getFirst();
        create.clearTransferState();
        return waiting;
    }

    private MockFlowFile submitted() {
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.SUBMITTED, 1);
        return create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED).getFirst();
    }

    /**
     * Runs the processor once with a session that cannot be committed. The FlowFile is then in the queue again as it was.
     */
    private void triggerWithoutCommit(final MockFlowFile queued) {
        final CreateBatchEmbedding processor = (CreateBatchEmbedding) create.getProcessor();
        processor.onScheduled(create.getProcessContext());
        final ProcessSession session = create.getProcessSessionFactory().createSession();
        final ProcessSession uncommitted = (ProcessSession) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {ProcessSession.class}, (proxy, method, arguments) -> {
            if (method.getName().startsWith("commit")) {
                throw new ProcessException("The repository cannot be written");
            }
            try {
                return method.invoke(session, arguments);
            } catch (final InvocationTargetException e) {
                throw e.getCause();
            }
        });
        assertThrows(ProcessException.class, () -> processor.onTrigger(create.getProcessContext(), uncommitted));
        create.clearTransferState();
        // the session's own rollback would queue the FlowFile with its new attributes, as no NiFi does
        create.enqueue(queued);
    }

    private JsonNode jobs() throws Exception {
        return LocalHttp.get(flow.voyage(), "/batches").path("data");
    }
}
