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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The known vulnerabilities in {@code advisories.txt}.
 *
 * @param checked when the list was compared with its sources
 * @param artifacts all libraries that were looked up
 * @param ranges versions with a vulnerability
 */
record Advisories(LocalDate checked, Set<String> artifacts, List<Range> ranges) {
    private static final Pattern CHECKED = Pattern.compile("# Checked: (\\d{4}-\\d\\d-\\d\\d)\\..*");
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[^/]*)\\.jar");
    private static final int COLUMNS = 5;

    /**
     * @param first first affected version
     * @param fixed first version that is not affected
     */
    record Range(String artifact, String first, String fixed, String advisory, String summary) {

        boolean contains(final String version) {
            return compare(version, first) >= 0 && compare(version, fixed) < 0;
        }
    }

    static Advisories read() throws IOException {
        try (InputStream stream = Advisories.class.getResourceAsStream("/advisories.txt")) {
            return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Advisories parse(final String text) {
        LocalDate date = LocalDate.MIN;
        final Set<String> names = new TreeSet<>();
        final List<Range> affected = new ArrayList<>();
        for (final String line : text.lines().toList()) {
            final Matcher checkedOn = CHECKED.matcher(line);
            if (checkedOn.matches()) {
                date = LocalDate.parse(checkedOn.group(1));
            }
            if (!line.startsWith("#")) {
                final String[] columns = line.split(" \\| ");
                names.add(columns[0]);
                if (columns.length == COLUMNS) {
                    affected.add(new Range(columns[0], columns[1], columns[2], columns[3], columns[4]));
                } else if (columns.length != 1) {
                    throw new IllegalArgumentException("Not an advisory: " + line);
                }
            }
        }

        return new Advisories(date, names, List.copyOf(affected));
    }

    /** What is known about a version of a library. */
    List<String> of(final String artifact, final String version) {
        return ranges.stream()
                .filter(range -> range.artifact().equals(artifact) && range.contains(version))
                .map(range -> "%s %s: %s (%s), fixed in %s"
                        .formatted(artifact, version, range.summary(), range.advisory(), range.fixed()))
                .toList();
    }

    /** What is known about a jar, by its file name. */
    List<String> ofJar(final String filename) {
        final Matcher jar = JAR.matcher(filename);
        return jar.matches() ? of(jar.group(1), jar.group(2)) : List.of();
    }

    // numbers are compared as numbers, and a qualifier such as rc1 comes before the release
    static int compare(final String one, final String other) {
        final String[] left = one.split("[.-]");
        final String[] right = other.split("[.-]");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            final int order = Integer.compare(rank(left, i), rank(right, i));
            if (order != 0) {
                return order;
            }
        }

        return 0;
    }

    private static int rank(final String[] parts, final int index) {
        if (index >= parts.length) {
            return 0;
        }

        return parts[index].matches("\\d{1,9}") ? Integer.parseInt(parts[index]) : -1;
    }
}
