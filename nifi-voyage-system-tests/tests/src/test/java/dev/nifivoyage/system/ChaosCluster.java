/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiRest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Two nodes of a cluster, one of which is killed, disconnected, or offloaded and returns.
 */
final class ChaosCluster implements ChaosTarget {
    /** Long enough that files and jobs go on elsewhere. */
    private static final Duration AWAY = Duration.ofSeconds(8);

    private final TwoNodes nodes;
    private final NiFiCluster cluster;
    private final List<ProcessLevel> before = new ArrayList<>();

    private ChaosCluster(final TwoNodes nodes) {
        this.nodes = nodes;
        cluster = nodes.cluster();
        for (int node = 0; node < TwoNodes.COUNT; node++) {
            before.add(level(node));
        }
    }

    static ChaosCluster start(final Path directory) {
        return new ChaosCluster(TwoNodes.start(directory, NiFiOptions.quickStart()));
    }

    @Override
    public NiFiRest rest() {
        return cluster.node(0).rest();
    }

    @Override
    public String meet(final ChaosPlan.Moment moment) {
        final int node = moment.node();
        switch (moment.event()) {
            case KILL -> {
                cluster.kill(node);
                cluster.restart(node);
            }
            case SHUTDOWN -> {
                cluster.shutDown(node);
                cluster.restart(node);
            }
            case DISCONNECT -> {
                cluster.disconnect(node);
                LockSupport.parkNanos(AWAY.toNanos());
                cluster.reconnect(node);
            }
            case OFFLOAD -> {
                cluster.offload(node);
                LockSupport.parkNanos(AWAY.toNanos());
                cluster.reconnect(node);
            }
            case PRIMARY_KILLED, PRIMARY_DISCONNECTED -> changePrimary(moment.event());
            default -> throw new IllegalArgumentException(moment.toString());
        }
        return moment.event().toString();
    }

    @Override
    public String cacheDirectory(final long seed) {
        // in the home of each node
        return "./cache-" + seed;
    }

    @Override
    public void removeCache(final long seed) {
        cluster.deleteInHomes(cacheDirectory(seed));
    }

    @Override
    public List<String> aboveLevel() {
        final List<String> above = new ArrayList<>();
        for (int node = 0; node < TwoNodes.COUNT; node++) {
            above.addAll(level(node).above(before.get(node)));
        }
        return above;
    }

    // no disk is full in a cluster
    @Override
    public FlowFileDamage damage() {
        return FlowFileDamage.NONE;
    }

    @Override
    public void close() {
        nodes.close();
    }

    private void changePrimary(final ChaosEvent event) {
        final int primary = cluster.primary(0).orElse(0);
        final int other = TwoNodes.COUNT - 1 - primary;
        if (event == ChaosEvent.PRIMARY_KILLED) {
            cluster.kill(primary);
            cluster.awaitPrimary(other);
            cluster.restart(primary);
        } else {
            cluster.disconnect(primary);
            cluster.awaitPrimary(other);
            LockSupport.parkNanos(AWAY.toNanos());
            cluster.reconnect(primary);
        }
    }

    private ProcessLevel level(final int node) {
        return ProcessLevel.of(cluster.node(node).pid(), cluster.temporaryFiles(node));
    }
}
