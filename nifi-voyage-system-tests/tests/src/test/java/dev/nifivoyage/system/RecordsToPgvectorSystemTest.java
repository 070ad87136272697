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
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Queues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The flow records-to-pgvector: CSV and JSON into a table with a vector column, and the nearest rows by SQL.
 */
@ExtendWith(SharedNiFi.class)
class RecordsToPgvectorSystemTest {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String MODEL = "voyage-4-lite";
    private static final int DIMENSION = 512;

    @TempDir
    private Path directory;

    @Test
    void csvIsUpsertedWithItsValuesAndVectors(final NiFiProcess nifi) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions());
                PgliteServer database = PgliteServer.start(directory.resolve("pglite.log"));
                Connection connection = database.connect()) {
            Sql.execute(connection, """
                CREATE TABLE documents (id text PRIMARY KEY, version text, size_kb integer, text text, \
                embedding vector(512), model text, dimension integer, content_key text, tokens integer)""");
            final ImportedFlow flow = ImportedFlow.start(
                    nifi,
                    "records-to-pgvector",
                    directory,
                    voyage,
                    parameters(database.url(), org.postgresql.Driver.class, "csv"));
            flow.give(Files.writeString(directory.resolve("packages.csv"), """
                    id,version,size_kb,text
                    a,1.30,12,"Recovers deleted files, from a disk"
                    b,0.270,7,"Plays ""music"" and sounds"
                    c,007,1300,Draws diagrams
                    d,2,1,\"""Film"" or ""video""\"
                    """), "Input Directory");

            awaitTable(
                    nifi,
                    connection,
                    "SELECT id, version, size_kb, text FROM documents ORDER BY id",
                    List.of(
                            List.of("a", "1.30", 12, "Recovers deleted files, from a disk"),
                            List.of("b", "0.270", 7, "Plays \"music\" and sounds"),
                            List.of("c", "007", 1300, "Draws diagrams"),
                            List.of("d", "2", 1, "\"Film\" or \"video\"")));
            assertVectors(voyage, connection, "SELECT text, embedding::text FROM documents ORDER BY id");
            assertEquals(
                    List.of(List.of(
                            MODEL, DIMENSION, 4L, voyage.ledger().totals().batchTokens())),
                    Sql.select(connection, """
                        SELECT model, dimension, count(DISTINCT content_key), sum(tokens) FROM documents \
                        GROUP BY model, dimension"""));
            final String question = RealTimeEmbeddings.of(voyage.baseUri(), MODEL, DIMENSION, List.of("Draws diagrams"))
                    .getFirst()
                    .toString();
            assertEquals(
                    List.of(List.of("c")),
                    Sql.select(
                            connection,
                            "SELECT id FROM documents ORDER BY embedding <=> '%s' LIMIT 1".formatted(question)));

            final long requests = voyage.ledger().totals().batchRequests();
            flow.give(Files.writeString(directory.resolve("changed.csv"), """
                    id,version,size_kb,text
                    b,0.271,8,"Plays ""music"" and sounds"
                    c,008,1301,Draws diagrams and maps
                    """), "Input Directory");
            awaitTable(
                    nifi,
                    connection,
                    "SELECT id, version, size_kb, text FROM documents ORDER BY id",
                    List.of(
                            List.of("a", "1.30", 12, "Recovers deleted files, from a disk"),
                            List.of("b", "0.271", 8, "Plays \"music\" and sounds"),
                            List.of("c", "008", 1301, "Draws diagrams and maps"),
                            List.of("d", "2", 1, "\"Film\" or \"video\"")));
            assertEquals(requests + 1, voyage.ledger().totals().batchRequests(), "only the changed text is sent");
            assertVectors(voyage, connection, "SELECT text, embedding::text FROM documents ORDER BY id");
            assertEquals(List.of(), flow.errors());
            flow.delete();
        }
    }

    // the driver takes a text for a text only, so a generated column makes it an array
    @Test
    void duckDbTakesTheSameFlow(final NiFiProcess nifi) throws Exception {
        final String url = "jdbc:duckdb:" + directory.resolve("documents.duckdb");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            try (Connection connection = DriverManager.getConnection(url)) {
                Sql.execute(connection, """
                    CREATE TABLE documents (id INTEGER PRIMARY KEY, text VARCHAR, embedding VARCHAR, \
                    vector FLOAT[512] GENERATED ALWAYS AS (CAST(embedding AS FLOAT[512])))""");
            }
            final ImportedFlow flow = ImportedFlow.start(
                    nifi,
                    "records-to-pgvector",
                    directory,
                    voyage,
                    parameters(url, org.duckdb.DuckDBDriver.class, "json"));
            flow.give(
                    RecordFile.write(directory.resolve("records.json"), List.of("Draws diagrams", "Plays music")),
                    "Input Directory");
            awaitUpserts(nifi, flow, 1);
            flow.give(
                    RecordFile.write(directory.resolve("changed.json"), List.of("Draws diagrams", "Plays films")),
                    "Input Directory");
            awaitUpserts(nifi, flow, 2);
            assertEquals(List.of(), flow.errors());
            // DuckDB allows one process at a time
            flow.delete();
            final String question = RealTimeEmbeddings.of(voyage.baseUri(), MODEL, DIMENSION, List.of("Plays films"))
                    .getFirst()
                    .toString();
            try (Connection connection = DriverManager.getConnection(url)) {
                assertEquals(
                        List.of(List.of("Plays films"), List.of("Draws diagrams")),
                        Sql.select(
                                connection,
                                "SELECT text FROM documents ORDER BY array_cosine_similarity(vector, %s::FLOAT[512]) DESC"
                                        .formatted(question)));
            }
        }
    }

    @Test
    void smallFilesOfCsvBecomeOneJobButForThoseWithoutRecords(final NiFiProcess nifi) throws Exception {
        final String url = "jdbc:duckdb:" + directory.resolve("documents.duckdb");
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            try (Connection connection = DriverManager.getConnection(url)) {
                Sql.execute(
                        connection,
                        "CREATE TABLE documents (id VARCHAR PRIMARY KEY, version VARCHAR, text VARCHAR, embedding VARCHAR)");
            }
            final Map<String, String> parameters = parameters(url, org.duckdb.DuckDBDriver.class, "csv");
            parameters.put("Gathering Size", "1048576");
            parameters.put("Gathering Time", "3 sec");
            final ImportedFlow flow = ImportedFlow.start(nifi, "records-to-pgvector", directory, voyage, parameters);
            flow.give(
                    Files.writeString(
                            directory.resolve("surplus.csv"),
                            "id,version,text\n007,1,70,Text 7\n006,1.60,\"Text 6, with a comma\"\n"),
                    "Input Directory");
            flow.give(Files.writeString(directory.resolve("empty.csv"), "id,version,text\n"), "Input Directory");
            for (int file = 0; file < 6; file++) {
                // the fields are not in the same order everywhere
                final String header = file % 2 == 0 ? "id,version,text" : "text,id,version";
                final String line = file % 2 == 0
                        ? "00%1$d,1.%1$d0,\"Text %1$d, with a comma\""
                        : "\"Text %1$d, with a comma\",00%1$d,1.%1$d0";
                flow.give(
                        Files.writeString(
                                directory.resolve("part-%d.csv".formatted(file)),
                                "%s\r\n%s\r\n".formatted(header, line.formatted(file))),
                        "Input Directory");
            }
            flow.give(
                    Files.writeString(directory.resolve("malformed.csv"), "id,version,text\n7,1.70,\"no end"),
                    "Input Directory");
            final Queues queues = new Queues(nifi.rest());
            queues.awaitCount(flow.stoppedQueue(), 2, DEADLINE);
            assertEquals(
                    Map.of("malformed.csv", "unreadable_content", "empty.csv", "no_text"),
                    queues.list(flow.stoppedQueue()).stream()
                            .map(queues::attributes)
                            .collect(Collectors.toMap(
                                    attributes -> attributes.get("filename"),
                                    attributes -> attributes.get("error.code"))));
            queues.drop(flow.stoppedQueue());
            awaitUpserts(nifi, flow, 1);
            final List<JsonNode> rejected = RecordFile.readAll(ImportedFlow.files(flow.folder("Rejected Directory")));
            assertEquals(1, rejected.size(), rejected::toString);
            assertEquals("surplus_values", rejected.getFirst().at("/error/code").asText());
            assertEquals(
                    "Text 7", rejected.getFirst().path("unknown_field_index_3").asText());
            assertEquals(1, VoyageTraffic.at(voyage).jobs(), "jobs");
            flow.delete();
            try (Connection connection = DriverManager.getConnection(url)) {
                assertEquals(
                        IntStream.rangeClosed(0, 6)
                                .mapToObj(file -> List.<Object>of(
                                        "00" + file,
                                        "1.%d0".formatted(file),
                                        "Text %d, with a comma".formatted(file),
                                        true))
                                .toList(),
                        Sql.select(
                                connection,
                                "SELECT id, version, text, embedding LIKE '[%]' FROM documents ORDER BY id"));
            }
        }
    }

    // costs and records leave DownloadBatchResults in the same session
    private static void awaitUpserts(final NiFiProcess nifi, final ImportedFlow flow, final int files) {
        flow.tokens(files);
        Poll.until(
                DEADLINE,
                () -> "an empty queue; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                () -> new ProcessGroups(nifi.rest())
                                        .status(flow.groupId())
                                        .path("flowFilesQueued")
                                        .asInt(-1)
                                == 0
                        ? Optional.of(true)
                        : Optional.empty());
    }

    private static Map<String, String> parameters(final String url, final Class<?> driver, final String format)
            throws URISyntaxException {
        final Map<String, String> parameters = Sql.parameters(url, driver);
        parameters.put("Embeddings Model", MODEL);
        parameters.put("Dimensions", Integer.toString(DIMENSION));
        parameters.put("Input Format", format);
        return parameters;
    }

    private static void assertVectors(final VoyageLocalServer voyage, final Connection connection, final String query)
            throws Exception {
        final List<List<Object>> selected = Sql.select(connection, query);
        final List<JsonNode> expected = RealTimeEmbeddings.of(
                voyage.baseUri(),
                MODEL,
                DIMENSION,
                selected.stream().map(values -> values.getFirst().toString()).toList());
        for (int i = 0; i < selected.size(); i++) {
            final String[] numbers = selected.get(i)
                    .getLast()
                    .toString()
                    .replaceAll("[\\[\\]]", "")
                    .split(",");
            assertEquals(DIMENSION, numbers.length);
            for (int j = 0; j < DIMENSION; j++) {
                assertEquals(expected.get(i).get(j).floatValue(), Float.parseFloat(numbers[j]));
            }
        }
    }

    private static void awaitTable(
            final NiFiProcess nifi,
            final Connection connection,
            final String query,
            final List<List<Object>> expected) {
        Poll.until(
                DEADLINE,
                () -> "the rows %s; NiFi says: %s".formatted(expected, new Bulletins(nifi.rest()).all()),
                () -> Sql.select(connection, query).equals(expected) ? Optional.of(true) : Optional.empty());
    }
}
