/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.local.ledger.LedgerEntry;
import dev.nifivoyage.local.model.BatchState;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The flow embed-records under a load that does not end: as many jobs as Voyage allows, a full cache, files that are
 * deleted, and calls that are rejected.
 */
final class SoakRun implements AutoCloseable {
    /** Of Voyage. */
    static final int JOBS = 100;

    /** Some files wait for a job, so that submissions are rejected because there are too many jobs. */
    private static final int OPEN_FILES = JOBS + 6;

    private static final Duration VALIDATING = Duration.ofMinutes(10);
    /** Far from the 12 hours after which a job expires, so that a busy machine lets none expire. */
    private static final Duration IN_PROGRESS = Duration.ofHours(5);

    private static final Duration FINALIZING = Duration.ofMinutes(10);
    private static final Path DEFINITION = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final int CACHE_MEGABYTES = 32;
    private static final String WAIT = "2 sec";
    private static final Duration BETWEEN_REJECTIONS = Duration.ofMinutes(1);
    /** Time of measuring, in which no file is given. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private final SoakNiFi nifi;
    private final Path directory;
    private final VoyageLocalServer voyage;
    private final EmbedRecordsFlow flow;
    private final SoakRecords records = new SoakRecords();
    private final Duration betweenFiles;
    private long nextFile = System.nanoTime();
    private long nextRejections = nextFile;

    /**
     * Starts the flow.
     *
     * @param directory of the flow's files
     * @param speed of the clock of the server
     */
    SoakRun(final SoakNiFi nifi, final Path directory, final int speed) throws IOException {
        this.nifi = nifi;
        this.directory = Files.createDirectories(directory);
        final Duration job = VALIDATING.plus(IN_PROGRESS).plus(FINALIZING).dividedBy(speed);
        // a tenth faster than jobs end
        betweenFiles = job.dividedBy(JOBS).multipliedBy(9).dividedBy(10);
        voyage = VoyageLocalServer.start(new VoyageLocalOptions()
                .timeScale(speed)
                .maximumBatches(JOBS)
                .delay(BatchState.VALIDATING, VALIDATING)
                .delay(BatchState.IN_PROGRESS, IN_PROGRESS)
                .delay(BatchState.FINALIZING, FINALIZING));
        flow = EmbedRecordsFlow.prepare(
                nifi.process(),
                DEFINITION,
                directory,
                new VoyageServer(voyage.baseUri(), "any-key", true),
                Map.of("Embeddings Model", SoakRecords.MODEL, "Dimensions", Integer.toString(SoakRecords.DIMENSION)));
        configure();
        new ProcessGroups(nifi.process().rest()).start(flow.groupId());
    }

    private void configure() {
        final ControllerServices services =
                new ControllerServices(nifi.process().rest());
        services.disableAll(flow.groupId());
        services.configure(
                services.ofType(flow.groupId(), "EhcacheEmbeddingCacheService")
                        .path("id")
                        .asText(),
                Map.of("Maximum Size on Disk", CACHE_MEGABYTES + " MB", "Off-Heap Size", "8 MB"));
        services.enableAll(flow.groupId());
        final Processors processors = new Processors(nifi.process().rest());
        for (final JsonNode processor : processors.of(flow.groupId())) {
            final String id = processor.path("id").asText();
            if (type(processor).startsWith("dev.nifivoyage")) {
                // the clock of NiFi is not faster
                processors.penalize(id, WAIT);
                processors.yieldFor(id, WAIT);
            }
            if (type(processor).endsWith("DownloadBatchResults")) {
                processors.configure(id, Map.of("Delete Remote Files", "true"));
            }
        }
    }

    private static String type(final JsonNode component) {
        return component.path("component").path("type").asText();
    }

    /** Gives the flow the files for which it is time, unless enough are in progress. */
    void give() throws IOException {
        final long now = System.nanoTime();
        while (nextFile <= now && records.openFiles() < OPEN_FILES) {
            nextFile = Math.max(nextFile, now - LATE.toNanos()) + betweenFiles.toNanos();
            flow.accept(records.write(directory));
        }
    }

    /** Takes what the flow has written. */
    void take() {
        ImportedFlow.files(directory.resolve("out")).forEach(records::take);
    }

    /** Returns true if nothing is in the flow, and nothing in progress. */
    boolean isEmpty() {
        final JsonNode status = status();
        return records.openFiles() == 0
                && status.path("flowFilesQueued").asInt() == 0
                && status.path("activeThreadCount").asInt() == 0;
    }

    private JsonNode status() {
        return new ProcessGroups(nifi.process().rest()).status(flow.groupId());
    }

