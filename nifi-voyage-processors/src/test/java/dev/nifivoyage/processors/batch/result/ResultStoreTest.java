/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.response.BilledResult;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@ParameterizedClass
@ValueSource(ints = {1, 3})
class ResultStoreTest {
    private static final EmbeddingParameters PARAMETERS =
            new EmbeddingParameters(null, "voyage-99", EmbeddingInputType.DOCUMENT, 3, EmbeddingDataType.FLOAT, true);
    private static final RequestKey.Deriver KEYS = RequestKey.deriver("/v1/embeddings", PARAMETERS);

    @Parameter
    private int threads;

    @TempDir
    private Path directory;

    private ResultStore<Embedding> outcomes;
    private ResultFileReader<Embedding> files;

    @BeforeEach
    void open() throws IOException {
        final EmbeddingCodec codec = new EmbeddingCodec(PARAMETERS);
        outcomes = ResultStore.inDirectory(codec, directory);
        files = new ResultFileReader<>(outcomes, codec, CacheFill.NONE, threads);
    }

    @AfterEach
    void close() throws IOException {
        outcomes.close();
    }

    /** A killed process leaves only files that have a name while it runs. */
    @Test
    void leavesNoFileEvenWhenTheProcessIsKilled() throws IOException {
        read(IntStream.range(0, 3_000).mapToObj(i -> vector("text " + i, i)).toList());
        files.complete();

        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void givesBackEachOutcomeByItsKeyFromTwoFiles() throws IOException {
        final int count = 3_000;
        final List<String> results = new ArrayList<>();
        final List<String> errors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i % 10 == 3) {
                errors.add(error("text " + i, "error " + i));
            } else {
                results.add(vector("text " + i, i));
            }
        }
        read(results);
        read(errors);
        files.complete();

        for (int i = count - 1; i >= 0; i--) {
            assertEquals(i % 10 == 3 ? "error " + i : numbers(i), found("text " + i));
        }
        assertEquals(Optional.empty(), outcomes.find(KEYS.of("never sent")));
        assertEquals(0, outcomes.unmatched());
    }

    @Test
    void parsesTheNumbersWhenTheyAreNeeded() throws IOException {
        read(List.of(vector("plain", 5), line("base64", "\"%s\"".formatted("AACAPwAAAEAAAEBA"))));
        files.complete();

        final BilledResult<Embedding> plain = result("plain");
        assertEquals("[0.5, 5,-1e-3]", new String(plain.numbers().orElseThrow(), StandardCharsets.US_ASCII));
        assertEquals(List.of(0.5f, 5f, -0.001f), Arrays.asList(plain.result().numbers()));
        assertEquals(7, plain.tokens());
        final BilledResult<Embedding> base64 = result("base64");
        assertTrue(base64.numbers().isEmpty());
        assertEquals(List.of(1f, 2f, 3f), Arrays.asList(base64.result().numbers()));
        assertEquals(7, base64.tokens());
    }

    @Test
    void keepsTheFirstVectorAndPrefersAVectorToAnError() throws IOException {
        read(List.of(
                vector("twice", 1),
                vector("twice", 2),
                error("twice", "third"),
                error("better", "first"),
                vector("better", 5)));
        files.complete();

        assertEquals(numbers(1), found("twice"));
        assertEquals(numbers(5), found("better"));
        assertEquals(7, result("better").tokens());
    }

    @Test
    void rejectsWhatCannotBeUsed() throws IOException {
        read(List.of(
                line("dimension", "[1,2]"),
                vector("usable", 5),
                line("type", "[1,2,\"3\"]"),
                "{\"custom_id\":\"%s\",\"response\":{".formatted(KEYS.of("cut off"))));
        files.complete();

        assertEquals("The vector has 2 dimensions instead of 3", found("dimension"));
        assertEquals(numbers(5), found("usable"));
        assertEquals("The embedding contains a value that is not a number", found("type"));
        assertTrue(found("cut off").startsWith("Result line is not valid JSON"), found("cut off"));
    }

    @Test
    void countsWhatNobodyAskedFor() throws IOException {
        read(List.of(vector("asked", 1), vector("unmatched", 2)));
        files.complete();
        outcomes.find(KEYS.of("asked"));
        outcomes.find(KEYS.of("asked"));

        assertEquals(1, outcomes.unmatched());
    }

    @Test
    void leavesNoFileBehind() throws IOException {
        read(List.of(vector("text", 1)));
        files.complete();
        outcomes.close();

        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    private void read(final List<String> lines) throws IOException {
        final String text = lines.stream().map(line -> line + '\n').collect(Collectors.joining());
        files.read("file", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String found(final String text) throws IOException {
        return switch (outcomes.find(KEYS.of(text)).orElseThrow()) {
            case Outcome.Success<BilledResult<Embedding>>(final BilledResult<Embedding> result) ->
                Arrays.toString(result.result().numbers());
            case final Outcome.Failure<?> failure -> failure.error().message();
        };
    }

    private BilledResult<Embedding> result(final String text) throws IOException {
        return ((Outcome.Success<BilledResult<Embedding>>)
                        outcomes.find(KEYS.of(text)).orElseThrow())
                .result();
    }

    private static String numbers(final int seed) {
        return Arrays.toString(new Object[] {0.5f, (float) seed, -0.001f});
    }

    private static String vector(final String text, final int seed) {
        return line(text, "[0.5, %d,-1e-3]".formatted(seed));
    }

    private static String line(final String text, final String embedding) {
        return """
            {"custom_id":"%s","response":{"status_code":200,"body":{"data":[{"embedding":%s,"index":0}],"usage":{"total_tokens":7}}}}""".formatted(KEYS.of(text), embedding);
    }

    private static String error(final String text, final String message) {
        return """
            {"custom_id":"%s","response":{"status_code":400,"body":{"detail":"%s"}}}""".formatted(KEYS.of(text), message);
    }
}
