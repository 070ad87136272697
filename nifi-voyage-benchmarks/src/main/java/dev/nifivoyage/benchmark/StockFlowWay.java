/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.benchmark;

import dev.nifivoyage.nifi.ControllerServices;
import dev.nifivoyage.nifi.FlowImport;
import dev.nifivoyage.nifi.NiFiHome;
import dev.nifivoyage.nifi.NiFiOptions;
import dev.nifivoyage.nifi.NiFiPorts;
import dev.nifivoyage.nifi.NiFiProcess;
import dev.nifivoyage.nifi.NiFiRest;
import dev.nifivoyage.nifi.ParameterContexts;
import dev.nifivoyage.nifi.ProcessGroups;
import dev.nifivoyage.nifi.ValidationErrors;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A flow of NiFi's own processors: ReplaceText writes the requests, InvokeHTTP uploads, polls and downloads,
 * JoinEnrichment joins with SQL. The vectors are on the left side of the join, because the right side is the one that
 * is held in memory.
 */
final class StockFlowWay implements EmbeddingWay {
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
    public String missing() {
        return "";
    }

    @Override
    public boolean startsAgain() {
        return false;
    }

    @Override
    public List<Measurement> run(final Path directory, final URI server, final List<Input> inputs) throws IOException {
        final Path definition = directory.resolve(DEFINITION);
        try (InputStream resource = StockFlowWay.class.getResourceAsStream("stock/" + DEFINITION)) {
            Files.copy(resource, definition);
        }
        final Path in = Files.createDirectories(directory.resolve("in"));
        final Path out = Files.createDirectories(directory.resolve("out"));
        final NiFiHome home = NiFiHome.create(directory.resolve("nifi"), settings.distribution(), NiFiPorts.free());
        try (NiFiProcess nifi = NiFiProcess.start(home, NiFiOptions.defaults().withFixedHeap(heap))) {
            start(
                    nifi.rest(),
                    definition,
                    Map.of(
                            "Authorization Header",
                            "Bearer any-key",
                            "Voyage Base URL",
                            server.toString(),
                            "Embeddings Model",
                            model,
                            "Dimensions",
                            Integer.toString(dimension),
                            "Input Directory",
                            in.toString(),
                            "Output Directory",
                            out.toString()));
            return new NiFiRuns(nifi, home)
                    .measure(
                            new NiFiRuns.Target() {
                                @Override
                                public void accept(final Path file) throws IOException {
                                    Files.move(file, in.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                                }

                                @Override
                                public Optional<Path> output(final Path file) {
                                    // the first and only part of a file that one job takes
                                    return Optional.of(out.resolve("1").resolve(file.getFileName()))
                                            .filter(Files::exists);
                                }
                            },
                            inputs);
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
