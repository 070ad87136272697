/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A processor that is stopped ends soon, even if the server does not respond, and its FlowFile does not change. */
@Timeout(120)
class StoppingTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"create", "download", "poll", "real time"})
    void endsWhenTheServerIsSilent(final String kind) throws Exception {
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            final TestRunner runner = switch (kind) {
                case "create" -> flow.create();
                case "download" -> flow.download();
                case "poll" -> flow.poll();
                default -> flow.withRecords(new CreateEmbedding());
            };
            VoyageTestEnvironment.connect(runner, "http://localhost:%d/v1".formatted(silent.getLocalPort()));
            runner.enqueue(
                    Records.of(Records.numbered(20)),
                    kind.equals("create") || kind.equals("real time")
                            ? Map.of()
                            : Map.of(VoyageAttributes.BATCH_ID, "batch-1"));
            silent.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
            final AtomicBoolean stopped = new AtomicBoolean();
            // the first trigger may make no call
            final CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
                for (boolean first = true; !stopped.get(); first = false) {
                    runner.run(1, false, first);
                }
            });
            try (Socket call = silent.accept()) {
                assertTrue(call.isConnected());
                final long start = System.nanoTime();
                stopped.set(true);
                runner.unSchedule();
                run.get(60, TimeUnit.SECONDS);
                assertTrue(System.nanoTime() - start < LONGEST.toNanos());
            }

            assertEquals(1, runner.getQueueSize().getObjectCount());
            assertEquals(0, runner.getPenalizedFlowFiles().size());
            runner.getProcessor()
                    .getRelationships()
                    .forEach(relationship -> runner.assertTransferCount(relationship, 0));
            assertTrue(
                    runner.getLogger().getErrorMessages().isEmpty(),
                    () -> runner.getLogger().getErrorMessages().toString());
        }
    }
}
