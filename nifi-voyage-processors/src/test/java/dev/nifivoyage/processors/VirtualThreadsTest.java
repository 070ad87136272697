/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.CancelBatch;
import dev.nifivoyage.processors.batch.CreateBatchContextualized;
import dev.nifivoyage.processors.batch.CreateBatchEmbedding;
import dev.nifivoyage.processors.batch.CreateBatchRerank;
import dev.nifivoyage.processors.batch.DownloadBatchResults;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.ListBatches;
import dev.nifivoyage.processors.batch.PollBatchStatus;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.cache.EvictEmbeddings;
import dev.nifivoyage.processors.chunk.ChunkText;
import dev.nifivoyage.processors.gesture.LoadGestureLibrary;
import dev.nifivoyage.processors.gesture.MatchGesture;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.pose.DescribePose;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.processors.realtime.CreateMultimodalEmbedding;
import dev.nifivoyage.processors.realtime.Pictures;
import dev.nifivoyage.processors.realtime.Rerank;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The main path of each processor on virtual threads, several at once: with the results of platform threads, without a
 * thread that holds its carrier while it waits, and with one carrier for all.
 */
class VirtualThreadsTest {
    private static final int FLOW_FILES = 6;
    /** Of each numbered text. */
    private static final long TOKENS = 8;

    private static final Duration PINNED = Duration.ofMillis(20);
    private static final int FIRST_JAVA_WITHOUT_PINNING_BY_MONITORS = 24;

