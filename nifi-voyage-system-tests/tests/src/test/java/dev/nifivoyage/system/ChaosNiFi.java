/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A NiFi that is killed and started again, with a directory of its own for temporary files, and on demand with a small
 * disk for everything it writes.
 */
final class ChaosNiFi implements ChaosTarget {
    private static final int DISK_MEGABYTES = 256;
    private static final Duration FULL = Duration.ofSeconds(8);

    private final NiFiHome home;
    private final Path data;
    private final Optional<ChaosDisk> disk;
    private final NiFiOptions options;
    private final ProcessLevel before;
    private final LiveHeap heapBefore;
    private NiFiProcess process;

    private ChaosNiFi(final NiFiHome home, final Path data, final Optional<ChaosDisk> disk) {
        this.home = home;
        this.data = data;
        this.disk = disk;
        options = NiFiOptions.quickStart()
                .withJvmOptions(List.of("-Djava.io.tmpdir=" + temporary()))
                .withLauncher(
                        disk.map(mounted -> mounted.launcher(home.directory())).orElse(List.of()));
        process = NiFiProcess.start(home, options);
        before = level();
        heapBefore = LiveHeap.of(process.pid());
    }

    /**
     * Starts NiFi.
     *
     * @param limited true for a small disk, where that is possible
     */
    static ChaosNiFi start(final Path directory, final boolean limited) throws IOException {
        final NiFiHome home =
                NiFiHome.create(directory, Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free());
        final Path data = Files.createDirectories(home.directory().resolve("disk"));
        final Optional<ChaosDisk> disk = limited ? ChaosDisk.mount(data, DISK_MEGABYTES) : Optional.empty();
        Files.createDirectories(
                disk.map(mounted -> mounted.seenFromHere(data)).orElse(data).resolve("tmp"));
        final Path properties = home.configuration().resolve("nifi.properties");
        Files.writeString(
                properties,
                Files.readString(properties)
                        .replace("=./flowfile_repository", "=./disk/flowfile_repository")
                        .replace("=./content_repository", "=./disk/content_repository"));
        return new ChaosNiFi(home, data, disk);
    }

    @Override
    public NiFiRest rest() {
        return process.rest();
    }

    @Override
    public String meet(final ChaosPlan.Moment moment) {
        switch (moment.event()) {
            case KILL -> {
                process.kill();
                restart();
            }
            case SHUTDOWN -> restart();
            case DISK_FULL -> disk.ifPresent(ChaosNiFi::fill);
            default -> throw new IllegalArgumentException(moment.toString());
        }
        final boolean skipped = moment.event() == ChaosEvent.DISK_FULL && disk.isEmpty();
        return moment.event() + (skipped ? " (skipped)" : "");
    }

    @Override
    public String cacheDirectory(final long seed) {
        return cache(seed).toString();
    }

    @Override
    public void removeCache(final long seed) {
        DirectoryTree.deleteIfExists(seenFromHere(cache(seed)));
    }

    @Override
    public List<String> aboveLevel() {
        final List<String> above = level().above(before);
        // a histogram stops NiFi for a moment
        return above.isEmpty() ? LiveHeap.of(process.pid()).above(heapBefore) : above;
    }

    @Override
    public FlowFileDamage damage() throws IOException {
        return FlowFileDamage.of(home.logs());
    }

    @Override
    public void close() {
        process.close();
        disk.ifPresent(ChaosDisk::close);
    }

    private static void fill(final ChaosDisk mounted) {
        mounted.fill();
        LockSupport.parkNanos(FULL.toNanos());
        mounted.free();
    }

    private void restart() {
        process.close();
        process = NiFiProcess.start(home, options);
    }

    private Path cache(final long seed) {
        return data.resolve("cache-" + seed);
    }

    // the path under which this process finds a path of the disk
    private Path seenFromHere(final Path path) {
        return disk.map(mounted -> mounted.seenFromHere(path)).orElse(path);
    }

    private Path temporary() {
        return data.resolve("tmp");
    }

    private ProcessLevel level() {
        return ProcessLevel.of(process.pid(), seenFromHere(temporary()));
    }
}
