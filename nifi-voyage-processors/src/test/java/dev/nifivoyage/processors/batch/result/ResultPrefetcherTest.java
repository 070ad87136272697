/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.batch.result.line.Outcome;
import dev.nifivoyage.processors.record.RecordError;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResultPrefetcherTest {
    private static final int REQUESTS = 2_000;
    private static final int DIMENSION = 200;
    private static final int WINDOW = 128;
    private static final EmbeddingParameters PARAMETERS = new EmbeddingParameters(
            null, "voyage-99", EmbeddingInputType.DOCUMENT, DIMENSION, EmbeddingDataType.FLOAT, true);
    private static final RequestKey.Deriver KEYS = RequestKey.deriver("/v1/embeddings", PARAMETERS);

    @TempDir
    private Path directory;

    private ResultStore<Embedding> store;

    @BeforeEach
    void read() throws IOException {
        final EmbeddingCodec codec = new EmbeddingCodec(PARAMETERS);
        store = ResultStore.inDirectory(codec, directory);
        final ResultFileReader<Embedding> files = new ResultFileReader<>(store, codec, CacheFill.NONE, 2);
        final String lines = IntStream.range(0, REQUESTS)
                .mapToObj(ResultPrefetcherTest::line)
                .collect(Collectors.joining("\n"));
        files.read("file", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        files.complete();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    /** Requests are announced in windows, repeated, left out, or not in the store. */
    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true", "5, false", "5, true"})
    void findsWhatTheStoreHasInAnyOrder(final int threads, final boolean needsValues) throws IOException {
        final Random random = new Random(threads);
        final List<String> expected = new ArrayList<>();
        final List<String> found = new ArrayList<>();
        try (ResultPrefetcher<Embedding> prefetcher = new ResultPrefetcher<>(store, threads)) {
            for (int window = 0; window < 20; window++) {
                // results next to each other are read at once
                final int first = random.nextInt(REQUESTS);
                final IntStream any = random.ints(WINDOW, 0, REQUESTS + REQUESTS / 10);
                final List<Integer> requests = (window % 2 == 0 ? any : IntStream.range(first, first + WINDOW))
                        .boxed()
                        .toList();
                prefetcher.expect(requests.stream()
                        .map(request -> KEYS.of("text " + request))
                        .toList());
                for (final int request : requests) {
                    if (random.nextInt(5) > 0) {
                        final RequestKey key = KEYS.of("text " + request);
                        found.add(request + text(prefetcher.find(key), needsValues));
                        expected.add(request + text(store.find(key), needsValues));
                    }
                }
            }
        }

        assertEquals(expected, found);
    }

    @Test
    void parsesNumbersOnlyOnceTheirValuesAreNeeded() throws IOException {
        try (ResultPrefetcher<Embedding> prefetcher = new ResultPrefetcher<>(store, 3)) {
            assertFalse(isNextParsed(prefetcher, 1));
            assertFalse(isNextParsed(prefetcher, 2));
            prefetcher.find(KEYS.of("text 3")).ifPresent(outcome -> text(Optional.of(outcome), true));
            // announced before the values were needed
            prefetcher.find(KEYS.of("text 4"));

            assertTrue(isNextParsed(prefetcher, 5));
            assertTrue(isNextParsed(prefetcher, 6));
        }
    }

    private static boolean isNextParsed(final ResultPrefetcher<Embedding> prefetcher, final int request)
            throws IOException {
        prefetcher.expect(List.of(KEYS.of("text " + request)));
        return prefetcher.find(KEYS.of("text " + request)).orElseThrow()
                        instanceof final Outcome.Success<BilledResult<Embedding>> success
                && success.result().isParsed();
    }

    @Test
    void marksOnlyWhatIsFound() throws IOException {
        try (ResultPrefetcher<Embedding> prefetcher = new ResultPrefetcher<>(store, 3)) {
            prefetcher.expect(List.of(KEYS.of("text 1"), KEYS.of("text 2"), KEYS.of("text 3")));
            prefetcher.find(KEYS.of("text 2"));
        }

        assertEquals(REQUESTS - 1, store.unmatched());
    }

    @Test
    void failsIfTheTemporaryFileCannotBeRead() throws IOException {
        try (ResultPrefetcher<Embedding> prefetcher = new ResultPrefetcher<>(store, 2)) {
            store.close();
            prefetcher.expect(List.of(KEYS.of("text 1")));

            assertThrows(TemporaryFileException.class, () -> prefetcher.find(KEYS.of("text 1")));
        }
    }

    // one in seven failed, one in eleven has a bad vector
    private static String line(final int request) {
        final String key = KEYS.of("text " + request).toString();
        if (request % 7 == 0) {
            return "{\"custom_id\":\"%s\",\"response\":{\"status_code\":400,\"message\":\"error %d\"}}"
                    .formatted(key, request);
        }

        final int numbers = request % 11 == 0 ? 3 : DIMENSION;
        final String vector =
                IntStream.range(0, numbers).mapToObj(i -> request + "." + i).collect(Collectors.joining(",", "[", "]"));
        return "{\"custom_id\":\"%s\",\"response\":{\"status_code\":200,\"body\":{\"data\":[{\"embedding\":%s}],\"usage\":{\"total_tokens\":%d}}}}"
                .formatted(key, vector, request);
    }

    private static String text(final Optional<Outcome<BilledResult<Embedding>>> outcome, final boolean needsValues) {
        return switch (outcome.orElse(null)) {
            case null -> " absent";
            case Outcome.Failure<BilledResult<Embedding>>(final RecordError error) -> " " + error;
            case Outcome.Success<BilledResult<Embedding>>(final BilledResult<Embedding> result) ->
                " %s %s for %d"
                        .formatted(
                                result.numbers()
                                        .map(numbers -> new String(numbers, StandardCharsets.US_ASCII))
                                        .orElse(""),
                                needsValues ? Arrays.toString(result.result().numbers()) : "",
                                result.tokens());
        };
    }
}
