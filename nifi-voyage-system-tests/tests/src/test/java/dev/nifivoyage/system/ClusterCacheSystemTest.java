/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NarUpload;
import dev.nifivoyage.nifi.NiFiCluster;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tier that the caches of two nodes share: what one of them has paid for, the other finds, and a server that is
 * away, full, or new costs vectors but no record.
 */
@ExtendWith({SharedCluster.class, SharedNiFi.class})
@EnabledIfSystemProperty(named = "cluster.all", matches = "true")
class ClusterCacheSystemTest {
    private static final int FILES = 3;
    private static final int RECORDS = 100;
    private static final String HOST = "127.0.0.1";
    private static final String REDIS_CLIENT = JedisMapCacheClient.class.getName();

    @TempDir
    private Path directory;

    /** The map cache server is that of a NiFi outside the cluster, as nodes on one machine would share its port. */
    @Test
    void bothNodesFindVectorsOnTheMapCacheServer(final NiFiCluster cluster, final NiFiProcess other) throws Exception {
        final String port = Integer.toString(NiFiPorts.freePort(HOST));
        final ControllerServices services = new ControllerServices(other.rest());
        final String server = new ProcessGroups(other.rest()).create("map cache server");
        services.create(
                server, "org.apache.nifi.distributed.cache.server.map.MapCacheServer", "server", Map.of("Port", port));
        services.enableAll(server);
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            share(
                    cluster,
                    flow,
                    "org.apache.nifi.distributed.cache.client.MapCacheClientService",
                    Map.of("Server Hostname", HOST, "Server Port", port, "Communications Timeout", "2 sec"));
            embed(flow, "map");
            assertFoundByBoth(flow, "map", "a");
        } finally {
            new ProcessGroups(other.rest()).delete(server);
        }
    }

    @Test
    void bothNodesFindVectorsOnRedisAlsoAfterItsRestart(final NiFiCluster cluster) throws Exception {
        final int port = NiFiPorts.freePort(HOST);
        final RedisServer redis = redis(port);
        redis.start();
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            shareRedis(cluster, flow, port);
            embed(flow, "redis");
            assertEquals(FILES * RECORDS, entries(port));
            assertFoundByBoth(flow, "redis", "a");

            redis.stop();
            flow.withoutCacheDirectories(redis::start);
            assertEquals(FILES * RECORDS, entries(port));
            assertFoundByBoth(flow, "redis", "b");
        } finally {
            redis.stop();
        }
    }

    @Test
    void noRecordWaitsForARedisThatIsAwayOrFull(final NiFiCluster cluster) throws Exception {
        final int port = NiFiPorts.freePort(HOST);
        final RedisServer redis = redis(port);
        redis.start();
        try (ClusterFlow flow = ClusterFlow.start(cluster, directory, ClusterDefinition.shipped())) {
            shareRedis(cluster, flow, port);
            redis.stop();
            embed(flow, "away");
            assertEquals(FILES * RECORDS, flow.voyage().ledger().totals().requests());
            redis.start();
            withoutSpace(flow, port);
        } finally {
            redis.stop();
        }
    }

    private static void withoutSpace(final ClusterFlow flow, final int port) throws IOException {
        try (RedisClient client = RedisClient.create(HOST, port)) {
            client.configSet("maxmemory", Integer.toString(usedBytes(client) + 200_000));
            client.configSet("maxmemory-policy", "allkeys-lru");
            for (int round = 0; evicted(client) == 0; round++) {
                assertTrue(round < 20, "nothing was evicted: " + client.info("stats"));
                embed(flow, "evicted" + round);
            }
            assertTrue(client.dbSize() > 0, "some are there");

            // writing fails
            client.configSet("maxmemory-policy", "noeviction");
            client.configSet("maxmemory", "1");
            embed(flow, "full");
            assertTrue(client.info("errorstats").contains("OOM"), "Redis has rejected entries");
        }
    }

    private RedisServer redis(final int port) throws IOException {
        return RedisServer.newRedisServer()
                .bind(HOST)
                .port(port)
                .setting("dir " + directory)
                .setting("save 900 1")
                .build();
    }

    private void shareRedis(final NiFiCluster cluster, final ClusterFlow flow, final int port) throws IOException {
        final ControllerServices services =
                new ControllerServices(cluster.node(0).rest());
        if (!services.exists(REDIS_CLIENT)) {
            new NarUpload(cluster.node(0).rest()).install(RedisNar.write(directory));
        }
        share(
                cluster,
                flow,
                REDIS_CLIENT,
                Map.of(JedisMapCacheClient.HOST_NAME, HOST, JedisMapCacheClient.PORT_NAME, Integer.toString(port)));
    }

    private static void share(
            final NiFiCluster cluster, final ClusterFlow flow, final String type, final Map<String, String> properties)
            throws IOException {
        final ControllerServices services =
                new ControllerServices(cluster.node(0).rest());
        flow.withoutCacheDirectories(() -> {
            final JsonNode cache = services.ofType(flow.groupId(), "EhcacheEmbeddingCacheService")
                    .path("component");
            final String client =
                    services.create(cache.path("parentGroupId").asText(), type, "Shared tier", properties);
            services.configure(cache.path("id").asText(), Map.of("Distributed Cache Service", client));
        });
    }

    private static void embed(final ClusterFlow flow, final String name) throws IOException {
        final List<String> names = new ArrayList<>();
        for (int file = 0; file < FILES; file++) {
            names.add(flow.give("%s-%d.jsonl".formatted(name, file), RECORDS));
        }
        flow.awaitEnd(names, RECORDS);
        assertEquals(1L, flow.jobsByFile().get(names.getFirst()));
    }

    // of two copies of a file that are given one after the other, each node gets one
    private static void assertFoundByBoth(final ClusterFlow flow, final String name, final String copy)
            throws IOException {
        final long billed = flow.voyage().ledger().totals().requests();
        final int jobs = flow.jobs().size();
        final Map<String, Integer> before = flow.takenByNode("CreateBatchEmbedding");
        final List<String> names = new ArrayList<>();
        for (int file = 0; file < FILES; file++) {
            for (final String node : List.of("x", "y")) {
                names.add(flow.give("%s-%d-copy-%s%s.jsonl".formatted(name, file, copy, node), RECORDS));
            }
        }
        flow.awaitEnd(names, RECORDS);
        assertEquals(billed, flow.voyage().ledger().totals().requests());
        assertEquals(jobs, flow.jobs().size());
        flow.takenByNode("CreateBatchEmbedding")
                .forEach((node, taken) -> assertTrue(
                        taken >= before.getOrDefault(node, 0) + FILES - 1, () -> node + " has taken " + taken));
    }

    private static long entries(final int port) {
        // connections do not outlive a restart of the server
        try (RedisClient client = RedisClient.create(HOST, port)) {
            return client.dbSize();
        }
    }

    private static int usedBytes(final RedisClient client) {
        return number(client.info("memory"), "used_memory:");
    }

    private static int evicted(final RedisClient client) {
        return number(client.info("stats"), "evicted_keys:");
    }

    private static int number(final String info, final String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .mapToInt(line -> Integer.parseInt(line.substring(name.length()).strip()))
                .findFirst()
                .orElseThrow();
    }
}
