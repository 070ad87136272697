/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.nifi;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options of the child process.
 *
 * @param heap maximum heap as in {@code -Xmx}, for example {@code 768m}
 * @param jvmOptions further options of the JVM, may be empty
 * @param startDeadline maximum time until the REST API responds
 * @param launcher command that replaces itself with the command in its last arguments, empty for none
 */
public record NiFiOptions(String heap, List<String> jvmOptions, Duration startDeadline, List<String> launcher) {

    public NiFiOptions {
        jvmOptions = List.copyOf(jvmOptions);
        launcher = List.copyOf(launcher);
    }

    /** Options without a launcher. */
    public NiFiOptions(final String heap, final List<String> jvmOptions, final Duration startDeadline) {
        this(heap, jvmOptions, startDeadline, List.of());
    }

    /** Returns 768 MiB of heap, no further options, eight minutes to start. */
    public static NiFiOptions defaults() {
        return new NiFiOptions("768m", List.of(), Duration.ofMinutes(8));
    }

    /** Returns the same for a NiFi that runs for minutes: with one compiler, it starts in less processor time. */
    public static NiFiOptions quickStart() {
        return defaults().withJvmOptions(List.of("-XX:TieredStopAtLevel=1"));
    }

    /** Returns these options with another maximum heap. */
    public NiFiOptions withHeap(final String newHeap) {
        return new NiFiOptions(newHeap, jvmOptions, startDeadline, launcher);
    }

    /** Returns these options with a heap that has its full size from the start, as in NiFi's {@code bootstrap.conf}. */
    public NiFiOptions withFixedHeap(final String newHeap) {
        return withHeap(newHeap).withJvmOptions(List.of("-Xms" + newHeap));
    }

    /** Returns these options with further JVM options. */
    public NiFiOptions withJvmOptions(final List<String> furtherJvmOptions) {
        return new NiFiOptions(
                heap,
                Stream.concat(jvmOptions.stream(), furtherJvmOptions.stream()).toList(),
                startDeadline,
                launcher);
    }

    /** Returns these options with a launcher, for example {@code nsenter -t 42 -m --}. */
    public NiFiOptions withLauncher(final List<String> newLauncher) {
        return new NiFiOptions(heap, jvmOptions, startDeadline, newLauncher);
    }
}
