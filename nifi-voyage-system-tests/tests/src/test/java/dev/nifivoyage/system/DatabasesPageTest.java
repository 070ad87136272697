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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs each statement of docs/databases.md, in its order, and with records after the tables are created.
 */
class DatabasesPageTest {
    private static final List<String> TEXTS = List.of("Draws diagrams", "Plays music", "Recovers deleted files");
    private static final int DIMENSION = 1024;

    @TempDir
    private Path directory;

    @Test
    void pgvector() throws Exception {
        try (PgliteServer server = PgliteServer.start(directory.resolve("pglite.log"));
                Connection connection = server.connect()) {
            run(connection, "PostgreSQL with pgvector", "?::vector");
            search(connection, "pgvector");
            assertEquals(List.of(List.of("hnsw")), Sql.select(connection, """
                        SELECT amname FROM pg_class JOIN pg_am ON pg_am.oid = relam \
                        WHERE relname LIKE 'documents_embedding%'"""));
        }
    }

    // what a crash repeats, and a job of an older source that ends late
    @Test
    void tableFollowsItsSource() throws Exception {
        try (PgliteServer server = PgliteServer.start(directory.resolve("pglite.log"));
                Connection connection = server.connect()) {
            for (final String statement : DatabasesPage.statements("PostgreSQL with pgvector")) {
                if (statement.startsWith("CREATE TABLE")) {
                    Sql.execute(connection, statement);
                }
            }
            for (final String statement : DatabasesPage.statements("The table follows its source")) {
                Sql.execute(connection, statement);
            }
            final String versions = "SELECT id, text, xmin::text FROM documents ORDER BY id";
            announce(connection, 1, "a", "b");
            upsert(connection, 1, "a", "Draws");
            upsert(connection, 1, "b", "Plays");
            final List<List<Object>> first = Sql.select(connection, versions);

            announce(connection, 2, "a");
            announce(connection, 2, "a");
            Sql.execute(connection, "CALL delete_vanished()");
            assertEquals(first, Sql.select(connection, versions), "nothing is deleted by an incomplete run");
            upsert(connection, 2, "a", "Draws");
            upsert(connection, 2, "a", "Draws");
            assertEquals(first, Sql.select(connection, versions), "nothing is rewritten");
            Sql.execute(connection, "CALL delete_vanished()");
            Sql.execute(connection, "CALL delete_vanished()");
            assertEquals(first.subList(0, 1), Sql.select(connection, versions), "b has vanished");

            announce(connection, 3, "a");
            upsert(connection, 3, "a", "Draws maps");
            upsert(connection, 2, "a", "Draws");
            assertEquals(List.of(List.of("Draws maps")), Sql.select(connection, "SELECT text FROM documents"));
        }
    }

    @Test
    void postgres() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                Connection connection = server.connect()) {
            run(connection, "PostgreSQL without pgvector", "?");
            search(connection, "PostgreSQL without pgvector");
        }
    }

    @Test
    void duckDb() throws Exception {
        try (Connection connection =
                DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("documents.duckdb"))) {
            run(connection, "DuckDB", "?");
            search(connection, "DuckDB");
        }
    }

    private static void run(final Connection connection, final String heading, final String placeholder)
            throws Exception {
        boolean loaded = false;
        for (final String statement : DatabasesPage.statements(heading)) {
            if (statement.startsWith("CREATE TABLE")) {
                Sql.execute(connection, statement);
                load(connection, placeholder);
                loaded = true;
            } else if (statement.startsWith("SELECT")) {
                assertNearest(
                        connection,
                        statement.replace(
                                DatabasesPage.VECTOR, vector(TEXTS.get(1)).toString()));
            } else {
                Sql.execute(connection, statement);
            }
        }
        assertTrue(loaded, heading);
    }

    private static void announce(final Connection connection, final int run, final String... ids) throws Exception {
        for (final String id : ids) {
            Sql.execute(
                    connection,
                    "INSERT INTO document_keys VALUES ('s', %d, '%s') ON CONFLICT DO NOTHING".formatted(run, id));
        }
    }

    private static void upsert(final Connection connection, final int run, final String id, final String text)
            throws Exception {
        Sql.execute(connection, """
            INSERT INTO documents (id, text, embedding, source, run) VALUES ('%s', '%s', '%s', 's', %d) \
            ON CONFLICT (id) DO UPDATE SET (text, embedding, source, run) = \
            (EXCLUDED.text, EXCLUDED.embedding, EXCLUDED.source, EXCLUDED.run)""".formatted(id, text, vector(text), run));
    }

    private static void search(final Connection connection, final String database) throws Exception {
        assertNearest(
                connection,
                DatabasesPage.search(database)
                        .replace("$1", vector(TEXTS.get(1)).toString()));
    }

    private static void assertNearest(final Connection connection, final String query) {
        final List<List<Object>> found = Sql.select(connection, query);
        assertEquals(TEXTS.size(), found.size(), query);
        assertEquals(TEXTS.get(1), found.getFirst().getLast(), query);
    }

    private static void load(final Connection connection, final String placeholder) throws Exception {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO documents (id, text, embedding) VALUES (?, ?, %s)".formatted(placeholder))) {
            for (int i = 0; i < TEXTS.size(); i++) {
                insert.setObject(
                        1,
                        connection.getMetaData().getDatabaseProductName().equals("DuckDB") ? i : Integer.toString(i));
                insert.setString(2, TEXTS.get(i));
                insert.setString(3, vector(TEXTS.get(i)).toString());
                insert.executeUpdate();
            }
        }
    }

    private static JsonNode vector(final String text) throws Exception {
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            return RealTimeEmbeddings.of(voyage.baseUri(), "voyage-4-lite", DIMENSION, List.of(text))
                    .getFirst();
        }
    }
}
