/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SyntheticVectorModelTest {

    private final SyntheticVectorModel model = new SyntheticVectorModel();

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 1024, 1536, 2048})
    void vectorsHaveUnitLengthAndStartAlike(final int dimension) {
        final float[] vector = model.embed("voyage-4", "", "a text", dimension);
        Vectors.assertUnit(vector, dimension);
        Vectors.assertPrefix(vector, model.embed("voyage-4", "", "a text", 2048));
    }

    @Test
    void theSameTextHasTheSameVectorInTheSameSpaceOnly() {
        final float[] vector = model.embed("voyage-4-large", "", "a text", 1024);
        assertArrayEquals(vector, new SyntheticVectorModel().embed("voyage-4-lite", "", "a text", 1024));
        assertEquals(0, Vectors.cosine(vector, model.embed("voyage-3.5", "", "a text", 1024)), 0.2);
        assertEquals(0, Vectors.cosine(vector, model.embed("voyage-4", "p ", "a text", 1024)), 0.2);
        assertEquals(0, Vectors.cosine(vector, model.embed("voyage-4", "", "b text", 1024)), 0.2);
    }

    @Test
    void manyTextsHaveManyVectors() {
        final Set<List<Float>> seen = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            final float[] vector = model.embed("voyage-4", "", "text " + i, 8);
            seen.add(List.of(vector[0], vector[1], vector[2], vector[3], vector[4], vector[5], vector[6], vector[7]));
        }
        assertEquals(50_000, seen.size());
    }

    @Test
    void chunksDependOnTheirDocument() {
        final List<float[]> one = model.embedChunks("voyage-context-3", "", List.of("alpha", "beta", "alpha"), 256);
        final List<float[]> other = model.embedChunks("voyage-context-3", "", List.of("alpha", "beta", "gamma"), 256);
        assertEquals(3, one.size());
        assertFalse(Arrays.equals(one.get(0), other.get(0)));
        assertFalse(Arrays.equals(one.get(0), one.get(2)));
        assertArrayEquals(
                one.get(1),
                new SyntheticVectorModel()
                        .embedChunks("voyage-context-3", "", List.of("alpha", "beta", "alpha"), 256)
                        .get(1));
        assertArrayEquals(
                model.embed("voyage-context-3", "", "alpha", 256),
                model.embedChunks("voyage-context-3", "", List.of("alpha"), 256).getFirst());
    }

    @Test
    void relevanceFollowsTheSharedWords() {
        final double best = model.relevance(
                "rerank-2.5",
                "How do I reset my password?",
                "To reset my password I open the settings. How do others do it?");
        final double some = model.relevance("rerank-2.5", "How do I reset my password?", "The password is secret");
        final double none = model.relevance("rerank-2.5", "How do I reset my password?", "Volcanoes erupt");
        assertTrue(best <= 1, "best " + best);
        assertTrue(best > some, best + " " + some);
        assertTrue(some > none, some + " " + none);
        assertTrue(none == 0, "none " + none);
        assertEquals(0, Float.floatToIntBits((float) some) & 0xFFFF, "eight significant bits");
        assertEquals(0, model.relevance("rerank-2.5", "", "?!"));
    }

    @Test
    void scoresAreRoundedToEightBits() {
        assertEquals(0.455078125, VectorSpace.score(0.4552));
        assertEquals(1, VectorSpace.score(7));
        assertEquals(0, VectorSpace.score(-1));
    }

    @Test
    void countsTokens() {
        assertEquals(0, model.countTokens(""));
        assertEquals(1, model.countTokens(" \n"));
        assertEquals(3, model.countTokens("The cat."));
        assertEquals(2, model.countTokens("embedding"));
        assertEquals(2, model.countTokens("\uD83D\uDE00é"));
        assertEquals(1, model.countTokens("\uD83D"));
    }

    @Test
    void truncatesAfterTokens() {
        assertEquals("The cat", model.truncate("The cat. ", 2));
        assertEquals("The cat. ", model.truncate("The cat. ", 3));
        assertEquals("\uD83D\uDE00", model.truncate("\uD83D\uDE00\uD83D\uDE00", 1));
        assertEquals("", model.truncate("The cat", 0));
        assertEquals("  ", model.truncate("  ", 1));
    }
}
