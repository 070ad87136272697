/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.NiFiRestException;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node that ends while its jobs run, and the primary node while it lists jobs: what it does not finish after its
 * return, the other node does, and nothing is billed again.
 */
@ExtendWith(SharedCluster.class)
@EnabledIfSystemProperty(named = "cluster.all", matches = "true")
class ClusterRecoverySystemTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final int SURVIVOR = 0;
    private static final int VICTIM = 1;
    private static final int RECORDS = 200;
    private static final int LISTED = 350;
    private static final int PAGE = 100;

    @TempDir
    private Path directory;

    @Test
    void aNodeThatIsKilledWhilePollingAndWhileDownloadingFinishesAfterItsReturn(final NiFiCluster cluster)
            throws Exception {
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            flow.proxy().hold(HoldingProxy.Call::polls);
            final List<String> names = List.of(flow.give("killed.jsonl", RECORDS));
            flow.proxy().awaitHeld(1);
            final int owner = owner(flow.jobs().getFirst());
            cluster.kill(owner);
            flow.proxy().release();
            flow.proxy().hold(HoldingProxy.Call::downloads);
            cluster.restart(owner);

            flow.proxy().awaitHeld(1);
            cluster.kill(owner);
            flow.proxy().release();
            cluster.restart(owner);
            flow.awaitEnd(names, RECORDS);

            assertEquals(ClusterFlow.onceEach(names), flow.jobsByFile());
            assertEquals(RECORDS, flow.voyage().ledger().totals().requests());
        }
    }

    /** Steps of docs/cluster.md, "A node that does not come back". */
    @Test
    void theJobsOfALostNodeAreCachedOnTheOtherAndNothingIsPaidAgain(final NiFiCluster cluster) throws Exception {
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            final List<String> names = new ArrayList<>();
            flow.proxy().hold(HoldingProxy.Call::polls);
            for (int file = 0; file < 4; file++) {
                names.add(flow.give("lost-" + file + ".jsonl", RECORDS));
            }
            flow.awaitJobs(names.size());
            final List<String> lost = flow.jobs().stream()
                    .filter(job -> owner(job) == VICTIM)
                    .map(job -> job.path("metadata").path("filename").asText())
                    .toList();
            final List<String> others =
                    names.stream().filter(name -> !lost.contains(name)).toList();
            assertFalse(lost.isEmpty(), "the nodes share the files");
            cluster.kill(VICTIM);
            flow.proxy().release();
            flow.awaitEnd(others, RECORDS);
            cluster.awaitDisconnected(VICTIM);
            final long billed = flow.voyage().ledger().totals().requests();
            assertEquals((long) names.size() * RECORDS, billed);

            final String node = flow.jobs().stream()
                    .filter(job -> owner(job) == VICTIM)
                    .findFirst()
                    .orElseThrow()
                    .path("metadata")
                    .path("node")
                    .asText();
            final NiFiRest rest = cluster.node(SURVIVOR).rest();
            final RecoveryFlow recovery = RecoveryFlow.add(rest, flow.groupId(), Map.of("node", node));
            start(rest, recovery.list(), recovery.poll(), recovery.download());
            flow.awaitTaken(RecoveryFlow.DOWNLOAD, lost.size());
            awaitIdle(rest, recovery.download());
            for (final String name : lost) {
                flow.give(name, RECORDS);
            }
            flow.awaitEnd(lost, RECORDS);
            assertEquals(billed, flow.voyage().ledger().totals().requests());
            assertEquals(ClusterFlow.onceEach(names), flow.jobsByFile());

            cluster.restart(VICTIM);
            flow.awaitEnd(lost, RECORDS, 2);
            assertEquals(billed, flow.voyage().ledger().totals().requests());
        }
    }

    @Test
    void eachJobIsListedWhenThePrimaryNodeLeavesBetweenItsPages(final NiFiCluster cluster) throws Exception {
        listWhile(cluster, NiFiCluster::disconnect, NiFiCluster::reconnect);
    }

    @Test
    void eachJobIsListedWhenThePrimaryNodeIsKilledBetweenItsPages(final NiFiCluster cluster) throws Exception {
        listWhile(cluster, NiFiCluster::kill, NiFiCluster::restart);
    }

    private void listWhile(final NiFiCluster cluster, final Change leave, final Change comeBack) throws Exception {
        makePrimary(cluster);
        final ClusterDefinition definition =
                ClusterDefinition.shipped().withoutPolling().property("Maximum Requests per Job", "1");
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, definition)) {
            flow.give("listed.jsonl", LISTED);
            flow.awaitJobs(LISTED);
            final RecoveryFlow recovery =
                    RecoveryFlow.add(cluster.node(SURVIVOR).rest(), flow.groupId(), Map.of());
            final AtomicInteger pages = new AtomicInteger();
            flow.proxy().hold(call -> call.listsJobs() && pages.incrementAndGet() == 3);
            start(cluster.node(SURVIVOR).rest(), recovery.list());
            flow.proxy().awaitHeld(1);
            leave.accept(cluster, VICTIM);
            cluster.awaitPrimary(SURVIVOR);
            // what the survivor lists by itself: the pages that the other has not committed
            awaitListed(cluster, flow, LISTED - 2 * PAGE);
            flow.proxy().release();
            comeBack.accept(cluster, VICTIM);
            awaitListed(cluster, flow, LISTED);

            final List<String> downloaded = Collections.synchronizedList(new ArrayList<>());
            flow.proxy().hold(call -> {
                if (call.downloads()) {
                    downloaded.add(call.path());
                }
                return false;
            });
            start(cluster.node(SURVIVOR).rest(), recovery.poll(), recovery.download());
            flow.awaitTaken(RecoveryFlow.DOWNLOAD, LISTED);
            awaitIdle(cluster.node(SURVIVOR).rest(), recovery.download());
            assertEquals(LISTED, downloaded.stream().distinct().count());
            assertEquals(LISTED, downloaded.size(), "no job is listed twice");
            assertTrue(
                    flow.takenByNode(RecoveryFlow.DOWNLOAD).values().stream().allMatch(taken -> taken > 0),
                    () -> "each node downloads what it listed: " + flow.takenByNode(RecoveryFlow.DOWNLOAD));
            assertEquals(LISTED, flow.voyage().ledger().totals().requests());
        }
    }

    private static void awaitListed(final NiFiCluster cluster, final ClusterFlow flow, final int count) {
        Poll.until(
                DEADLINE,
                () -> count + " listed jobs, there are " + listed(cluster, flow),
                () -> listed(cluster, flow) >= count ? Optional.of(true) : Optional.empty());
    }

    private static int listed(final NiFiCluster cluster, final ClusterFlow flow) {
        final NiFiRest rest = cluster.node(SURVIVOR).rest();
        try {
            return new Queues(rest).count(new Connections(rest).from(flow.groupId(), RecoveryFlow.LIST, "success"));
        } catch (final NiFiRestException | UncheckedIOException e) {
            // the other node does not respond, and is still taken for connected
            return -1;
        }
    }

    private static void makePrimary(final NiFiCluster cluster) {
        if (!cluster.primary(SURVIVOR).equals(OptionalInt.of(VICTIM))) {
            cluster.disconnect(SURVIVOR);
            cluster.awaitPrimary(VICTIM);
            cluster.reconnect(SURVIVOR);
        }
    }

    private static void start(final NiFiRest rest, final String... processors) {
        List.of(processors).forEach(new Processors(rest)::start);
    }

    private static void awaitIdle(final NiFiRest rest, final String processor) {
        Poll.until(
                DEADLINE,
                "the end of the downloads",
                () -> new Processors(rest).threads(processor) == 0 ? Optional.of(true) : Optional.empty());
    }

    private static int owner(final JsonNode job) {
        return job.path("metadata").path("node").asText().contains("node-" + VICTIM) ? VICTIM : SURVIVOR;
    }

    @FunctionalInterface
    private interface Change {
        void accept(NiFiCluster cluster, int node);
    }
}
