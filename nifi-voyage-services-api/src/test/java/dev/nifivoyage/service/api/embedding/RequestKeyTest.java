/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RequestKeyTest {
    private static final String ENDPOINT = "/v1/embeddings";
    private static final EmbeddingParameters PARAMETERS =
            new EmbeddingParameters("", "voyage-4", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, true);

    // computed by another implementation, in Python: entries of older versions must be found
    @Test
    void goldenValues() {
        assertEquals(
                "vKuJJXJpMj3n6fy6lTDcSGrL9B93v4fRBrSTO8q9g3s",
                key(PARAMETERS, "Hello, Voyage").toString());
        final EmbeddingParameters other = new EmbeddingParameters(
                "poses", "voyage-4-lite", EmbeddingInputType.QUERY, null, EmbeddingDataType.UBINARY, false);
        assertEquals(
                "RqDjufRg2UFmghdqDL0RwAhbnHxeFVUAyEMybUVlsAg",
                key(other, "Arme über dem Kopf \uD83D\uDD7A").toString());
    }

    @Test
    void eachFieldCounts() {
        final List<EmbeddingParameters> all = List.of(
                PARAMETERS,
                new EmbeddingParameters(
                        "a", "voyage-4", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, true),
                new EmbeddingParameters(
                        "", "voyage-3", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, true),
                new EmbeddingParameters("", "voyage-4", EmbeddingInputType.NONE, 1024, EmbeddingDataType.FLOAT, true),
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true),
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, 512, EmbeddingDataType.FLOAT, true),
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.INT8, true),
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, false));

        final Set<RequestKey> keys = new HashSet<>();
        all.forEach(parameters -> keys.add(key(parameters, "text")));
        keys.add(key(PARAMETERS, "other text"));
        keys.add(RequestKey.deriver("/v1/rerank", PARAMETERS).of("text"));

        assertEquals(all.size() + 2, keys.size());
    }

    @Test
    void chunksDoNotRunTogether() {
        final RequestKey.Deriver deriver = RequestKey.deriver("/v1/contextualizedembeddings", PARAMETERS);
        final List<RequestKey> all = List.of(
                deriver.ofDocument("", List.of("ab", "c")),
                deriver.ofDocument("", List.of("a", "bc")),
                deriver.ofDocument("", List.of("abc")),
                deriver.ofDocument("", List.of("abc", "")),
                deriver.ofDocument("", List.of("", "abc")),
                deriver.ofDocument("", List.of("c", "ab")),
                deriver.ofDocument("a", List.of("bc")),
                deriver.ofDocument("", List.of("a\u0000\u0000\u0000\u0002bc")),
                deriver.of("abc"));

        assertEquals(all.size(), new HashSet<>(all).size());
        assertEquals(all.getFirst(), deriver.ofDocument("", List.of("ab", "c")));
    }

    @Test
    void queryAndDocumentsDoNotRunTogether() {
        final RerankParameters parameters = new RerankParameters(null, "rerank-2.5", null, false, true);
        final RequestKey.Deriver deriver = RequestKey.deriver("/v1/rerank", parameters);
        final List<RequestKey> all = List.of(
                deriver.ofQuery("q", List.of("ab", "c")),
                deriver.ofQuery("q", List.of("a", "bc")),
                deriver.ofQuery("q", List.of("c", "ab")),
                deriver.ofQuery("qab", List.of("c")),
                deriver.ofQuery("", List.of("qab", "c")),
                deriver.ofQuery("ab", List.of("q", "c")),
                RequestKey.deriver("/v1/rerank", new RerankParameters("n", "rerank-2.5", null, false, true))
                        .ofQuery("q", List.of("ab", "c")),
                RequestKey.deriver("/v1/rerank", new RerankParameters("", "rerank-2.5-lite", null, false, true))
                        .ofQuery("q", List.of("ab", "c")),
                RequestKey.deriver("/v1/rerank", new RerankParameters("", "rerank-2.5", 1, false, true))
                        .ofQuery("q", List.of("ab", "c")),
                RequestKey.deriver("/v1/rerank", new RerankParameters("", "rerank-2.5", null, true, true))
                        .ofQuery("q", List.of("ab", "c")),
                RequestKey.deriver("/v1/rerank", new RerankParameters("", "rerank-2.5", null, false, false))
                        .ofQuery("q", List.of("ab", "c")));

        assertEquals(all.size(), new HashSet<>(all).size());
        assertEquals(all.getFirst(), deriver.ofQuery("q", List.of("ab", "c")));
    }

    @Test
    void neighboringFieldsDoNotRunTogether() {
        final EmbeddingParameters left = new EmbeddingParameters(
                "", "voyage-4", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, true);
        final EmbeddingParameters right = new EmbeddingParameters(
                "/v1", "voyage-4", EmbeddingInputType.DOCUMENT, 1024, EmbeddingDataType.FLOAT, true);

        assertNotEquals(
                RequestKey.deriver("/v1/embeddings", left).of("x"),
                RequestKey.deriver("/embeddings", right).of("x"));
        assertNotEquals(
                RequestKey.deriver("/v1/a", left).of("x"),
                RequestKey.deriver(
                                "/v1/",
                                new EmbeddingParameters(
                                        "",
                                        "avoyage-4",
                                        EmbeddingInputType.DOCUMENT,
                                        1024,
                                        EmbeddingDataType.FLOAT,
                                        true))
                        .of("x"));
    }

    // UTF-8 replaces an unpaired surrogate by a question mark, which is why CreateBatchEmbedding rejects
    // such texts
    @Test
    void loneSurrogate() {
        assertEquals(key(PARAMETERS, "a?b"), key(PARAMETERS, "a\uD83Db"));
        assertNotEquals(key(PARAMETERS, "a\uD83D\uDD7Ab"), key(PARAMETERS, "a\uD83Db"));
    }

    @Test
    void deriverKeepsNothingOfAnEarlierText() {
        final RequestKey.Deriver deriver = RequestKey.deriver(ENDPOINT, PARAMETERS);
        final RequestKey first = deriver.of("one");
        deriver.of("two");

        assertEquals(first, deriver.of("one"));
        assertEquals(first, key(PARAMETERS, "one"));
        assertEquals(first.hashCode(), key(PARAMETERS, "one").hashCode());
    }

    @Test
    void textForm() {
        final RequestKey key = key(PARAMETERS, "");

        assertEquals(RequestKey.TEXT_LENGTH, key.toString().length());
        assertEquals(Optional.of(key), RequestKey.ofText(key.toString()));
        assertEquals(key, RequestKey.ofBytes(key.toBytes()));
        assertEquals(Optional.empty(), RequestKey.ofText("request-1"));
        assertEquals(Optional.empty(), RequestKey.ofText("+".repeat(RequestKey.TEXT_LENGTH)));
        assertEquals(Optional.empty(), RequestKey.ofText(null));
        assertThrows(IllegalArgumentException.class, () -> RequestKey.ofBytes(new byte[31]));
    }

    private static RequestKey key(final EmbeddingParameters parameters, final String text) {
        return RequestKey.deriver(ENDPOINT, parameters).of(text);
    }

    @Test
    void bytesWithoutCopies() {
        final RequestKey key = key(PARAMETERS, "one");
        final ByteBuffer buffer = ByteBuffer.allocate(RequestKey.BYTES);
        key.writeTo(buffer);

        assertArrayEquals(key.toBytes(), buffer.array());
        assertEquals(key, RequestKey.ofNext(buffer.flip()));
        assertEquals(0, buffer.remaining());
        for (int i = 0; i < RequestKey.BYTES / Long.BYTES; i++) {
            assertEquals(buffer.getLong(i * Long.BYTES), key.part(i));
        }
    }
}
