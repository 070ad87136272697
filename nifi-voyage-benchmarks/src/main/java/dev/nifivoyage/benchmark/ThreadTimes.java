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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Processor seconds of the threads of a process by name without numbers, from Linux's {@code /proc}: user and system
 * time. Names have at most 15 characters.
 *
 * @param seconds by name
 */
record ThreadTimes(Map<String, Double> seconds) {
    /** The unit of the times, which is the same on all Linux systems that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** Positions after the name of the thread, which may contain spaces. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;

    /**
     * Reads the times of all threads that run now; without any on other systems.
     */
    static ThreadTimes of(final long pid) throws IOException {
        final Path tasks = Path.of("/proc", Long.toString(pid), "task");
        final Map<String, Double> seconds = new TreeMap<>();
        if (Files.isDirectory(tasks)) {
            try (Stream<Path> listed = Files.list(tasks)) {
                for (final Path task : listed.toList()) {
                    add(task, seconds);
                }
            }
        }
        return new ThreadTimes(seconds);
    }

    private static void add(final Path task, final Map<String, Double> seconds) throws IOException {
        final String stat;
        try {
            stat = Files.readString(task.resolve("stat"));
        } catch (final NoSuchFileException e) {
            // the thread has ended
            return;
        }
        final String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
        final List<String> figures =
                List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        final double ticks = Double.parseDouble(figures.get(USER_TIME)) + Double.parseDouble(figures.get(SYSTEM_TIME));
        seconds.merge(name.replaceAll("[0-9#-]+", "").strip(), ticks / TICKS_PER_SECOND, Double::sum);
    }

    /**
     * Returns the seconds since other times.
     */
    ThreadTimes since(final ThreadTimes before) {
        final Map<String, Double> differences = new TreeMap<>();
        seconds.forEach((name, now) -> differences.put(name, now - before.seconds.getOrDefault(name, 0.0)));
        return new ThreadTimes(differences);
    }
}
