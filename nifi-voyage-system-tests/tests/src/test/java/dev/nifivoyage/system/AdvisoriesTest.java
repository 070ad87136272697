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
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * No library that is shipped has a vulnerability that {@code advisories.txt} knows.
 */
class AdvisoriesTest {
    private static final List<String> NARS = List.of("nifi-voyage-services-api-nar", "nifi-voyage-nar");

    private final Advisories advisories = Advisories.read();

    AdvisoriesTest() throws IOException {}

    @Test
    void librariesOfTheNarsAreNotVulnerable() throws IOException {
        final List<String> vulnerable = new ArrayList<>();
        for (final String nar : NARS) {
            NarFile.named(nar).jarFiles().forEach(jar -> vulnerable.addAll(advisories.ofJar(jar)));
        }

        assertEquals(List.of(), vulnerable);
    }

    /** A new library has to be looked up once. */
    @Test
    void eachLibraryOfTheNarsWasLookedUp() throws IOException {
        final TreeSet<String> unknown = new TreeSet<>();
        for (final String nar : NARS) {
            unknown.addAll(NarFile.named(nar).jars());
        }
        unknown.removeIf(jar -> jar.startsWith("nifi-voyage-"));
        unknown.removeAll(advisories.artifacts());

        assertEquals(List.of(), List.copyOf(unknown));
    }

    /** The libraries of voyage-local are on the class path of this test, with others. */
    @Test
    void librariesOfTheLocalServerAreNotVulnerable() {
        final List<String> vulnerable = new ArrayList<>();
        boolean server = false;
        for (final String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            final String jar = Path.of(entry).getFileName().toString();
            vulnerable.addAll(advisories.ofJar(jar));
            server |= jar.startsWith("jetty-server-");
        }

        assertEquals(List.of(), vulnerable);
        assertTrue(server, "the server of voyage-local is among them");
    }

    @ParameterizedTest
    @CsvSource({
        "commons-lang3, 3.17.0, 1",
        "commons-lang3, 3.18.0, 0",
        "jackson-databind, 2.13.4.1, 2",
        "jackson-databind, 2.18.11, 0",
        "jackson-core, 2.22.2, 1",
        "jackson-core, 2.22.3, 0",
        "jackson-core, 2.22.3-rc1, 1",
        "jetty-server, 12.1.9, 1",
        "jetty-server, 12.1.10, 0",
        "okio-jvm, 3.3.9, 1",
        "okio-jvm, 3.18.1, 0"
    })
    void vulnerableVersionsAreFound(final String artifact, final String version, final int found) {
        assertEquals(found, advisories.of(artifact, version).size());
    }

    @Test
    void listHasItsDate() {
        assertTrue(advisories.checked().getYear() >= 2026);
        assertTrue(advisories.artifacts().size() > 20);
    }

    /** Versions as in Maven's order, as far as these libraries need it. */
    @ParameterizedTest
    @CsvSource({"1.2, 1.10", "1.9.9, 1.10", "2.0-rc1, 2.0", "2.0, 2.0.1", "1, 1.0.1", "0, 0.1"})
    void earlierVersions(final String earlier, final String later) {
        assertTrue(Advisories.compare(earlier, later) < 0);
        assertTrue(Advisories.compare(later, earlier) > 0);
        assertEquals(0, Advisories.compare(later, later));
    }
}
