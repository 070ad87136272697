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
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A FlowFile that waits for its job in a real NiFi.
 */
@ExtendWith(SharedNiFi.class)
class PollLoopSystemTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int POLLS = 4;

    @TempDir
    private Path directory;

    @Test
    void isPolledWithoutAChangeUntilItsJobEnds(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            voyage.faults().set(Fault.stuck("validating"));
            final ImportedFlow flow = ImportedFlow.start(
                    nifi,
                    "embed-records",
                    directory,
                    voyage,
                    Map.of("Minimum Polling Interval", "1 sec", "Maximum Polling Interval", "1 sec"));
            flow.give(Files.writeString(directory.resolve("one.jsonl"), "{\"text\":\"a text\"}"), "Input Directory");
            final Queues queues = new Queues(nifi.rest());
            final String running = new Connections(nifi.rest()).from(flow.groupId(), "PollBatchStatus", "running");
            queues.awaitCount(running, 1, DEADLINE);
            final Map<String, String> before = attributes(nifi, flow, running);
            final long calls = flow.counter("PollBatchStatus", "Calls to Voyage");
            Poll.until(
                    DEADLINE,
                    "more polls",
                    () -> Optional.of(flow.counter("PollBatchStatus", "Calls to Voyage"))
                            .filter(now -> now >= calls + POLLS));
            assertEquals(before, attributes(nifi, flow, running));

            final VoyageCalls server = new VoyageCalls(voyage.baseUri());
            final String batchId = server.list("/batches").getFirst().path("id").asText();
            server.post("/batches/%s/cancel".formatted(batchId), Map.of());
            Poll.until(
                    DEADLINE,
                    "the end of the job",
                    () -> Optional.of(flow.counter("PollBatchStatus", "Jobs Failed"))
                            .filter(failed -> failed == 1));
            assertEquals(0, queues.count(running));
            flow.delete();
        }
    }

    // a FlowFile that is being polled is not listed
    private static Map<String, String> attributes(
            final NiFiProcess nifi, final ImportedFlow flow, final String connectionId) {
        final Queues queues = new Queues(nifi.rest());
        final Processors processors = new Processors(nifi.rest());
        final String poll = processors.named(flow.groupId(), "PollBatchStatus");
        processors.stop(poll);
        final Map<String, String> attributes =
                queues.attributes(queues.list(connectionId).getFirst());
        processors.start(poll);
        return attributes;
    }
}
