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
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A NAR of this project as it was built. */
final class NarFile {

    private static final String BUNDLED = "META-INF/bundled-dependencies/";
    private static final Pattern JAR = Pattern.compile("(.+?)-\\d[^/]*\\.jar");

    private final Path file;

    private NarFile(final Path file) {
        this.file = file;
    }

    /** The only NAR of that name in the folder that NiFi loads our NARs from. */
    static NarFile named(final String name) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("nifi.distribution"), "voyage-nars"))) {
            final List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches(Pattern.quote(name) + "-\\d.*\\.nar"))
                    .toList();
            if (found.size() != 1) {
                throw new IllegalStateException("Expected one " + name + ", found " + found);
            }
            return new NarFile(found.getFirst());
        }
    }

    Path path() {
        return file;
    }

    /** Names of the jars within, without versions. */
    SortedSet<String> jars() throws IOException {
        try (JarFile nar = new JarFile(file.toFile())) {
            return nar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(BUNDLED) && !name.equals(BUNDLED))
                    .map(name -> withoutVersion(name.substring(BUNDLED.length())))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** File names of the jars within. */
    List<String> jarFiles() throws IOException {
        try (JarFile nar = new JarFile(file.toFile())) {
            return nar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(BUNDLED) && !name.equals(BUNDLED))
                    .map(name -> name.substring(BUNDLED.length()))
                    .toList();
        }
    }

    /** Returns the number of entries with a path, which a ZIP file may contain twice. */
    long occurrences(final String path) throws IOException {
        try (JarFile nar = new JarFile(file.toFile())) {
            return nar.stream().filter(entry -> entry.getName().equals(path)).count();
        }
    }

    String text(final String path) throws IOException {
        try (JarFile nar = new JarFile(file.toFile());
                InputStream content = nar.getInputStream(nar.getEntry(path))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Paths of the files in a jar within, which is named without its version. */
    SortedSet<String> entriesOfJar(final String name) throws IOException {
        final SortedSet<String> entries = new TreeSet<>();
        try (JarFile nar = new JarFile(file.toFile())) {
            final JarEntry found = nar.stream()
                    .filter(entry -> entry.getName().startsWith(BUNDLED + name + "-"))
                    .findFirst()
                    .orElseThrow();
            try (JarInputStream jar = new JarInputStream(nar.getInputStream(found))) {
                for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                    entries.add(entry.getName());
                }
            }
        }
        return entries;
    }

    /** Class names that the jars within announce under {@code META-INF/services} for an interface. */
    SortedSet<String> announced(final String interfaceName) throws IOException {
        final SortedSet<String> classes = new TreeSet<>();
        try (JarFile nar = new JarFile(file.toFile())) {
            for (final JarEntry entry : nar.stream()
                    .filter(candidate -> candidate.getName().startsWith(BUNDLED + "nifi-voyage-"))
                    .toList()) {
                try (JarInputStream jar = new JarInputStream(nar.getInputStream(entry))) {
                    addAnnounced(jar, "META-INF/services/" + interfaceName, classes);
                }
            }
        }
        return classes;
    }

    String manifest(final String attribute) throws IOException {
        try (JarFile nar = new JarFile(file.toFile())) {
            return nar.getManifest().getMainAttributes().getValue(attribute);
        }
    }

    private static void addAnnounced(final JarInputStream jar, final String path, final SortedSet<String> classes)
            throws IOException {
        for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
            if (entry.getName().equals(path)) {
                new String(jar.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(classes::add);
            }
        }
    }

    private static String withoutVersion(final String jar) {
        final Matcher matcher = JAR.matcher(jar);
        if (!matcher.matches()) {
            throw new IllegalStateException("No version in " + jar);
        }
        return matcher.group(1);
    }
}
