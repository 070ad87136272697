/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory of one cache, locked while it is open: {@code VERSION} identifies it, {@code lock} is locked, and
 * {@code vectors} belongs to RocksDB.
 */
final class CacheDirectory implements AutoCloseable {
    static final String VERSION_FILE = "VERSION";
    static final String LOCK_FILE = "lock";
    static final String VECTORS = "vectors";
    /** Prefix of the name of vectors that were set aside. */
    static final String DAMAGED = "vectors.damaged-";

    private static final String MARK = "NiFi Voyage embedding cache, format version ";
    private static final int VERSION = 1;
    private static final String UNFINISHED_VERSION_FILE = VERSION_FILE + ".new";
    // files of a directory whose creation was interrupted
    private static final Set<String> UNFINISHED = Set.of(LOCK_FILE, UNFINISHED_VERSION_FILE);
    private static final long LARGEST_MARK = 200;
    private static final DateTimeFormatter DAMAGED_AT =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Path directory;
    private final FileChannel lock;

    private CacheDirectory(final Path directory, final FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Creates the directory if necessary.
     *
     * @return the path by which all services know it
     * @throws IOException with the reason if the directory cannot be used
     */
    static Path create(final Path directory) throws IOException {
        requireUsable(directory);
        return Files.createDirectories(directory).toRealPath();
    }

    /**
     * Creates the directory if necessary, and locks it.
     *
     * @throws IOException with the reason if the directory cannot be used
     */
    static CacheDirectory open(final Path directory) throws IOException {
        requireUsable(directory);
        Files.createDirectories(directory);
        final FileChannel lock = lock(directory);
        try {
            // again, now that no other process can change it
            final Optional<String> late = contentProblem(directory);
            if (late.isPresent()) {
                throw new IOException(late.get());
            }
            if (isUnmarked(directory)) {
                final Path unfinished = directory.resolve(UNFINISHED_VERSION_FILE);
                Files.writeString(unfinished, MARK + VERSION + "\n", StandardCharsets.UTF_8);
                Files.move(
                        unfinished,
                        directory.resolve(VERSION_FILE),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            return new CacheDirectory(directory, lock);
        } catch (final IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Returns the reason why the directory cannot be used, without touching it. Use by another service or process is
     * detected only when it is opened.
     */
    static Optional<String> validate(final Path directory) {
        try {
            return Files.exists(directory) ? existingProblem(directory) : absentProblem(directory);
        } catch (final IOException | UncheckedIOException e) {
            return Optional.of("Failed to read %s: %s".formatted(directory, e));
        }
    }

    /**
     * Returns the bytes available to vectors: those in use and those that are free.
     */
    static long room(final Path directory) throws IOException {
        final Path existing = nearestExisting(directory);
        return existing == null ? 0 : Files.getFileStore(existing).getUsableSpace() + size(directory.resolve(VECTORS));
    }

    Path vectors() {
        return directory.resolve(VECTORS);
    }

    long freeBytes() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Renames the vectors, which must not be open, and removes those set aside earlier.
     *
     * @return the new path
     */
    Path setAside(final Instant time) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            for (final Path old : content.filter(
                            file -> file.getFileName().toString().startsWith(DAMAGED))
                    .toList()) {
                remove(old);
            }
        }

        final Path damaged = directory.resolve(DAMAGED + DAMAGED_AT.format(time));
        if (Files.exists(vectors())) {
            Files.move(vectors(), damaged, StandardCopyOption.ATOMIC_MOVE);
        }
        return damaged;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (final IOException e) {
            throw new UncheckedIOException("Failed to release the lock of %s".formatted(directory), e);
        }
    }

    private static void requireUsable(final Path directory) throws IOException {
        final Optional<String> problem = validate(directory);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
    }

    private static void remove(final Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path nearestExisting(final Path directory) {
        Path parent = directory.toAbsolutePath();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }

        return parent;
    }

    private static Optional<String> absentProblem(final Path directory) {
        final Path parent = nearestExisting(directory);
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            return Optional.of("%s cannot be created, because %s is not a directory that NiFi can write to"
                    .formatted(directory, parent));
        }

        return Optional.empty();
    }

    private static Optional<String> existingProblem(final Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.of("%s is not a directory".formatted(directory));
        }
        if (!Files.isWritable(directory) || !Files.isExecutable(directory) || !Files.isReadable(directory)) {
            return Optional.of("The user of NiFi must be able to read and write in %s".formatted(directory));
        }

        return contentProblem(directory);
    }

    private static Optional<String> contentProblem(final Path directory) throws IOException {
        // before the mark is read, because another service may be creating the directory
        final Optional<String> other = foreignFile(directory);
        if (!isUnmarked(directory)) {
            return versionProblem(directory, mark(directory.resolve(VERSION_FILE)));
        }

        return other.map(name -> name.equals(VERSION_FILE)
                ? "%s is not an embedding cache, because its file %s has other content: specify an empty or a new directory"
                        .formatted(directory, VERSION_FILE)
                : "%s is not an embedding cache, and contains other files, such as %s: specify an empty or a new directory"
                        .formatted(directory, name));
    }

    private static Optional<String> foreignFile(final Path directory) throws IOException {
        final boolean cache = holdsVectors(directory);
        try (Stream<Path> content = Files.list(directory)) {
            return content.map(file -> file.getFileName().toString())
                    .filter(name -> !UNFINISHED.contains(name) && !(cache && isOwn(name)))
                    .min(Comparator.naturalOrder());
        }
    }

    /** Returns true if the file that identifies the directory is missing or damaged. */
    private static boolean isUnmarked(final Path directory) throws IOException {
        final Path versionFile = directory.resolve(VERSION_FILE);
        return !Files.isRegularFile(versionFile) || !mark(versionFile).startsWith(MARK);
    }

    // a damaged file VERSION is rewritten only beside a store of this service, never in a directory of another program
    private static boolean holdsVectors(final Path directory) {
        return Files.isRegularFile(directory.resolve(LOCK_FILE)) && Files.isDirectory(directory.resolve(VECTORS));
    }

    private static boolean isOwn(final String name) {
        return name.equals(VERSION_FILE) || name.equals(VECTORS) || name.startsWith(DAMAGED);
    }

    private static String mark(final Path versionFile) throws IOException {
        return Files.size(versionFile) > LARGEST_MARK
                ? ""
                : Files.readString(versionFile, StandardCharsets.ISO_8859_1).strip();
    }

    private static Optional<String> versionProblem(final Path directory, final String text) {
        final String version = text.substring(MARK.length());
        return version.equals(Integer.toString(VERSION))
                ? Optional.empty()
                : Optional.of(
                        "The cache in %s has format version %s, but this version of NiFi Voyage supports only %d: use a newer NiFi Voyage, or another directory"
                                .formatted(directory, version, VERSION));
    }

    private static FileChannel lock(final Path directory) throws IOException {
        final FileChannel channel =
                FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (final OverlappingFileLockException e) {
            channel.close();
            throw new IOException(
                    ("Another service of this NiFi uses the Cache Directory %s, and cannot share it: "
                                    + "it is of another version of NiFi Voyage, or has another path to the directory. Use one version and one path, or another directory")
                            .formatted(directory),
                    e);
        }

        channel.close();
        throw new IOException(
                "Another process uses the Cache Directory %s: each NiFi requires its own".formatted(directory));
    }

    private static long size(final Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }

        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(CacheDirectory::sizeOfFile).sum();
        }
    }

    private static long sizeOfFile(final Path file) {
        try {
            return Files.size(file);
        } catch (final NoSuchFileException e) {
            // removed by RocksDB in the meantime
            return 0;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
