/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A cache directory in which bytes have changed: NiFi lives, each vector is right, and the flow goes on.
 * {@code -Dcache.damage.runs=20} does it as often.
 */
class DamagedCacheSystemTest {
    private static final int RUNS = Integer.getInteger("cache.damage.runs", 1);
    private static final long SEED = Long.getLong("cache.damage.seed", 1);
    private static final int BYTES = 200;
    private static final List<String> KNOWN = IntStream.range(0, 1_000)
            .mapToObj(i -> "Turn " + i + ": the eyes follow the right hand")
            .toList();

    // NiFi's log is in it
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void changedBytesEndNeitherNiFiNorTheFlow() throws Exception {
        final NiFiHome home = NiFiHome.create(
                directory.resolve("nifi"), Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free());
        try (VoyageLocalServer voyage = VoyageLocalServer.start(new VoyageLocalOptions())) {
            final String groupId;
            try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart())) {
                final CachedFlow flow = CachedFlow.start(nifi, directory, voyage);
                groupId = flow.flow().groupId();
                flow.embed("first.json", KNOWN);
            }
            for (long seed = SEED; seed < SEED + RUNS; seed++) {
                damage(directory.resolve("cache"), new SplittableRandom(seed));
                try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.quickStart())) {
                    final CachedFlow flow =
                            new CachedFlow(EmbedRecordsFlow.imported(nifi, groupId, directory), directory);
                    // known texts, of which some are damaged, and a new one; CachedFlow compares each vector
                    final String added = "Seed " + seed + ": nobody has embedded this";
                    flow.embed(
                            "seed-%d.json".formatted(seed),
                            Stream.concat(KNOWN.stream(), Stream.of(added)).toList());
                    flow.embed(
                            "again-%d.json".formatted(seed),
                            Stream.concat(KNOWN.stream(), Stream.of(added)).toList());
                    assertTrue(nifi.isAlive(), "NiFi has ended after seed " + seed);
                }
            }
        }
    }

    private static void damage(final Path cache, final SplittableRandom random) throws IOException {
        final List<Path> files;
        try (Stream<Path> found = Files.walk(cache)) {
            files = found.filter(file -> Files.isRegularFile(file) && size(file) > 0)
                    .sorted()
                    .toList();
        }
        final long total =
                files.stream().mapToLong(DamagedCacheSystemTest::size).sum();
        assertTrue(total > KNOWN.size() * CachedFlow.DIMENSION, "the cache is on disk");
        for (int i = 0; i < BYTES; i++) {
            long position = random.nextLong(total);
            int file = 0;
            while (position >= size(files.get(file))) {
                position -= size(files.get(file++));
            }
            flip(files.get(file), position, random.nextInt(1, 256));
        }
    }

    private static void flip(final Path file, final long position, final int bits) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.flip();
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get() ^ bits)}), position);
        }
    }

    private static long size(final Path file) {
        return file.toFile().length();
    }
}
