/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.Processors;
import dev.nifivoyage.nifi.flow.EmbedRecordsFlow;
import dev.nifivoyage.nifi.flow.VoyageServer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The shipped flow in a new NiFi instance.
 */
final class ShippedFlow implements AutoCloseable {
    static final String MODEL = "voyage-4-lite";
    static final int DIMENSION = 1024;

    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private final NiFiProcess nifi;
    private final EmbedRecordsFlow flow;

    private ShippedFlow(final NiFiProcess nifi, final EmbedRecordsFlow flow) {
        this.nifi = nifi;
        this.flow = flow;
    }

    /**
     * Starts NiFi and imports the flow, which does not run yet.
     *
     * @param directory gets NiFi's files and those of the flow
     * @param heap largest heap of NiFi
     */
    static ShippedFlow prepare(
            final BenchmarkSettings settings, final Path directory, final String heap, final VoyageLocalServer voyage)
            throws IOException {
        final NiFiProcess nifi = NiFiProcess.start(
                NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free()),
                NiFiOptions.defaults().withHeap(heap));
        boolean ready = false;
        try {
            final EmbedRecordsFlow flow = EmbedRecordsFlow.prepare(
                    nifi,
                    settings.flowDefinition(),
                    directory,
                    new VoyageServer(voyage.baseUri(), "any-key", true),
                    Map.of("Embeddings Model", MODEL, "Dimensions", Integer.toString(DIMENSION)));
            ready = true;
            return new ShippedFlow(nifi, flow);
        } finally {
            if (!ready) {
                nifi.close();
            }
        }
    }

    /**
     * Changes a property of a processor before the flow is started.
     */
    void configure(final String processor, final String property, final String value) {
        new Processors(nifi.rest())
                .configure(new Processors(nifi.rest()).named(flow.groupId(), processor), Map.of(property, value));
    }

    void start() {
        new ProcessGroups(nifi.rest()).start(flow.groupId());
    }

    /**
     * Gives a file of records to the flow and waits for what comes out, one file. NiFi is not asked meanwhile, which
     * would take time from what is measured.
     */
    Path embed(final Path input) throws IOException {
        final String name = input.getFileName().toString();
        flow.accept(input);
        return Poll.until(
                DEADLINE,
                "the records with their vectors",
                () -> flow.written(name).stream().findFirst());
    }

    /**
     * How long a processor has worked in the last five minutes.
     */
    double seconds(final String processor) {
        return new ProcessorTimes(nifi.rest(), flow.groupId()).seconds(processor);
    }

    @Override
    public void close() {
        nifi.close();
    }
}
