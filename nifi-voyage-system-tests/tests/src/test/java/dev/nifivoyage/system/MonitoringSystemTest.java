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
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.Processors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The endpoints of {@code docs/monitoring.md}, and every metric, label, and counter of its dashboard and alerts.
 */
@ExtendWith(SharedNiFi.class)
class MonitoringSystemTest {
    private static final Path DOCUMENTS =
            Path.of(System.getProperty("flow.definitions")).resolveSibling("docs");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:nifi|voyage)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern CONDITION = Pattern.compile("(\\w+)(=~|!=|=)\"([^\"]*)\"");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    @TempDir
    private Path directory;

    @Test
    void everyMetricOfDashboardAndAlertsExists(final NiFiProcess nifi) throws Exception {
        final int port = NiFiPorts.freePort("127.0.0.1");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final ImportedFlow page = ImportedFlow.start(
                    nifi, "batch-progress", directory, voyage, BatchProgressSystemTest.parameters(port, ""));
            final ImportedFlow embed = ImportedFlow.start(
                    nifi,
                    "embed-records",
                    directory,
                    voyage,
                    Map.of("Embeddings Model", "voyage-4-lite", "Dimensions", "256"));
            voyage.faults().set(Fault.lines().response(0.3).statusCode(400));
            give(embed, "rejected.jsonl", 40);
            embed.written("Output Directory", "rejected.jsonl", 1);
            // half of its texts are cached now
            voyage.faults().set(Fault.failValidation());
            give(embed, "failed.jsonl", 60);
            Poll.until(
                    DEADLINE,
                    "a failed job",
                    () -> Optional.of(embed.counter("PollBatchStatus", "Jobs Failed"))
                            .filter(failed -> failed == 1));

            assertCountersHaveTotals(nifi.rest());
            final List<Selector> selectors = selectors();
            assertTrue(selectors.size() > 15, selectors::toString);
            Poll.until(
                    DEADLINE,
                    () -> "samples of " + withoutSamples(selectors, nifi.rest(), port),
                    () -> Optional.of(withoutSamples(selectors, nifi.rest(), port))
                            .filter(List::isEmpty));
            final double created = samples(nifi.rest()).stream()
                    .filter(sample -> sample.name().equals("nifi_processor_counters")
                            && "Jobs Created".equals(sample.labels().get("counter_name"))
                            && new Processors(nifi.rest())
                                    .named(embed.groupId(), "CreateBatchEmbedding")
                                    .equals(sample.labels().get("processor_id")))
                    .mapToDouble(Sample::value)
                    .sum();
            assertEquals(2, created, "the sum of the last five minutes");
            assertStatusHistory(nifi.rest(), new Processors(nifi.rest()).named(embed.groupId(), "PollBatchStatus"));
            page.delete();
            embed.delete();
        }
    }

    private void give(final ImportedFlow embed, final String name, final int texts) throws IOException {
        final List<String> lines =
                IntStream.range(0, texts).mapToObj("text number %d"::formatted).toList();
        embed.give(RecordFile.write(directory.resolve(name), lines), "Input Directory");
    }

    private static void assertCountersHaveTotals(final NiFiRest rest) {
        final Map<String, Long> totals = new HashMap<>();
        for (final JsonNode counter :
                rest.get("/counters").path("counters").path("aggregateSnapshot").path("counters")) {
            if (counter.path("context").asText().startsWith("All ")) {
                totals.merge(
                        counter.path("context").asText() + " "
                                + counter.path("name").asText(),
                        counter.path("valueCount").asLong(),
                        Long::sum);
            }
        }
        assertTrue(totals.getOrDefault("All CreateBatchEmbedding's Jobs Created", 0L) >= 2, totals::toString);
        assertTrue(totals.getOrDefault("All PollBatchStatus's Jobs Failed", 0L) >= 1, totals::toString);
    }

    /** NiFi takes a snapshot each minute; the first one may be older than the failure. */
    private static void assertStatusHistory(final NiFiRest rest, final String processor) {
        final Set<String> labels = new TreeSet<>();
        Poll.until(DEADLINE, () -> "failed jobs in the status history, which has " + labels, () -> {
            rest.get("/flow/processors/" + processor + "/status/history")
                    .path("statusHistory")
                    .path("fieldDescriptors")
                    .forEach(field -> labels.add(field.path("label").asText()));
            return labels.stream()
                    .filter(label -> label.startsWith("Jobs Failed"))
                    .findFirst();
        });
    }

    private static List<Selector> withoutSamples(final List<Selector> selectors, final NiFiRest rest, final int port) {
        final List<Sample> samples = new ArrayList<>(samples(rest));
        try (InputStream metrics = URI.create("http://127.0.0.1:%d/metrics".formatted(port))
                .toURL()
                .openStream()) {
            samples.addAll(parsed(metrics));
        } catch (final IOException e) {
            return selectors;
        }
        return selectors.stream()
                .filter(selector -> samples.stream().noneMatch(selector::matches))
                .toList();
    }

    private static List<Sample> samples(final NiFiRest rest) {
        try (InputStream metrics = rest.stream("/flow/metrics/prometheus")) {
            return parsed(metrics);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Sample> parsed(final InputStream metrics) throws IOException {
        final List<Sample> samples = new ArrayList<>();
        for (final String line : new String(metrics.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
            final Matcher matcher = SAMPLE.matcher(line);
            if (!line.startsWith("#") && matcher.matches()) {
                final Map<String, String> labels = new HashMap<>();
                if (matcher.group(2) != null) {
                    LABEL.matcher(matcher.group(2))
                            .results()
                            .forEach(label -> labels.put(label.group(1), label.group(2)));
                }
                samples.add(new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3))));
            }
        }
        return samples;
    }

    private static List<Selector> selectors() throws IOException {
        final Set<String> expressions = new HashSet<>();
        JSON.readTree(DOCUMENTS.resolve("monitoring/grafana.json").toFile())
                .findValuesAsText("expr")
                .forEach(expressions::add);
        for (final String file : List.of("monitoring/alerts.yml", "monitoring.md")) {
            expressions.addAll(Files.readAllLines(DOCUMENTS.resolve(file)));
        }
        return expressions.stream()
                .flatMap(expression -> SELECTOR.matcher(expression).results())
                .map(found -> new Selector(
                        found.group(1),
                        Stream.ofNullable(found.group(2))
                                .flatMap(conditions ->
                                        CONDITION.matcher(conditions).results())
                                .map(condition ->
                                        new Condition(condition.group(1), condition.group(2), condition.group(3)))
                                .toList()))
                .distinct()
                .toList();
    }

    private record Sample(String name, Map<String, String> labels, double value) {}

    private record Selector(String name, List<Condition> conditions) {

        private boolean matches(final Sample sample) {
            return sample.name().equals(name)
                    && conditions.stream().allMatch(condition -> condition.matches(sample.labels()));
        }
    }

    private record Condition(String label, String operator, String text) {

        private boolean matches(final Map<String, String> labels) {
            final String value = labels.get(label);
            return switch (operator) {
                case "=" -> text.equals(value);
                case "!=" -> value != null && !text.equals(value);
                default -> value != null && value.matches(text);
            };
        }
    }
}
