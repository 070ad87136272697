/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.Poll;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real PostgreSQL, without pgvector: its programs are unpacked from the class path, and it keeps its database and its
 * port when it is stopped and started again.
 */
final class PostgresServer implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    /** PostgreSQL does not run as root. */
    private static final String USER = "nobody";

    private final Path directory;
    private final int port = NiFiPorts.freePort("127.0.0.1");

    private PostgresServer(final Path directory) {
        this.directory = directory;
    }

    /**
     * Starts a server with an empty database.
     */
    static PostgresServer start() throws IOException {
        // directories of JUnit and of the build may be closed to other users
        final Path directory = Files.createTempDirectory("postgres-");
        final PostgresServer server = new PostgresServer(directory);
        try {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpack(directory);
            if (ROOT) {
                Files.setOwner(
                        directory,
                        directory
                                .getFileSystem()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByName(USER));
            }
            server.run(
                    "initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N");
            server.resume();
            return server;
        } catch (final IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Starts the server again after {@link #stop}.
     */
    void resume() throws IOException {
        run(
                "pg_ctl",
                "start",
                "-w",
                "-D",
                data(),
                "-l",
                directory.resolve("postgres.log").toString(),
                "-o",
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off".formatted(port));
        Poll.until(DEADLINE, "PostgreSQL", () -> {
            try (Connection connection = connect()) {
                return Optional.of(connection.isValid(5));
            } catch (final SQLException e) {
                // starting up
                return Optional.empty();
            }
        });
    }

    /**
     * Ends the server and all its connections, as a crash does.
     */
    void stop() throws IOException {
        run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data());
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "postgres");
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(Path.of(data(), "postmaster.pid"))) {
            stop();
        }
        DirectoryTree.delete(directory);
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private void run(final String program, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=65534", "--clear-groups"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        final Path output = Files.createTempFile("postgres-", ".log");
        try {
            final Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException("%s failed: %s".formatted(String.join(" ", command), Files.readString(output)));
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + program, e);
        } finally {
            Files.delete(output);
        }
    }

    private static void unpack(final Path directory) throws IOException {
        final String archive = "/postgres-linux-%s.txz"
                .formatted("aarch64".equals(System.getProperty("os.arch")) ? "arm_64" : "x86_64");
        try (InputStream in = PostgresServer.class.getResourceAsStream(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                unpack(tar, entry, directory.resolve(entry.getName()));
                entry = tar.getNextEntry();
            }
        }
    }

    private static void unpack(final InputStream tar, final TarArchiveEntry entry, final Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }

        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
