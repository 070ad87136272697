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
import dev.nifivoyage.processors.batch.list.JobFilterProperties;
import dev.nifivoyage.processors.batch.list.JobSelection;
import dev.nifivoyage.processors.batch.list.ListingStrategy;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.PrimaryNodeOnly;
import org.apache.nifi.annotation.behavior.TriggerSerially;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ListBatchesTest {
    private static final Fault STUCK = Fault.stuck("validating").times(10000);
    private static final String CALLS = "Calls to Voyage";
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private VoyageTestEnvironment flow;
    private TestRunner list;
    private Instant now = Instant.now();

    @BeforeEach
    void start() throws Exception {
        flow = new VoyageTestEnvironment(new VoyageLocalOptions().maximumBatches(2_000));
        list = lister();
    }

    @AfterEach
    void stop() {
        flow.close();
    }

    @Test
    void runsOnThePrimaryNodeAlone() {
        assertNotNull(ListBatches.class.getAnnotation(PrimaryNodeOnly.class));
        assertNotNull(ListBatches.class.getAnnotation(TriggerSerially.class));
        assertEquals(
                InputRequirement.Requirement.INPUT_FORBIDDEN,
                ListBatches.class.getAnnotation(InputRequirement.class).value());
    }

    @Test
    void givesAFlowFileAllThatTheJobsOwnFlowFileHas() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty("Dimensions", "512");
        create.setProperty("corpus", "gestures");
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of(Records.numbered(5))));

        final MockFlowFile listed = listOne();
        listed.assertContentEquals("");
        listed.assertAttributeEquals("filename", completed.getAttribute(VoyageAttributes.BATCH_ID));
        listed.assertAttributeEquals(VoyageAttributes.METADATA_PREFIX + "corpus", "gestures");
        listed.assertAttributeEquals(VoyageAttributes.DIMENSION, "512");
        final Set<String> ofTheFlowOnly =
                Set.of(VoyageAttributes.PROGRESS_AT, VoyageAttributes.PROGRESS_RATE, VoyageAttributes.SUBMISSION_COUNT);
        completed.getAttributes().forEach((name, value) -> {
            if ((name.startsWith("voyage.batch.") || name.startsWith("voyage.embedding."))
                    && !ofTheFlowOnly.contains(name)
                    && !value.isEmpty()) {
                listed.assertAttributeEquals(name, value);
            }
        });
        assertTrue(listed.getAttributes()
                .keySet()
                .containsAll(Set.of(
                        VoyageAttributes.OUTPUT_FILE_ID,
                        VoyageAttributes.CREATED_AT,
                        VoyageAttributes.INPUT_TYPE,
                        VoyageAttributes.TEXT_RECORD_PATH)));
        assertTrue(list.getProvenanceEvents().stream()
                .anyMatch(event -> event.getEventType() == ProvenanceEventType.RECEIVE
                        && event.getTransitUri()
                                .endsWith("/batches/" + completed.getAttribute(VoyageAttributes.BATCH_ID))));
    }

    @Test
    void givesTheParametersOfRankingsAndOfDocumentsToo() throws Exception {
        final MockFlowFile ranking = flow.submit(flow.createRerank(), """
            {"id":0,"query":"who dances?","documents":["a dancer","the weather"]}""");
        assertHasRequestAttributes("voyage.rerank.", ranking, listOne());

        final TestRunner create = flow.createContextualized();
        create.setProperty("Chunks Record Path", "/chunks[*]");
        final MockFlowFile documents = flow.submit(create, """
            {"id":0,"chunks":["a dancer","lifts an arm"]}""");
        assertHasRequestAttributes("voyage.embedding.", documents, listOne());
    }

    private static void assertHasRequestAttributes(
            final String prefix, final MockFlowFile submitted, final MockFlowFile listed) {
        listed.assertAttributeEquals(
                VoyageAttributes.BATCH_ENDPOINT, submitted.getAttribute(VoyageAttributes.BATCH_ENDPOINT));
        final Map<String, String> expected = new HashMap<>(submitted.getAttributes());
        expected.entrySet()
                .removeIf(attribute -> !attribute.getKey().startsWith(prefix)
                        || attribute.getValue().isEmpty());
        assertFalse(expected.isEmpty());
        expected.forEach(listed::assertAttributeEquals);
    }

    @Test
    void leadsALostFlowFileToItsVectors() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty("run", "lost");
        flow.submit(create, Records.of(Records.numbered(30)));
        BareJobs.submit(list, 1, Map.of("run", "another"));

        list.setProperty("run", "lost");
        final EhcacheEmbeddingCacheService cache = LentCache.open();
        try {
            final TestRunner download = flow.downloadWithoutRecords();
            LentCache.lend(cache, download);
            VoyageTestEnvironment.enqueue(download, flow.await(listOne()));
            download.run();
            download.assertAllFlowFilesTransferred(DownloadBatchResults.ORIGINAL, 1);

            LentCache.lend(cache, create);
            create.enqueue(Records.of(Records.numbered(30)));
            create.run();
            create.assertAllFlowFilesTransferred(CreateBatchEmbedding.REAL_TIME, 1);
            create.getFlowFilesForRelationship(CreateBatchEmbedding.REAL_TIME)
                    .getFirst()
                    .assertAttributeEquals(VoyageAttributes.RECORDS_CACHED, "30");
        } finally {
            cache.onDisabled();
        }
    }

    @Test
    void leadsToTheCancellationOfJobsAndToWhatTheyHaveDone() throws Exception {
        flow.voyage().faults().set(Fault.stuck().times(3));
        BareJobs.submit(list, 3, Map.of());
        awaitAll(job -> job.path("request_counts").path("completed").asInt() == 1);
        list.setProperty(JobFilterProperties.JOB_STATUS, JobSelection.NOT_ENDED);
        final TestRunner cancel = flow.withClient(new CancelBatch());
        list().forEach(listed -> VoyageTestEnvironment.enqueue(cancel, listed));
        cancel.run(3);

        cancel.assertAllFlowFilesTransferred(CancelBatch.SUCCESS, 3);
        for (final MockFlowFile cancelled : cancel.getFlowFilesForRelationship(CancelBatch.SUCCESS)) {
            flow.await(cancelled).assertAttributeEquals(VoyageAttributes.BATCH_STATUS, "cancelled");
        }
    }

    @Test
    void listsEachJobOnceOverSeveralPages() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<String> jobs = BareJobs.submit(list, 250, Map.of());

        assertEquals(new HashSet<>(jobs), ids(list()));
        assertEquals(3, list.getCounterValue(CALLS));
        assertEquals(250, list.getCounterValue("Jobs Listed"));
        assertEquals(Set.of(), ids(list()));

        final List<String> later = BareJobs.submit(list, 120, Map.of());
        assertEquals(new HashSet<>(later), ids(list()));
        assertEquals(Set.of(), ids(list()));
    }

    @Test
    void readsOnlyTheNewestPageWhenAllOlderJobsAreListed() throws Exception {
        flow.close();
        // 10,000 seconds a second, so that the jobs are not all created in one minute
        flow = new VoyageTestEnvironment(
                new VoyageLocalOptions().maximumBatches(2_000).timeScale(10_000));
        list = lister();
        flow.voyage().faults().set(STUCK);
        list.setProperty(JobFilterProperties.MAXIMUM_JOB_AGE, "10000 days");
        BareJobs.submit(list, 250, Map.of());
        now = Instant.parse(LocalHttp.get(flow.voyage(), "/batches")
                .path("data")
                .get(0)
                .path("created_at")
                .asText()
                .replace("+00:00", "Z"));
        assertEquals(250, list().size());
        final long calls = list.getCounterValue(CALLS);
        final String state =
                list.getStateManager().getState(Scope.CLUSTER).toMap().toString();
        assertTrue(state.length() < 10_000, state);

        assertEquals(Set.of(), ids(list()));
        assertEquals(calls + 1, list.getCounterValue(CALLS));
    }

    @Test
    void tellsJobsApartThatWereMadeAtTheSameTime() throws Exception {
        flow.voyage().faults().set(STUCK);
        final String createdAt = now.minusSeconds(60).toString();
        try (AlteredResponses altered =
                new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> withCreatedAt(page, createdAt))) {
            altered.serve(list);
            final List<String> first = BareJobs.submit(list, 150, Map.of());
            assertEquals(new HashSet<>(first), ids(list()));
            final List<String> second = BareJobs.submit(list, 3, Map.of());
            assertEquals(new HashSet<>(second), ids(list()));
            assertEquals(Set.of(), ids(list()));
        }
    }

    @Test
    void remembersOnAnotherPrimaryNodeWhatWasListed() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 3, Map.of());
        assertEquals(3, list().size());
        final Map<String, String> state =
                list.getStateManager().getState(Scope.CLUSTER).toMap();
        assertFalse(state.isEmpty());

        list = lister();
        list.getStateManager().setState(state, Scope.CLUSTER);
        final List<String> later = BareJobs.submit(list, 2, Map.of());
        assertEquals(new HashSet<>(later), ids(list()));
    }

    @Test
    void startsOverOnlyForTheKeyOfAnotherProject() throws Exception {
        flow.close();
        flow = new VoyageTestEnvironment(new VoyageLocalOptions()
                .apiKey("pa-a-key-for-tests=one")
                .apiKey("pa-another-key=two")
                .apiKey("pa-rotated=two"));
        flow.voyage().faults().set(STUCK);
        list = lister();
        useKey("pa-another-key");
        final List<String> ofAnother = BareJobs.submit(list, 2, Map.of());
        useKey("pa-a-key-for-tests");
        BareJobs.submit(list, 3, Map.of());
        // created long before, and never listed
        try (AlteredResponses altered =
                new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> madeYesterday(page, ofAnother))) {
            altered.serve(list);
            assertEquals(3, list().size());

            useKey("pa-another-key");
            assertEquals(new HashSet<>(ofAnother), ids(list()));
            useKey("pa-rotated");
            assertEquals(Set.of(), ids(list()));
        }
        assertFalse(list.getStateManager()
                .getState(Scope.CLUSTER)
                .toMap()
                .toString()
                .contains("pa-"));
    }

    private static String madeYesterday(final String page, final List<String> batchIds) {
        final JsonNode jobs = AlteredResponses.parse(page);
        jobs.path("data").forEach(job -> {
            if (batchIds.contains(job.path("id").asText())) {
                ((ObjectNode) job)
                        .put(
                                "created_at",
                                Instant.now().minus(Duration.ofDays(1)).toString());
            }
        });
        return jobs.toString();
    }

    private void useKey(final String key) {
        final ControllerService client = list.getControllerService("client");
        list.disableControllerService(client);
        list.setProperty(client, "API Key", key);
        list.enableControllerService(client);
    }

    @Test
    void goesOnAfterTheLastPageWhenAnotherNodeTakesOver() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<String> jobs = BareJobs.submit(list, 250, Map.of());
        final Set<String> listed = new HashSet<>();
        final AtomicInteger pages = new AtomicInteger();
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> {
            if (pages.incrementAndGet() == 1) {
                flow.voyage().faults().set(Fault.status(503).on("GET", "/v1/batches"));
            }
            return page;
        })) {
            altered.serve(list);
            list.run(1, false);
            listed.addAll(taken(100));
            assertEquals(1, list.getLogger().getWarnMessages().size());
            final Map<String, String> state =
                    list.getStateManager().getState(Scope.CLUSTER).toMap();

            flow.voyage().faults().set(STUCK);
            list = lister();
            altered.serve(list);
            list.getStateManager().setState(state, Scope.CLUSTER);
            final List<String> later = BareJobs.submit(list, 10, Map.of());
            list.run(1, false);
            listed.addAll(taken(150));
            assertEquals(new HashSet<>(jobs), listed);
            assertEquals(new HashSet<>(later), ids(list()));
        }
    }

    @Test
    void endsItsListingWhenAnotherNodeBecomesThePrimaryNode() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 250, Map.of());
        final AtomicInteger pages = new AtomicInteger();
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> {
            if (pages.incrementAndGet() == 2) {
                list.setPrimaryNode(false);
            }
            return page;
        })) {
            altered.serve(list);
            list.setIsConfiguredForClustering(true);
            list.setPrimaryNode(true);
            list.run(1, false);
            taken(100);
            list.setPrimaryNode(true);
            list.run(1, false, false);
            taken(150);
        }
    }

    @Test
    void pausesWhileTheConnectionIsFull() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<String> jobs = BareJobs.submit(list, 150, Map.of());
        list.setRelationshipUnavailable(ListBatches.SUCCESS);
        assertEquals(0, list().size());
        assertNull(list.getCounterValue(CALLS));
        list.setRelationshipAvailable(ListBatches.SUCCESS);
        assertEquals(new HashSet<>(jobs), ids(list()));
    }

    @Test
    void listsAJobThatIsWantedWhenItHasEndedJustOnce() throws Exception {
        list.setProperty(JobFilterProperties.JOB_STATUS, JobSelection.WITH_RESULTS);
        flow.voyage().faults().set(Fault.delay("in_progress", "2s"));
        final String running = BareJobs.submit(list, 1, Map.of()).getFirst();
        assertEquals(Set.of(), ids(list()));
        flow.voyage().faults().clear();
        final String quick = BareJobs.submit(list, 1, Map.of()).getFirst();
        awaitAll(job -> "completed".equals(job.path("status").asText()));

        assertEquals(Set.of(running, quick), ids(list()));
        assertEquals(Set.of(), ids(list()));
    }

    @Test
    void wantsNothingOfAJobThatEndedWithoutResults() throws Exception {
        flow.voyage().faults().set(Fault.failValidation());
        final String failed = BareJobs.submit(list, 1, Map.of()).getFirst();
        awaitAll(job -> "failed".equals(job.path("status").asText()));
        list.setProperty(JobFilterProperties.JOB_STATUS, JobSelection.WITH_RESULTS);
        assertEquals(Set.of(), ids(list()));
        list.setProperty(JobFilterProperties.JOB_STATUS, JobSelection.NOT_ENDED);
        assertEquals(Set.of(), ids(list()));
        list.setProperty(JobFilterProperties.JOB_STATUS, JobSelection.ENDED);
        assertEquals(Set.of(failed), ids(list()));
    }

    @Test
    void wantsJobsWithAllOfTheMetadata() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 2, Map.of("corpus", "gestures"));
        final List<String> both = BareJobs.submit(list, 2, Map.of("corpus", "gestures", "run", "7"));
        BareJobs.submit(list, 2, Map.of("corpus", "gestures", "run", "8"));
        BareJobs.submit(list, 2, Map.of());

        list.setProperty("corpus", "gestures");
        list.setProperty("run", "7");
        assertEquals(new HashSet<>(both), ids(list()));
    }

    @Test
    void wantsJobsOfTheEndpointAndTheTime() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 1, Map.of());
        list.setProperty(JobFilterProperties.ENDPOINT, "RERANK");
        assertEquals(0, list().size());
        list.setProperty(JobFilterProperties.ENDPOINT, "EMBEDDINGS");
        assertEquals(1, list().size());

        list.setProperty(
                JobFilterProperties.CREATED_AFTER, now.plusSeconds(3_600).toString());
        assertEquals(0, list().size());
        list.setProperty(JobFilterProperties.CREATED_AFTER, "2026-01-26T19:00:00+01:00");
        assertEquals(1, list().size());

        now = now.plus(Duration.ofDays(2));
        list.setProperty(JobFilterProperties.MAXIMUM_JOB_AGE, "1 day");
        assertEquals(0, list().size());
        list.setProperty(JobFilterProperties.CREATED_AFTER, "yesterday");
        list.assertNotValid();
    }

    @Test
    void beginsAnewWhenOtherJobsAreWanted() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<String> jobs = BareJobs.submit(list, 2, Map.of("run", "7"));
        list.setProperty("run", "8");
        assertEquals(0, list().size());
        list.setProperty("run", "7");
        assertEquals(new HashSet<>(jobs), ids(list()));
        assertEquals(0, list().size());
    }

    @Test
    void listsAllJobsEachTimeWhenToldTo() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<String> jobs = BareJobs.submit(list, 130, Map.of());
        list.setProperty(ListBatches.LISTING_STRATEGY, ListingStrategy.ALL_JOBS);
        assertEquals(new HashSet<>(jobs), ids(list()));
        assertEquals(new HashSet<>(jobs), ids(list()));
        assertEquals(Map.of(), list.getStateManager().getState(Scope.CLUSTER).toMap());
    }

    @Test
    void goesOnWithAllJobsAfterARejection() throws Exception {
        flow.voyage().faults().set(STUCK);
        final List<String> jobs = BareJobs.submit(list, 130, Map.of());
        list.setProperty(ListBatches.LISTING_STRATEGY, ListingStrategy.ALL_JOBS);
        final AtomicInteger pages = new AtomicInteger();
        try (AlteredResponses altered = new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> {
            if (pages.incrementAndGet() == 1) {
                flow.voyage().faults().set(Fault.status(503).on("GET", "/v1/batches"));
            }
            return page;
        })) {
            altered.serve(list);
            list.run(1, false);
            final Set<String> listed = new HashSet<>(taken(100));
            list.run(1, false, false);
            listed.addAll(taken(30));
            assertEquals(new HashSet<>(jobs), listed);
        }
    }

    @Test
    void waitsAsLongAsVoyageAsks() throws Exception {
        flow.voyage().faults().set(Fault.status(429).on("GET", "/v1/batches").retryAfter(1800));
        list.run(3, false);

        assertEquals(1, list.getCounterValue(CALLS));
        assertTrue(((MockProcessContext) list.getProcessContext()).isYieldCalled());
        assertEquals(1, list.getLogger().getWarnMessages().size());
    }

    @Test
    void tellsOfARejectedKey() {
        flow.voyage().faults().set(Fault.status(401).on("GET", "/v1/batches"));
        list.run(1, false);

        list.assertTransferCount(ListBatches.SUCCESS, 0);
        assertEquals(1, list.getLogger().getErrorMessages().size());
        assertTrue(((MockProcessContext) list.getProcessContext()).isYieldCalled());
    }

    @Test
    void listsJobsThatWereMadeElsewhere() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 1, Map.of("nifi_voyage_parameters", "not JSON"));
        listOne().assertAttributeNotExists(VoyageAttributes.EMBEDDING_MODEL);
        assertEquals(1, list.getLogger().getWarnMessages().size());

        BareJobs.submit(list, 1, Map.of());
        final MockFlowFile listed = listOne();
        listed.assertAttributeEquals(VoyageAttributes.BATCH_MODEL, "voyage-4");
        listed.assertAttributeNotExists(VoyageAttributes.EMBEDDING_MODEL);
        assertEquals(1, list.getLogger().getWarnMessages().size());
    }

    @Test
    void passesOverJobsWithoutATimeUnlessAllAreListed() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 2, Map.of());
        try (AlteredResponses altered =
                new AlteredResponses(flow.voyage(), "GET", "/v1/batches", page -> withCreatedAt(page, null))) {
            altered.serve(list);
            assertEquals(0, list().size());
            assertTrue(list.getLogger().getWarnMessages().getFirst().getMsg().contains("without a creation time"));
        }
    }

    @Test
    void verifiesItselfByCountingTheWantedJobs() throws Exception {
        flow.voyage().faults().set(STUCK);
        BareJobs.submit(list, 2, Map.of("run", "7"));
        BareJobs.submit(list, 3, Map.of());
        list.setProperty("run", "7");
        final VerifiableProcessor processor = (VerifiableProcessor) list.getProcessor();
        final ConfigVerificationResult found = processor
                .verify(list.getProcessContext(), list.getLogger(), Map.of())
                .getFirst();
        assertEquals(ConfigVerificationResult.Outcome.SUCCESSFUL, found.getOutcome());
        assertEquals("2 of the newest 5 batch jobs of the project match", found.getExplanation());

        flow.voyage().faults().set(Fault.status(401).on("GET", "/v1/batches"));
        assertEquals(
                ConfigVerificationResult.Outcome.FAILED,
                processor
                        .verify(list.getProcessContext(), list.getLogger(), Map.of())
                        .getFirst()
                        .getOutcome());
    }

    private TestRunner lister() throws Exception {
        final TestRunner runner = flow.withClient(new ListBatches(() -> now));
        runner.assertValid();
        return runner;
    }

    private List<MockFlowFile> list() {
        list.run();
        final List<MockFlowFile> listed = List.copyOf(list.getFlowFilesForRelationship(ListBatches.SUCCESS));
        list.clearTransferState();
        return listed;
    }

    private MockFlowFile listOne() {
        final List<MockFlowFile> listed = list();
        assertEquals(1, listed.size());
        return listed.getFirst();
    }

    private Set<String> taken(final int count) {
        list.assertTransferCount(ListBatches.SUCCESS, count);
        final Set<String> ids = ids(list.getFlowFilesForRelationship(ListBatches.SUCCESS));
        list.clearTransferState();
        return ids;
    }

    /** Fails if a job is listed twice. */
    private static Set<String> ids(final List<MockFlowFile> flowFiles) {
        final Map<String, MockFlowFile> byId = new HashMap<>();
        flowFiles.forEach(flowFile -> assertNull(byId.put(flowFile.getAttribute(VoyageAttributes.BATCH_ID), flowFile)));
        return byId.keySet();
    }

    private static String withCreatedAt(final String page, final String createdAt) {
        final JsonNode altered = AlteredResponses.parse(page);
        altered.path("data").forEach(job -> ((ObjectNode) job).put("created_at", createdAt));
        return altered.toString();
    }

    private void awaitAll(final Predicate<JsonNode> condition) throws Exception {
        final long end = System.nanoTime() + DEADLINE.toNanos();
        boolean met = false;
        while (!met) {
            assertTrue(System.nanoTime() < end, "the jobs stay as they are");
            met = true;
            for (final JsonNode job : LocalHttp.get(flow.voyage(), "/batches").path("data")) {
                met &= condition.test(job);
            }
        }
    }
}
