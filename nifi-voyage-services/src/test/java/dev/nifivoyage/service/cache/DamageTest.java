/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Damaged directories are opened in a process of their own, because damage may end a process.
 */
class DamageTest {
    private static final int SEEDS = 30;
    private static final int FLIPPED_BYTES = 200;

    @TempDir
    private Path temporary;

    @Test
    void flippedBytes() throws Exception {
        assertSurvives((files, random) -> {
            for (int i = 0; i < FLIPPED_BYTES; i++) {
                final Path file = files.get(random.nextInt(files.size()));
                final byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    Files.write(file, bytes);
                }
            }
        });
    }

    @Test
    void fewFlippedBytesOfVectors() throws Exception {
        assertSurvives((files, random) -> {
            final List<Path> tables = files.stream()
                    .filter(file -> file.toString().endsWith(".sst"))
                    .toList();
            final Path file = tables.get(random.nextInt(tables.size()));
            final byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Files.write(file, bytes);
        });
    }

    @Test
    void cutAndMissingFiles() throws Exception {
        assertSurvives((files, random) -> {
            final Path file = files.get(random.nextInt(files.size()));
            final byte[] bytes = Files.readAllBytes(file);
            if (random.nextBoolean()) {
                Files.delete(file);
            } else {
                Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            }
        });
    }

    private interface Damage {
        void inflict(List<Path> files, Random random) throws IOException;
    }

    private void assertSurvives(final Damage damage) throws Exception {
        final Path sound = temporary.resolve("sound");
        // several files of vectors, and a log
        for (int part = 0; part < 4; part++) {
            final CacheInstance cache = CacheWriter.open(sound, false);
            cache.tiers()
                    .putAll(
                            Vectors.PARAMETERS,
                            Vectors.embeddings(part * DamageProbe.VECTORS / 4, (part + 1) * DamageProbe.VECTORS / 4));
            cache.tiers().evict("some " + part);
            cache.close();
        }
        for (int seed = 0; seed < SEEDS; seed++) {
            final Path copy = temporary.resolve("damaged-" + seed);
            CacheFixture.copy(sound, copy);
            damage.inflict(files(copy), new Random(seed));
        }

        final Path output = temporary.resolve("output");
        final Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=" + temporary.resolve("crash"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator),
                        DamageProbe.class.getName(),
                        temporary.toString(),
                        Integer.toString(SEEDS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(0, probe.waitFor(), () -> read(output));
        assertEquals(
                SEEDS,
                read(output).lines().filter(line -> line.startsWith("survived")).count(),
                () -> read(output));
    }

    private static List<Path> files(final Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals(CacheDirectory.LOCK_FILE))
                    .sorted()
                    .toList();
        }
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            return e.toString();
        }
    }
}
