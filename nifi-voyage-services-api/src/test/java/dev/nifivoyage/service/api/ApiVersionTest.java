/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * The API NAR keeps its version while its classes stay the same, and only then: {@code api-digests.txt} has the digests
 * of the classes of the current version. Comments and formatting do not count.
 */
class ApiVersionTest {
    private static final Path MODULE = Path.of(System.getProperty("api.directory"));
    private static final Path RECORDED = MODULE.resolve("api-digests.txt");
    private static final Path CURRENT = MODULE.resolve("target/api-digests.txt");
    private static final Path SOURCES = MODULE.resolve("src/main/java");
    private static final String VERSION = System.getProperty("api.version");
    /** Literals, which are kept, or comments and white space, which are not. */
    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "(\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')|(?s:/\\*.*?\\*/)|//[^\\n]*|\\s+");

    @Test
    void classesOfAVersionStayTheSame() throws IOException {
        final List<String> recorded = Files.exists(RECORDED) ? Files.readAllLines(RECORDED) : List.of();
        final List<String> current = current();
        if (!current.equals(recorded)) {
            final Set<String> changed = new LinkedHashSet<>(recorded);
            changed.addAll(current);
            changed.removeIf(line -> recorded.contains(line) && current.contains(line));
            fail(advice(
                    recorded,
                    current,
                    changed.stream()
                            .map(line -> line.substring(line.indexOf(' ') + 1))
                            .collect(Collectors.toCollection(TreeSet::new))));
        }
    }

    @Test
    void onlyCodeCounts() {
        final String code = "class A { /* one */ String a = \"b // c\"; } // two\n";
        assertEquals(digest(code), digest("class A {\n    String a = \"b // c\";\n}\n"));
        assertNotEquals(digest(code), digest(code.replace("b //", "b  //")));
        assertNotEquals(digest(code), digest(code.replace("c\"", "d\"")));
    }

    private static String advice(final List<String> recorded, final List<String> current, final TreeSet<String> changed)
            throws IOException {
        final boolean released = !VERSION.endsWith("-SNAPSHOT");
        if (released && recorded.contains(current.getFirst())) {
            return ("The API NAR %s is released, and its classes have changed: %s. Raise its version with"
                            + " scripts/set-version.sh, for example to 1.1.0-SNAPSHOT, and run this test again")
                    .formatted(VERSION, changed);
        }
        Files.createDirectories(CURRENT.getParent());
        Files.write(CURRENT, current);
        return "The classes or the version of the API NAR have changed: %s. Copy %s to %s"
                .formatted(changed, CURRENT, RECORDED);
    }

    private static List<String> current() throws IOException {
        final List<String> lines = new ArrayList<>();
        lines.add("version " + VERSION);
        lines.add("parent " + System.getProperty("api.parent"));
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (final Path source : sources.filter(
                            file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .sorted()
                    .toList()) {
                final String name = SOURCES.relativize(source).toString().replace('\\', '/');
                lines.add(digest(Files.readString(source)) + " " + name);
            }
        }
        return lines;
    }

    private static String digest(final String source) {
        final String code = LITERAL_OR_COMMENT
                .matcher(source)
                .replaceAll(match -> match.group(1) == null ? "" : Matcher.quoteReplacement(match.group(1)));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8)));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
