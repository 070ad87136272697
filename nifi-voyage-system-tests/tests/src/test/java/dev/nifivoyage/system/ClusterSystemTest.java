/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.NiFiCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two NiFi nodes of one cluster, one of which is killed or leaves while it submits. The server's ledger is the witness:
 * what it billed, and how many jobs each file has.
 */
@ExtendWith(SharedCluster.class)
class ClusterSystemTest {
    private static final String ALL = "cluster.all";
    private static final int VICTIM = 1;

    @TempDir
    private Path directory;

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void aFolderThatTheNodesShareIsReadOnceAndSpreadOverThem(final NiFiCluster cluster) throws Exception {
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            final List<String> names = new ArrayList<>();
            for (int file = 0; file < 10; file++) {
                names.add(flow.give("shared-" + file + ".jsonl", 500));
            }
            flow.awaitEnd(names, 500);

            assertEquals(5_000, flow.voyage().ledger().totals().requests());
            assertEquals(ClusterFlow.onceEach(names), flow.jobsByFile());
            final List<Integer> taken =
                    List.copyOf(flow.takenByNode("CreateBatchEmbedding").values());
            assertTrue(taken.stream().allMatch(count -> count > 0), () -> "each node gets files: " + taken);
        }
    }

    @Test
    void aFileWhoseNodeIsKilledBeforeItLearnsOfTheJobHasOneJob(final NiFiCluster cluster) throws Exception {
        killWhileTheResponseIsUnderWay(cluster, ClusterDefinition.shipped(), 1);
    }

    /**
     * A balanced connection straight into CreateBatchEmbedding: after the restart NiFi sends the file to the other
     * node, under a new UUID.
     */
    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void aFileThatMovesWhenItsNodeIsKilledHasOneJob(final NiFiCluster cluster) throws Exception {
        killWhileTheResponseIsUnderWay(
                cluster, ClusterDefinition.shipped().withBalancedInput(), Integer.getInteger("cluster.kills", 5));
    }

    private void killWhileTheResponseIsUnderWay(
            final NiFiCluster cluster, final ClusterDefinition definition, final int kills) throws IOException {
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, definition)) {
            final List<String> names = new ArrayList<>();
            for (int kill = 0; kill < kills; kill++) {
                flow.proxy().hold(ClusterSystemTest::isOfVictim);
                names.add(flow.give("kill-" + kill + "-a.jsonl", 200));
                names.add(flow.give("kill-" + kill + "-b.jsonl", 200));
                flow.proxy().awaitHeld(1);
                killAndRestart(cluster, flow, VICTIM);
                flow.awaitEnd(names, 200);
            }

            assertEquals(ClusterFlow.onceEach(names), flow.jobsByFile());
            assertEquals(names.size() * 200L, flow.voyage().ledger().totals().requests());
        }
    }

    /** Each move takes a minute, because a call of the other node may be under way. */
    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void aFileInSlicesWhoseNodeIsKilledAmongThemHasOneJobForEach(final NiFiCluster cluster) throws Exception {
        final ClusterDefinition definition =
                ClusterDefinition.shipped().withBalancedInput().property("Maximum Requests per Job", "100");
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, definition)) {
            final AtomicInteger submitted = new AtomicInteger();
            final AtomicInteger owner = new AtomicInteger();
            flow.proxy().hold(call -> {
                if (!call.createsJob() || submitted.incrementAndGet() != 2) {
                    return false;
                }
                owner.set(isOfVictim(call) ? VICTIM : 0);
                return true;
            });
            final List<String> names = List.of(flow.give("slices-a.jsonl", 200), flow.give("slices-b.jsonl", 200));
            flow.proxy().awaitHeld(1);
            killAndRestart(cluster, flow, owner.get());
            flow.awaitEnd(names, 200);

            assertEquals(names.stream().collect(Collectors.toMap(Function.identity(), name -> 2L)), flow.jobsByFile());
            assertEquals(400, flow.voyage().ledger().totals().requests());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void aFileInRetryThatMovesToTheOtherNodeKeepsItsJob(final NiFiCluster cluster) throws Exception {
        try (ClusterFlow flow = ClusterFlow.start(
                cluster, directory, ClusterDefinition.shipped().withBalancedRetry())) {
            loseResponses(flow, 4);
            final List<String> names = new ArrayList<>();
            for (int file = 0; file < 4; file++) {
                names.add(flow.give("moved-" + file + ".jsonl", 50));
            }
            flow.awaitEnd(names, 50);

            assertEquals(ClusterFlow.onceEach(names), flow.jobsByFile());
            assertEquals(200, flow.voyage().ledger().totals().requests());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = ALL, matches = "true")
    void aFileInRetryOnANodeThatIsOffloadedKeepsItsJob(final NiFiCluster cluster) throws Exception {
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            loseResponses(flow, 2);
            final List<String> names = List.of(flow.give("offloaded-a.jsonl", 50), flow.give("offloaded-b.jsonl", 50));
            flow.awaitJobs(2);
            cluster.offload(VICTIM);
            flow.awaitEnd(names, 50);
            cluster.reconnect(VICTIM);

            assertEquals(ClusterFlow.onceEach(names), flow.jobsByFile());
            assertEquals(100, flow.voyage().ledger().totals().requests());
        }
    }

    /** Voyage creates the next jobs, and NiFi loses the connection before the response. */
    private static void loseResponses(final ClusterFlow flow, final int count) {
        flow.voyage().faults().set(Fault.resetAfter().on("POST", "/v1/batches").times(count));
    }

    private static boolean isOfVictim(final HoldingProxy.Call call) {
        return call.createsJob() && call.body().contains("node-" + VICTIM);
    }

    private static void killAndRestart(final NiFiCluster cluster, final ClusterFlow flow, final int node) {
        cluster.kill(node);
        flow.proxy().release();
        cluster.restart(node);
    }
}
