/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A recording of what NiFi does: samples of Java's Flight Recorder, and the times of all threads.
 */
final class FlowRecording {
    /** Processor time between samples, for seconds of processor time. */
    static final Duration USUAL_INTERVAL = Duration.ofMillis(5);

    private static final String NAME = "flow";

    private final DiagnosticCommand command;
    private final long pid;
    private final Path file;
    private final ThreadTimes before;
    private final Instant start;
    private ThreadTimes threads;
    private Instant end;

    private FlowRecording(final long pid, final Path file, final Duration interval) throws IOException {
        this.command = new DiagnosticCommand(pid);
        this.pid = pid;
        this.file = file;
        run(
                "JFR.start",
                "name=" + NAME,
                "settings=none",
                option("enabled", "true"),
                option("throttle", interval.toMillis() + "ms"),
                option("stackTrace", "true"));
        before = ThreadTimes.of(pid);
        start = Instant.now();
    }

    /**
     * Starts a recording.
     *
     * @param pid process of NiFi
     * @param file file of the recording
     * @param interval processor time of a thread between two samples
     */
    static FlowRecording start(final long pid, final Path file, final Duration interval) throws IOException {
        return new FlowRecording(pid, file, interval);
    }

    /**
     * Ends the recording.
     */
    void stop() throws IOException {
        end = Instant.now();
        threads = ThreadTimes.of(pid).since(before);
        run("JFR.stop", "name=" + NAME, "filename=" + file);
    }

    private static String option(final String name, final String value) {
        return "+%s#%s=%s".formatted(FlightProfile.EVENT, name, value);
    }

    private void run(final String... arguments) throws IOException {
        try {
            command.run(arguments);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted during " + arguments[0], e);
        }
    }

    /**
     * Returns the times of the threads that were there at the end.
     */
    ThreadTimes threads() {
        return threads;
    }

    /**
     * Returns the samples.
     *
     * @throws IOException if there are none, because Java or the operating system does not record them
     */
    FlightProfile profile() throws IOException {
        return FlightProfile.read(file, start, end);
    }
}
