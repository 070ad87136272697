/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.local.VoyageLocalServer;
import dev.nifivoyage.nifi.Bulletins;
import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.Poll;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.ValidationErrors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A flow of NiFi's own processors: ReplaceText writes the requests, InvokeHTTP uploads, polls and downloads,
 * JoinEnrichment joins with SQL. The vectors are on the left side of the join, because the right side is the one that
 * is held in memory.
 */
final class StockFlowWay implements EmbeddingWay {
    private static final Duration DEADLINE = Duration.ofMinutes(3);
    private static final String DEFINITION = "stock-processors.json";

    private final BenchmarkSettings settings;
    private final String heap;
    private final String model;
    private final int dimension;

    StockFlowWay(final BenchmarkSettings settings, final String heap, final String model, final int dimension) {
        this.settings = settings;
        this.heap = heap;
        this.model = model;
        this.dimension = dimension;
    }

    @Override
    public String name() {
        return "a flow of NiFi's own processors, NiFi with -Xmx" + heap;
    }

    @Override
    public String cannot() {
        return "read other fields or formats than those written into it; wait out a rate limit; say why a record has no vector, or send it again; reuse vectors; keep the records' order";
    }

    @Override
    public Measurement run(
            final Path directory, final VoyageLocalServer voyage, final Path input, final OutputCheck check)
            throws IOException {
        final Path definition = directory.resolve(DEFINITION);
        try (InputStream resource = StockFlowWay.class.getResourceAsStream("stock/" + DEFINITION)) {
            Files.copy(resource, definition);
        }
        final Path in = Files.createDirectories(directory.resolve("in"));
        final Path out = Files.createDirectories(directory.resolve("out"));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults().withHeap(heap))) {
            start(
                    nifi.rest(),
                    definition,
                    Map.of(
                            "Authorization Header",
                            "Bearer any-key",
                            "Voyage Base URL",
                            voyage.baseUri().toString(),
                            "Embeddings Model",
                            model,
                            "Dimensions",
                            Integer.toString(dimension),
                            "Input Directory",
                            in.toString(),
                            "Output Directory",
                            out.toString()));
            final long start = System.nanoTime();
            Files.move(input, in.resolve(input.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            // the first and only part of a file that one job takes
            final Path output = out.resolve("1").resolve(input.getFileName());
            Poll.until(
                    DEADLINE,
                    () -> "the flow of stock processors; NiFi says: " + new Bulletins(nifi.rest()).all(),
                    () -> Optional.of(output).filter(Files::exists));
            final double seconds = (System.nanoTime() - start) / 1e9;
            check.check(output);
            return Measurement.of(
                    seconds, new NiFiMemory(nifi.pid(), home.logs().resolve("gc.log")).peakResident());
        }
    }

    private static void start(final NiFiRest rest, final Path definition, final Map<String, String> parameters) {
        final String groupId = new FlowImport(rest).upload("root", definition, "Stock processors");
        final ParameterContexts contexts = new ParameterContexts(rest);
        contexts.set(contexts.ofGroup(groupId), parameters);
        new ControllerServices(rest).enableAll(groupId);
        new ValidationErrors(rest).awaitNone(groupId);
        new ProcessGroups(rest).start(groupId);
    }
}
