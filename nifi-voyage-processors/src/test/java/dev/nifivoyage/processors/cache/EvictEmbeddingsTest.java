/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.cache;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EvictEmbeddingsTest {
    private EhcacheEmbeddingCacheService cache;
    private LentCache lent;
    private TestRunner evict;

    @BeforeEach
    void fill() throws Exception {
        cache = LentCache.open();
        evict = TestRunners.newTestRunner(new EvictEmbeddings());
        lent = LentCache.lend(cache, evict);
        for (final String namespace : List.of("", "dance", "theatre")) {
            cache.putAll(
                    parameters(namespace),
                    Map.of(
                            key(namespace),
                            new CachedEmbedding(Embedding.ofPacked(EmbeddingDataType.UINT8, new byte[] {1, 2, 3}), 7)));
        }
    }

    @AfterEach
    void stop() throws IOException {
        cache.onDisabled();
    }

    @Test
    void emptiesTheNamespaceOfTheFlowFileAndNoOther() {
        evict.setProperty(EvictEmbeddings.NAMESPACE, "${voyage.embedding.namespace}");
        evict.enqueue("", Map.of(VoyageAttributes.NAMESPACE, "dance"));
        evict.run();

        evict.assertAllFlowFilesTransferred(EvictEmbeddings.SUCCESS, 1);
        assertEquals(List.of(1, 0, 1), found());
        assertEquals(1, evict.getCounterValue("Namespaces Evicted"));
    }

    @Test
    void emptiesWhatHasNoNamespace() {
        evict.enqueue("");
        evict.run();

        evict.assertAllFlowFilesTransferred(EvictEmbeddings.SUCCESS, 1);
        assertEquals(List.of(0, 1, 1), found());
    }

    @Test
    void triesAgainWhenTheEvictionCannotBeStored() {
        lent.fillDisk();
        evict.enqueue("");
        evict.run();

        evict.assertAllFlowFilesTransferred(EvictEmbeddings.RETRY, 1);
        evict.assertPenalizeCount(1);
        evict.getFlowFilesForRelationship(EvictEmbeddings.RETRY)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "cache");
        assertEquals(List.of(1, 1, 1), found());
    }

    private List<Integer> found() {
        return List.of(find(""), find("dance"), find("theatre"));
    }

    private int find(final String namespace) {
        return cache.getAll(parameters(namespace), List.of(key(namespace))).size();
    }

    private static RequestKey key(final String namespace) {
        return RequestKey.deriver("/v1/embeddings", parameters(namespace)).of("a text");
    }

    private static EmbeddingParameters parameters(final String namespace) {
        return new EmbeddingParameters(
                namespace, "voyage-4", EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.UINT8, true);
    }
}
