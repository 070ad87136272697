/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.voyageai.VoyageAiEmbeddingModel;
import dev.langchain4j.model.voyageai.VoyageAiScoringModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * LangChain4j's Voyage models against this server, with its real sentence model.
 */
class LangChain4jClientTest {

    private static VoyageLocalServer server;

    @BeforeAll
    static void start() {
        server = VoyageLocalServer.start(
                new VoyageLocalOptions().vectors(VectorSource.MODEL).apiKey("pa-test"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void embedsByMeaning() {
        final VoyageAiEmbeddingModel model = VoyageAiEmbeddingModel.builder()
                .baseUrl(server.baseUri().toString())
                .apiKey("pa-test")
                .modelName("voyage-4-lite")
                .inputType("document")
                .maxRetries(0)
                .build();
        final Response<List<Embedding>> response = model.embedAll(List.of(
                TextSegment.from("A cat sleeps on the sofa"),
                TextSegment.from("A kitten naps on the couch"),
                TextSegment.from("The central bank raised interest rates")));
        final List<Embedding> embeddings = response.content();
        assertEquals(1024, embeddings.getFirst().dimension());
        assertEquals(1, length(embeddings.getFirst()), 1e-3);
        assertTrue(product(embeddings.get(0), embeddings.get(1)) > product(embeddings.get(0), embeddings.get(2)));
        assertTrue(response.tokenUsage().totalTokenCount() > 10);
    }

    @Test
    void readsBase64() {
        final VoyageAiEmbeddingModel.Builder builder = VoyageAiEmbeddingModel.builder()
                .baseUrl(server.baseUri().toString())
                .apiKey("pa-test")
                .modelName("voyage-4-lite")
                .maxRetries(0);
        final float[] plain = builder.build().embed("A cat").content().vector();
        final float[] base64 = builder.encodingFormat("base64")
                .build()
                .embed("A cat")
                .content()
                .vector();
        assertEquals(plain.length, base64.length);
        // This client reads the bytes in the other order than Voyage's own SDK does, which is little-endian.
        assertEquals(plain[5], Float.intBitsToFloat(Integer.reverseBytes(Float.floatToRawIntBits(base64[5]))), 1e-7);
    }

    @Test
    void scoresByMeaning() {
        final VoyageAiScoringModel model = VoyageAiScoringModel.builder()
                .baseUrl(server.baseUri().toString())
                .apiKey("pa-test")
                .modelName("rerank-2.5")
                .maxRetries(0)
                .build();
        final List<Double> scores = model.scoreAll(
                        List.of(TextSegment.from("Interest rates rise"), TextSegment.from("Kittens sleep all day")),
                        "How much do cats sleep?")
                .content();
        assertTrue(scores.get(1) > scores.get(0), scores.toString());
    }

    @Test
    void wrongKeyIsRejected() {
        final VoyageAiEmbeddingModel model = VoyageAiEmbeddingModel.builder()
                .baseUrl(server.baseUri().toString())
                .apiKey("pa-wrong")
                .modelName("voyage-4-lite")
                .maxRetries(0)
                .build();
        assertTrue(assertThrows(AuthenticationException.class, () -> model.embed("A cat"))
                .getMessage()
                .contains("Provided API key is invalid."));
    }

    private static double length(final Embedding embedding) {
        return Math.sqrt(product(embedding, embedding));
    }

    private static double product(final Embedding one, final Embedding other) {
        double sum = 0;
        for (int i = 0; i < one.dimension(); i++) {
            sum += one.vector()[i] * (double) other.vector()[i];
        }
        return sum;
    }
}
