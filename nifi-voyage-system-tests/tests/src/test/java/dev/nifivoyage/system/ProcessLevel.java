/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a process holds, according to {@code /proc}; nothing on other systems.
 *
 * @param handles open files and sockets
 * @param deleted open files that have been deleted
 * @param threads number of threads by the first letters of their name, without numbers
 * @param temporaryFiles names in its directory of temporary files
 */
record ProcessLevel(
        int handles, List<String> deleted, SortedMap<String, Integer> threads, List<String> temporaryFiles) {
    /** Jetty's and NiFi's own pools grow with use. */
    private static final int HANDLES = 60;

    private static final int THREADS = 60;
    /** NiFi's pool for the messages of other nodes, which gets a thread with each message until there are 50. */
    private static final String CLUSTER_PROTOCOL = "Process Cluster";

    /** Without Okio's only thread, which ends by itself when it was idle for a minute. */
    private static final List<String> OF_THE_BUNDLE = List.of("OkHttp", "Ehcache", "Voyage", "voyage");

    static ProcessLevel of(final long pid, final Path temporary) {
        final Path process = Path.of("/proc", Long.toString(pid));
        final List<String> handles = new ArrayList<>();
        final SortedMap<String, Integer> threads = new TreeMap<>();
        if (Files.isDirectory(process.resolve("fd"))) {
            list(process.resolve("fd")).forEach(handle -> handles.add(target(handle)));
            list(process.resolve("task"))
                    .forEach(thread -> threads.merge(name(thread.resolve("comm")), 1, Integer::sum));
        }
        return new ProcessLevel(
                handles.size(),
                handles.stream().filter(target -> target.endsWith(" (deleted)")).toList(),
                threads,
                list(temporary).stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    /** Returns what is more than before; small differences are those of NiFi itself. */
    List<String> above(final ProcessLevel before) {
        final List<String> above = new ArrayList<>();
        if (handles > before.handles + HANDLES) {
            above.add("%d open files instead of %d".formatted(handles, before.handles));
        }
        if (deleted.size() > before.deleted.size()) {
            above.add("open deleted files: " + deleted);
        }
        if (threadCount() > before.threadCount() + THREADS) {
            above.add("threads " + threads + " instead of " + before.threads);
        }
        threads.forEach((name, count) -> {
            if (OF_THE_BUNDLE.stream().anyMatch(name::startsWith)) {
                above.add("%d threads %s".formatted(count, name));
            }
        });
        final List<String> files = new ArrayList<>(temporaryFiles);
        files.removeAll(before.temporaryFiles);
        if (!files.isEmpty()) {
            above.add("temporary files " + files);
        }
        return above;
    }

    /** Returns the number of threads, without those of the pool that grows by itself. */
    int threadCount() {
        return threads.entrySet().stream()
                .filter(thread -> !thread.getKey().startsWith(CLUSTER_PROTOCOL))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static List<Path> list(final Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(final Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (final IOException e) {
            // closed in the meantime
            return "";
        }
    }

    private static String name(final Path comm) {
        try {
            return Files.readString(comm).strip().replaceAll("[0-9#]+", "");
        } catch (final IOException e) {
            // before the file was opened, or before it was read
            if (Files.notExists(comm)) {
                return "ended";
            }
            throw new UncheckedIOException(e);
        }
    }
}
