/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What NiFi 2.3.0 did to FlowFiles on a full disk, by its own log. If a session can neither be committed nor rolled
 * back, NiFi counts the users of a content claim too low, and removes the claim; and it returns FlowFiles to their
 * queue twice, once for each attempt to roll back.
 *
 * @param contentLost whether content was removed that a FlowFile still needed
 * @param repeated names of FlowFiles that were twice in a queue
 */
record FlowFileDamage(boolean contentLost, Set<String> repeated) {
    static final FlowFileDamage NONE = new FlowFileDamage(false, Set.of());

    private static final String LOST = "Could not find content for StandardContentClaim";
    private static final Pattern REPEATED =
            Pattern.compile("name=([^,]*),size=.*This means that the system has two FlowFiles with the same ID");

    /**
     * Reads the log files of a NiFi.
     */
    static FlowFileDamage of(final Path logs) throws IOException {
        boolean lost = false;
        final Set<String> repeated = new HashSet<>();
        for (final Path log : logs(logs)) {
            try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                for (final String line : (Iterable<String>) lines::iterator) {
                    lost |= line.contains(LOST);
                    final Matcher pulled = REPEATED.matcher(line);
                    if (pulled.find()) {
                        repeated.add(pulled.group(1));
                    }
                }
            }
        }
        return new FlowFileDamage(lost, repeated);
    }

    private static List<Path> logs(final Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("nifi-app"))
                    .toList();
        }
    }
}
