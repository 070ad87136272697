/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.clock.ServerClock;
import dev.nifivoyage.local.id.IdSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of all projects, described in JSON files beside their contents. A file expires 30 days after its creation.
 * Thread-safe.
 */
public final class FileStore {

    /** Source: Voyage's batch guide, "files are kept for 30 days". */
    public static final Duration RETENTION = Duration.ofDays(30);

    private final Path directory;
    private final ServerClock clock;
    private final IdSource ids;
    private final JsonFiles descriptions;
    private final Map<String, StoredFile> files = new HashMap<>();
    private long created;

    /**
     * Opens the directory with the files of earlier servers.
     */
    public FileStore(final Path directory, final ServerClock clock, final IdSource ids) {
        this.directory = directory;
        this.clock = clock;
        this.ids = ids;
        this.descriptions = new JsonFiles(directory);
        for (final ObjectNode stored : descriptions.readAll()) {
            final StoredFile file = StoredFile.ofStored(stored, directory);
            if (Files.exists(file.path())) {
                files.put(file.id(), file);
                created = Math.max(created, file.number() + 1);
            }
        }
    }

    /**
     * Returns the path of content that {@link #newContentPath} returned.
     */
    public Path contentPath(final String name) {
        return directory.resolve(name);
    }

    /**
     * Returns a path on the same disk for content that is still being written.
     */
    public Path newContentPath() {
        return directory.resolve(ids.nextFileId());
    }

    /**
     * Creates a file from complete content, which then belongs to the store.
     */
    public synchronized StoredFile add(
            final String project, final String filename, final FilePurpose purpose, final Path content) {
        final Instant now = clock.now();
        final StoredFile file = new StoredFile(
                created++,
                ids.nextFileId(),
                project,
                filename,
                purpose,
                size(content),
                now,
                now.plus(RETENTION),
                content);
        descriptions.write(descriptionOf(file), file.toStored());
        files.put(file.id(), file);
        return file;
    }

    /**
     * Returns the file of a project with an ID, or empty if it does not exist, has expired, or belongs to another
     * project.
     */
    public synchronized Optional<StoredFile> find(final String project, final String id) {
        return find(id).filter(file -> file.project().equals(project));
    }

    /**
     * Returns the file with an ID, in any project.
     */
    public synchronized Optional<StoredFile> find(final String id) {
        removeExpired();
        return Optional.ofNullable(files.get(id));
    }

    /**
     * Returns the files of a project, oldest first.
     */
    public synchronized List<StoredFile> list(final String project) {
        removeExpired();
        final List<StoredFile> found = new ArrayList<>();
        for (final StoredFile file : files.values()) {
            if (file.project().equals(project)) {
                found.add(file);
            }
        }
        found.sort(Comparator.comparingLong(StoredFile::number));
        return found;
    }

    /**
     * Deletes all of these files, or none when one is unknown.
     *
     * @return the unknown ids; empty when all were deleted
     */
    public synchronized List<String> deleteAll(final String project, final Collection<String> fileIds) {
        final List<String> unknown = new ArrayList<>();
        for (final String id : fileIds) {
            if (find(project, id).isEmpty()) {
                unknown.add(id);
            }
        }
        if (unknown.isEmpty()) {
            fileIds.forEach(this::remove);
        }
        return unknown;
    }

    private void removeExpired() {
        final Instant now = clock.now();
        final List<String> expired = new ArrayList<>();
        for (final StoredFile file : files.values()) {
            if (!file.expiresAt().isAfter(now)) {
                expired.add(file.id());
            }
        }
        expired.forEach(this::remove);
    }

    private void remove(final String id) {
        final StoredFile file = files.remove(id);
        if (file != null) {
            try {
                descriptions.delete(descriptionOf(file));
                Files.deleteIfExists(file.path());
            } catch (final IOException e) {
                throw new UncheckedIOException("Content of " + id + " cannot be deleted", e);
            }
        }
    }

    // named after the content, of which a batch that is interrupted may create a second file
    private static String descriptionOf(final StoredFile file) {
        return file.path().getFileName().toString();
    }

    private static long size(final Path content) {
        try {
            return Files.size(content);
        } catch (final IOException e) {
            throw new UncheckedIOException("Content " + content.getFileName() + " cannot be read", e);
        }
    }
}
