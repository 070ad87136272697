/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * When Voyage asks one thread of a processor to wait, all of them do.
 */
@Timeout(120)
class RetryAfterForAllThreadsTest {
    private static final int THREADS = 4;
    private static final int FLOW_FILES = 12;
    private static final int RECORDS = 200;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @ParameterizedTest
    @ValueSource(classes = {CreateEmbedding.class, CreateMultimodalEmbedding.class, Rerank.class})
    void noThreadSendsAnythingAfterTheRejection(final Class<? extends Processor> type) throws Exception {
        final TestRunner runner = runner(type);
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 429)) {
            voyage.serve(runner);
            voyage.let(20);
            runner.run(FLOW_FILES);

            // at most the requests that were in flight at the first rejection
            assertTrue(
                    voyage.rejections() >= 1 && voyage.rejections() <= THREADS,
                    () -> "rejections: " + voyage.rejections());
        }
        runner.assertTransferCount("failure", 0);
        assertTrue(!runner.getFlowFilesForRelationship("retry").isEmpty()
                && runner.getFlowFilesForRelationship("retry").size() <= THREADS);
        assertEquals(
                FLOW_FILES - runner.getFlowFilesForRelationship("retry").size(),
                runner.getQueueSize().getObjectCount());
    }

    @ParameterizedTest
    @ValueSource(classes = {CreateEmbedding.class, CreateMultimodalEmbedding.class, Rerank.class})
    void threadsInTheMiddleOfAFlowFileStopToo(final Class<? extends Processor> type) throws Exception {
        final TestRunner runner = runner(type);
        final String path = type == Rerank.class
                ? "/v1/rerank"
                : type == CreateEmbedding.class ? "/v1/embeddings" : "/v1/multimodalembeddings";
        // one rejection only: later requests succeed
        flow.voyage().faults().set(Fault.status(429).on(path).retryAfter(60));
        runner.run(FLOW_FILES);

        final long sent = flow.voyage().ledger().totals().realTimeRequests();
        assertTrue(sent < RECORDS, () -> "requests after the rejection: " + sent);
        assertTrue(runner.getQueueSize().getObjectCount() >= FLOW_FILES - THREADS);
        assertEquals(0, runner.getFlowFilesForRelationship("failure").size());
    }

    // each FlowFile needs many requests
    private TestRunner runner(final Class<? extends Processor> type) throws Exception {
        final TestRunner runner = flow.withRecords(type.getConstructor().newInstance());
        if (type == CreateEmbedding.class) {
            runner.setProperty(CreateEmbedding.MAXIMUM_TEXTS, "1");
        } else if (type == CreateMultimodalEmbedding.class) {
            runner.setProperty(CreateMultimodalEmbedding.MAXIMUM_INPUTS, "1");
        }
        runner.setThreadCount(THREADS);
        for (int i = 0; i < FLOW_FILES; i++) {
            final StringBuilder records = new StringBuilder();
            for (int record = 0; record < RECORDS; record++) {
                records.append("""
                    {"text":"text %d %d","query":"query %d %d","documents":["one","two"]}
                    """.formatted(i, record, i, record));
            }
            runner.enqueue(records.toString());
        }

        return runner;
    }
}
