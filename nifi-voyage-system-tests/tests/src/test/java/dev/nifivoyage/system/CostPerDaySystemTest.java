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
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Queues;
import dev.nifivoyage.nifi.ValidationErrors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The shipped flow {@code cost-per-day.json} adds up what jobs of {@code embed-records.json} cost, exactly as both are
 * shipped.
 */
@ExtendWith(SharedNiFi.class)
class CostPerDaySystemTest {
    private static final Path DEFINITIONS = Path.of(System.getProperty("flow.definitions"));
    private static final Duration DEADLINE = Duration.ofSeconds(50);
    private static final Map<String, String> CHEAP = Map.of("Embeddings Model", "voyage-4-lite", "Dimensions", "256");
    private static final BigDecimal CHEAP_PRICE = new BigDecimal("0.02");

    @TempDir
    private Path directory;

    @Test
    void sumsOfADayAreWhatTheServerBilled(final NiFiProcess nifi) throws Exception {
        final NiFiRest rest = nifi.rest();
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            voyage.faults().set(Fault.lines().response(0.2).statusCode(400));
            final EmbedRecordsFlow embed = EmbedRecordsFlow.start(
                    nifi,
                    DEFINITIONS.resolve("embed-records.json"),
                    directory,
                    new VoyageServer(voyage.baseUri(), "any-key", true),
                    CHEAP);
            final List<String> first = Stream.iterate(0, i -> i + 1)
                    .limit(100)
                    .map("text number %d of the first file"::formatted)
                    .toList();
            embed.accept(RecordFile.write(directory.resolve("one.json"), first));
            Poll.until(
                    DEADLINE, "the costs of a job", () -> Optional.of(costs()).filter(files -> files.size() == 1));
            // its texts are to be known afterwards
            voyage.faults().clear();
            embed.accept(RecordFile.write(
                    directory.resolve("two.json"), List.of("a second file makes a second job", "of two texts")));
            Poll.until(
                    DEADLINE,
                    "the costs of two jobs",
                    () -> Optional.of(costs()).filter(files -> files.size() == 2));

            final String group = report(rest);
            final LedgerTotals billed = voyage.ledger().totals();
            final Map<String, String> record =
                    Poll.until(DEADLINE, () -> "a report; NiFi says: " + new Bulletins(rest).all(), () -> reports(1));
            assertEquals(
                    Map.of(
                            "kind",
                            "batch",
                            "model",
                            "voyage-4-lite",
                            "jobs",
                            "2",
                            "tokens",
                            Long.toString(billed.batchTokens()),
                            "jobs_without_price",
                            "0"),
                    Map.of(
                            "kind",
                            record.get("kind"),
                            "model",
                            record.get("model"),
                            "jobs",
                            record.get("jobs"),
                            "tokens",
                            record.get("tokens"),
                            "jobs_without_price",
                            record.get("jobs_without_price")));
            final BigDecimal realTime = CHEAP_PRICE
                    .multiply(BigDecimal.valueOf(billed.batchTokens()))
                    .movePointLeft(6);
            assertEquals(0, realTime.compareTo(new BigDecimal(record.get("real_time_usd"))), record::toString);
            assertTrue(record.get("cost_usd").matches("0\\.\\d{8}"), record::toString);
            // each job is rounded to eight decimals by itself
            final BigDecimal off = realTime.multiply(new BigDecimal("0.67"))
                    .subtract(new BigDecimal(record.get("cost_usd")))
                    .abs();
            assertTrue(off.compareTo(new BigDecimal("0.00000001")) <= 0, record::toString);
            assertEquals(
                    0,
                    realTime.subtract(new BigDecimal(record.get("cost_usd")))
                            .compareTo(new BigDecimal(record.get("saved_usd"))),
                    record::toString);
            assertTrue(
                    new BigDecimal(record.get("estimated_usd"))
                                    .setScale(8, RoundingMode.HALF_UP)
                                    .signum()
                            > 0,
                    record::toString);

            // the same texts need no job: their vectors are cached, at no cost
            embed.accept(RecordFile.write(directory.resolve("again.json"), List.of("of two texts")));
            final Map<String, String> again = Poll.until(DEADLINE, "a second record", () -> reports(2));
            assertEquals(
                    List.of("real time", "1", "0"), List.of(again.get("kind"), again.get("jobs"), again.get("tokens")));
            assertEquals(0, new BigDecimal(again.get("cost_usd")).signum());

            for (final String name : List.of("Merge costs", "Sum costs per day", "Split by day")) {
                assertEquals(0, new Queues(rest).count(new Connections(rest).from(group, name, "failure")), name);
            }
            new ProcessGroups(rest).delete(group);
            new ProcessGroups(rest).delete(embed.groupId());
        }
    }

    private String report(final NiFiRest rest) throws IOException {
        final String group = new FlowImport(rest)
                .upload("root", DEFINITIONS.resolve("cost-per-day.json"), "Cost of Voyage AI per day");
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(
                contexts.ofGroup(group),
                Map.of(
                        "Cost Directory",
                        directory.resolve("cost").toString(),
                        "Report Directory",
                        directory.resolve("reports").toString(),
                        "Report Interval",
                        "2 sec"));
        new ControllerServices(rest).enableAll(group);
        new ValidationErrors(rest).awaitNone(group);
        new ProcessGroups(rest).start(group);
        return group;
    }

    private List<Path> costs() {
        return ImportedFlow.files(directory.resolve("cost"));
    }

    /** The last record of the day's report, once it has so many. */
    private Optional<Map<String, String>> reports(final int records) {
        final Path reports = directory.resolve("reports");
        if (!Files.isDirectory(reports)) {
            return Optional.empty();
        }

        try (Stream<Path> files = Files.list(reports)) {
            final List<Path> written = files.filter(
                            file -> file.getFileName().toString().matches("cost-\\d{4}-\\d{2}-\\d{2}\\.csv"))
                    .sorted()
                    .toList();
            final List<String> lines = written.isEmpty() ? List.of() : Files.readAllLines(written.getLast());
            return lines.size() == records + 1
                    ? Optional.of(record(lines.getFirst(), lines.getLast()))
                    : Optional.empty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> record(final String header, final String line) {
        final List<String> names = List.of(header.split(","));
        final String[] values = line.split(",", -1);
        final Map<String, String> record = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            record.put(names.get(i), values[i]);
        }

        return record;
    }
}
