/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture;

import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.gesture.match.MatchProperties;
import dev.nifivoyage.processors.gesture.match.MatchRelationships;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.realtime.BreakingVoyage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A library without a cache is paid once: never for nothing, and never again.
 */
class UncachedLibraryTest {
    private static final int DIMENSION = 256;

    @TempDir
    private Path directory;

    private MatchFlow flow;
    private TestRunner runner;

    @BeforeEach
    void start() throws Exception {
        flow = new MatchFlow(new VoyageLocalOptions());
        runner = flow.runner();
        runner.removeProperty(EmbeddingCacheProperty.EMBEDDING_CACHE_SERVICE);
        runner.setProperty(EmbeddingProperties.DIMENSIONS, Integer.toString(DIMENSION));
    }

    @AfterEach
    void stop() throws Exception {
        flow.close();
    }

    static Stream<String> unusable() {
        final String unpaid = """
            {"label":"WAVE","text":"waves a hand"}
            """;
        return Stream.of(
                unpaid + vector("BOW", numbers(8, 1)),
                vector("BOW", numbers(1024, 1)),
                unpaid + vector("BOW", numbers(DIMENSION, 0)),
                unpaid + vector("BOW", "\"no vector\""),
                unpaid + vectorWith("'embedding_model':'voyage-code-3'"),
                unpaid + vectorWith("'embedding_dtype':'int8'"),
                unpaid + vectorWith("'variations':['bows']"),
                unpaid + """
                    {"label":"BOW","text":""",
                """
                    {"label":"BOW"}""");
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void anUnusableLibraryCostsNothing(final String library) throws Exception {
        runner.setProperty(MatchProperties.LIBRARY, write(library));
        for (int i = 0; i < 3; i++) {
            flow.run(Records.of("bends down"));
        }

        runner.assertAllFlowFilesTransferred(MatchRelationships.RETRY, 3);
        for (final MockFlowFile waiting : runner.getFlowFilesForRelationship(MatchRelationships.RETRY)) {
            waiting.assertAttributeEquals("error.code", "unusable_library");
        }
        assertEquals(0, flow.requests());
    }

    // without dimensions given, those of the model are the ones that texts will have
    @Test
    void aLibraryOfAnotherDimensionThanTheTextsCostsNothing() throws Exception {
        runner.removeProperty(EmbeddingProperties.DIMENSIONS);
        runner.setProperty(MatchProperties.LIBRARY, write(vector("BOW", numbers(DIMENSION, 1))));
        flow.run(Records.of("bends down"));

        final MockFlowFile waiting = flow.only(MatchRelationships.RETRY);
        assertTrue(
                waiting.getAttribute("error.message").contains("Set Dimensions to 256"),
                waiting.getAttribute("error.message"));
        assertEquals(0, flow.requests());
    }

    @Test
    void aLongLibraryGetsFurtherWithEachTry() throws Exception {
        runner.setProperty(MatchProperties.LIBRARY, write(labels(0, 2_500)));
        try (BreakingVoyage voyage = new BreakingVoyage(flow.voyage().baseUri(), 503)) {
            voyage.serve(runner);
            for (int request = 1; request <= 3; request++) {
                voyage.let(1);
                flow.run(Records.of("label 7"));
            }
            runner.assertAllFlowFilesTransferred(MatchRelationships.RETRY, 3);
            assertEquals(3, flow.requests());

            runner.clearTransferState();
            voyage.let(1);
            flow.run(Records.of("label 7"));
            assertEquals(List.of("L7"), flow.labels());
        }
        assertEquals(4, flow.requests());
    }

    @Test
    void aChangedLibraryPaysItsNewTextsOnly() throws Exception {
        final Path library = Path.of(write(labels(0, 3)));
        runner.setProperty(MatchProperties.LIBRARY, library.toString());
        flow.run(Records.of("label 1"));
        assertEquals(2, flow.requests());
        final long tokens = flow.voyage().ledger().totals().realTimeTokens();

        Files.writeString(library, labels(0, 4));
        final long end = System.nanoTime() + 30_000_000_000L;
        do {
            runner.clearTransferState();
            flow.voyage().ledger().reset();
            flow.run(Records.of("label 3"));
            assertTrue(System.nanoTime() < end, "the library is never read again");
        } while (!List.of("L3").equals(flow.labels()));

        // the new text, and the record's
        assertEquals(2, flow.requests());
        assertEquals(tokens / 4 * 2, flow.voyage().ledger().totals().realTimeTokens());
    }

    @Test
    void aRejectedTextIsSkipped() throws Exception {
        flow.voyage().faults().set(Fault.rejection("label 1"));
        runner.setProperty(MatchProperties.LIBRARY, write(labels(0, 3)));
        flow.run(Records.of("label 2", "label 1", "label 0"));

        assertEquals(List.of("L2", "L0"), flow.labels());
        assertEquals(
                "http_400",
                flow.records(MatchRelationships.REJECTED)
                        .getFirst()
                        .path("error")
                        .path("code")
                        .asText());
    }

    private String write(final String library) throws Exception {
        return Files.writeString(directory.resolve("library.jsonl"), library).toString();
    }

    private static String labels(final int from, final int to) {
        return IntStream.range(from, to).mapToObj("""
            {"label":"L%1$d","text":"label %1$d"}
            """::formatted).collect(Collectors.joining());
    }

    private static String vector(final String label, final String numbers) {
        return """
            {"label":"%s","text":"bends down","embedding":%s}
            """.formatted(label, numbers);
    }

    // with ' for "
    private static String vectorWith(final String field) {
        return vector("BOW", numbers(DIMENSION, 1)).replace("}", "," + field.replace('\'', '"') + "}");
    }

    private static String numbers(final int count, final int number) {
        return Stream.generate(() -> number + ".0").limit(count).collect(Collectors.joining(",", "[", "]"));
    }
}
