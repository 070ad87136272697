/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

/**
 * Measures CreateBatchEmbedding with repeated jobs for the same file, while nothing else runs. The jobs are cancelled,
 * and nothing is cached.
 */
final class JobCreationRuns {
    private static final String PROCESSOR = "CreateBatchEmbedding";
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final NiFiRest rest;
    private final Processors processors;
    private final EmbedRecordsFlow flow;
    private final ProcessorTimes times;
    private final VoyageLocalServer voyage;
    private int fileCount;

    JobCreationRuns(
            final NiFiRest rest,
            final EmbedRecordsFlow flow,
            final ProcessorTimes times,
            final VoyageLocalServer voyage) {
        this.rest = rest;
        this.processors = new Processors(rest);
        this.flow = flow;
        this.times = times;
        this.voyage = voyage;
    }

    /**
     * Returns the duration of the fastest run. The flow is restored afterwards.
     *
     * @param records the input file, which is copied
     */
    double fastestSeconds(final Path records) throws IOException {
        final String pollId = processors.named(flow.groupId(), "PollBatchStatus");
        final String submitted = new Connections(rest).from(flow.groupId(), PROCESSOR, "submitted");
        final Queues queues = new Queues(rest);
        double fastest = Double.POSITIVE_INFINITY;
        processors.stop(pollId);
        try (ServerJobs jobs = new ServerJobs(voyage)) {
            for (int run = 0; run < DataPathPart.RUNS; run++) {
                final double before = times.seconds(PROCESSOR);
                flow.accept(Files.copy(records, records.resolveSibling("creation-%d.json".formatted(++fileCount))));
                queues.awaitCount(submitted, 1, DEADLINE);
                fastest = Math.min(
                        fastest,
                        Poll.until(
                                DEADLINE,
                                "the time of " + PROCESSOR,
                                () -> Optional.of(times.seconds(PROCESSOR) - before)
                                        .filter(seconds -> seconds > 0)));
                // otherwise the server would write a gigabyte of results on this machine during the next run
                jobs.cancel(jobs.newest());
                queues.drop(submitted);
            }
        } finally {
            processors.start(pollId);
        }
        return fastest;
    }

    /**
     * Returns the duration of the fastest run without lookups in the cache. The cache service remains removed from the
     * processor.
     *
     * @param records the input file, which is copied
     */
    double fastestSecondsWithoutCache(final Path records) throws IOException {
        final String createId = processors.named(flow.groupId(), PROCESSOR);
        processors.stop(createId);
        processors.configure(createId, Collections.singletonMap("Embedding Cache Service", null));
        processors.start(createId);
        return fastestSeconds(records);
    }
}
