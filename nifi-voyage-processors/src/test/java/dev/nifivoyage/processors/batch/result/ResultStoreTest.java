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
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResultStoreTest {
    private static final EmbeddingParameters PARAMETERS =
            new EmbeddingParameters(null, "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true);
    private static final RequestKey.Deriver KEYS = RequestKey.deriver("/v1/embeddings", PARAMETERS);

    @TempDir
    private Path directory;

    private ResultStore<Embedding> outcomes;

    @BeforeEach
    void open() throws IOException {
        outcomes = new ResultStore<>(new EmbeddingCodec(PARAMETERS), true, directory);
    }

    @AfterEach
    void close() throws IOException {
        outcomes.close();
    }

    /** A killed process leaves only files that have a name while it runs. */
    @Test
    void leavesNoFileEvenWhenTheProcessIsKilled() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            outcomes.add(KEYS.of("text " + i), vector(i), 7);
        }
        outcomes.complete();

        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void givesBackEachOutcomeByItsKey() throws IOException {
        final int count = 3_000;
        for (int i = 0; i < count; i++) {
            assertTrue(outcomes.add(KEYS.of("text " + i), i % 10 == 3 ? error(i) : vector(i), i));
        }
        outcomes.complete();

        for (int i = count - 1; i >= 0; i--) {
            assertEquals(Optional.of(i % 10 == 3 ? error(i) : vector(i)), outcomes.find(KEYS.of("text " + i)));
            assertEquals(i, outcomes.tokens(KEYS.of("text " + i)));
        }
        assertEquals(Optional.empty(), outcomes.find(KEYS.of("never sent")));
        assertEquals(0, outcomes.tokens(KEYS.of("never sent")));
        assertEquals(0, outcomes.unmatched());
    }

    @Test
    void keepsTheFirstVectorAndPrefersAVectorToAnError() throws IOException {
        assertTrue(outcomes.add(KEYS.of("twice"), vector(1), 7));
        assertFalse(outcomes.add(KEYS.of("twice"), vector(2), 7));
        assertFalse(outcomes.add(KEYS.of("twice"), error(3), 7));
        assertTrue(outcomes.add(KEYS.of("better"), error(4), 0));
        assertTrue(outcomes.add(KEYS.of("better"), vector(5), 7));
        outcomes.complete();

        assertEquals(Optional.of(vector(1)), outcomes.find(KEYS.of("twice")));
        assertEquals(Optional.of(vector(5)), outcomes.find(KEYS.of("better")));
        assertEquals(7, outcomes.tokens(KEYS.of("better")));
    }

    @Test
    void countsWhatNobodyAskedFor() throws IOException {
        outcomes.add(KEYS.of("asked"), vector(1), 7);
        outcomes.add(KEYS.of("unmatched"), vector(2), 7);
        outcomes.complete();
        outcomes.find(KEYS.of("asked"));
        outcomes.find(KEYS.of("asked"));

        assertEquals(1, outcomes.unmatched());
    }

    @Test
    void keepsAMessageOfSeveralLines() throws IOException {
        final Outcome<Embedding> error = Outcome.failure(new RecordError("http_400", "first line\nsecond line"));
        outcomes.add(KEYS.of("text"), error, 7);
        outcomes.complete();

        assertEquals(Optional.of(error), outcomes.find(KEYS.of("text")));
    }

    @Test
    void leavesNoFileBehind() throws IOException {
        outcomes.add(KEYS.of("text"), vector(1), 7);
        outcomes.complete();
        outcomes.close();

        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    private static Outcome<Embedding> vector(final int seed) {
        final byte[] packed = new byte[1024];
        new Random(seed).nextBytes(packed);
        return Outcome.success(Embedding.ofPacked(EmbeddingDataType.FLOAT, packed), null);
    }

    private static Outcome<Embedding> error(final int number) {
        return Outcome.failure(new RecordError("http_500", "error " + number));
    }
}
