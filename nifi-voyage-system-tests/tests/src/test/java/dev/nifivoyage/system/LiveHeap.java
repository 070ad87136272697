/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects that are alive in another JVM: {@code jcmd GC.class_histogram} collects the garbage before it counts.
 *
 * @param bytes size of all objects
 * @param ofTheBundle number of objects of each class of the bundle
 */
record LiveHeap(long bytes, SortedMap<String, Long> ofTheBundle) {
    /** NiFi's own caches and classes grow with use. */
    private static final long OF_NIFI = 64L << 20;
    /** Constants, and the instances of components that NiFi keeps for its documentation. */
    private static final long OF_A_CLASS = 100;

    private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(dev\\.nifivoyage\\.\\S+).*");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    static LiveHeap of(final long pid) {
        final SortedMap<String, Long> ofTheBundle = new TreeMap<>();
        long bytes = 0;
        for (final String line : histogram(pid)) {
            final Matcher counted = CLASS.matcher(line);
            final Matcher total = TOTAL.matcher(line);
            if (counted.matches()) {
                ofTheBundle.put(counted.group(2), Long.valueOf(counted.group(1)));
            } else if (total.matches()) {
                bytes = Long.parseLong(total.group(1));
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("No histogram of process " + pid);
        }
        return new LiveHeap(bytes, ofTheBundle);
    }

    /** Returns what is more than before. */
    List<String> above(final LiveHeap before) {
        final List<String> above = new ArrayList<>();
        if (bytes > before.bytes + OF_NIFI) {
            above.add("%d bytes on the heap instead of %d".formatted(bytes, before.bytes));
        }
        ofTheBundle.forEach((name, count) -> {
            if (count > OF_A_CLASS) {
                above.add("%d objects of %s".formatted(count, name));
            }
        });
        return above;
    }

    private static List<String> histogram(final long pid) {
        final Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            return new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start()
                    .inputReader()
                    .lines()
                    .toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
