/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Records what NiFi does with one file: samples of Java's Flight Recorder, and the times of all threads.
 */
final class FlowRecording implements ShippedFlowWay.FileWatcher {
    private static final String NAME = "flow";
    private static final String INTERVAL = "5ms";

    private final Path watched;
    private final Path recording;
    private long pid;
    private ThreadTimes before;
    private ThreadTimes threads;
    private Instant start;
    private Instant end;

    /**
     * @param watched file to record
     * @param recording file of the recording
     */
    FlowRecording(final Path watched, final Path recording) {
        this.watched = watched;
        this.recording = recording;
    }

    @Override
    public void starts(final long nifi, final Path file) throws IOException {
        if (file.equals(watched)) {
            pid = nifi;
            run(
                    "JFR.start",
                    "name=" + NAME,
                    "settings=none",
                    "+" + FlightProfile.EVENT + "#enabled=true",
                    "+" + FlightProfile.EVENT + "#throttle=" + INTERVAL,
                    "+" + FlightProfile.EVENT + "#stackTrace=true");
            before = ThreadTimes.of(pid);
            start = Instant.now();
        }
    }

    @Override
    public void ends(final Path file) {
        if (file.equals(watched)) {
            end = Instant.now();
            try {
                threads = ThreadTimes.of(pid).since(before);
                run("JFR.stop", "name=" + NAME, "filename=" + recording);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void run(final String... command) throws IOException {
        try {
            new DiagnosticCommand(pid).run(command);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted during " + command[0], e);
        }
    }

    /**
     * Returns the times of the threads that were there at the end.
     */
    ThreadTimes threads() {
        return threads;
    }

    FlightProfile profile() throws IOException {
        return FlightProfile.read(recording, start, end);
    }
}
