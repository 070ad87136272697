/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.cache;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Processes that die while they write, and several that want one directory. */
class CrashTest {
    private static final int KILLS = 20;
    private static final WriteDurability[] DURABILITIES = WriteDurability.values();
    private static final int LONGEST_RUN_MILLIS = 300;

    @TempDir
    private Path temporary;

    @TempDir
    private Path temporaryFiles;

    @Test
    void nothingAcknowledgedIsLostByKills() throws Exception {
        final Random random = new Random(20261123);
        final List<int[]> acknowledged = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < KILLS; i++) {
            final Process writer = start(next, DURABILITIES[i % DURABILITIES.length]);
            final int end;
            try (BufferedReader output = writer.inputReader()) {
                String last = output.readLine();
                assertNotNull(last, () -> "The writer ended: " + errors(writer));
                final Thread killer = killAfter(writer, random.nextInt(LONGEST_RUN_MILLIS));
                int safe = Integer.parseInt(last);
                while ((last = output.readLine()) != null) {
                    // the last line may be cut off
                    safe = last.length() >= Integer.toString(safe).length() ? Integer.parseInt(last) : safe;
                }
                killer.join();
                end = safe;
            }
            writer.waitFor();
            acknowledged.add(new int[] {next, end});
            next = end + CacheWriter.BATCH;
        }

        try (CacheFixture cache = new CacheFixture(temporary)
                .set(EhcacheEmbeddingCacheService.MAXIMUM_SIZE_ON_DISK, CacheWriter.MAXIMUM_BYTES + " B")
                .enable()) {
            for (final int[] range : acknowledged) {
                for (int from = range[0]; from < range[1]; from += 1000) {
                    cache.assertFound(from, Math.min(range[1], from + 1000));
                }
                // what was being written is whole or not there
                final Map<RequestKey, CachedEmbedding> possible =
                        Vectors.embeddings(range[1], range[1] + CacheWriter.BATCH);
                final Map<RequestKey, CachedEmbedding> unacknowledged =
                        cache.find(range[1], range[1] + CacheWriter.BATCH);
                assertTrue(possible.entrySet().containsAll(unacknowledged.entrySet()));
            }
            assertEquals(0, cache.service.statistics().invalid());
            assertTrue(
                    cache.service.statistics().hits() > KILLS * CacheWriter.BATCH * 2,
                    cache.service.statistics()::toString);
        }
    }

    @Test
    void killedProcessLeavesNoTemporaryFiles() throws Exception {
        final Process writer = start(0, WriteDurability.LOGGED);
        try (BufferedReader output = writer.inputReader()) {
            assertNotNull(output.readLine(), () -> "The writer ended: " + errors(writer));
        } finally {
            writer.destroyForcibly().waitFor();
        }

        try (Stream<Path> left = Files.list(temporaryFiles)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void directoryOfAnotherProcess() throws Exception {
        final Process writer = start(0, WriteDurability.LOGGED);
        try (BufferedReader output = writer.inputReader()) {
            assertNotNull(output.readLine(), () -> "The writer ended: " + errors(writer));
            final IOException failure = assertThrows(IOException.class, () -> CacheWriter.open(temporary, false));
            assertEquals(
                    "Another process uses the Cache Directory %s: each NiFi requires its own".formatted(temporary),
                    failure.getMessage());
            assertTrue(writer.isAlive());
        } finally {
            writer.destroyForcibly().waitFor();
        }

        CacheWriter.open(temporary, false).close();
    }

    // NiFi loads a new version of a NAR while components of the old one still run
    @Test
    void secondClassLoader() throws Exception {
        final List<URL> urls = new ArrayList<>();
        for (final String element : classPath().split(File.pathSeparator)) {
            urls.add(Path.of(element).toUri().toURL());
        }

        try (CacheFixture cache = CacheFixture.enabled(temporary.resolve("first"));
                URLClassLoader loader =
                        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            cache.put(0, 10);
            final Class<?> second = loader.loadClass(CacheWriter.class.getName());
            assertNotEquals(CacheWriter.class, second);

            assertEquals(
                    CacheWriter.BATCH,
                    second.getMethod("writeAndRead", String.class)
                            .invoke(null, temporary.resolve("second").toString()));
            final Throwable failure = assertThrows(
                            InvocationTargetException.class,
                            () -> second.getMethod("writeAndRead", String.class)
                                    .invoke(null, temporary.resolve("first").toString()))
                    .getCause();
            assertEquals(
                    ("Another service of this NiFi uses the Cache Directory %s, and cannot share it: "
                                    + "it is of another version of NiFi Voyage, or has another path to the directory. Use one version and one path, or another directory")
                            .formatted(temporary.resolve("first")),
                    failure.getMessage());

            cache.assertFound(0, 10);
        }
    }

    private Process start(final int from, final WriteDurability durability) throws IOException {
        final String java =
                Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporaryFiles,
                        "-cp",
                        classPath(),
                        CacheWriter.class.getName(),
                        temporary.toString(),
                        Integer.toString(from),
                        durability.name())
                .start();
    }

    private static Thread killAfter(final Process process, final int millis) {
        return Thread.ofVirtual().start(() -> {
            try {
                process.waitFor(millis, TimeUnit.MILLISECONDS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            // unlike Process.destroyForcibly, this leaves what was said readable
            process.toHandle().destroyForcibly();
        });
    }

    // the test runner may have put everything into one jar's manifest
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String errors(final Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes());
        } catch (final IOException e) {
            return e.toString();
        }
    }
}
