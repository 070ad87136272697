/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.benchmark.EmbeddingWay.Input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a warm shipped flow spends its processor time: the steps of the flow with their most frequent methods, and the
 * threads of the JVM and of RocksDB.
 */
final class ProfilePart implements BenchmarkPart {
    static final String NAME = "profile";

    private static final int RECORDS = 100_000;
    private static final int BYTES = 300;
    private static final int DIMENSION = 1024;
    private static final String HEAP = "1g";
    private static final String MODEL = "voyage-4-lite";
    private static final double MICROS = 1e6;
    /** Share of the whole below which a step has no line of its own. */
    private static final double SMALL = 0.005;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public PartReport run(final BenchmarkSettings settings) throws IOException, InterruptedException {
        final List<Input> inputs =
                new InputWriter(settings.directory(), BYTES, MODEL, DIMENSION).write(0, ComparisonPart.FILES, RECORDS);
        final ShippedFlowWay.Recorder recorder = new ShippedFlowWay.Recorder(
                inputs.getLast().file(), settings.directory().resolve("flow.jfr"));
        final Measurement measured;
        try (ServerProcess server = ServerProcess.start(settings.directory(), "--vectors", "synthetic")) {
            final Path directory = Files.createTempDirectory(settings.directory(), "way-");
            measured = new ShippedFlowWay(settings, HEAP, MODEL, DIMENSION)
                    .run(directory, server.baseUri(), inputs, recorder)
                    .getLast();
        }

        final PartReport report = new PartReport(
                "Processor time of the warm flow embed-records, %,d texts of %d bytes, %d floats each"
                        .formatted(RECORDS, BYTES, DIMENSION),
                "Step",
                "Microseconds per record",
                "Most frequent methods, with their share of the step");
        final FlowRecording recording = recorder.recording();
        final FlightProfile profile = recording.profile();
        final double least = SMALL * measured.processorSeconds();
        for (final FlightProfile.Step step : profile.steps()) {
            if (step.seconds() >= least) {
                report.record(step.name(), micros(step.seconds()), step.topFrames());
            }
        }
        // the threads that run Java are in the samples
        for (final Map.Entry<String, Double> thread :
                recording.threads().seconds().entrySet()) {
            if (thread.getValue() >= least) {
                report.record("all threads " + thread.getKey(), micros(thread.getValue()), "");
            }
        }
        return report.record("all samples", micros(profile.seconds()), "")
                .record("the process", micros(measured.processorSeconds()), "")
                .note("the samples contain the time of Java threads in native methods and in the kernel")
                .note("the threads by the names that the operating system knows, without those that have ended")
                .note("the recording is part of the time of the process");
    }

    private static String micros(final double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds * MICROS / RECORDS);
    }
}
