/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rocksdb.RocksDB;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Platforms with and without a native library of RocksDB. */
class PlatformTest {
    private static final String UNSUPPORTED =
            "Cache Directory is not supported on Linux (riscv64): NiFi Voyage has the native library of RocksDB for "
                    + "Linux (x86-64 and aarch64, with glibc or musl), macOS (x86-64 and aarch64), and Windows (x86-64). "
                    + "Remove the value of Cache Directory: a memory-only cache works on every platform";

    @TempDir
    private Path temporary;

    /** Values of the properties as the JVMs of these platforms have them. */
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, true",
        "Linux, aarch64, true",
        "Linux, riscv64, false",
        "Linux, ppc64le, false",
        "Linux, s390x, false",
        "Linux, loongarch64, false",
        "Linux, i386, false",
        "Linux, arm, false",
        "Mac OS X, x86_64, true",
        "Mac OS X, aarch64, true",
        "Windows 11, amd64, true",
        "Windows Server 2025, amd64, true",
        "Windows 11, aarch64, false",
        "Windows 10, x86, false",
        "FreeBSD, amd64, false",
        "SunOS, amd64, false",
        "AIX, ppc64, false"
    })
    void supportedPlatforms(final String system, final String architecture, final boolean supported) {
        assertEquals(supported, new Platform(system, architecture).problem().isEmpty());
    }

    @Test
    void thisPlatform() {
        assertEquals(new Platform(System.getProperty("os.name"), System.getProperty("os.arch")), Platform.current());
    }

    @Test
    void directoryOnAnUnsupportedPlatform() throws Exception {
        final List<String> lines = probe("riscv64", classPath(), temporary.resolve("cache"));

        assertTrue(lines.getFirst().startsWith("invalid: ") && lines.getFirst().contains(UNSUPPORTED), lines::toString);
        assertEquals(
                List.of(Outcome.FAILED + ": " + UNSUPPORTED, UNSUPPORTED, UNSUPPORTED), lines.subList(1, lines.size()));
        assertFalse(Files.exists(temporary.resolve("cache")));
    }

    /** Without the jar, each use of RocksDB would fail. */
    @Test
    void memoryOnlyNeedsNoRocksDb() throws Exception {
        final String jar = Path.of(RocksDB.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        final String without = Arrays.stream(classPath().split(File.pathSeparator))
                .filter(element -> !element.equals(jar))
                .collect(Collectors.joining(File.pathSeparator));

        assertEquals(
                List.of(
                        "valid",
                        Outcome.SKIPPED + ": Cache Directory is not set: vectors are in memory only, "
                                + "and lost when the service is disabled",
                        "found: 10"),
                probe("riscv64", without, null));
    }

    /** A library that this processor cannot run, as in a temporary directory without execution. */
    @Test
    void libraryThatCannotBeLoaded() throws Exception {
        final String architecture = Platform.current().architecture().equals("aarch64") ? "amd64" : "aarch64";
        final List<String> lines = probe(architecture, classPath(), temporary.resolve("cache"));

        assertEquals("valid", lines.getFirst());
        for (final String line : lines.subList(2, 4)) {
            assertTrue(
                    line.startsWith("Failed to load the native library of RocksDB for %s (%s): "
                            .formatted(System.getProperty("os.name"), architecture)),
                    line);
            assertTrue(line.contains("must allow execution"), line);
            assertTrue(line.contains("a memory-only cache works on every platform"), line);
            assertFalse(line.contains("null"), line);
        }
        // each attempt unpacks 17 MB, and NiFi does not stop trying
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private List<String> probe(final String architecture, final String classPath, final Path directory)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-Dos.arch=" + architecture,
                "-cp",
                classPath,
                PlatformProbe.class.getName()));
        if (directory != null) {
            command.add(directory.toString());
        }
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), output);
        return output.lines()
                .filter(line -> line.startsWith(PlatformProbe.PREFIX))
                .map(line -> line.substring(PlatformProbe.PREFIX.length()))
                .toList();
    }

    // the test runner may have put everything into one jar's manifest
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
