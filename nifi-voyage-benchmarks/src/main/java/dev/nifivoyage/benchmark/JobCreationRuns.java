/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures CreateBatchEmbedding with repeated jobs for the same file, while nothing else runs. The jobs are cancelled,
 * and nothing is cached.
 */
final class JobCreationRuns {
    private static final String PROCESSOR = "CreateBatchEmbedding";
    /** A run takes less than a second of processor time. */
    private static final Duration INTERVAL = Duration.ofMillis(1);

    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final NiFiProcess nifi;
    private final Processors processors;
    private final EmbedRecordsFlow flow;
    private final URI server;
    private int fileCount;

    JobCreationRuns(final NiFiProcess nifi, final EmbedRecordsFlow flow, final URI server) {
        this.nifi = nifi;
        this.processors = new Processors(nifi.rest());
        this.flow = flow;
        this.server = server;
    }

    /**
     * Returns the processor seconds of the runs. The flow is restored afterwards.
     *
     * @param records the input file, which is copied
     */
    Spread seconds(final Path records) throws IOException {
        final String pollId = processors.named(flow.groupId(), "PollBatchStatus");
        final String submitted = new Connections(nifi.rest()).from(flow.groupId(), PROCESSOR, "submitted");
        final Queues queues = new Queues(nifi.rest());
        final List<Double> seconds = new ArrayList<>();
        processors.stop(pollId);
        try (ServerJobs jobs = new ServerJobs(server)) {
            for (int run = 0; run < DataPathPart.RUNS; run++) {
                final Path copy =
                        Files.copy(records, records.resolveSibling("creation-%d.json".formatted(++fileCount)));
                final FlowRecording recording = FlowRecording.start(
                        nifi.pid(), records.resolveSibling("creation-%d.jfr".formatted(fileCount)), INTERVAL);
                flow.accept(copy);
                queues.awaitCount(submitted, 1, DEADLINE);
                recording.stop();
                seconds.add(recording.profile().seconds(FlightProfile.CREATE));
                // otherwise the server would write a gigabyte of results on this machine during the next run
                jobs.cancel(jobs.newest());
                queues.drop(submitted);
            }
        } finally {
            processors.start(pollId);
        }
        return Spread.of(seconds);
    }

    /**
     * Returns the processor seconds of the runs without lookups in the cache. The cache service remains removed from
     * the processor.
     *
     * @param records the input file, which is copied
     */
    Spread secondsWithoutCache(final Path records) throws IOException {
        final String createId = processors.named(flow.groupId(), PROCESSOR);
        processors.stop(createId);
        processors.configure(createId, Collections.singletonMap("Embedding Cache Service", null));
        processors.start(createId);
        return seconds(records);
    }
}
