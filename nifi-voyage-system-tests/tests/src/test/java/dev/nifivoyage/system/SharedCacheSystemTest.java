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
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Two caches with a directory of their own, as two nodes of a cluster have them, share NiFi's map cache server. */
@ExtendWith(SharedNiFi.class)
class SharedCacheSystemTest {
    private static final List<String> TEXTS = IntStream.range(0, 40)
            .mapToObj(i -> "Step " + i + ": the dancer turns by " + i * 9 + " degrees")
            .toList();
    private static final String PORT = Integer.toString(NiFiPorts.free().http());

    @TempDir
    private Path directory;

    @Test
    void whatOneNodePaidForAnotherFinds(final NiFiProcess nifi) throws Exception {
        final ProcessGroups groups = new ProcessGroups(nifi.rest());
        final ControllerServices services = new ControllerServices(nifi.rest());
        final String server = groups.create("map cache server");
        services.create(
                server, "org.apache.nifi.distributed.cache.server.map.MapCacheServer", "server", Map.of("Port", PORT));
        services.enableAll(server);
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            embed(nifi, voyage, "one");
            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            assertEquals(TEXTS.size(), paid.texts());

            embed(nifi, voyage, "another");
            assertEquals(paid, VoyageTraffic.at(voyage));
        } finally {
            groups.delete(server);
        }
    }

    private void embed(final NiFiProcess nifi, final VoyageLocalServer voyage, final String node) throws Exception {
        final CachedFlow flow = CachedFlow.prepare(nifi, Files.createDirectory(directory.resolve(node)), voyage);
        final String group = flow.flow().groupId();
        final ControllerServices services = new ControllerServices(nifi.rest());
        services.disableAll(group);
        final String client = services.create(
                group,
                "org.apache.nifi.distributed.cache.client.MapCacheClientService",
                "client",
                Map.of("Server Hostname", "127.0.0.1", "Server Port", PORT));
        final JsonNode cache = services.ofType(group, "EhcacheEmbeddingCacheService");
        services.configure(cache.path("id").asText(), Map.of("Distributed Cache Service", client));
        services.enableAll(group);
        new ProcessGroups(nifi.rest()).start(group);
        flow.embed("records.json", TEXTS);
        new ProcessGroups(nifi.rest()).delete(group);
    }
}
