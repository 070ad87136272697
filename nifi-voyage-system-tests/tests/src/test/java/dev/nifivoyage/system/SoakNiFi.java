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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NiFi whose memory can be compared: its heap has one size, so that what changes in resident memory is outside of the
 * heap, and is collected before it is measured.
 */
final class SoakNiFi implements AutoCloseable {
    private static final String HEAP = "768m";
    private static final int KB = 1_024;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final NiFiProcess process;
    private final Path temporary;

    private SoakNiFi(final NiFiProcess process, final Path temporary) {
        this.process = process;
        this.temporary = temporary;
    }

    static SoakNiFi start(final Path directory) throws IOException {
        final NiFiHome home =
                NiFiHome.create(directory, Path.of(System.getProperty("nifi.distribution")), NiFiPorts.free());
        final Path temporary = Files.createDirectories(home.directory().resolve("tmp"));
        return new SoakNiFi(
                NiFiProcess.start(
                        home,
                        NiFiOptions.defaults()
                                .withHeap(HEAP)
                                .withJvmOptions(List.of(
                                        "-Xms" + HEAP, "-XX:+AlwaysPreTouch", "-Djava.io.tmpdir=" + temporary))),
                temporary);
    }

    NiFiProcess process() {
        return process;
    }

    /** Returns what the process holds, and the size of its own directories. */
    Map<SoakMeasure, Long> measures() throws IOException {
        final long heap = LiveHeap.of(process.pid()).bytes();
        final ProcessLevel level = ProcessLevel.of(process.pid(), temporary);
        final String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        final Path home = process.home().directory();
        return Map.of(
                SoakMeasure.HEAP,
                heap / KB,
                SoakMeasure.RESIDENT,
                number(RESIDENT, status),
                SoakMeasure.HANDLES,
                (long) level.handles(),
                SoakMeasure.THREADS,
                (long) level.threadCount(),
                SoakMeasure.CONTENT,
                kilobytes(home.resolve("content_repository")),
                SoakMeasure.FLOWFILES,
                kilobytes(home.resolve("flowfile_repository")),
                SoakMeasure.TEMPORARY,
                kilobytes(temporary),
                SoakMeasure.STATE,
                kilobytes(home.resolve("state")));
    }

    /** Returns the size of the files in a directory, some of which may vanish in the meantime. */
    static long kilobytes(final Path directory) {
        final AtomicLong bytes = new AtomicLong();
        DirectoryTree.forEachFile(directory, (file, attributes) -> bytes.addAndGet(attributes.size()));
        return bytes.get() / KB;
    }

    private static long number(final Pattern pattern, final String text) {
        final Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("There is no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public void close() {
        process.close();
    }
}
