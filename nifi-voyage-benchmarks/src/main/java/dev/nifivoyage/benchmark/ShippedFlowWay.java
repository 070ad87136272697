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
    public List<Measurement> run(final Path directory, final URI server, final List<Input> inputs)
            throws IOException, InterruptedException {
        return run(directory, server, inputs, FileWatcher.NONE);
    }

    /**
     * Embeds the records of files one after another.
     *
     * @param watcher is told when the flow gets and has processed a file
     */
    List<Measurement> run(final Path directory, final URI server, final List<Input> inputs, final FileWatcher watcher)
            throws IOException, InterruptedException {
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults().withHeap(heap))) {
            final EmbedRecordsFlow flow = EmbedRecordsFlow.start(
                    nifi, settings.flowDefinition(), directory, new VoyageServer(server, "any-key", true), parameters);
            final NiFiRuns.Target target = new NiFiRuns.Target() {
                @Override
                public void accept(final Path file) throws IOException {
                    watcher.starts(nifi.pid(), file);
                    flow.accept(file);
                }

                @Override
                public Optional<Path> output(final Path file) {
                    final Optional<Path> written =
                            flow.written(file.getFileName().toString()).stream().findFirst();
                    written.ifPresent(output -> watcher.ends(file));
                    return written;
                }
            };
            return new NiFiRuns(nifi, home).measure(target, inputs);
        }
    }

    /**
     * Watches the files of a flow.
     */
    interface FileWatcher {
        FileWatcher NONE = new FileWatcher() {
            @Override
            public void starts(final long pid, final Path file) {
                // measures nothing
            }

            @Override
            public void ends(final Path file) {
                // measures nothing
            }
        };

        /**
         * Is called before the flow gets a file.
         *
         * @param pid process of NiFi
         */
        void starts(long pid, Path file) throws IOException;

        /**
         * Is called when the output of a file is complete.
         */
        void ends(Path file);
    }
}
