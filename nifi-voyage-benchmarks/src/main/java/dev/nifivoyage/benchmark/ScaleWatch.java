/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.DirectoryTree;
import dev.nifivoyage.nifi.NiFiProcess;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures what NiFi uses while it works: the disk every few seconds, its memory and open files less often, because the
 * heap is collected for that.
 */
final class ScaleWatch {
    private static final long DISK_EVERY = Duration.ofSeconds(5).toNanos();
    private static final long MEMORY_EVERY = Duration.ofSeconds(30).toNanos();
    private static final long MEMORY_DURING_DOWNLOADS_EVERY =
            Duration.ofSeconds(5).toNanos();
    private static final long PROGRESS_EVERY = Duration.ofSeconds(30).toNanos();
    private static final double KB = 1 << 10;
    private static final double MB = 1 << 20;
    private static final double GB = 1 << 30;

    private final NiFiProcess nifi;
    private final RemoteJvm jvm;
    private final Path directory;
    private final ScaleFigures figures;
    private final PrintStream progress;
    private final long start = System.nanoTime();
    private long nextDisk = start;
    private long memoryEvery = MEMORY_EVERY;
    private long lastMemory = start;
    private long nextProgress = start + PROGRESS_EVERY;

    /**
     * @param directory of all files of the measurement
     */
    ScaleWatch(
            final NiFiProcess nifi,
            final RemoteJvm jvm,
            final Path directory,
            final ScaleFigures figures,
            final PrintStream progress) {
        this.nifi = nifi;
        this.jvm = jvm;
        this.directory = directory;
        this.figures = figures;
        this.progress = progress;
    }

    /**
     * Measures memory more often from now on, because a download, which has a table on the heap, takes a few seconds.
     */
    void downloadsBegin() {
        memoryEvery = MEMORY_DURING_DOWNLOADS_EVERY;
    }

    /**
     * Measures what is due.
     *
     * @param state for the progress message
     */
    void look(final String state) {
        final long now = System.nanoTime();
        if (now >= nextDisk) {
            nextDisk = now + DISK_EVERY;
            measureDisk();
        }
        if (now - lastMemory >= memoryEvery) {
            lastMemory = now;
            try {
                measureMemory();
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while NiFi was looked at", e);
            }
        }
        if (now >= nextProgress) {
            nextProgress = now + PROGRESS_EVERY;
            progress.printf(
                    Locale.ROOT,
                    "  %,d s: %s, disk at most %s GB%n",
                    Duration.ofNanos(now - start).toSeconds(),
                    state,
                    figures.text(ScaleMeasure.DISK));
        }
    }

    private void measureDisk() {
        final Path home = nifi.home().directory();
        figures.sample(ScaleMeasure.STATE, bytes(home.resolve("state")) / KB);
        figures.sample(ScaleMeasure.FLOWFILES, bytes(home.resolve("flowfile_repository")) / KB);
        figures.sample(ScaleMeasure.CONTENT, bytes(home.resolve("content_repository")) / MB);
        figures.sample(ScaleMeasure.PROVENANCE, bytes(home.resolve("provenance_repository")) / MB);
        figures.sample(ScaleMeasure.CACHE, bytes(cacheDirectory()) / MB);
        figures.sample(ScaleMeasure.DISK, bytes(directory) / GB);
    }

    private void measureMemory() throws IOException, InterruptedException {
        Sampling.collect(nifi.pid());
        figures.sample(ScaleMeasure.DIRECT, jvm.directMemory() / MB);
        final OpenFiles open = OpenFiles.of(nifi.pid(), cacheDirectory());
        figures.sample(ScaleMeasure.HANDLES, open.others());
        figures.sample(ScaleMeasure.CACHE_HANDLES, open.cache());
    }

    private Path cacheDirectory() {
        return directory.resolve("cache");
    }

    // a file with several names counts once
    private static long bytes(final Path directory) {
        final AtomicLong bytes = new AtomicLong();
        final Set<Object> seen = new HashSet<>();
        DirectoryTree.forEachFile(directory, (file, attributes) -> {
            if (attributes.fileKey() == null || seen.add(attributes.fileKey())) {
                bytes.addAndGet(attributes.size());
            }
        });
        return bytes.get();
    }
}
