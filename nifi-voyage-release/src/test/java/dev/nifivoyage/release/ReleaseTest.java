/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A release is complete, and its parts fit together. */
class ReleaseTest {
    private static final Path RELEASE = Path.of(System.getProperty("release.directory"));
    private static final Path ROOT = RELEASE.resolve("../..");
    private static final String COMPONENTS = "nifi-voyage-nar";
    private static final String INTERFACES = "nifi-voyage-services-api-nar";
    private static final String BUNDLED = "META-INF/bundled-dependencies/";
    private static final Pattern PURL = Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)\\?type=jar");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void eachFileHasItsChecksum() throws Exception {
        final TreeMap<String, String> listed = new TreeMap<>();
        for (final String line : Files.readAllLines(RELEASE.resolve("SHA512SUMS"))) {
            final String[] parts = line.split(" [ *]", 2);
            listed.put(parts[1], parts[0]);
        }
        final TreeMap<String, String> computed = new TreeMap<>();
        try (Stream<Path> files = Files.walk(RELEASE)) {
            for (final Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("SHA512SUMS"))
                    .toList()) {
                computed.put(RELEASE.relativize(file).toString(), sha512(file));
            }
        }
        assertEquals(computed, listed);
    }

    @Test
    void narsHaveTheirVersions() throws IOException {
        final Attributes components = manifest(COMPONENTS);
        assertEquals(version(COMPONENTS), components.getValue("Nar-Version"));
        assertEquals(INTERFACES, components.getValue("Nar-Dependency-Id"));
        assertEquals(version(INTERFACES), components.getValue("Nar-Dependency-Version"));
        assertEquals(version(INTERFACES), manifest(INTERFACES).getValue("Nar-Version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {COMPONENTS, INTERFACES})
    void billOfMaterialsListsTheJarsOfTheNar(final String name) throws IOException {
        final JsonNode bill = JSON.readTree(
                RELEASE.resolve(name + "-" + version(name) + ".cdx.json").toFile());
        assertEquals("CycloneDX", bill.path("bomFormat").asText());
        assertEquals(version(name), bill.at("/metadata/component/version").asText());
        final Set<String> listed = new TreeSet<>();
        for (final JsonNode component : bill.path("components")) {
            final Matcher purl = PURL.matcher(component.path("purl").asText());
            if (purl.matches()) {
                listed.add(purl.group(1) + "-" + purl.group(2) + ".jar");
            }
            assertFalse(component.path("licenses").isEmpty(), () -> "no license: " + component.path("purl"));
        }
        try (JarFile nar = nar(name)) {
            assertEquals(
                    nar.stream()
                            .map(JarEntry::getName)
                            .filter(entry -> entry.startsWith(BUNDLED) && !entry.equals(BUNDLED))
                            .map(entry -> entry.substring(BUNDLED.length()))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    listed);
        }
    }

    @Test
    void flowsNameTheVersionsOfTheNars() throws IOException {
        final Set<String> bundles = new TreeSet<>();
        try (Stream<Path> files = Files.list(RELEASE.resolve("flows"))) {
            for (final Path flow :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                JSON.readTree(flow.toFile()).findValues("bundle").stream()
                        .filter(bundle -> bundle.path("group").asText().equals("dev.nifivoyage"))
                        .forEach(bundle -> bundles.add(bundle.path("artifact").asText() + " "
                                + bundle.path("version").asText()));
            }
        }
        assertTrue(bundles.contains(COMPONENTS + " " + version(COMPONENTS)), bundles::toString);
        assertTrue(bundles.size() <= 2, bundles::toString);
        bundles.forEach(
                bundle -> assertEquals(version(bundle.substring(0, bundle.indexOf(' '))), bundle.split(" ")[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nifi-voyage-services-api", "nifi-voyage-services", "nifi-voyage-processors"})
    void jarsHaveSourcesAndJavadoc(final String module) throws IOException {
        final String jar = module + "-" + version(module);
        final Set<String> classes = entries(jar + ".jar", ".class");
        final Set<String> sources = entries(jar + "-sources.jar", ".java");
        assertFalse(classes.isEmpty());
        classes.removeIf(name -> name.contains("$"));
        assertEquals(classes, sources);
        assertTrue(entries(jar + "-javadoc.jar", ".html").contains("index"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nifi-voyage-services-api",
                "nifi-voyage-services",
                "nifi-voyage-processors",
                INTERFACES,
                COMPONENTS
            })
    void pomsHaveWhatMavenCentralRequires(final String module) throws IOException {
        final String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
        // not inherited
        assertTrue(pom.contains("\n    <name>") && pom.contains("\n    <description>"), module);
        if (module.isEmpty()) {
            for (final String element : List.of("url", "licenses", "developers", "scm")) {
                assertTrue(pom.contains("\n    <" + element), element);
            }
        }
    }

    private static String version(final String artifact) {
        return System.getProperty(
                artifact.startsWith("nifi-voyage-services-api") ? "release.api.version" : "release.version");
    }

    private static JarFile nar(final String name) throws IOException {
        return new JarFile(RELEASE.resolve(name + "-" + version(name) + ".nar").toFile());
    }

    private static Attributes manifest(final String name) throws IOException {
        try (JarFile nar = nar(name)) {
            return nar.getManifest().getMainAttributes();
        }
    }

    /** Names of the entries without their extension. */
    private static Set<String> entries(final String jar, final String extension) throws IOException {
        try (JarFile file = new JarFile(RELEASE.resolve("jars").resolve(jar).toFile())) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(extension))
                    .map(name -> name.substring(0, name.length() - extension.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String sha512(final Path file) throws Exception {
        final MessageDigest digest = MessageDigest.getInstance("SHA-512");
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
