/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.defects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.AlteredResponses;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.cache.CachedEmbedding;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Regression tests of a predecessor whose cache grew without limit, mixed up vectors, and paid for equal texts twice.
 */
class CachingDefectsTest {
    private static final String MODEL = "voyage-4";
    private static final long CACHE_BYTES = 4 * 1024 * 1024;

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private EhcacheEmbeddingCacheService cache;

    @BeforeEach
    void start() throws Exception {
        cache = LentCache.open(CACHE_BYTES + " B");
    }

    @AfterEach
    void stop() throws IOException {
        cache.onDisabled();
    }

    @Test
    @DisplayName("f: cache fill bypasses limit, LRU and byte count, and skips existing keys")
    void fABatchFillsTheCacheWithinItsLimitsAndRefreshesWhatIsThere() throws Exception {
        final EmbeddingParameters parameters =
                new EmbeddingParameters("", MODEL, EmbeddingInputType.DOCUMENT, null, EmbeddingDataType.FLOAT, true);
        final RequestKey key =
                RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters).of("a text");
        new EmbeddingCache(cache, flow.voyage().baseUri().toString())
                .putAll(
                        parameters,
                        Map.of(
                                key,
                                new CachedEmbedding(
                                        new Embedding(EmbeddingDataType.FLOAT, 1024, new byte[1024 * Float.BYTES]),
                                        1)));
        fill("a text");
        final TestRunner realTime = realTime();
        realTime.enqueue(Records.of("a text"));
        realTime.run();
        JobView.only(realTime, "success").assertAttributeEquals(VoyageAttributes.CACHE_HITS, "1");
        realTime.enqueue(Records.of("a text"));
        realTime.run();
        Records.assertOwnVectors(JobView.records(realTime, "success"), MODEL, 1024);

        // one and a half times as much as there is room for
        fill(Records.numbered(1_500));
        assertEquals(1_502, cache.statistics().puts());
        assertTrue(cache.statistics().evictions() > 0, cache.statistics()::toString);
        assertTrue(cache.statistics().bytes() <= CACHE_BYTES, cache.statistics()::toString);
        assertTrue(cache.statistics().bytes() > CACHE_BYTES / 4, cache.statistics()::toString);
    }

    @Test
    @DisplayName("g: key lacks dimension, data type, truncation and provider, and uses the model of the response")
    void gTheKeyHasAllParametersAndTheModelThatWasAskedFor() throws Exception {
        final TestRunner realTime = realTime();
        try (AlteredResponses altered = new AlteredResponses(
                flow.voyage(),
                "POST",
                "/v1/embeddings",
                response -> ((ObjectNode) AlteredResponses.parse(response))
                        .put("model", "voyage-4-of-another-day")
                        .toString())) {
            altered.serve(realTime);
            assertPaid(realTime, 1, "as it is", 1024);
            for (final List<String> other : List.of(
                    List.of("Embeddings Model", "voyage-4-lite"),
                    List.of("Dimensions", "256"),
                    List.of("Data Type", "int8"),
                    List.of("Input Type", "query"),
                    List.of("Truncation", "false"),
                    List.of("Namespace", "another provider"))) {
                final String before = realTime.getProcessContext()
                        .getProperty(other.getFirst())
                        .getValue();
                realTime.setProperty(other.getFirst(), other.getLast());
                assertPaid(realTime, 1, other.toString(), "Dimensions".equals(other.getFirst()) ? 256 : 1024);
                if (before == null) {
                    realTime.removeProperty(other.getFirst());
                } else {
                    realTime.setProperty(other.getFirst(), before);
                }
                assertPaid(realTime, 0, "as it is, after " + other, 1024);
            }
        }
    }

    @Test
    @DisplayName("s: duplicates in one call paid twice")
    void sEqualTextsArePaidOnceByABatchAndInRealTime() throws Exception {
        final MockFlowFile submitted = flow.submit(flow.create(), Records.of("same", "other", "same", "same"));
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        assertEquals(
                4,
                JobView.records(flow.download(flow.await(submitted)), "success").size());
        assertEquals(2, flow.voyage().ledger().totals().batchRequests());

        // without a cache, and as much as the two texts cost
        final TestRunner realTime = flow.withRecords(new CreateEmbedding());
        realTime.enqueue(Records.of("same", "other", "same", "same"));
        realTime.run();
        assertEquals(4, JobView.records(realTime, "success").size());
        assertEquals(
                flow.voyage().ledger().totals().batchTokens(),
                flow.voyage().ledger().totals().realTimeTokens());
    }

    private void fill(final String... texts) throws Exception {
        final TestRunner download = flow.download();
        LentCache.lend(cache, download);
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(flow.create(), Records.of(texts))));
        download.run();
        download.assertTransferCount("success", 1);
    }

    private TestRunner realTime() throws Exception {
        final TestRunner realTime = flow.withRecords(new CreateEmbedding());
        LentCache.lend(cache, realTime);
        return realTime;
    }

    private void assertPaid(final TestRunner realTime, final int times, final String parameters, final int dimension)
            throws Exception {
        final long before = flow.voyage().ledger().totals().realTimeRequests();
        for (int i = 0; i < 2; i++) {
            realTime.enqueue(Records.of("a text"));
            realTime.run();
            assertEquals(
                    dimension,
                    JobView.records(realTime, "success")
                            .getFirst()
                            .path("embedding")
                            .size(),
                    parameters);
            realTime.clearTransferState();
            assertEquals(before + times, flow.voyage().ledger().totals().realTimeRequests(), parameters);
        }
    }
}
