/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.nifi.ComponentVersions;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ValidationErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/** The commands of docs/install.md install both NARs by REST in a NiFi that has neither, and import a flow. */
class InstallSystemTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void bothNarsAndAFlowAreInstalledByRest() throws Exception {
        final NiFiHome home = NiFiHome.create(
                directory.resolve("nifi"),
                EmptyDistribution.create(directory.resolve("distribution")).directory(),
                NiFiPorts.free());
        final Path release = Files.createDirectory(directory.resolve("release"));
        for (final String name : List.of("nifi-voyage-services-api-nar", "nifi-voyage-nar")) {
            final Path nar = NarFile.named(name).path();
            Files.createSymbolicLink(release.resolve(nar.getFileName()), nar.toRealPath());
        }
        Files.createSymbolicLink(
                release.resolve("flows"),
                Path.of(System.getProperty("flow.definitions")).toRealPath());
        try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart())) {
            final Map<String, String> environment = Map.of(
                    "NIFI", nifi.canvas().resolve("..").toString().replaceAll("/$", ""), "RELEASE", release.toString());
            final List<String> commands = InstallPage.commands();
            assertEquals(3, commands.size());
            InstallPage.run(commands.getFirst(), environment);
            Poll.until(
                    DEADLINE,
                    "both NARs to be installed",
                    () -> Optional.of(states(commands.get(1), environment))
                            .filter(List.of("Installed", "Installed")::equals));
            final String groupId = JSON.readTree(InstallPage.run(commands.get(2), environment))
                    .path("id")
                    .asText();

            assertFalse(groupId.isEmpty());
            assertEquals(
                    List.of(NarFile.named("nifi-voyage-nar").manifest("Nar-Version")),
                    new ComponentVersions(nifi.rest()).used(groupId, "dev.nifivoyage"));
            // what is left is that services are disabled, and that there is no API key
            assertEquals(
                    List.of(),
                    new ValidationErrors(nifi.rest())
                            .of(groupId).stream()
                                    .filter(error -> error.contains("Missing") || error.contains("compatible"))
                                    .toList());
        }
    }

    private static List<String> states(final String command, final Map<String, String> environment) {
        try {
            final JsonNode summaries =
                    JSON.readTree(InstallPage.run(command, environment)).path("narSummaries");
            return StreamSupport.stream(summaries.spliterator(), false)
                    .map(entity -> entity.path("narSummary").path("state").asText())
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
