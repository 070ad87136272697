/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.ledger.LedgerTotals;
import dev.nifivoyage.local.vector.NumberFormat;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.LentCache;
import dev.nifivoyage.processors.batch.Records;
import dev.nifivoyage.processors.batch.VoyageTestEnvironment;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.record.path.VectorFormat;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/**
 * One text has one vector, bit for bit, whichever way it came: by a job, in real time, or out of the cache that the job
 * filled, however the server prints its numbers.
 */
@ParameterizedClass
@EnumSource(NumberFormat.class)
class SameVectorsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow;

    private EhcacheEmbeddingCacheService cache;

    SameVectorsTest(final NumberFormat sent) {
        flow = new VoyageTestEnvironment(new VoyageLocalOptions().numberFormat(sent));
    }

    @BeforeEach
    void start() throws Exception {
        cache = LentCache.open();
    }

    @AfterEach
    void stop() throws Exception {
        cache.onDisabled();
    }

    @ParameterizedTest
    @CsvSource({
        "voyage-4, 1024, float",
        "voyage-4, 256, float",
        "voyage-4, 1024, int8",
        "voyage-4, 256, int8",
        "voyage-code-4, 2048, float",
        "voyage-code-4, 512, float",
        "voyage-code-4, 2048, int8",
        "voyage-code-4, 512, int8"
    })
    void jobRealTimeAndCacheGiveTheSameBits(final String model, final int dimension, final String dataType)
            throws Exception {
        final String content = Records.of(texts());
        final TestRunner create = parameters(flow.create(), model, dimension, dataType);
        final MockFlowFile completed = flow.await(flow.submit(create, content));

        // with every format, from one job
        for (final VectorFormat format : List.of(VectorFormat.NUMBERS, VectorFormat.BASE64)) {
            final TestRunner download = flow.download();
            LentCache.lend(cache, download);
            download.setProperty(CreateEmbedding.VECTOR_FORMAT, format);
            VoyageTestEnvironment.enqueue(download, completed);
            download.run();
            final List<String> batch = vectors(download, format, dataType);

            final TestRunner realTime = parameters(flow.withRecords(new CreateEmbedding()), model, dimension, dataType);
            final LedgerTotals before = flow.voyage().ledger().totals();
            final List<String> fresh = embed(realTime, content, format, dataType, 0);
            assertNotEquals(
                    before.realTimeRequests(),
                    flow.voyage().ledger().totals().realTimeRequests(),
                    "they were asked for");

            final TestRunner withCache =
                    parameters(flow.withRecords(new CreateEmbedding()), model, dimension, dataType);
            LentCache.lend(cache, withCache);
            final long sent = flow.voyage().ledger().totals().realTimeRequests();
            final List<String> cached = embed(withCache, content, format, dataType, texts().length);
            assertEquals(sent, flow.voyage().ledger().totals().realTimeRequests(), "nothing was asked for");

            assertEquals(texts().length, batch.size());
            assertEquals(
                    texts().length, batch.stream().distinct().count(), "the texts differ, and so must their vectors");
            assertEquals(
                    dimension * (dataType.equals("float") ? Float.BYTES : 1),
                    batch.getFirst().length() / 2);
            assertEquals(batch, fresh, "job and real time");
            assertEquals(batch, cached, "job and cache");
        }
    }

    /** The comparison above distinguishes vectors that are almost equal. */
    @Test
    void oneBitIsADifference() {
        assertNotEquals(hex(new float[] {0.1f}), hex(new float[] {Math.nextUp(0.1f)}));
        assertNotEquals(hex(new float[] {0.0f}), hex(new float[] {-0.0f}));
    }

    private static TestRunner parameters(
            final TestRunner runner, final String model, final int dimension, final String dataType) {
        runner.setProperty(EmbeddingProperties.EMBEDDINGS_MODEL, model);
        runner.setProperty(EmbeddingProperties.DIMENSIONS, Integer.toString(dimension));
        runner.setProperty(EmbeddingProperties.DATA_TYPE, dataType);
        return runner;
    }

    private static String[] texts() {
        final String[] texts = Arrays.copyOf(Records.numbered(20), 23);
        texts[20] = "Fünf Tänzer — 舞者 \uD83D\uDC83\n\t\"quoted\"";
        texts[21] = " leading and trailing spaces ";
        // more than the model reads
        texts[22] = "word ".repeat(40_000);
        return texts;
    }

    private static List<String> embed(
            final TestRunner runner,
            final String content,
            final VectorFormat format,
            final String dataType,
            final int hits)
            throws Exception {
        runner.setProperty(CreateEmbedding.VECTOR_FORMAT, format);
        runner.enqueue(content);
        runner.run();
        runner.getFlowFilesForRelationship(CreateEmbedding.ORIGINAL)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.CACHE_HITS, Integer.toString(hits));
        return vectors(runner, format, dataType);
    }

    // the bits of each vector, in the order of the records
    private static List<String> vectors(final TestRunner runner, final VectorFormat format, final String dataType)
            throws Exception {
        runner.assertTransferCount("success", 1);
        runner.assertTransferCount("rejected", 0);
        return Records.read(runner.getFlowFilesForRelationship("success")).stream()
                .map(record -> record.path("embedding"))
                .map(vector -> bits(vector, format, dataType))
                .toList();
    }

    private static String bits(final JsonNode vector, final VectorFormat format, final String dataType) {
        if (format == VectorFormat.BASE64) {
            return hex(Base64.getDecoder().decode(vector.textValue()));
        }
        if (dataType.equals("float")) {
            final float[] numbers = new float[vector.size()];
            for (int i = 0; i < numbers.length; i++) {
                // as the nearest float of the decimal number that stands there
                numbers[i] = Float.parseFloat(vector.get(i).asText());
            }
            return hex(numbers);
        }

        final byte[] numbers = new byte[vector.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) vector.get(i).intValue();
        }
        return hex(numbers);
    }

    private static String hex(final float[] numbers) {
        final ByteBuffer buffer =
                ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final float number : numbers) {
            buffer.putFloat(number);
        }

        return hex(buffer.array());
    }

    private static String hex(final byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
