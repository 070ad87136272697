/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An input of a fuzz target: a seed, or one that the target once failed on.
 *
 * @param name name of its file
 */
record FuzzInput(String name, byte[] bytes) {

    /**
     * Returns the inputs in the resources of a target.
     */
    static List<FuzzInput> of(final String target) throws IOException, URISyntaxException {
        final URI directory = FuzzInput.class.getResource("/fuzz/" + target).toURI();
        if (!directory.getScheme().equals("jar")) {
            return read(Path.of(directory));
        }

        // in the jar of the tests, when they run with another NiFi
        try (FileSystem jar = FileSystems.newFileSystem(directory, Map.of())) {
            return read(jar.getPath("/fuzz", target));
        }
    }

    private static List<FuzzInput> read(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().map(FuzzInput::of).toList();
        }
    }

    private static FuzzInput of(final Path file) {
        try {
            return new FuzzInput(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
