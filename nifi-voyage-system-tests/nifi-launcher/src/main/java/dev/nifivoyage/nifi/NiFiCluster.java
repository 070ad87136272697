/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * A cluster of NiFi nodes on one machine: node 0 on 127.0.0.1, node 1 on 127.0.0.2, and so on. ZooKeeper runs in
 * another process, so that any node can be killed.
 */
public final class NiFiCluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NiFiCluster.class);
    private static final Duration CONNECT_DEADLINE = Duration.ofMinutes(6);

    private final List<NiFiHome> homes;
    private final NiFiOptions options;
    private final List<NiFiProcess> nodes = new ArrayList<>();

    private NiFiCluster(final List<NiFiHome> homes, final NiFiOptions options) {
        this.homes = homes;
        this.options = options;
    }

    /**
     * Creates and starts the nodes, and waits until all of them are connected.
     *
     * @param directory an empty directory for the nodes
     * @param distribution the directory assembled by the module {@code nifi-home}
     * @param zooKeeper host and port of ZooKeeper
     * @param size number of nodes
     * @param options of each node
     */
    public static NiFiCluster start(
            final Path directory,
            final Path distribution,
            final String zooKeeper,
            final int size,
            final NiFiOptions options) {
        final String key = NiFiHome.randomKey();
        final List<NiFiHome> homes = new ArrayList<>();
        for (int node = 0; node < size; node++) {
            final NiFiPorts ports = NiFiPorts.free("127.0.0." + (node + 1));
            homes.add(NiFiHome.create(
                    directory.resolve("node-" + node),
                    distribution,
                    ports,
                    properties(ports.host(), zooKeeper, size, key)));
        }
        final NiFiCluster cluster = new NiFiCluster(List.copyOf(homes), options);
        boolean connected = false;
        try {
            cluster.startNodes();
            cluster.awaitConnected();
            connected = true;
        } finally {
            if (!connected) {
                cluster.close();
            }
        }
        return cluster;
    }

    public NiFiProcess node(final int node) {
        return nodes.get(node);
    }

    /** Deletes a directory in the home of each node that has it. */
    public void deleteInHomes(final String relative) {
        homes.forEach(home -> DirectoryTree.deleteIfExists(home.directory().resolve(relative)));
    }

    /** Returns the directory of temporary files of a node. */
    public Path temporaryFiles(final int node) {
        return temporaryFiles(homes.get(node));
    }

    /** Kills a node, like a crash, and waits for the end of its process. */
    public void kill(final int node) {
        nodes.get(node).kill();
        nodes.get(node).close();
        LOG.info("Killed {}", homes.get(node).ports().host());
    }

    /** Ends a node with SIGTERM, and waits for the end of its process. */
    public void shutDown(final int node) {
        nodes.get(node).close();
        LOG.info("Shut down {}", homes.get(node).ports().host());
    }

    /** Starts a node that has ended, and waits until all nodes are connected. */
    public void restart(final int node) {
        nodes.set(node, start(homes.get(node), options));
        awaitConnected();
    }

    /** Disconnects a node; it continues to process its own FlowFiles. */
    public void disconnect(final int node) {
        change(node, "DISCONNECTING", "DISCONNECTED");
    }

    /** Waits until the others have noticed that a node has ended. */
    public void awaitDisconnected(final int node) {
        awaitStatus(node, "DISCONNECTED");
    }

    /** Disconnects a node, and offloads its FlowFiles to the others. */
    public void offload(final int node) {
        disconnect(node);
        change(node, "OFFLOADING", "OFFLOADED");
    }

    /**
     * Returns the primary node, as another node knows it.
     *
     * @param asked the node to ask
     */
    public OptionalInt primary(final int asked) {
        try {
            for (final JsonNode entry : nodes.get(asked)
                    .rest()
                    .get("/controller/cluster")
                    .path("cluster")
                    .path("nodes")) {
                if (entry.path("roles").toString().contains("Primary Node")) {
                    return IntStream.range(0, homes.size())
                            .filter(node -> homes.get(node)
                                    .ports()
                                    .host()
                                    .equals(entry.path("address").asText()))
                            .findFirst();
                }
            }
        } catch (final NiFiRestException | UncheckedIOException e) {
            // between two coordinators
            return OptionalInt.empty();
        }
        return OptionalInt.empty();
    }

    /**
     * Waits until a node is the primary node.
     */
    public void awaitPrimary(final int node) {
        Poll.until(
                CONNECT_DEADLINE,
                () -> homes.get(node).ports().host() + " to be the primary node",
                () -> primary(node).equals(OptionalInt.of(node)) ? Optional.of(true) : Optional.empty());
        LOG.info("{} is the primary node", homes.get(node).ports().host());
    }

    /** Reconnects a disconnected or offloaded node. */
    public void reconnect(final int node) {
        change(node, "CONNECTING", "CONNECTED");
        awaitConnected();
    }

    @Override
    public void close() {
        nodes.forEach(NiFiProcess::close);
    }

    // concurrently: each node waits for the others before it has a flow
    private void startNodes() {
        final List<CompletableFuture<NiFiProcess>> starting = homes.stream()
                .map(home -> CompletableFuture.supplyAsync(() -> start(home, options), Thread::startVirtualThread))
                .toList();
        CompletionException failed = null;
        for (final CompletableFuture<NiFiProcess> start : starting) {
            try {
                nodes.add(start.join());
            } catch (final CompletionException e) {
                failed = e;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    // a directory of its own shows what a node leaves behind
    private static NiFiProcess start(final NiFiHome home, final NiFiOptions options) {
        final Path temporary = temporaryFiles(home);
        try {
            Files.createDirectories(temporary);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return NiFiProcess.start(home, options.withJvmOptions(List.of("-Djava.io.tmpdir=" + temporary)));
    }

    private static Path temporaryFiles(final NiFiHome home) {
        return home.directory().resolve("tmp");
    }

    private void awaitConnected() {
        final List<String> last = new ArrayList<>();
        Poll.until(CONNECT_DEADLINE, () -> "the nodes to be connected: " + last, () -> {
            last.clear();
            nodes.forEach(node -> last.add(states(node.rest())));
            final String all = String.join(" ", last);
            return all.split("=CONNECTED", -1).length - 1 == homes.size() * homes.size()
                    ? Optional.of(true)
                    : Optional.empty();
        });
        LOG.info("{} nodes are connected", homes.size());
    }

    // a node that is starting or joining rejects the request, or responds partially
    private static String states(final NiFiRest rest) {
        try {
            final StringBuilder states = new StringBuilder();
            rest.get("/controller/cluster")
                    .path("cluster")
                    .path("nodes")
                    .forEach(node -> states.append(node.path("address").asText())
                            .append('=')
                            .append(node.path("status").asText())
                            .append(' '));
            return states.toString();
        } catch (final NiFiRestException | UncheckedIOException e) {
            return e.getMessage();
        }
    }

    private void change(final int node, final String asked, final String reached) {
        final NiFiRest other = otherThan(node);
        final String id = entry(other, node).path("nodeId").asText();
        final ObjectNode entity = NiFiRest.object();
        entity.putObject("node").put("nodeId", id).put("status", asked);
        other.put("/controller/cluster/nodes/" + id, entity);
        awaitStatus(node, reached);
    }

    private void awaitStatus(final int node, final String status) {
        final NiFiRest other = otherThan(node);
        Poll.until(
                CONNECT_DEADLINE,
                () -> homes.get(node).ports().host() + " to be " + status + ": " + states(other),
                () -> states(other).contains(homes.get(node).ports().host() + "=" + status + " ")
                        ? Optional.of(true)
                        : Optional.empty());
        LOG.info("{} is {}", homes.get(node).ports().host(), status);
    }

    private NiFiRest otherThan(final int node) {
        return nodes.get(node == 0 ? 1 : 0).rest();
    }

    private JsonNode entry(final NiFiRest rest, final int node) {
        final String host = homes.get(node).ports().host();
        for (final JsonNode candidate :
                rest.get("/controller/cluster").path("cluster").path("nodes")) {
            if (candidate.path("address").asText().equals(host)) {
                return candidate;
            }
        }
        throw new IllegalStateException("The cluster does not know " + host);
    }

    private static Map<String, String> properties(
            final String host, final String zooKeeper, final int size, final String key) {
        final Map<String, String> properties = new HashMap<>();
        properties.put("nifi.sensitive.props.key", key);
        properties.put("nifi.cluster.is.node", "true");
        properties.put("nifi.cluster.node.address", host);
        properties.put("nifi.cluster.node.protocol.port", Integer.toString(NiFiPorts.freePort(host)));
        properties.put("nifi.cluster.load.balance.host", host);
        properties.put("nifi.cluster.load.balance.port", Integer.toString(NiFiPorts.freePort(host)));
        properties.put("nifi.cluster.load.balance.comms.timeout", "15 sec");
        properties.put("nifi.cluster.protocol.heartbeat.interval", "2 sec");
        properties.put("nifi.cluster.protocol.heartbeat.missable.max", "30");
        properties.put("nifi.cluster.protocol.is.secure", "false");
        properties.put("nifi.cluster.leader.election.implementation", "CuratorLeaderElectionManager");
        properties.put("nifi.cluster.node.connection.timeout", "5 sec");
        properties.put("nifi.cluster.node.read.timeout", "15 sec");
        // the election ends when all candidates are present; a restarted node need not wait for it
        properties.put("nifi.cluster.flow.election.max.wait.time", "1 mins");
        properties.put("nifi.cluster.flow.election.max.candidates", Integer.toString(size));
        properties.put("nifi.state.management.provider.cluster", "zk-provider");
        properties.put("nifi.state.management.embedded.zookeeper.start", "false");
        properties.put("nifi.zookeeper.connect.string", zooKeeper);
        properties.put("nifi.zookeeper.connect.timeout", "10 secs");
        properties.put("nifi.zookeeper.session.timeout", "30 secs");
        properties.put("nifi.zookeeper.root.node", "/nifi");
        properties.put("nifi.zookeeper.client.secure", "false");
        return properties;
    }
}
