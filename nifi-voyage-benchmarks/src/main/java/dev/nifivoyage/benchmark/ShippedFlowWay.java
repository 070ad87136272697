/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The flow of this project, with its durable cache.
 */
final class ShippedFlowWay implements EmbeddingWay {
    private final BenchmarkSettings settings;
    private final String heap;
    private final Map<String, String> parameters;

    ShippedFlowWay(final BenchmarkSettings settings, final String heap, final String model, final int dimension) {
        this.settings = settings;
        this.heap = heap;
        this.parameters = Map.of("Embeddings Model", model, "Dimensions", Integer.toString(dimension));
    }

    @Override
    public String name() {
        return "NiFi Voyage: the flow embed-records, NiFi with -Xmx" + heap;
    }

    @Override
    public String cannot() {
        return "run without NiFi";
    }

    @Override
    public String missing() {
        return "";
    }

    @Override
    public boolean startsAgain() {
        return false;
    }

    @Override
    public List<Measurement> run(final Path directory, final URI server, final List<Input> inputs)
            throws IOException, InterruptedException {
        return run(directory, server, inputs, Recorder.NONE);
    }

    /**
     * Embeds the records of files one after another.
     *
     * @param recorder records what NiFi does with one of the files
     */
    List<Measurement> run(final Path directory, final URI server, final List<Input> inputs, final Recorder recorder)
            throws IOException, InterruptedException {
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults().withFixedHeap(heap))) {
            final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                    nifi, settings.flowDefinition(), directory, new VoyageServer(server, "any-key", true), parameters);
            return new NiFiRuns(nifi, home)
                    .measure(
                            new NiFiRuns.Target() {
                                @Override
                                public void accept(final Path file) throws IOException {
                                    recorder.begin(nifi.pid(), file);
                                    flow.accept(file);
                                }

                                @Override
                                public Optional<Path> output(final Path file) {
                                    final Optional<Path> written = flow
                                            .written(file.getFileName().toString())
                                            .stream()
                                            .findFirst();
                                    if (written.isPresent()) {
                                        recorder.end(file);
                                    }
                                    return written;
                                }
                            },
                            inputs);
        }
    }

    /**
     * Records what NiFi does with a file.
     */
    static class Recorder {
        static final Recorder NONE = new Recorder(Path.of(""), Path.of(""));

        private final Path recorded;
        private final Path target;
        private FlowRecording recording;

        /**
         * @param recorded file of records whose processing is recorded
         * @param target file of the recording
         */
        Recorder(final Path recorded, final Path target) {
            this.recorded = recorded;
            this.target = target;
        }

        private void begin(final long pid, final Path file) throws IOException {
            if (file.equals(recorded)) {
                recording = FlowRecording.start(pid, target, FlowRecording.USUAL_INTERVAL);
            }
        }

        private void end(final Path file) {
            if (file.equals(recorded)) {
                try {
                    recording.stop();
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        FlowRecording recording() {
            return recording;
        }
    }
}
