/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.Poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * PGlite: PostgreSQL with pgvector, compiled to WebAssembly, behind a socket. Its connections share one session.
 */
final class PgliteServer implements AutoCloseable {
    private static final Path DIRECTORY = Path.of(System.getProperty("pglite.directory"));
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final int CONNECTIONS = 10;

    private final Process process;
    private final String url;

    private PgliteServer(final Process process, final String url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts a server with an empty database in memory.
     */
    static PgliteServer start(final Path log) throws IOException {
        linkPackages();
        final int port = NiFiPorts.freePort("127.0.0.1");
        final Process process = new ProcessBuilder(
                        DIRECTORY.resolve("node/package/bin/node").toString(),
                        DIRECTORY
                                .resolve("pglite-socket/package/dist/scripts/server.js")
                                .toString(),
                        "--port=" + port,
                        "--max-connections=" + CONNECTIONS,
                        "--extensions=@electric-sql/pglite-pgvector:vector")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        final PgliteServer server =
                new PgliteServer(process, "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable".formatted(port));
        try (Connection first = Poll.until(DEADLINE, "PGlite", server::connectIfReady)) {
            first.createStatement().execute("CREATE EXTENSION vector");
            return server;
        } catch (final SQLException e) {
            server.close();
            throw new IOException("PGlite failed to start; its log is " + log, e);
        }
    }

    String url() {
        return url;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "postgres");
    }

    @Override
    public void close() {
        stop();
    }

    /**
     * Ends the server, and loses its database.
     */
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private Optional<Connection> connectIfReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("PGlite ended with exit code " + process.exitValue());
        }

        try {
            return Optional.of(connect());
        } catch (final SQLException e) {
            // not listening yet
            return Optional.empty();
        }
    }

    // Node.js looks for packages in node_modules of the directories above
    private static void linkPackages() throws IOException {
        final Path scope = Files.createDirectories(DIRECTORY.resolve("node_modules/@electric-sql"));
        for (final String name : new String[] {"pglite", "pglite-socket", "pglite-pgvector"}) {
            final Path link = scope.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, DIRECTORY.resolve(name).resolve("package"));
            }
        }
    }
}
