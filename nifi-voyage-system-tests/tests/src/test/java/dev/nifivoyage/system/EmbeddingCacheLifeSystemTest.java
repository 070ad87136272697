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
import dev.nifivoyage.nifi.ComponentVersions;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NarUpload;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.ValidationErrors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static dev.nifivoyage.system.VectorAssertions.assertSameVector;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The embedding cache outlives the NiFi that filled it, and the version of the NAR.
 */
class EmbeddingCacheLifeSystemTest {
    private static final String GROUP = "dev.nifivoyage";
    private static final String NEW_VERSION = "999.0.0";
    private static final List<String> TEXTS = IntStream.range(0, 200)
            .mapToObj(i -> "Step " + i + ": the weight shifts to the other foot")
            .toList();

    // NiFi's log is in it
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void vectorsSurviveTheSuddenEndOfNiFiAndAnUpgradeOfTheNars() throws Exception {
        final NiFiHome home = NiFiHome.create(
                directory.resolve("nifi"), Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free());
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final String groupId;
            final List<JsonNode> first;
            try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults())) {
                final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
                groupId = flow.flow().groupId();
                first = RecordFile.read(flow.embed("first.json", TEXTS));
                nifi.kill();
            }

            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults())) {
                final CachedFlow flow = new CachedFlow(EmbedRecordsFlow.imported(nifi, groupId, directory), directory);
                assertSameVectors(first, flow.embed("after-the-end.json", TEXTS));
                assertEquals(paid, VoyageTraffic.at(voyage), "after the end of NiFi");

                upgrade(nifi, groupId);
                assertEquals(List.of(NEW_VERSION), new ComponentVersions(nifi.rest()).used(groupId, GROUP));
                assertSameVectors(first, flow.embed("after-the-upgrade.json", TEXTS));
                assertEquals(paid, VoyageTraffic.at(voyage), "after the upgrade");
            }
        }
    }

    private void upgrade(final NiFiProcess nifi, final String groupId) throws IOException {
        final Path newNars = Files.createDirectories(directory.resolve("new-nars"));
        final NarUpload upload = new NarUpload(nifi.rest());
        // the new version of the interfaces first, on which the other depends
        upload.install(
                NewVersion.of(NarFile.named("nifi-voyage-services-api-nar").path(), NEW_VERSION, newNars));
        upload.install(NewVersion.of(NarFile.named("nifi-voyage-nar").path(), NEW_VERSION, newNars));

        new ProcessGroups(nifi.rest()).stop(groupId);
        new ControllerServices(nifi.rest()).disableAll(groupId);
        new ComponentVersions(nifi.rest()).change(groupId, GROUP, NEW_VERSION);
        new ControllerServices(nifi.rest()).enableAll(groupId);
        new ValidationErrors(nifi.rest()).awaitNone(groupId);
        new ProcessGroups(nifi.rest()).start(groupId);
    }

    private static void assertSameVectors(final List<JsonNode> expected, final Path written) {
        final List<JsonNode> records = RecordFile.read(written);
        assertEquals(expected.size(), records.size());
        for (int i = 0; i < expected.size(); i++) {
            assertSameVector(expected.get(i).path("embedding"), records.get(i).path("embedding"), TEXTS.get(i));
        }
    }
}
