/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * The flow table-follows-source with a real PostgreSQL.
 */
@ExtendWith(SharedNiFi.class)
class TableFollowsSourceSystemTest {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int RECORDS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private long lastRun;

    @Test
    void unchangedRecordsAreFreeChangedOnesReplacedAndVanishedOnesDeleted(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PostgresServer database = PostgresServer.start();
                Connection connection = database.connect()) {
            createTables(connection);
            final ImportedFlow flow = start(nifi, voyage, database);

            give(flow, IntStream.range(0, RECORDS), "Record %d"::formatted);
            awaitRun(nifi, connection);
            final Map<String, Object> loaded = versions(connection);
            assertEquals(RECORDS, loaded.size());

            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            give(flow, IntStream.range(0, RECORDS), "Record %d"::formatted);
            awaitRun(nifi, connection);
            assertEquals(loaded, versions(connection), "no row is rewritten");
            assertEquals(paid, VoyageTraffic.at(voyage), "nothing is paid");

            final long requests = voyage.ledger().totals().requests();
            give(flow, IntStream.range(0, RECORDS - 2), id -> (id < 2 ? "Changed %d" : "Record %d").formatted(id));
            awaitRun(nifi, connection);
            final Map<String, Object> changed = versions(connection);
            assertEquals(RECORDS - 2, changed.size(), "two rows are deleted");
            assertEquals(
                    List.of("0", "1"),
                    changed.keySet().stream()
                            .filter(id -> !changed.get(id).equals(loaded.get(id)))
                            .sorted()
                            .toList());
            assertEquals(
                    List.of(List.of("Changed 0"), List.of("Changed 1")),
                    Sql.select(connection, "SELECT text FROM documents WHERE id IN ('0', '1') ORDER BY id"));
            assertEquals(requests + 2, voyage.ledger().totals().requests(), "two texts are sent");

            // a rejected record keeps its row
            give(flow, IntStream.range(0, RECORDS - 3), id -> id == 5 ? " " : "Record %d".formatted(id));
            awaitRun(nifi, connection);
            assertEquals(RECORDS - 3, versions(connection).size());
            assertEquals(changed.get("5"), versions(connection).get("5"));
            assertNotEquals(changed.get("0"), versions(connection).get("0"));
            assertEquals(List.of(), flow.errors());
            flow.delete();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "debian.packages", matches = "[0-9]+")
    void packagesOfDebianCostOnlyTheirChanges(final NiFiProcess nifi) throws Exception {
        final Map<String, String> packages = DebianPackages.read(Integer.getInteger("debian.packages"));
        try (VoyageLocalServer voyage =
                        VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.SYNTHETIC));
                PostgresServer database = PostgresServer.start();
                Connection connection = database.connect()) {
            createTables(connection);
            final ImportedFlow flow = start(nifi, voyage, database);
            final Map<String, Object> loaded = run(nifi, connection, flow, packages);
            report("first run", voyage, connection);
            assertEquals(packages.keySet(), loaded.keySet());
            assertEquals(
                    Set.copyOf(packages.values()).size(),
                    voyage.ledger().totals().requests(),
                    "each text is sent once");

            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            assertEquals(loaded, run(nifi, connection, flow, packages), "no row is rewritten");
            report("second run", voyage, connection);
            assertEquals(paid, VoyageTraffic.at(voyage), "nothing is paid");

            final Set<String> changed = new HashSet<>();
            final Set<String> gone = new HashSet<>();
            int number = 0;
            for (final String name : loaded.keySet()) {
                if (number % 100 == 0) {
                    changed.add(name);
                    packages.merge(name, " Changed: " + name, String::concat);
                } else if (number % 100 == 50) {
                    gone.add(name);
                    packages.remove(name);
                }
                number++;
            }
            final Map<String, Object> followed = run(nifi, connection, flow, packages);
            report("third run", voyage, connection);
            assertEquals(packages.keySet(), followed.keySet(), "%d rows are deleted".formatted(gone.size()));
            assertEquals(
                    changed,
                    followed.keySet().stream()
                            .filter(name -> !followed.get(name).equals(loaded.get(name)))
                            .collect(Collectors.toSet()),
                    "only changed rows are rewritten");
            assertEquals(paid.texts() + changed.size(), voyage.ledger().totals().requests(), "changed texts are sent");
            assertEquals(List.of(), flow.errors());
            flow.delete();
        }
    }

    private ImportedFlow start(final NiFiProcess nifi, final VoyageLocalServer voyage, final PostgresServer database)
            throws Exception {
        final Map<String, String> parameters = Sql.parameters(database.url(), org.postgresql.Driver.class);
        parameters.put("Embeddings Model", "voyage-4-lite");
        parameters.put("Dimensions", "256");
        return ImportedFlow.start(nifi, "table-follows-source", directory, voyage, parameters);
    }

    private Map<String, Object> run(
            final NiFiProcess nifi,
            final Connection connection,
            final ImportedFlow flow,
            final Map<String, String> packages)
            throws Exception {
        final Path file = directory.resolve("packages.json");
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (final Map.Entry<String, String> one : packages.entrySet()) {
                writer.write(JSON.writeValueAsString(Map.of("id", one.getKey(), "text", one.getValue())));
                writer.newLine();
            }
        }
        flow.give(file, "Input Directory");
        awaitRun(nifi, connection);
        return versions(connection);
    }

    private static void report(final String run, final VoyageLocalServer voyage, final Connection connection) {
        System.out.printf(
                "%s: %d requests and %d tokens billed so far, %s rows%n",
                run,
                voyage.ledger().totals().requests(),
                voyage.ledger().totals().tokens(),
                Sql.select(connection, "SELECT count(*) FROM documents").getFirst());
    }

    // a run is over when it is the only one that is left
    private void awaitRun(final NiFiProcess nifi, final Connection connection) {
        final String query = """
            SELECT min(run), max(run), bool_and(done OR id IN (SELECT id FROM rejected_keys)) FROM document_keys""";
        lastRun = Poll.until(
                DEADLINE, () -> "a complete run; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()), () -> {
                    final List<Object> runs = Sql.select(connection, query).getFirst();
                    return runs.getFirst() != null
                                    && runs.getFirst().equals(runs.get(1))
                                    && (Long) runs.getFirst() > lastRun
                                    && Boolean.TRUE.equals(runs.getLast())
                            ? Optional.of((Long) runs.getFirst())
                            : Optional.empty();
                });
    }

    private static Map<String, Object> versions(final Connection connection) {
        final Map<String, Object> versions = new HashMap<>();
        Sql.select(connection, "SELECT id, xmin::text FROM documents")
                .forEach(values -> versions.put(values.getFirst().toString(), values.getLast()));
        return versions;
    }

    private void give(final ImportedFlow flow, final IntStream ids, final IntFunction<String> text) throws Exception {
        flow.give(
                Files.writeString(
                        directory.resolve("catalog.json"),
                        ids.mapToObj(id -> "{\"id\":\"%d\",\"text\":\"%s\"}".formatted(id, text.apply(id)))
                                .collect(Collectors.joining("\n"))),
                "Input Directory");
    }

    private static void createTables(final Connection connection) throws Exception {
        for (final String statement : DatabasesPage.statements("PostgreSQL without pgvector")) {
            if (statement.startsWith("CREATE TABLE")) {
                Sql.execute(connection, statement);
            }
        }
        for (final String statement : DatabasesPage.statements("The table follows its source")) {
            Sql.execute(connection, statement);
        }
    }
}
