/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Open files and sockets of a process, according to {@code /proc}; none on other systems.
 *
 * @param cache number of those in the directory of the cache
 * @param others number of all others
 */
record OpenFiles(int cache, int others) {

    static OpenFiles of(final long pid, final Path cacheDirectory) {
        final Path handles = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isDirectory(handles)) {
            return new OpenFiles(0, 0);
        }

        final List<Path> open;
        try (Stream<Path> links = Files.list(handles)) {
            open = links.toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final int ofCache = (int) open.stream()
                .filter(handle -> target(handle).startsWith(cacheDirectory.toString()))
                .count();
        return new OpenFiles(ofCache, open.size() - ofCache);
    }

    private static String target(final Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (final IOException e) {
            // closed in the meantime
            return "";
        }
    }
}
