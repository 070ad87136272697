/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.lookup;

import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.cache.EmbeddingCacheService;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.lookup.LookupFailureException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.util.NoOpProcessor;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EmbeddingLookupServiceTest {
    private final TestRunner runner = TestRunners.newTestRunner(NoOpProcessor.class);
    private final EmbeddingCacheService cache = new EhcacheEmbeddingCacheService();
    private final EmbeddingLookupService lookup = new EmbeddingLookupService();

    @BeforeEach
    void addServices() throws Exception {
        runner.addControllerService("cache", cache);
        runner.enableControllerService(cache);
        runner.addControllerService("lookup", lookup);
        runner.setProperty(lookup, EmbeddingLookupService.EMBEDDING_CACHE_SERVICE, "cache");
    }

    @Test
    void floats() throws Exception {
        final byte[] packed = ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(0.5f)
                .putFloat(-1.25f)
                .putFloat(3e-9f)
                .array();
        put(
                new EmbeddingParameters(
                        "", "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true),
                "a text",
                packed);
        runner.enableControllerService(lookup);

        final Record record = lookup.lookup(Map.of("text", "a text")).orElseThrow();
        assertArrayEquals(new Object[] {0.5f, -1.25f, 3e-9f}, record.getAsArray("embedding"));
        final ArrayDataType type =
                (ArrayDataType) record.getSchema().getDataType("embedding").orElseThrow();
        assertEquals(RecordFieldType.FLOAT, type.getElementType().getFieldType());
        assertEquals(Set.of("embedding"), record.getRawFieldNames());
    }

    @Test
    void everyPropertyIsPartOfTheKey() throws Exception {
        put(
                new EmbeddingParameters(
                        "poses", "voyage-4-lite", EmbeddingInputType.QUERY, 256, EmbeddingDataType.UBINARY, false),
                "a text",
                bytes(32));
        final Map<String, String> properties = Map.of(
                "Embeddings Model", "voyage-4-lite",
                "Input Type", "query",
                "Dimensions", "256",
                "Data Type", "ubinary",
                "Truncation", "false",
                "Namespace", "poses",
                "Vector Source", "https://api.voyageai.com/v1");
        properties.forEach((name, value) -> runner.setProperty(lookup, name, value));
        runner.enableControllerService(lookup);
        assertArrayEquals(
                IntStream.range(200, 232).boxed().toArray(),
                lookup.lookup(Map.of("text", "a text")).orElseThrow().getAsArray("embedding"));

        final Map<String, String> others = Map.of(
                "Embeddings Model",
                "voyage-4",
                "Input Type",
                "none",
                "Dimensions",
                "512",
                "Data Type",
                "binary",
                "Truncation",
                "true",
                "Namespace",
                "songs",
                "Vector Source",
                "http://localhost:8080/v1");
        for (final Map.Entry<String, String> other : others.entrySet()) {
            runner.disableControllerService(lookup);
            runner.setProperty(lookup, other.getKey(), other.getValue());
            runner.enableControllerService(lookup);
            assertEquals(Optional.empty(), lookup.lookup(Map.of("text", "a text")), other::toString);
            runner.disableControllerService(lookup);
            runner.setProperty(lookup, other.getKey(), properties.get(other.getKey()));
            runner.enableControllerService(lookup);
        }
    }

    @Test
    void whatIsNotThere() throws Exception {
        runner.enableControllerService(lookup);
        final Map<String, Object> noText = new HashMap<>();
        noText.put("text", null);

        assertEquals(Optional.empty(), lookup.lookup(Map.of("text", "a text")));
        assertEquals(Optional.empty(), lookup.lookup(noText));
        assertEquals(Optional.empty(), lookup.lookup(Map.of()));
        assertEquals(Set.of("text"), lookup.getRequiredKeys());
        assertEquals(Record.class, lookup.getValueType());
        assertEquals(1, cache.statistics().misses());
    }

    @Test
    void manyThreads() throws Exception {
        final EmbeddingParameters parameters = new EmbeddingParameters(
                "", "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.INT8, true);
        for (int i = 0; i < 100; i++) {
            put(parameters, "text " + i, new byte[] {(byte) i});
        }
        runner.setProperty(lookup, EmbeddingLookupService.DATA_TYPE, EmbeddingDataType.INT8);
        runner.enableControllerService(lookup);

        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            final Map<Integer, Future<Optional<Record>>> results = new HashMap<>();
            for (int i = 0; i < 1000; i++) {
                final String text = "text " + i % 100;
                results.put(i, threads.submit(() -> lookup.lookup(Map.of("text", text))));
            }
            for (final Map.Entry<Integer, Future<Optional<Record>>> result : results.entrySet()) {
                assertArrayEquals(
                        new Object[] {result.getKey() % 100},
                        result.getValue().get().orElseThrow().getAsArray("embedding"));
            }
        }
    }

    @Test
    void disabled() {
        runner.enableControllerService(lookup);
        runner.disableControllerService(cache);
        final LookupFailureException withoutCache =
                assertThrows(LookupFailureException.class, () -> lookup.lookup(Map.of("text", "a text")));
        assertEquals(
                "Failed to read the embedding cache: Embedding Cache Service is not enabled",
                withoutCache.getMessage());
        runner.disableControllerService(lookup);
        final LookupFailureException disabled =
                assertThrows(LookupFailureException.class, () -> lookup.lookup(Map.of("text", "a text")));
        assertEquals("Embedding Lookup Service is not enabled", disabled.getMessage());
    }

    private void put(final EmbeddingParameters parameters, final String text, final byte[] packed) throws Exception {
        final RequestKey key =
                RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters).of(text);
        new EmbeddingCache(cache, "https://api.voyageai.com/v1")
                .putAll(
                        parameters,
                        Map.of(key, new CachedEmbedding(Embedding.ofPacked(parameters.dataType(), packed), 1)));
    }

    private static byte[] bytes(final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (200 + i);
        }

        return bytes;
    }
}
