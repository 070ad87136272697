/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.file;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory of JSON objects, one in each file, so that they outlive the server. A file is replaced atomically, so a
 * server that is killed leaves the object of before or after a change.
 */
public final class JsonFiles {

    private static final String EXTENSION = ".json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path directory;

    public JsonFiles(final Path directory) {
        this.directory = directory;
    }

    /**
     * Writes or replaces an object.
     */
    public void write(final String name, final ObjectNode object) {
        final Path unfinished = directory.resolve(name + ".tmp");
        try {
            Files.write(unfinished, MAPPER.writeValueAsBytes(object));
            Files.move(unfinished, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new UncheckedIOException(name + " cannot be written", e);
        }
    }

    /**
     * Reads all objects, in no particular order.
     */
    public List<ObjectNode> readAll() {
        final List<ObjectNode> objects = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*" + EXTENSION)) {
            for (final Path path : paths) {
                objects.add((ObjectNode) MAPPER.readTree(path.toFile()));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
        return objects;
    }

    public void delete(final String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    private Path file(final String name) {
        return directory.resolve(name + EXTENSION);
    }
}
