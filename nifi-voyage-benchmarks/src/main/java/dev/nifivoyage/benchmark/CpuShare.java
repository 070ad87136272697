/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.Poll;

import java.time.Duration;
import java.util.Optional;

/**
 * CPU time of a process, as a share of one core.
 */
final class CpuShare {
    private static final double PERCENT = 100;
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    /** Percent of a core that an idle NiFi stays below. */
    private static final double SETTLED = 20;

    private final ProcessHandle process;

    CpuShare(final long pid) {
        process = ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("Unknown process " + pid));
    }

    /**
     * Measures for a duration.
     *
     * @return percent of one core
     */
    double over(final Duration time) {
        final Duration before = used();
        final long start = System.nanoTime();
        Poll.until(
                time.plusMinutes(1),
                "the time to pass",
                () -> System.nanoTime() - start >= time.toNanos() ? Optional.of(true) : Optional.empty());
        return PERCENT * used().minus(before).toNanos() / (System.nanoTime() - start);
    }

    /**
     * Waits until NiFi is idle: it is busy for a while after its start, and after a file.
     */
    void awaitIdle() {
        Poll.until(
                DEADLINE, "NiFi to become idle", () -> over(SETTLING) < SETTLED ? Optional.of(true) : Optional.empty());
    }

    /**
     * Returns the CPU time of the process since its start.
     */
    Duration used() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException(
                        "The system does not report the CPU time of process " + process.pid()));
    }
}
