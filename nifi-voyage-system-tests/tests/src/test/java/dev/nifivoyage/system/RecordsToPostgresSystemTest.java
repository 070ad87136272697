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
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.Connections;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.Queues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The flow records-to-pgvector with a real PostgreSQL: its pool, its transactions, and its retries.
 */
@ExtendWith(SharedNiFi.class)
class RecordsToPostgresSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String UPSERT = "Upsert records";
    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 256;
    private static final int RECORDS = 2_000;
    private static final String CONTENTS =
            "SELECT count(*), md5(string_agg(documents::text, ';' ORDER BY id)) FROM documents";

    @TempDir
    private Path directory;

    @Test
    void filesWithTheSameKeysAreUpsertedAtTheSameTime(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PostgresServer database = PostgresServer.start();
                Connection connection = database.connect()) {
            createTable(connection);
            final ImportedFlow flow = start(nifi, voyage, database);
            final Processors processors = new Processors(nifi.rest());
            final String upsert = processors.named(flow.groupId(), UPSERT);
            // opposite orders make transactions wait for each other
            for (int i = 0; i < 4; i++) {
                final boolean ascending = i % 2 == 0;
                flow.give(
                        file("file-" + i, IntStream.range(0, RECORDS).map(id -> ascending ? id : RECORDS - 1 - id)),
                        "Input Directory");
            }
            flow.tokens(4);
            processors.start(upsert);
            awaitQueued(nifi, flow, 0);
            assertEquals(RECORDS, count(connection));
            assertVectors(voyage, connection);

            final List<List<Object>> contents = Sql.select(connection, CONTENTS);
            final VoyageTraffic paid = VoyageTraffic.at(voyage);
            flow.give(file("again", IntStream.range(0, RECORDS)), "Input Directory");
            flow.tokens(5);
            awaitQueued(nifi, flow, 0);
            assertEquals(contents, Sql.select(connection, CONTENTS));
            assertEquals(paid, VoyageTraffic.at(voyage));
            flow.delete();
        }
    }

    @Test
    void anOutageAndBadValuesHoldNothingElseBack(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PostgresServer database = PostgresServer.start()) {
            final ImportedFlow flow;
            try (Connection connection = database.connect()) {
                createTable(connection);
                Sql.execute(connection, "ALTER TABLE documents ADD COLUMN price numeric");
                flow = start(nifi, voyage, database);
                new Processors(nifi.rest()).start(new Processors(nifi.rest()).named(flow.groupId(), UPSERT));
                flow.give(file("first", IntStream.range(0, 10)), "Input Directory");
                awaitCount(nifi, connection, 10);
            }

            // the pool has a connection to the server that ends
            database.stop();
            flow.give(file("outage", IntStream.range(10, 20)), "Input Directory");
            Poll.until(
                    DEADLINE,
                    "an error of " + UPSERT,
                    () -> flow.errors().stream().anyMatch(error -> error.startsWith(UPSERT))
                            ? Optional.of(true)
                            : Optional.empty());
            database.resume();
            try (Connection connection = database.connect()) {
                awaitCount(nifi, connection, 20);
                assertOthersAreWritten(nifi, flow, voyage, connection);
            }
            flow.delete();
        }
    }

    private void assertOthersAreWritten(
            final NiFiProcess nifi,
            final ImportedFlow flow,
            final VoyageLocalServer voyage,
            final Connection connection)
            throws Exception {
        Sql.execute(connection, "ALTER TABLE documents ADD CONSTRAINT allowed CHECK (id <> '1500')");
        flow.give(file("violation", IntStream.range(20, RECORDS)), "Input Directory");
        final String value = "a \"b\" $1 \\1 \n c";
        flow.give(
                Files.writeString(
                        directory.resolve("value.json"),
                        JSON.createObjectNode()
                                .put("id", "x")
                                .put("text", "Record x")
                                .put("price", value)
                                .toString()),
                "Input Directory");
        awaitCount(nifi, connection, RECORDS - 1);
        awaitQueued(nifi, flow, 0);
        final Map<String, JsonNode> rejected =
                RecordFile.readAll(ImportedFlow.files(flow.folder("Rejected Directory"))).stream()
                        .collect(Collectors.toMap(record -> record.path("id").asText(), Function.identity()));
        assertEquals(Set.of("1500", "x"), rejected.keySet());
        rejected.values()
                .forEach(record ->
                        assertEquals("not_upserted", record.at("/error/code").asText(), record::toString));
        final String message = rejected.get("1500").at("/error/message").asText();
        assertTrue(message.startsWith("ERROR: ") && message.contains("\"allowed\""), message);
        assertEquals("Record 1500", rejected.get("1500").path("text").asText());
        final String messageOfValue = rejected.get("x").at("/error/message").asText();
        assertTrue(messageOfValue.contains("type numeric: \"" + value + "\""), messageOfValue);
        assertEquals(value, rejected.get("x").path("price").asText());

        // rejected once more, they have one error each
        final Path folder = flow.folder("Rejected Directory");
        for (final Path file : ImportedFlow.files(folder)) {
            flow.give(Files.copy(file, directory.resolve("same-" + file.getFileName())), "Input Directory");
        }
        Poll.until(
                DEADLINE,
                () -> "four files of rejected records; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                () -> Optional.of(ImportedFlow.files(folder)).filter(files -> files.size() == 4));
        for (final Path file : ImportedFlow.files(folder)) {
            final String record = Files.readString(file);
            assertEquals(2, record.split("\"error\":", -1).length, record);
        }
        awaitQueued(nifi, flow, 0);

        Sql.execute(connection, "ALTER TABLE documents DROP CONSTRAINT allowed");
        final VoyageTraffic paid = VoyageTraffic.at(voyage);
        for (final Path file : ImportedFlow.files(flow.folder("Rejected Directory"))) {
            flow.give(
                    Files.writeString(
                            directory.resolve("corrected-" + file.getFileName()),
                            Files.readString(file).replace(JSON.writeValueAsString(value), "\"4.50\"")),
                    "Input Directory");
        }
        awaitCount(nifi, connection, RECORDS + 1);
        awaitQueued(nifi, flow, 0);
        assertEquals(paid, VoyageTraffic.at(voyage), "nothing is paid for again");
    }

    @Test
    void aTableWithoutItsKeyStopsAFlowFileInOnePiece(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PostgresServer database = PostgresServer.start();
                Connection connection = database.connect()) {
            createTable(connection);
            Sql.execute(connection, "ALTER TABLE documents DROP CONSTRAINT documents_pkey");
            final ImportedFlow flow = start(nifi, voyage, database);
            final Processors processors = new Processors(nifi.rest());
            final String check = processors.named(flow.groupId(), "Check table");
            processors.stop(check);
            processors.penalize(check, "1 sec");
            processors.start(check);
            processors.start(processors.named(flow.groupId(), UPSERT));
            flow.give(file("records", IntStream.range(0, 10)), "Input Directory");

            final Queues queues = new Queues(nifi.rest());
            final String queue = new Connections(nifi.rest()).into(flow.groupId(), "Try to upsert again");
            final Map<String, String> attributes = Poll.until(
                    DEADLINE,
                    () -> "a stopped FlowFile; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                    () -> queues.list(queue).stream().map(queues::attributes).findFirst());
            assertTrue(
                    attributes.get("error.message").contains("no unique or exclusion constraint"),
                    attributes::toString);
            assertEquals("10", attributes.get("record.count"), attributes::toString);
            assertEquals(0, count(connection));

            Sql.execute(connection, "ALTER TABLE documents ADD PRIMARY KEY (id)");
            final String again = processors.named(flow.groupId(), "Try to upsert again");
            processors.enable(again);
            processors.start(again);
            awaitCount(nifi, connection, 10);
            awaitQueued(nifi, flow, 0);
            flow.delete();
        }
    }

    // the processor that upserts waits for the test, runs in four threads, and retries soon
    private ImportedFlow start(final NiFiProcess nifi, final VoyageLocalServer voyage, final PostgresServer database)
            throws Exception {
        final Map<String, String> parameters =
                Sql.parameters(database.url() + "?stringtype=unspecified", org.postgresql.Driver.class);
        parameters.put("Embeddings Model", MODEL);
        parameters.put("Dimensions", Integer.toString(DIMENSION));
        final ImportedFlow flow = ImportedFlow.start(nifi, "records-to-pgvector", directory, voyage, parameters);
        final Processors processors = new Processors(nifi.rest());
        final String upsert = processors.named(flow.groupId(), UPSERT);
        processors.stop(upsert);
        processors.penalize(upsert, "1 sec");
        processors.concurrentTasks(upsert, 4);
        return flow;
    }

    private static void createTable(final Connection connection) throws Exception {
        for (final String statement : DatabasesPage.statements("PostgreSQL without pgvector")) {
            if (statement.startsWith("CREATE")) {
                Sql.execute(connection, statement);
            }
        }
    }

    private Path file(final String name, final IntStream ids) throws Exception {
        return Files.writeString(
                directory.resolve(name + ".json"),
                ids.mapToObj(id -> "{\"id\":\"%d\",\"text\":\"Record %d\"}".formatted(id, id))
                        .collect(Collectors.joining("\n")));
    }

    private static void assertVectors(final VoyageLocalServer voyage, final Connection connection) throws Exception {
        final String text = "Record 1234";
        final String vector = RealTimeEmbeddings.of(voyage.baseUri(), MODEL, DIMENSION, List.of(text))
                .getFirst()
                .toString();
        for (final String statement : DatabasesPage.statements("PostgreSQL without pgvector")) {
            if (statement.startsWith("SELECT")) {
                assertEquals(
                        List.of("1234", text),
                        Sql.select(connection, statement.replace(DatabasesPage.VECTOR, vector))
                                .getFirst());
            }
        }
    }

    private static void awaitCount(final NiFiProcess nifi, final Connection connection, final long count) {
        Poll.until(
                DEADLINE,
                () -> "%d records; NiFi says: %s".formatted(count, new Bulletins(nifi.rest()).all()),
                () -> count(connection) == count ? Optional.of(true) : Optional.empty());
    }

    private static long count(final Connection connection) {
        return (Long) Sql.select(connection, "SELECT count(*) FROM documents")
                .getFirst()
                .getFirst();
    }

    private static int queued(final NiFiProcess nifi, final ImportedFlow flow) {
        return new ProcessGroups(nifi.rest())
                .status(flow.groupId())
                .path("flowFilesQueued")
                .asInt(-1);
    }

    private static void awaitQueued(final NiFiProcess nifi, final ImportedFlow flow, final int count) {
        Poll.until(
                DEADLINE,
                () -> "%d queued FlowFiles; NiFi says: %s".formatted(count, new Bulletins(nifi.rest()).all()),
                () -> queued(nifi, flow) == count ? Optional.of(true) : Optional.empty());
    }
}
