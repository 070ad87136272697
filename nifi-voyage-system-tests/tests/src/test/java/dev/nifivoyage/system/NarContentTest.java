/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each NAR brings what it needs, nothing that NiFi or its parent NAR brings, and names whose work it carries. */
class NarContentTest {

    private static final String INTERFACES = "nifi-voyage-services-api-nar";
    private static final String COMPONENTS = "nifi-voyage-nar";
    private static final long LARGEST_NAR = 55_000_000;

    @Test
    void interfacesHaveNoDependencies() throws IOException {
        assertEquals(
                Set.of("nifi-voyage-services-api"), NarFile.named(INTERFACES).jars());
    }

    @Test
    void componentsBringTheirOwnLibraries() throws IOException {
        final SortedSet<String> jars = NarFile.named(COMPONENTS).jars();
        assertTrue(
                jars.containsAll(List.of(
                        "nifi-voyage-processors",
                        "nifi-voyage-services",
                        "okhttp-jvm",
                        "okio-jvm",
                        "kotlin-stdlib",
                        "jackson-core",
                        "jackson-databind",
                        "jackson-annotations",
                        "nifi-record-path",
                        "commonmark",
                        "jsoup")),
                jars::toString);
    }

    @Test
    void componentsLeaveOutWhatNiFiAndTheParentNarBring() throws IOException {
        final SortedSet<String> jars = NarFile.named(COMPONENTS).jars();
        final Set<String> brought = new TreeSet<>(jars);
        brought.retainAll(Set.of(
                "nifi-api",
                "slf4j-api",
                "nifi-voyage-services-api",
                "nifi-record",
                "nifi-utils",
                "nifi-record-serialization-service-api",
                "nifi-ssl-context-service-api",
                "nifi-proxy-configuration-api",
                "nifi-framework-api",
                "nifi-mock",
                "nifi-voyage-local",
                "logback-classic"));
        assertEquals(Set.of(), brought);
    }

    /** The platforms that the cache service allows a directory on; see its PlatformTest. */
    @Test
    void rocksDbRunsOnTheSupportedPlatformsOnly() throws IOException {
        final SortedSet<String> entries = NarFile.named(COMPONENTS).entriesOfJar("rocksdbjni");
        assertTrue(entries.contains("org/rocksdb/RocksDB.class"), entries::toString);
        entries.removeIf(name -> !name.startsWith("librocksdbjni"));
        assertEquals(
                Set.of(
                        "librocksdbjni-linux64.so",
                        "librocksdbjni-linux64-musl.so",
                        "librocksdbjni-linux-aarch64.so",
                        "librocksdbjni-linux-aarch64-musl.so",
                        "librocksdbjni-osx-x86_64.jnilib",
                        "librocksdbjni-osx-arm64.jnilib",
                        "librocksdbjni-win64.dll"),
                entries);
    }

    @Test
    void componentsTakeAtMost55Megabytes() throws IOException {
        final long bytes = Files.size(NarFile.named(COMPONENTS).path());
        assertTrue(bytes <= LARGEST_NAR, () -> "%,d bytes".formatted(bytes));
    }

    @Test
    void eachNarNamesItsParent() throws IOException {
        assertEquals("nifi-standard-services-api-nar", NarFile.named(INTERFACES).manifest("Nar-Dependency-Id"));
        assertEquals("org.apache.nifi", NarFile.named(INTERFACES).manifest("Nar-Dependency-Group"));
        assertEquals(INTERFACES, NarFile.named(COMPONENTS).manifest("Nar-Dependency-Id"));
        assertEquals(
                NarFile.named(INTERFACES).manifest("Nar-Version"),
                NarFile.named(COMPONENTS).manifest("Nar-Dependency-Version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {INTERFACES, COMPONENTS})
    void licenseAndNoticeAreInsideOnce(final String name) throws IOException {
        final NarFile nar = NarFile.named(name);
        assertEquals(1, nar.occurrences("META-INF/LICENSE"));
        assertEquals(1, nar.occurrences("META-INF/NOTICE"));
        assertTrue(nar.text("META-INF/LICENSE").stripLeading().startsWith("Apache License"), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {INTERFACES, COMPONENTS})
    void theNoticeListsTheJarsOfOthers(final String name) throws IOException {
        final NarFile nar = NarFile.named(name);
        final Set<String> ofOthers = new TreeSet<>(nar.jars());
        ofOthers.removeIf(jar -> jar.startsWith("nifi-voyage-"));
        final Set<String> named = new TreeSet<>();
        nar.text("META-INF/NOTICE")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("* "))
                .forEach(line -> named.add(line.substring(2)));
        assertEquals(ofOthers, named);
    }

    @Test
    void theLicenseOfAntlrIsThere() throws IOException {
        assertTrue(NarFile.named(COMPONENTS).text("META-INF/LICENSE").contains("antlr-runtime"));
    }
}
