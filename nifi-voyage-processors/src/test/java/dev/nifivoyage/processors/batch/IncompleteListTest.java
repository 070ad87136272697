/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.list.ListingStrategy;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Lists of jobs that may be incomplete.
 */
class IncompleteListTest {
    private static final Fault STUCK = Fault.stuck("validating").times(10000);
    private static final int JOBS = 6;
    private static final int PAGE = 2;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner list;
    private List<String> jobs;
    private JsonNode whole;
    private final AtomicInteger pages = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        flow.voyage().faults().set(STUCK);
        list = flow.withClient(new ListBatches());
        jobs = BareJobs.submit(list, JOBS, Map.of());
        whole = LocalHttp.get(flow.voyage(), "/batches");
    }

    /** The sequence of page numbers that the server returns; E is an empty page. It repeats after the last. */
    @ParameterizedTest
    @CsvSource({
        "0, 2, NEW_JOBS", "0, 2, ALL_JOBS",
        "E, 0, NEW_JOBS", "E, 0, ALL_JOBS",
        "0E, 2, NEW_JOBS", "0E, 2, ALL_JOBS",
        "01, 4, NEW_JOBS", "01, 4, ALL_JOBS",
        "012, 6, NEW_JOBS", "012, 6, ALL_JOBS",
        "0111, 4, NEW_JOBS", "0122, 6, ALL_JOBS"
    })
    void listsWhatItSeesOnceAndWarns(final String sequence, final int seen, final ListingStrategy strategy)
            throws Exception {
        list.setProperty(ListBatches.LISTING_STRATEGY, strategy);
        try (AlteredResponses altered = pages(sequence)) {
            altered.serve(list);
            list.run(1, false);
        }

        list.assertTransferCount(ListBatches.SUCCESS, seen);
        assertEquals(
                seen, ids(list.getFlowFilesForRelationship(ListBatches.SUCCESS)).size());
        assertTrue(list.getLogger().getWarnMessages().getFirst().getMsg().contains("incomplete"));
    }

    @Test
    void goesOnWhereTheListBrokeOffWhenItIsWholeAgain() throws Exception {
        try (AlteredResponses altered = pages("0E")) {
            altered.serve(list);
            list.run(1, false);
            list.assertTransferCount(ListBatches.SUCCESS, PAGE);
        }
        VoyageTestEnvironment.connect(list, flow.voyage().baseUri().toString());
        list.setProperty(ListBatches.LISTING_STRATEGY, ListingStrategy.ALL_JOBS);
        list.clearTransferState();
        list.run();
        assertEquals(Set.copyOf(jobs), ids(list.getFlowFilesForRelationship(ListBatches.SUCCESS)));
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "E, 7", "0E, 6", "01, 5", "012, 3"})
    void asksOneByOneForWaitingJobs(final String sequence, final long calls) throws Exception {
        final TestRunner poll = flow.poll();
        try (AlteredResponses altered = pages(sequence)) {
            altered.serve(poll);
            jobs.forEach(job -> poll.enqueue("", Map.of(VoyageAttributes.BATCH_ID, job)));
            poll.run();
        }

        poll.assertAllFlowFilesTransferred(PollBatchStatus.RUNNING, JOBS);
        assertEquals(calls, poll.getCounterValue("Calls to Voyage"));
    }

    private AlteredResponses pages(final String sequence) throws Exception {
        return new AlteredResponses(
                flow.voyage(),
                "GET",
                "/v1/batches",
                asked -> page(sequence.charAt(pages.getAndIncrement() % sequence.length())));
    }

    private String page(final char page) {
        final ObjectNode altered = whole.deepCopy();
        final ArrayNode shown = altered.arrayNode();
        final List<JsonNode> all = new ArrayList<>();
        whole.path("data").forEach(all::add);
        if (page != 'E') {
            final int from = PAGE * (page - '0');
            all.subList(from, from + PAGE).forEach(shown::add);
        }
        altered.set("data", shown);
        altered.put("has_more", true);
        return altered.toString();
    }

    private static Set<String> ids(final List<MockFlowFile> flowFiles) {
        return flowFiles.stream()
                .map(flowFile -> flowFile.getAttribute(VoyageAttributes.BATCH_ID))
                .collect(Collectors.toSet());
    }
}
