/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Searches for what must not appear.
 *
 * @param everywhere must appear nowhere
 * @param text must not be logged, except for debugging
 */
record Secrets(List<String> everywhere, String text) {
    private static final Pattern ENTRY = Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\S+ (TRACE|DEBUG|INFO|WARN|ERROR) ");

    /** The places whose content holds a secret. */
    List<String> in(final Map<String, String> contents) {
        return contents.entrySet().stream()
                .filter(content -> isIn(content.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * The files that hold a secret.
     *
     * @param excluded a directory without data
     */
    List<String> inFiles(final Path directory, final Path excluded) throws IOException {
        final List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.filter(path -> Files.isRegularFile(path) && !path.startsWith(excluded))
                    .toList()) {
                if (isIn(content(file))) {
                    found.add(file.toString());
                }
            }
        }

        return found;
    }

    /** The lines that hold a secret, or a text although they are not for debugging only. */
    List<String> inLog(final String log) {
        final List<String> found = new ArrayList<>();
        String level = "INFO";
        for (final String line : log.lines().toList()) {
            final Matcher entry = ENTRY.matcher(line);
            if (entry.find()) {
                level = entry.group(1);
            }
            final boolean debugging = level.equals("DEBUG") || level.equals("TRACE");
            if (isIn(line) || !debugging && line.contains(text)) {
                found.add(line);
            }
        }

        return found;
    }

    private boolean isIn(final String content) {
        return everywhere.stream().anyMatch(content::contains);
    }

    private static String content(final Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file);
                InputStream content = file.toString().endsWith(".gz") ? new GZIPInputStream(stream) : stream) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
