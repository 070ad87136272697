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
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the labels on the first page of a flow promise: small files become one job, directories are created, stopped
 * FlowFiles come back, and a second copy works beside the first.
 */
@ExtendWith(SharedNiFi.class)
class FlowPagesSystemTest {

    private static final Path DEFINITION = Path.of(System.getProperty("flow.definitions"), "embed-records.json");
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int FILES = 15;
    private static final int RECORDS = 8;

    @TempDir
    private Path directory;

    @Test
    void fifteenSmallFilesBecomeOneJobButForAMalformedOne(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow flow = ImportedFlow.start(
                    nifi,
                    "embed-records",
                    directory,
                    voyage,
                    Map.of("Gathering Size", "1048576", "Gathering Time", "3 sec"));
            for (int file = 0; file < FILES; file++) {
                flow.give(write("part-%d.json".formatted(file), file), "Input Directory");
            }
            flow.give(
                    Files.writeString(directory.resolve("malformed.json"), "{\"id\": 1, \"text\": \"no end"),
                    "Input Directory");
            final Map<String, String> attributes = flow.awaitStopped();
            assertEquals("malformed.json", attributes.get("filename"), attributes::toString);
            final List<JsonNode> records =
                    RecordFile.read(flow.written("Output Directory", null, 1).getFirst());
            assertEquals(
                    IntStream.range(0, FILES * RECORDS).boxed().toList(),
                    records.stream()
                            .map(record -> record.path("id").asInt())
                            .sorted()
                            .toList());
            assertTrue(
                    records.stream().allMatch(record -> record.path("embedding").size() == 1024));
            assertEquals(1, VoyageTraffic.at(voyage).jobs(), "jobs");
            flow.delete();
        }
    }

    @Test
    void stoppedFlowFilesComeBackThroughTryAgain(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow flow =
                    ImportedFlow.start(nifi, "embed-records", directory, voyage, Map.of("Maximum Cost", "0"));
            for (int file = 0; file < 3; file++) {
                flow.give(write("costly-%d.json".formatted(file), file), "Input Directory");
            }
            final NiFiRest rest = nifi.rest();
            final Queues queues = new Queues(rest);
            final String waiting = flow.stoppedQueue();
            queues.awaitCount(waiting, 3, DEADLINE);
            assertEquals(
                    "over_budget",
                    queues.attributes(queues.list(waiting).getFirst()).get("error.code"));

            new ParameterContexts(rest)
                    .set(new ParameterContexts(rest).ofGroup(flow.groupId()), Map.of("Maximum Cost", "10"));
            final Processors processors = new Processors(rest);
            final String again = processors.named(flow.groupId(), "Try again");
            processors.enable(again);
            processors.runOnce(again);
            flow.written("Output Directory", null, 1);
            assertEquals(2, queues.count(waiting), "Run Once returns one FlowFile");

            processors.start(again);
            flow.written("Output Directory", null, 3);
            assertEquals(0, queues.count(waiting), "Start returns all");
            assertEquals(3, VoyageTraffic.at(voyage).jobs(), "jobs");
            processors.stop(again);
            flow.delete();
        }
    }

    @Test
    void anImportedFlowCreatesItsDirectoriesAndWorksBesideItsCopy(final NiFiProcess nifi) throws Exception {
        final NiFiRest rest = nifi.rest();
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final Path input = directory.resolve("not-there/in");
            final Path output = directory.resolve("not-there/out");
            final String first = new FlowImport(rest).upload("root", DEFINITION, "first");
            final ParameterContexts contexts = new ParameterContexts(rest);
            contexts.set(
                    contexts.ofGroup(first),
                    Map.ofEntries(
                            Map.entry("Voyage API Key", "any-key"),
                            Map.entry("Voyage Base URL", voyage.baseUri().toString()),
                            Map.entry("Minimum Polling Interval", "500 ms"),
                            Map.entry("Maximum Polling Interval", "1 sec"),
                            Map.entry("Gathering Time", "1 sec"),
                            Map.entry(
                                    "Cost Directory", directory.resolve("cost").toString()),
                            Map.entry(
                                    "Embedding Cache Directory",
                                    directory.resolve("cache").toString()),
                            Map.entry("Input Directory", input.toString()),
                            Map.entry("Output Directory", output.toString()),
                            Map.entry(
                                    "Rejected Directory",
                                    directory.resolve("rejected").toString())));
            final String second = new FlowImport(rest).upload("root", DEFINITION, "second");
            assertEquals(contexts.ofGroup(first), contexts.ofGroup(second), "the copy uses the same parameters");
            final Path secondInput = directory.resolve("not-there/second");
            contexts.apply(
                    second,
                    contexts.inherit(
                            "second", contexts.ofGroup(first), Map.of("Input Directory", secondInput.toString())));
            for (final String group : List.of(first, second)) {
                new ControllerServices(rest).enableAll(group);
                new ProcessGroups(rest).start(group);
            }
            Poll.until(
                    DEADLINE,
                    "the input directories",
                    () -> Files.isDirectory(input) && Files.isDirectory(secondInput)
                            ? Optional.of(input)
                            : Optional.empty());
            new ValidationErrors(rest).awaitNone(first);
            new ValidationErrors(rest).awaitNone(second);

            final Path file = write("one.json", 0);
            Files.copy(file, secondInput.resolve(".two.json"));
            Files.move(file, input.resolve("one.json"));
            Poll.until(DEADLINE, "the result", () -> list(output).stream().findFirst());
            Files.move(secondInput.resolve(".two.json"), secondInput.resolve("two.json"));
            Poll.until(
                    DEADLINE,
                    "the result of the copy",
                    () -> list(output).size() == 2 ? Optional.of(true) : Optional.empty());
            assertEquals(1, VoyageTraffic.at(voyage).jobs(), "both use one cache");
            for (final String group : List.of(first, second)) {
                new ProcessGroups(rest).delete(group);
            }
        }
    }

    private static List<Path> list(final Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(final String name, final int file) throws IOException {
        final List<String> records = IntStream.range(file * RECORDS, (file + 1) * RECORDS)
                .mapToObj("{\"id\":%1$d,\"text\":\"sentence number %1$d\"}"::formatted)
                .toList();
        // every other file is an array, the others have an object per line
        final String content = file % 2 == 0 ? "[%s]".formatted(String.join(",", records)) : String.join("\n", records);
        return Files.writeString(directory.resolve(name), content);
    }
}
