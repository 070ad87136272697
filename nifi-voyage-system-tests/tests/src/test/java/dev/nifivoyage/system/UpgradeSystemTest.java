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
import dev.nifivoyage.nifi.ComponentVersions;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NarUpload;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Waiting batch jobs, and the embedding cache, outlive the sudden end of NiFi and an upgrade: by swapping the NAR, and
 * by "Change Version". The API NAR keeps its version in both, as in a release that does not change the API.
 */
class UpgradeSystemTest {
    private static final String GROUP = "dev.nifivoyage";
    private static final String COMPONENTS = "nifi-voyage-nar";
    private static final String INTERFACES = "nifi-voyage-services-api-nar";
    private static final String SWAPPED = "999.0.0";
    private static final String UPLOADED = "999.0.1";
    private static final String NEW_API = "999.1.0";
    private static final Duration DEADLINE = Duration.ofMinutes(4);
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Longer than all deadlines. */
    private static final String LONG = "1h";

    private static final String UPLOAD = "/v1/files";
    private static final String DOWNLOAD = "GET /v1/files/*/content";
    private static final List<String> TEXTS = numbered("Step %d: the weight shifts to the other foot", 200);

    // NiFi's log is in it
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void waitingJobsAndVectorsSurviveEachWayToUpgrade() throws Exception {
        final EmptyDistribution distribution = EmptyDistribution.create(directory.resolve("distribution"));
        final Path old = Files.copy(
                NarFile.named(COMPONENTS).path(),
                distribution.nars().resolve(NarFile.named(COMPONENTS).path().getFileName()));
        Files.copy(
                NarFile.named(INTERFACES).path(),
                distribution.nars().resolve(NarFile.named(INTERFACES).path().getFileName()));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), distribution.directory(), NiFiPorts.free());
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final String groupId;
            final List<JsonNode> first;
            final WaitingJob duringSwap;
            try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart())) {
                final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
                groupId = flow.flow().groupId();
                first = RecordFile.read(flow.embed("first.json", TEXTS));
                duringSwap = WaitingJob.submit(nifi, flow, voyage, "swap");
                nifi.kill();
            }

            NewVersion.of(old, SWAPPED, distribution.nars());
            Files.delete(old);
            try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart())) {
                final CachedFlow flow = new CachedFlow(EmbedRecordsFlow.imported(nifi, groupId, directory), directory);
                final ComponentVersions versions = new ComponentVersions(nifi.rest());
                assertEquals(List.of(SWAPPED), versions.used(groupId, GROUP));
                duringSwap.comesHome(flow, voyage);
                assertCached(first, flow, voyage, "after-the-swap.json");

                final WaitingJob duringChange = WaitingJob.submit(nifi, flow, voyage, "change");
                new NarUpload(nifi.rest()).install(upgraded(UPLOADED));
                stop(nifi, groupId);
                versions.change(groupId, GROUP, UPLOADED);
                assertEquals(List.of(), incompatible(nifi, groupId), "valid at once");
                start(nifi, groupId);
                assertEquals(List.of(UPLOADED), versions.used(groupId, GROUP));
                duringChange.comesHome(flow, voyage);
                assertCached(first, flow, voyage, "after-the-change.json");

                changeDuringTransfers(nifi, flow, voyage);
                changeApi(nifi, groupId);
                assertCached(first, flow, voyage, "after-the-new-api.json");
            }
        }
    }

    /** Another version takes over a file whose upload was interrupted, and then a job whose download was. */
    private static void changeDuringTransfers(
            final NiFiProcess nifi, final CachedFlow flow, final VoyageLocalServer voyage) throws Exception {
        final String groupId = flow.flow().groupId();
        final List<String> texts = numbered("Text %d, whose transfers are interrupted", 50);
        final VoyageTraffic before = VoyageTraffic.at(voyage);
        voyage.requests().reset();
        voyage.faults().set(Fault.stall(LONG).on("POST", UPLOAD));
        flow.send("transfers.json", texts);
        awaitCall(voyage, "POST " + UPLOAD);
        stopSoon(nifi, groupId);
        voyage.faults().set(Fault.truncation(1_000).stalled(LONG));
        change(nifi, groupId, SWAPPED);

        awaitCall(voyage, DOWNLOAD);
        stopSoon(nifi, groupId);
        voyage.faults().clear();
        change(nifi, groupId, UPLOADED);
        flow.embedded("transfers.json", texts);
        assertEquals(1, flow.flow().written("transfers.json").size());
        // an input and a result
        assertEquals(
                new VoyageTraffic(before.texts() + texts.size(), before.jobs() + 1, before.files() + 2),
                VoyageTraffic.at(voyage));
    }

    private static void awaitCall(final VoyageLocalServer voyage, final String call) {
        Poll.until(
                DEADLINE,
                () -> call + " among " + voyage.requests().counts(),
                () -> voyage.requests().counts().containsKey(call) ? Optional.of(true) : Optional.empty());
    }

    private static void stopSoon(final NiFiProcess nifi, final String groupId) {
        final ProcessGroups groups = new ProcessGroups(nifi.rest());
        groups.askToStop(groupId);
        Poll.until(
                SOON,
                "an end of the transfer",
                () -> groups.status(groupId).path("activeThreadCount").asInt() == 0
                        ? Optional.of(true)
                        : Optional.empty());
        stop(nifi, groupId);
    }

    private static void change(final NiFiProcess nifi, final String groupId, final String version) {
        final ComponentVersions versions = new ComponentVersions(nifi.rest());
        versions.change(groupId, GROUP, version);
        assertEquals(List.of(version), versions.used(groupId, GROUP));
        start(nifi, groupId);
    }

    /** As docs/troubleshooting.md says, a new API NAR leaves components invalid until services are chosen again. */
    private void changeApi(final NiFiProcess nifi, final String groupId) throws IOException {
        final NarUpload upload = new NarUpload(nifi.rest());
        // the new version of the interfaces first, on which the other depends
        upload.install(NewVersion.of(NarFile.named(INTERFACES).path(), NEW_API, directory));
        upload.install(NewVersion.withApi(NarFile.named(COMPONENTS).path(), NEW_API, directory));
        final ComponentVersions versions = new ComponentVersions(nifi.rest());
        stop(nifi, groupId);
        versions.change(groupId, GROUP, NEW_API);
        assertTrue(!incompatible(nifi, groupId).isEmpty(), "another API NAR");
        versions.chooseServicesAgain(groupId, GROUP);
        assertEquals(List.of(), incompatible(nifi, groupId));
        start(nifi, groupId);
        assertEquals(List.of(NEW_API), versions.used(groupId, GROUP));
    }

    private Path upgraded(final String version) throws IOException {
        return NewVersion.of(NarFile.named(COMPONENTS).path(), version, directory);
    }

    private static void stop(final NiFiProcess nifi, final String groupId) {
        new ProcessGroups(nifi.rest()).stop(groupId);
        new ControllerServices(nifi.rest()).disableAll(groupId);
    }

    private static void start(final NiFiProcess nifi, final String groupId) {
        new ControllerServices(nifi.rest()).enableAll(groupId);
        new ValidationErrors(nifi.rest()).awaitNone(groupId);
        new ProcessGroups(nifi.rest()).start(groupId);
    }

    private static List<String> incompatible(final NiFiProcess nifi, final String groupId) {
        return new ValidationErrors(nifi.rest())
                .of(groupId).stream()
                        .filter(error -> error.contains("not compatible"))
                        .toList();
    }

    private static void assertCached(
            final List<JsonNode> expected, final CachedFlow flow, final VoyageLocalServer voyage, final String name)
            throws Exception {
        final VoyageTraffic paid = VoyageTraffic.at(voyage);
        final List<JsonNode> records = RecordFile.read(flow.embed(name, TEXTS));
        assertEquals(expected.size(), records.size());
        for (int i = 0; i < expected.size(); i++) {
            assertSameVector(expected.get(i).path("embedding"), records.get(i).path("embedding"), TEXTS.get(i));
        }
        assertEquals(paid, VoyageTraffic.at(voyage), name);
    }

    private static List<String> numbered(final String pattern, final int count) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).toList();
    }

    /**
     * A batch job that stays in progress until {@link #comesHome}.
     *
     * @param billedBefore texts that were billed before it
     * @param jobs created jobs, including it
     */
    private record WaitingJob(String file, List<String> texts, long billedBefore, int jobs) {

        static WaitingJob submit(
                final NiFiProcess nifi, final CachedFlow flow, final VoyageLocalServer voyage, final String name)
                throws Exception {
            final VoyageTraffic before = VoyageTraffic.at(voyage);
            final List<String> texts = numbered("Text %d of the job that waits during the " + name, 50);
            voyage.faults().set(Fault.delay("in_progress", "1h"));
            flow.send(name + ".json", texts);
            final String polled =
                    new Connections(nifi.rest()).from(flow.flow().groupId(), "PollBatchStatus", "running");
            new Queues(nifi.rest()).awaitCount(polled, 1, DEADLINE);
            return new WaitingJob(name + ".json", texts, before.texts(), before.jobs() + 1);
        }

        /** Lets the job end: its results arrive once, and nothing is billed twice. */
        void comesHome(final CachedFlow flow, final VoyageLocalServer voyage) throws Exception {
            assertEquals(List.of(), flow.flow().written(file), "it waits");
            voyage.faults().clear();
            flow.embedded(file, texts);
            assertEquals(1, flow.flow().written(file).size());
            final VoyageTraffic after = VoyageTraffic.at(voyage);
            assertEquals(billedBefore + texts.size(), after.texts(), "billed texts");
            assertEquals(jobs, after.jobs(), "jobs");
        }
    }
}
