/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PaidVectorsTest {
    private static final RequestKey.Deriver KEYS = RequestKey.deriver(
            "/v1/embeddings",
            new EmbeddingParameters(
                    null, "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true));
    private static final CachedEmbedding EMBEDDING =
            new CachedEmbedding(Embedding.ofPacked(EmbeddingDataType.FLOAT, new byte[1024 * Float.BYTES]), 3);
    /** Room for two vectors. */
    private static final long BYTES = 10_000;

    private final AtomicLong nanoTime = new AtomicLong();
    private final PaidVectors paid = new PaidVectors(BYTES, nanoTime::get);

    @Test
    void theFirstVectorsAreKeptAndTheOthersAreNot() {
        assertTrue(paid.keep(key("a"), EMBEDDING));
        assertTrue(paid.keep(key("b"), EMBEDDING));
        assertFalse(paid.keep(key("c"), EMBEDDING));
        assertFalse(paid.keep(key("a"), EMBEDDING), "is there already");
        assertEquals(EMBEDDING, paid.find(key("a")));
        assertNull(paid.find(key("c")));
    }

    @Test
    void whatIsForgottenMakesRoom() {
        paid.keep(key("a"), EMBEDDING);
        paid.keep(key("b"), EMBEDDING);
        paid.forget(List.of(key("a"), key("unknown")));
        assertNull(paid.find(key("a")));
        assertTrue(paid.keep(key("c"), EMBEDDING));
        assertFalse(paid.keep(key("d"), EMBEDDING));
    }

    @Test
    void expiredVectorsMakeRoom() {
        paid.keep(key("a"), EMBEDDING);
        paid.keep(key("b"), EMBEDDING);
        nanoTime.addAndGet(PaidVectors.LIFETIME.toNanos());
        assertNotNull(paid.find(key("b")));
        nanoTime.addAndGet(1);
        assertTrue(paid.keep(key("c"), EMBEDDING));
        assertNull(paid.find(key("a")));
        assertNotNull(paid.find(key("b")));
    }

    @Test
    void vectorsOfAnotherServerAreDropped() {
        paid.startWith(URI.create("http://one/v1"));
        paid.keep(key("a"), EMBEDDING);
        paid.keep(key("b"), EMBEDDING);
        paid.startWith(URI.create("http://one/v1"));
        assertEquals(EMBEDDING, paid.find(key("a")));
        paid.startWith(URI.create("http://two/v1"));
        assertNull(paid.find(key("a")));
        assertTrue(paid.keep(key("a"), EMBEDDING));
        assertTrue(paid.keep(key("b"), EMBEDDING));
    }

    private static RequestKey key(final String text) {
        return KEYS.of(text);
    }
}