    /** Lets the server reject some of the next calls of each kind, once a minute. */
    void reject() {
        if (System.nanoTime() < nextRejections) {
            return;
        }
        nextRejections += BETWEEN_REJECTIONS.toNanos();
        voyage.faults()
                .set(
                        Fault.status(429).on("POST", "/v1/files").retryAfter(1).times(2),
                        Fault.status(429)
                                .on("POST", "/v1/batches")
                                .retryAfter(2)
                                .times(2),
                        Fault.status(429).on("GET", "/v1/batches").times(2),
                        Fault.status(429).on("GET", "/v1/batches/*"),
                        Fault.status(429).on("GET", "/v1/files/*/content").times(2),
                        // with the next ones, more than a deletion retries: its FlowFile is sent again
                        Fault.status(429).on("GET", "/v1/files/*").times(2),
                        Fault.status(429).on("POST", "/v1/files/delete").times(2));
    }

    /** Measures everything; the server rejects no calls meanwhile. */
    Map<SoakMeasure, Long> measures() throws IOException, InterruptedException {
        voyage.faults().clear();
        final VoyageCalls calls = new VoyageCalls(voyage.baseUri());
        final List<JsonNode> jobs = calls.list("/batches");
        final long submissions = voyage.requests().counts().getOrDefault("POST /v1/batches", 0L);
        final Map<SoakMeasure, Long> values = new EnumMap<>(nifi.measures());
        values.put(SoakMeasure.CACHE, SoakNiFi.kilobytes(directory.resolve("cache")));
        values.put(SoakMeasure.QUEUED, status().path("flowFilesQueued").asLong());
        values.put(SoakMeasure.REMOTE_FILES, (long) calls.files().size());
        values.put(
                SoakMeasure.IN_FLIGHT,
                jobs.stream()
                        .filter(job -> BatchState.ofWireName(job.path("status").asText())
                                .isInFlight())
                        .count());
        values.put(SoakMeasure.JOBS, (long) jobs.size());
        values.put(SoakMeasure.RECORDS, records.returned());
        values.put(SoakMeasure.BILLED, voyage.ledger().totals().requests());
        values.put(SoakMeasure.REJECTED, submissions - jobs.size());
        return values;
    }

    /** Returns what is wrong with the records; those that have not returned are lost if nothing is left in the flow. */
    List<String> wrong() {
        return records.faults();
    }

    /** Returns what must not be after the last FlowFile. */
    List<String> faults() throws IOException, InterruptedException {
        final List<String> faults = new ArrayList<>(wrong());
        final VoyageCalls calls = new VoyageCalls(voyage.baseUri());
        for (final List<JsonNode> jobs : calls.jobsBySubmission().values()) {
            jobs.stream().skip(1).forEach(job -> faults.add("a second job of a submission: " + job));
            jobs.stream()
                    .filter(job -> !job.path("status").asText().equals("completed"))
                    .forEach(job -> faults.add("not completed: " + job));
        }
        calls.files().forEach(file -> faults.add("left on the server: " + file));
        faults.addAll(billedTwice());
        if (!ImportedFlow.files(directory.resolve("rejected")).isEmpty()) {
            faults.add("rejected records");
        }
        return faults;
    }

    private List<String> billedTwice() {
        final Set<String> requests = new HashSet<>();
        final Map<String, Integer> newTexts = new HashMap<>();
        final List<String> faults = new ArrayList<>();
        voyage.ledger().forEach(entry -> {
            if (!requests.add(entry.batchId() + " " + entry.customId())) {
                faults.add("billed twice in a job: " + entry);
            }
            if (isNew(entry) && newTexts.merge(entry.customId(), 1, Integer::sum) > 1) {
                faults.add("billed twice: " + entry);
            }
        });
        if (newTexts.size() != records.newTexts()) {
            faults.add("%d texts that occur once were billed, instead of %d"
                    .formatted(newTexts.size(), records.newTexts()));
        }
        // a refrain is billed again when the cache has evicted it, and never more than once for a record
        final long refrains = requests.size() - newTexts.size();
        if (refrains > records.refrains()) {
            faults.add("%d refrains were billed, but there were only %d".formatted(refrains, records.refrains()));
        }
        return faults;
    }

    private static boolean isNew(final LedgerEntry entry) {
        return entry.tokens() < SoakRecords.REFRAIN_TOKENS;
    }

    /** Returns the size of a cache at its cap. */
    static long cacheKilobytes() {
        return CACHE_MEGABYTES * 1_024L;
    }

    @Override
    public void close() {
        voyage.close();
    }
}
