/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A processor that is stopped in the middle of an upload or a download ends soon, leaves nothing behind, lets its
 * services be disabled, and goes on later as if it had not begun. For a file of 1 GB, which the proxy holds in memory:
 * {@code -Dtransfer.records=100000 -Dtransfer.sentences=195 -Dtransfer.minutes=20 -Dtests.jvm.options=-Xmx8g}.
 */
@ExtendWith(SharedNiFi.class)
class StoppedTransferSystemTest {
    private static final Path DEFINITION = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final Duration DEADLINE = Duration.ofMinutes(Integer.getInteger("transfer.minutes", 2));
    private static final Duration SOON = Duration.ofSeconds(10);
    /** Some 5 MB, for a minute and a half at that rate; what is in the buffers of the sockets does not matter then. */
    private static final int RECORDS = Integer.getInteger("transfer.records", 5_000);

    private static final int SENTENCES = Integer.getInteger("transfer.sentences", 20);

    private static final int BYTES_PER_SECOND = 50_000;

    @TempDir
    private Path directory;

    @Test
    void aTransferEndsWhenItsProcessorIsStopped(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions().directContent(true));
                VoyageProxy proxy = VoyageProxy.start(voyage.baseUri())) {
            final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                    nifi,
                    DEFINITION,
                    directory,
                    new VoyageServer(proxy.baseUri(), "any-key", true),
                    Map.of("Embeddings Model", "voyage-4-lite", "Dimensions", "256"));
            proxy.slowDown("POST /v1/files", BYTES_PER_SECOND);
            flow.accept(RecordFile.write(directory.resolve("scenes.json"), RECORDS, StoppedTransferSystemTest::text));
            assertStops(nifi, flow, "CreateBatchEmbedding", proxy, "POST /v1/files");
            assertEquals(List.of(), new VoyageCalls(voyage.baseUri()).list("/batches"));

            proxy.slowDown("GET /v1/files/[^/]+/content", BYTES_PER_SECOND);
            new ProcessGroups(nifi.rest()).start(flow.groupId());
            Poll.until(
                    DEADLINE,
                    "results in a file",
                    () -> results(nifi).isEmpty() ? Optional.empty() : Optional.of(true));
            assertStops(nifi, flow, "DownloadBatchResults", proxy, "GET /v1/files/[^/]+/content");

            new ProcessGroups(nifi.rest()).start(flow.groupId());
            final Path written = flow.await(
                    DEADLINE,
                    progress -> {},
                    () -> flow.written("scenes.json").stream().findFirst());
            assertEquals(RECORDS, RecordFile.count(written));
            assertEquals(1, new VoyageCalls(voyage.baseUri()).list("/batches").size());
            assertEquals(RECORDS, voyage.ledger().totals().requests());
            new ProcessGroups(nifi.rest()).delete(flow.groupId());
        }
    }

    private static String text(final int scene) {
        return "Scene " + scene + ": " + "the light follows the dancer across the stage. ".repeat(SENTENCES);
    }

    // results are stored in a file without a name
    private static List<String> results(final NiFiProcess nifi) {
        return ProcessLevel.of(nifi.pid(), nifi.home().directory()).deleted().stream()
                .filter(file -> file.matches(".*/nifi-voyage-[^/]*[.]spill .*"))
                .toList();
    }

    private static void assertStops(
            final NiFiProcess nifi,
            final EmbedRecordsFlow flow,
            final String name,
            final VoyageProxy proxy,
            final String call) {
        final Processors processors = new Processors(nifi.rest());
        final String id = processors.named(flow.groupId(), name);
        Poll.until(DEADLINE, call + " of " + name, () -> proxy.count(call) > 0 ? Optional.of(true) : Optional.empty());
        processors.askToStop(id);
        Poll.until(
                SOON,
                name + " to end its transfer",
                () -> processors.threads(id) == 0 ? Optional.of(true) : Optional.empty());
        Poll.until(
                SOON,
                () -> "an end of " + results(nifi),
                () -> results(nifi).isEmpty() ? Optional.of(true) : Optional.empty());
        new ProcessGroups(nifi.rest()).stop(flow.groupId());
        final ControllerServices services = new ControllerServices(nifi.rest());
        services.disableAll(flow.groupId());
        services.enableAll(flow.groupId());
        proxy.fullSpeed();
    }
}
