/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The memory of the JVM of NiFi, from its garbage collection log and from the system.
 */
final class NiFiMemory {
    // such as: Pause Young (Normal) (G1 Evacuation Pause) 310M->120M(512M) 5.1ms
    private static final Pattern COLLECTION = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\)");
    // such as: Pause Full (Diagnostic Command) 130M->95M(200M) 80ms
    private static final Pattern FORCED_COLLECTION =
            Pattern.compile("Pause Full \\(Diagnostic Command\\) (\\d+)M->(\\d+)M\\(\\d+M\\)");
    private static final Pattern PEAK_RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private final long pid;
    private final Path collections;

    NiFiMemory(final long pid, final Path collections) {
        this.pid = pid;
        this.collections = collections;
    }

    /**
     * Returns the peak heap after a collection, in megabytes.
     */
    double peakHeapAfterCollection() throws IOException {
        return peakAfter(COLLECTION);
    }

    /**
     * Returns the peak live heap after a forced collection, in megabytes.
     */
    double peakLiveHeap() throws IOException {
        return peakAfter(FORCED_COLLECTION);
    }

    /**
     * Returns the peak resident memory in megabytes; -1 if unknown.
     */
    double peakResident() throws IOException {
        final Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return -1;
        }

        final Matcher matcher = PEAK_RESIDENT.matcher(Files.readString(status));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : -1;
    }

    /**
     * Returns the live heap after each forced collection, in megabytes.
     */
    Spread liveHeap() throws IOException {
        return after(FORCED_COLLECTION);
    }

    private double peakAfter(final Pattern collection) throws IOException {
        return after(collection).sorted().getLast();
    }

    private Spread after(final Pattern collection) throws IOException {
        try (Stream<String> lines = Files.lines(collections)) {
            final List<Double> heaps = lines.map(collection::matcher)
                    .filter(Matcher::find)
                    .map(match -> Double.valueOf(match.group(2)))
                    .toList();
            if (heaps.isEmpty()) {
                throw new IOException("%s has no such collection".formatted(collections));
            }
            return Spread.of(heaps);
        }
    }
}
