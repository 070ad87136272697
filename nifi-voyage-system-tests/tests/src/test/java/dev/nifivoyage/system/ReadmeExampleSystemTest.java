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
import dev.nifivoyage.local.VectorSource;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The example of the README, step by step, with its own file, statements, and commands: from a CSV file to an answer.
 */
class ReadmeExampleSystemTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Path DEFINITIONS = Path.of(System.getProperty("flow.definitions"));
    private static final String HEADING = "## From a CSV file to answers in PostgreSQL";

    /** Does what the script of the same name does, in the NiFi of the tests. */
    private static final String IMPORT_FLOW = """
        #!/bin/sh
        [ "$1" != search ] || set -- "$@" --set "Listening Port=$SEARCH_PORT"
        exec "$JAVA" -cp "$JAVA_CLASS_PATH" dev.nifivoyage.demo.ImportFlow --flows "$FLOWS" --nifi "$NIFI" "$@"
        """;

    @TempDir
    private Path directory;

    private final int searchPort = NiFiPorts.freePort("127.0.0.1");

    @Test
    void aCsvFileBecomesFoundRecords() throws Exception {
        final List<String> commands = blocks("sh");
        final NiFiHome home = NiFiHome.openOrCreate(
                directory.resolve("local-nifi-data/nifi"),
                Path.of(System.getProperty("nifi.distribution")),
                NiFiPorts.freePort("127.0.0.1"));
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions().vectors(VectorSource.MODEL));
                PostgresServer database = PostgresServer.start();
                NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart());
                Connection connection = database.connect()) {
            prepare();
            Files.writeString(directory.resolve("products.csv"), blocks("csv").getFirst());
            Sql.execute(connection, blocks("sql").getFirst());

            final String output = run(commands.getFirst(), nifi, voyage, database);
            final String started = "Started records-to-pgvector: %s#/process-groups/".formatted(nifi.canvas());
            assertTrue(output.contains(started), output);
            final String query = "SELECT sku, name, price::text FROM products WHERE vector IS NOT NULL ORDER BY sku";
            final List<List<Object>> expected = List.of(
                    List.of("001", "Kettle, steel", "39.50"),
                    List.of("002", "Lamp \"Luna\"", "24.90"),
                    List.of("003", "Blanket", "59.00"));
            Poll.until(
                    DEADLINE,
                    () -> "the rows; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                    () -> Optional.of(Sql.select(connection, query)).filter(expected::equals));

            final IllegalStateException second =
                    assertThrows(IllegalStateException.class, () -> run(commands.getFirst(), nifi, voyage, database));
            assertTrue(
                    second.getMessage().contains("already has a process group records-to-pgvector"), second::toString);

            run(commands.get(1), nifi, voyage, database);
            final JsonNode found = Poll.until(
                    DEADLINE,
                    () -> "a response; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                    () -> ask(commands.get(2), nifi, voyage, database));
            assertEquals(1, found.size(), found::toString);
            assertEquals("002", found.path(0).path("document").path("sku").asText(), found::toString);
            assertEquals("24.90", found.path(0).path("document").path("price").asText(), found::toString);

            final Path folder = nifi.home().directory().resolve("voyage/records-to-pgvector");
            Files.move(Files.writeString(directory.resolve("bad.csv"), """
                            sku,name,price,description
                            004,Cup,n/a,Holds coffee
                            005,Pot,7,50,Holds tea
                            006,Jug,8.50,Holds milk
                            """), folder.resolve("in/bad.csv"));
            Poll.until(
                    DEADLINE,
                    () -> "two rejected records; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                    () -> Optional.of(rejected(folder))
                            .filter(Map.of("004", "not_upserted", "005", "surplus_values")::equals));
            final long paid = voyage.ledger().totals().requests();
            for (final Path file : ImportedFlow.files(folder.resolve("rejected"))) {
                final String corrected = Files.readString(file)
                        .replace("\"n/a\"", "\"4.50\"")
                        .replace(
                                "\"price\":\"7\",\"description\":\"50\"",
                                "\"price\":\"7.50\",\"description\":\"Holds tea\"")
                        .replace(",\"unknown_field_index_4\":\"Holds tea\"", "");
                Files.move(
                        Files.writeString(directory.resolve(file.getFileName()), corrected),
                        folder.resolve("in").resolve(file.getFileName()));
            }
            final List<List<Object>> corrected = List.of(
                    List.of("004", "Cup", "4.50"), List.of("005", "Pot", "7.50"), List.of("006", "Jug", "8.50"));
            Poll.until(
                    DEADLINE,
                    () -> "the corrected rows; NiFi says: %s".formatted(new Bulletins(nifi.rest()).all()),
                    () -> Optional.of(Sql.select(connection, query))
                            .filter(selected -> selected.containsAll(corrected)));
            assertEquals(paid + 1, voyage.ledger().totals().requests(), "only the text that was cut off is sent");
        }
    }

    /** Returns the error code of each rejected record. */
    private static Map<String, String> rejected(final Path folder) {
        return RecordFile.readAll(ImportedFlow.files(folder.resolve("rejected"))).stream()
                .collect(Collectors.toMap(
                        record -> record.path("sku").asText(),
                        record -> record.at("/error/code").asText()));
    }

    private void prepare() throws Exception {
        final Path script = Files.writeString(directory.resolve("import-flow"), IMPORT_FLOW);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Optional<JsonNode> ask(
            final String command,
            final NiFiProcess nifi,
            final VoyageLocalServer voyage,
            final PostgresServer database) {
        try {
            return Optional.of(JSON.readTree(
                    run("curl --fail --silent" + command.substring("curl".length()), nifi, voyage, database)));
        } catch (final IllegalStateException e) {
            // not listening yet
            return Optional.empty();
        } catch (final Exception e) {
            throw new AssertionError(e);
        }
    }

    private String run(
            final String commands,
            final NiFiProcess nifi,
            final VoyageLocalServer voyage,
            final PostgresServer database)
            throws Exception {
        final Path driver = Sql.driver(org.postgresql.Driver.class);
        return InstallPage.run(
                "cd \"$EXAMPLE\"\n"
                        + commands.replace(
                                        "http://127.0.0.1:8089/v1",
                                        voyage.baseUri().toString())
                                .replace("jdbc:postgresql://127.0.0.1:5432/postgres", database.url())
                                .replace("/usr/share/java/postgresql.jar", driver.toString())
                                .replace("127.0.0.1:8090", "127.0.0.1:" + searchPort),
                Map.of(
                        "EXAMPLE", directory.toString(),
                        "JAVA",
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                        "JAVA_CLASS_PATH", System.getProperty("java.class.path"),
                        "FLOWS", DEFINITIONS.toString(),
                        "NIFI", nifi.canvas().toString(),
                        "SEARCH_PORT", Integer.toString(searchPort)));
    }

    private static List<String> blocks(final String language) throws Exception {
        final String readme = Files.readString(DEFINITIONS.resolve("../README.md"));
        final int start = readme.indexOf(HEADING);
        final String section =
                readme.substring(start, readme.indexOf("\n## ", start + 1)).replace("\n   ", "\n");
        return Pattern.compile("```%s\\n(.*?)```".formatted(language), Pattern.DOTALL)
                .matcher(section)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
