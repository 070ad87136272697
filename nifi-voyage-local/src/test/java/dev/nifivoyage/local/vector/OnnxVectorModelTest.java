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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxVectorModelTest {

    private static final OnnxVectorModel MODEL = new OnnxVectorModel();
    private static final String QUERY_PROMPT = "Represent the query for retrieving supporting documents: ";
    private static final String DOCUMENT_PROMPT = "Represent the document for retrieval: ";
    private static final List<String> DOCUMENTS = List.of(
            "Compresses and decompresses files with gzip, bzip2 or zstd.",
            "Cats sleep for most of the day and hunt mice at night.",
            "Sends an e-mail to each of the configured recipients.",
            "The volcano erupted and covered the town in ash.");
    private static final List<String> QUERIES =
            List.of("make a file smaller", "what do kittens do", "notify people by mail", "lava and natural disasters");

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 1024, 1536, 2048})
    void theRightDocumentIsNearest(final int dimension) {
        for (int asked = 0; asked < QUERIES.size(); asked++) {
            final float[] query = MODEL.embed("voyage-4-lite", QUERY_PROMPT, QUERIES.get(asked), dimension);
            Vectors.assertUnit(query, dimension);
            final double[] similarities = new double[DOCUMENTS.size()];
            for (int i = 0; i < similarities.length; i++) {
                similarities[i] = Vectors.cosine(
                        query, MODEL.embed("voyage-4-large", DOCUMENT_PROMPT, DOCUMENTS.get(i), dimension));
            }
            assertEquals(
                    Arrays.stream(similarities).max().orElseThrow(),
                    similarities[asked],
                    QUERIES.get(asked) + " " + Arrays.toString(similarities));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 1024, 1536})
    void shorterVectorsAreTheBeginningOfLongerOnes(final int dimension) {
        Vectors.assertPrefix(
                MODEL.embed("voyage-4", "", "a text", dimension), MODEL.embed("voyage-4", "", "a text", 2048));
    }

    @Test
    void cosinesAreTheSameInWholeBlocks() {
        final double expected = cosine(DOCUMENTS.get(0), QUERIES.get(0), 512);
        assertEquals(expected, cosine(DOCUMENTS.get(0), QUERIES.get(0), 1024), 1e-5);
        assertEquals(expected, cosine(DOCUMENTS.get(0), QUERIES.get(0), 1536), 1e-5);
        assertEquals(expected, cosine(DOCUMENTS.get(0), QUERIES.get(0), 2048), 1e-5);
        assertEquals(expected, cosine(DOCUMENTS.get(0), QUERIES.get(0), 256), 0.15);
    }

    @Test
    void familiesShareASpaceAndOthersDoNot() {
        final float[] vector = MODEL.embed("voyage-4", "", "a text", 1024);
        assertArrayEquals(vector, MODEL.embed("voyage-4-large", "", "a text", 1024));
        assertEquals(0, Vectors.cosine(vector, MODEL.embed("voyage-3.5", "", "a text", 1024)), 0.2);
    }

    @Test
    void thePromptChangesTheVectorALittle() {
        final double similarity = Vectors.cosine(
                MODEL.embed("voyage-4", "", DOCUMENTS.get(0), 1024),
                MODEL.embed("voyage-4", DOCUMENT_PROMPT, DOCUMENTS.get(0), 1024));
        assertTrue(similarity > 0.6, "cosine " + similarity);
        assertTrue(similarity < 0.999, "cosine " + similarity);
    }

    @Test
    void everyInstanceAndThreadGivesTheSameBits() throws InterruptedException, ExecutionException {
        final OnnxVectorModel other = new OnnxVectorModel();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            final List<Future<float[]>> vectors = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                final String text = DOCUMENTS.get(i % 4) + " " + i / 8;
                vectors.add(threads.submit(() -> other.embed("voyage-4", "", text, 512)));
            }
            for (int i = 0; i < 80; i++) {
                assertArrayEquals(
                        MODEL.embed("voyage-4", "", DOCUMENTS.get(i % 4) + " " + i / 8, 512),
                        vectors.get(i).get());
            }
        }
    }

    @Test
    void aDifferenceLateInALongTextChangesTheVector() {
        final String beginning = "The river flows through the valley and the town. ".repeat(400);
        final float[] one = MODEL.embed("voyage-4", "", beginning + "It is red.", 1024);
        final float[] other = MODEL.embed("voyage-4", "", beginning + "Taxes are due.", 1024);
        assertFalse(Arrays.equals(one, other));
        assertEquals(1, Vectors.cosine(one, other), 0.05);
        Vectors.assertUnit(one, 1024);
    }

    @Test
    void theEndOfALongTextHasItsShareOfTheVector() {
        final String beginning = "Cats sleep for most of the day. ".repeat(60);
        final String end = "Taxes are due in April. ".repeat(60);
        final float[] tax = MODEL.embed("voyage-4", "", end, 1024);
        final float[] whole = MODEL.embed("voyage-4", "", beginning + end, 1024);
        final float[] half = MODEL.embed("voyage-4", "", beginning, 1024);
        assertTrue(
                Vectors.cosine(whole, tax) > 0.4 && Vectors.cosine(half, tax) < 0.3,
                Vectors.cosine(whole, tax) + " " + Vectors.cosine(half, tax));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n\t",
                "\u0000",
                "\u0001\u0002",
                "\uD83D",
                "\uDE00x",
                "\uD83D\uDE00",
                "e\u0301\u0301\u0301",
                "\uFFFF",
                "\u202Eabc",
                "日本語のテキスト",
                "[SEP] [CLS] [PAD]"
            })
    void oddTextsHaveVectorsToo(final String text) {
        Vectors.assertUnit(MODEL.embed("voyage-4", "", text, 256), 256);
        assertEquals(text.isEmpty(), MODEL.countTokens(text) == 0);
        assertTrue(text.startsWith(MODEL.truncate(text, 1)));
        assertTrue(Double.isFinite(MODEL.relevance("rerank-2.5", text, "text")));
    }

    @Test
    void chunksDependOnTheirNeighbors() {
        final List<float[]> one = MODEL.embedChunks(
                "voyage-context-3", "", List.of(DOCUMENTS.get(0), DOCUMENTS.get(1), DOCUMENTS.get(2)), 512);
        final List<float[]> other = MODEL.embedChunks(
                "voyage-context-3", "", List.of(DOCUMENTS.get(0), DOCUMENTS.get(1), DOCUMENTS.get(3)), 512);
        final float[] alone = MODEL.embedChunks("voyage-context-3", "", List.of(DOCUMENTS.get(1)), 512)
                .getFirst();
        for (int i = 0; i < 2; i++) {
            Vectors.assertUnit(one.get(i), 512);
            assertFalse(Arrays.equals(one.get(i), other.get(i)), "chunk " + i);
            assertTrue(Vectors.cosine(one.get(i), other.get(i)) > 0.9, "chunk " + i);
        }
        assertFalse(Arrays.equals(alone, one.get(1)));
        assertTrue(Vectors.cosine(alone, one.get(1)) > Vectors.cosine(alone, one.get(0)));
        assertEquals(1, Vectors.cosine(alone, MODEL.embed("voyage-context-3", "", DOCUMENTS.get(1), 512)), 1e-6);
    }

    @Test
    void relevanceGrowsWithSimilarity() {
        for (int asked = 0; asked < QUERIES.size(); asked++) {
            final double right = MODEL.relevance("rerank-2.5", QUERIES.get(asked), DOCUMENTS.get(asked));
            final double same = MODEL.relevance("rerank-2.5", QUERIES.get(asked), QUERIES.get(asked));
            final double wrong = MODEL.relevance("rerank-2.5", QUERIES.get(asked), DOCUMENTS.get((asked + 1) % 4));
            assertTrue(same < 1, "same " + same);
            assertTrue(same > right, same + " " + right);
            assertTrue(right > wrong, right + " " + wrong);
            assertTrue(wrong > 0, "wrong " + wrong);
            assertEquals(0, Float.floatToIntBits((float) right) & 0xFFFF, "eight significant bits");
        }
    }

    @Test
    void countsByTheVocabulary() {
        assertEquals(4, MODEL.countTokens("The cat sat."));
        assertEquals(4, MODEL.countTokens("embeddings"), "em, ##bed, ##ding, ##s");
        assertEquals(4_000, MODEL.countTokens("the cat ".repeat(2_000)));
    }

    @Test
    void truncatesAfterTokens() {
        assertEquals("The cat", MODEL.truncate("The cat sat.", 2));
        assertEquals("The cat sat. ", MODEL.truncate("The cat sat. ", 4));
        assertEquals("embed", MODEL.truncate("embeddings", 2));
        assertEquals("\uD83D\uDE00 \uD83D\uDE00 café", MODEL.truncate("\uD83D\uDE00 \uD83D\uDE00 café au lait", 3));
        assertEquals("", MODEL.truncate("The cat", 0));
        assertEquals("\uD83D\uDE00 \uD83D the cat", MODEL.truncate("\uD83D\uDE00 \uD83D the cat sat down", 3));
        final String text = "naïve Übermut, 東京 and l'été \uD83D\uDE00! ".repeat(40);
        for (int tokens = 1; tokens < MODEL.countTokens(text); tokens++) {
            final String cut = MODEL.truncate(text, tokens);
            assertTrue(text.startsWith(cut), tokens + ": " + cut);
            assertTrue(MODEL.countTokens(cut) <= tokens, tokens + ": " + cut);
        }
    }

    @Test
    void longWordsAreManyTokens() {
        final String word = "abc".repeat(2_000);
        final int tokens = MODEL.countTokens(word);
        assertTrue(tokens > 1_000, "tokens " + tokens);
        for (final int kept : new int[] {1, 31, 100, 500, tokens - 1}) {
            final String cut = MODEL.truncate(word, kept);
            assertTrue(word.startsWith(cut), "kept " + kept);
            assertEquals(kept, MODEL.countTokens(cut));
        }
        assertEquals(word, MODEL.truncate(word, tokens));
    }

    @Test
    void differentTextsHaveDifferentVectors() {
        for (final List<String> pair : List.of(
                List.of("The Cat", "the cat"),
                List.of("cafe", "café"),
                List.of("\uD83D\uDE00", "\uD83D\uDE01"),
                List.of("a", "a "))) {
            final float[] one = MODEL.embed("voyage-4", "", pair.get(0), 1024);
            final float[] other = MODEL.embed("voyage-4", "", pair.get(1), 1024);
            assertFalse(Arrays.equals(one, other), pair.toString());
            assertTrue(Vectors.cosine(one, other) > 0.999, pair.toString());
        }
    }

    private static double cosine(final String left, final String right, final int dimension) {
        return Vectors.cosine(
                MODEL.embed("voyage-4", "", left, dimension), MODEL.embed("voyage-4", "", right, dimension));
    }
}