    /**
     * A processor and what it does on virtual threads.
     */
    enum Scenario {
        CREATE_EMBEDDING(CreateEmbedding.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.withRecords(new CreateEmbedding());
                LentCache.lend(cache, runner);
                runner.setProperty("Maximum Texts per Request", "10");
                trigger(runner, Records.of(Records.numbered(25)));
                runner.assertTransferCount("success", FLOW_FILES);
                Records.assertOwnVectors(Records.read(runner.getFlowFilesForRelationship("success")), "voyage-4", 1024);
                // whoever needs a text that another thread has sent waits for it
                assertEquals(25 * TOKENS, flow.voyage().ledger().totals().realTimeTokens());
            }
        },
        CREATE_MULTIMODAL_EMBEDDING(CreateMultimodalEmbedding.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.withRecords(new CreateMultimodalEmbedding());
                LentCache.lend(cache, runner);
                runner.setProperty("Maximum Inputs per Request", "2");
                final StringBuilder records = new StringBuilder();
                for (int i = 0; i < 5; i++) {
                    records.append("{\"image\":\"%s\"}\n".formatted(Pictures.base64(Pictures.png(i))));
                }
                trigger(runner, records.toString());
                runner.assertTransferCount("success", FLOW_FILES);
                assertEquals(5 * 64_000, flow.voyage().ledger().totals().pixels());
            }
        },
        RERANK(Rerank.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner onVirtual = flow.withRecords(new Rerank());
                trigger(onVirtual, RANKING);
                final TestRunner onPlatform = flow.withRecords(new Rerank());
                onPlatform.enqueue(RANKING);
                onPlatform.run();
                assertSameContents(onPlatform, onVirtual, "success");
            }
        },
        CREATE_BATCH_EMBEDDING(CreateBatchEmbedding.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.create();
                trigger(runner, Records.of(Records.numbered(25)));
                assertJobs(flow, runner);
            }
        },
        CREATE_BATCH_CONTEXTUALIZED(CreateBatchContextualized.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.createContextualized();
                trigger(runner, """
                    {"chunks":["one","two"]}""");
                assertJobs(flow, runner);
            }
        },
        CREATE_BATCH_RERANK(CreateBatchRerank.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.createRerank();
                trigger(runner, RANKING);
                assertJobs(flow, runner);
            }
        },
        POLL_BATCH_STATUS(PollBatchStatus.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                awaitJobs(flow);
            }
        },
        DOWNLOAD_BATCH_RESULTS(DownloadBatchResults.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.download();
                LentCache.lend(cache, runner);
                awaitJobs(flow).forEach(ended -> VoyageTestEnvironment.enqueue(runner, ended));
                VirtualTriggers.run(runner, FLOW_FILES);
                runner.assertTransferCount("success", FLOW_FILES);
                Records.assertOwnVectors(Records.read(runner.getFlowFilesForRelationship("success")), "voyage-4", 1024);
            }
        },
        LIST_BATCHES(ListBatches.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner create = flow.create();
                final Set<String> made = Set.of(
                        batchId(flow.submit(create, Records.of("one"))),
                        batchId(flow.submit(create, Records.of("two"))));
                final TestRunner runner = flow.withClient(new ListBatches());
                VirtualTriggers.run(runner, 1);
                assertEquals(
                        made,
                        runner.getFlowFilesForRelationship("success").stream()
                                .map(Scenario::batchId)
                                .collect(Collectors.toSet()));
            }
        },
        CANCEL_BATCH(CancelBatch.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                flow.voyage().faults().set(Fault.stuck().times(FLOW_FILES));
                final TestRunner create = flow.create();
                final TestRunner runner = flow.withClient(new CancelBatch());
                for (int i = 0; i < FLOW_FILES; i++) {
                    VoyageTestEnvironment.enqueue(runner, flow.submit(create, Records.of("text " + i)));
                }
                VirtualTriggers.run(runner, FLOW_FILES);
                runner.assertAllFlowFilesTransferred("success", FLOW_FILES);
            }
        },
        EVICT_EMBEDDINGS(EvictEmbeddings.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner embedding = flow.withRecords(new CreateEmbedding());
                LentCache.lend(cache, embedding);
                final TestRunner runner = TestRunners.newTestRunner(new EvictEmbeddings());
                LentCache.lend(cache, runner);
                embedding.enqueue(Records.of("a text"));
                embedding.run();
                runner.enqueue("");
                VirtualTriggers.run(runner, 2);
                runner.assertAllFlowFilesTransferred("success", 1);
                embedding.enqueue(Records.of("a text"));
                embedding.run();
                assertEquals(2, flow.voyage().ledger().totals().realTimeRequests());
            }
        },
        CHUNK_TEXT(ChunkText.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final String texts = Records.of("One sentence. ".repeat(300), "Another sentence. ".repeat(300));
                final TestRunner onVirtual = flow.withRecords(new ChunkText());
                final TestRunner onPlatform = flow.withRecords(new ChunkText());
                onVirtual.removeProperty("Voyage Client Service");
                onPlatform.removeProperty("Voyage Client Service");
                onVirtual.setProperty("Document ID", "document");
                onPlatform.setProperty("Document ID", "document");
                trigger(onVirtual, texts);
                onPlatform.enqueue(texts);
                onPlatform.run();
                assertSameContents(onPlatform, onVirtual, "success");
            }
        },
        DESCRIBE_POSE(DescribePose.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final String poses;
                try (InputStream sample = VirtualThreadsTest.class.getResourceAsStream("/poses/BOW.jsonl")) {
                    poses = new String(sample.readAllBytes(), StandardCharsets.UTF_8);
                }
                final TestRunner onVirtual = flow.withRecords(new DescribePose());
                final TestRunner onPlatform = flow.withRecords(new DescribePose());
                onVirtual.removeProperty("Voyage Client Service");
                onPlatform.removeProperty("Voyage Client Service");
                trigger(onVirtual, poses);
                onPlatform.enqueue(poses);
                onPlatform.run();
                assertSameContents(onPlatform, onVirtual, "success");
            }
        },
        LOAD_GESTURE_LIBRARY(LoadGestureLibrary.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final TestRunner runner = flow.withRecords(new LoadGestureLibrary());
                LentCache.lend(cache, runner);
                trigger(runner, LIBRARY);
                runner.assertTransferCount("success", FLOW_FILES);
                assertEquals(
                        1,
                        runner.getFlowFilesForRelationship("success").stream()
                                .map(MockFlowFile::getContent)
                                .distinct()
                                .count());
                assertTrue(
                        flow.voyage().ledger().totals().realTimeRequests() <= 2, "each of the two texts is sent once");
            }
        },
        MATCH_GESTURE(MatchGesture.class) {
            @Override
            void run(final VoyageTestEnvironment flow, final EhcacheEmbeddingCacheService cache) throws Exception {
                final List<List<String>> seen = List.of(match(flow, true), match(flow, false));
                assertEquals(seen.getLast(), seen.getFirst());
                // the frames count in the order of the queue, whatever the number of threads
                assertEquals(List.of("frame 1: unknown to BOW", "frame 5: BOW to CLAP"), seen.getFirst());
            }
        };

        private static final String RANKING = """
            {"query":"who lifts an arm?","documents":["a dancer lifts both arms","the weather in spring"]}""";
        private static final String LIBRARY = """
            {"label":"BOW","text":"bends down"}
            {"label":"CLAP","text":"claps both hands"}""";

        private final Class<? extends Processor> processor;

        Scenario(final Class<? extends Processor> processor) {
            this.processor = processor;
        }

        abstract void run(VoyageTestEnvironment flow, EhcacheEmbeddingCacheService cache) throws Exception;

        void run(final Path directory) throws Exception {
            final EhcacheEmbeddingCacheService cache = LentCache.openIn(Files.createTempDirectory(directory, "cache"));
            try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions())) {
                run(flow, cache);
            } finally {
                cache.onDisabled();
            }
        }

        private static void trigger(final TestRunner runner, final String content) throws Exception {
            for (int i = 0; i < FLOW_FILES; i++) {
                runner.enqueue(content);
            }
            VirtualTriggers.run(runner, FLOW_FILES);
            assertEquals(List.of(), runner.getLogger().getErrorMessages(), "errors");
            assertTrue(runner.isQueueEmpty(), "each trigger takes a FlowFile");
        }

        private static void assertSameContents(
                final TestRunner onPlatform, final TestRunner onVirtual, final String relationship) {
            onVirtual.assertTransferCount(relationship, FLOW_FILES);
            final String expected = onPlatform
                    .getFlowFilesForRelationship(relationship)
                    .getFirst()
                    .getContent();
            assertNotEquals("", expected);
            onVirtual
                    .getFlowFilesForRelationship(relationship)
                    .forEach(flowFile -> flowFile.assertContentEquals(expected));
        }

        private static void assertJobs(final VoyageTestEnvironment flow, final TestRunner runner) {
            runner.assertTransferCount("submitted", FLOW_FILES);
            assertEquals(
                    FLOW_FILES,
                    runner.getFlowFilesForRelationship("submitted").stream()
                            .map(Scenario::batchId)
                            .distinct()
                            .count());
            assertEquals(FLOW_FILES, flow.voyage().requests().counts().get("POST /v1/batches"));
        }

        private static List<MockFlowFile> awaitJobs(final VoyageTestEnvironment flow) throws Exception {
            final TestRunner create = flow.create();
            final TestRunner poll = flow.poll();
            for (int i = 0; i < FLOW_FILES; i++) {
                VoyageTestEnvironment.enqueue(poll, flow.submit(create, Records.of("text " + i, "another text")));
            }
            final long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (poll.getFlowFilesForRelationship("completed").size() < FLOW_FILES) {
                assertTrue(System.nanoTime() < end, "the jobs have not ended");
                VirtualTriggers.run(poll, 3);
                final List<MockFlowFile> completed = poll.getFlowFilesForRelationship("completed");
                final List<MockFlowFile> running = poll.getFlowFilesForRelationship("running");
                poll.clearTransferState();
                running.forEach(flowFile -> VoyageTestEnvironment.enqueue(poll, flowFile));
                completed.forEach(flowFile -> VoyageTestEnvironment.enqueue(poll, flowFile));
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                if (running.isEmpty() && completed.size() == FLOW_FILES) {
                    return completed;
                }
            }
            throw new AssertionError("not reached");
        }

        private static List<String> match(final VoyageTestEnvironment flow, final boolean virtual) throws Exception {
            final TestRunner runner = flow.withRecords(new MatchGesture());
            runner.setProperty(MatchProperties.LIBRARY_READER, "reader");
            runner.setProperty(MatchProperties.LIBRARY, LIBRARY);
            runner.setProperty(MatchProperties.TRACK_PERFORMERS, "true");
            runner.setProperty(MatchProperties.TRANSITION_FRAMES, "2");
            runner.setProperty(MatchProperties.SMOOTHING_WINDOW, "1");
            final List<String> texts = List.of(
                    "bends down",
                    "bends down",
                    "claps both hands",
                    "bends down",
                    "claps both hands",
                    "claps both hands");
            for (int frame = 0; frame < texts.size(); frame++) {
                runner.enqueue("""
                    {"frame":%d,"text":"%s"}""".formatted(frame, texts.get(frame)));
            }
            if (virtual) {
                VirtualTriggers.run(runner, FLOW_FILES);
            } else {
                runner.run(FLOW_FILES);
            }
            runner.assertTransferCount("success", FLOW_FILES);
            assertEquals(
                    texts,
                    frames(runner, "success")
                            .map(record -> record.path("text").asText())
                            .toList());
            return frames(runner, "transition")
                    .map(record -> "frame %d: %s to %s"
                            .formatted(
                                    record.path("frame").asInt(),
                                    record.at("/transition/from").asText(),
                                    record.at("/transition/to").asText()))
                    .toList();
        }

        // nifi-mock gives FlowFiles in the order in which their sessions were created, not in that of their commits
        private static Stream<JsonNode> frames(final TestRunner runner, final String relationship) throws IOException {
            return Records.read(runner.getFlowFilesForRelationship(relationship)).stream()
                    .sorted(Comparator.comparing(record -> record.path("frame").asInt()));
        }

        private static String batchId(final MockFlowFile flowFile) {
            return flowFile.getAttribute(VoyageAttributes.BATCH_ID);
        }
    }

    @Test
    void thereIsAScenarioForEachProcessor() {
        assertEquals(
                ServiceLoader.load(Processor.class).stream()
                        .map(ServiceLoader.Provider::type)
                        .filter(type -> type.getName().startsWith("dev.nifivoyage."))
                        .collect(Collectors.toSet()),
                Arrays.stream(Scenario.values())
                        .map(scenario -> scenario.processor)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void worksOnVirtualThreads(final Scenario scenario, @TempDir final Path directory) throws Exception {
        scenario.run(directory);
    }

    @Test
    void waitingThreadsDoNotHoldTheirCarriers(@TempDir final Path directory) throws Exception {
        Assumptions.assumeTrue(
                Runtime.version().feature() >= FIRST_JAVA_WITHOUT_PINNING_BY_MONITORS, "before, a monitor pins");
        // a thread is pinned while it loads a class, once
        for (final Scenario scenario : Scenario.values()) {
            scenario.run(directory);
        }
        final Path file = directory.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(PINNED).withStackTrace();
            recording.start();
            for (final Scenario scenario : Scenario.values()) {
                scenario.run(directory);
            }
            Thread.ofVirtual().start(() -> assertTrue(Pinning.DONE)).join();
            recording.stop();
            recording.dump(file);
        }

        final List<String> pinned = RecordingFile.readAllEvents(file).stream()
                .map(RecordedEvent::toString)
                .toList();
        assertEquals(
                1, pinned.stream().filter(event -> event.contains("Pinning")).count(), "the recording works");
        assertEquals(
                List.of(),
                pinned.stream().filter(event -> !event.contains("Pinning")).toList());
    }

    /**
     * Pins the thread that uses it first.
     */
    private static final class Pinning {
        private static final boolean DONE = hold();

        private static boolean hold() {
            LockSupport.parkNanos(PINNED.toNanos() * 3);
            return true;
        }
    }

    // whoever holds the only carrier while it waits for another thread stops all of them
    @Test
    void oneCarrierIsEnough(@TempDir final Path directory) throws Exception {
        final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        final Process process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djdk.virtualThreadScheduler.parallelism=1",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        VirtualThreadsTest.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        try {
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(1, TimeUnit.MINUTES), output);
            assertEquals(0, process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Runs all scenarios in a JVM of their own.
     *
     * @param arguments a directory
     */
    public static void main(final String[] arguments) throws Exception {
        final Path directory = Path.of(arguments[0]);
        for (final Scenario scenario : Scenario.values()) {
            System.out.println(scenario);
            scenario.run(directory);
        }
        System.exit(0);
    }
}
