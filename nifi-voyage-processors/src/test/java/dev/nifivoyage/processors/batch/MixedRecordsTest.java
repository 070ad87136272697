/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.VoyageLocalOptions;
import dev.nifivoyage.local.fault.Fault;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Any mix of cached, new, equal, unusable, rejected, lost, repeated, and malformed records: each record is routed once,
 * and none has the vector of another text.
 */
class MixedRecordsTest {
    private static final int FLOW_FILES = 4;
    private static final int TEXTS = 60;

    private VoyageTestEnvironment flow;
    private EhcacheEmbeddingCacheService cache;

    @BeforeEach
    void start() throws Exception {
        cache = LentCache.open();
    }

    @AfterEach
    void stop() throws IOException {
        cache.onDisabled();
        flow.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesEachRecordItsOwnVector(final long seed) throws Exception {
        flow = new VoyageTestEnvironment(new VoyageLocalOptions().seed(seed));
        final Random random = new Random(seed);
        final TestRunner create = flow.create();
        LentCache.lend(cache, create);
        create.setProperty("Minimum Batch Size", Integer.toString(1 + random.nextInt(10)));
        create.setProperty("Maximum Requests per Job", Integer.toString(5 + random.nextInt(40)));
        flow.voyage()
                .faults()
                .set(
                        Fault.lines().response(0.05).error(0.05),
                        Fault.output().drop(0.05).duplicate(0.1).malform(0.05));

        long fromCache = 0;
        for (int i = 0; i < FLOW_FILES; i++) {
            final String[] texts = texts(random);
            create.enqueue(Records.of(texts));
            create.run();
            final Result result = new Result();
            for (final MockFlowFile submitted : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
                final TestRunner download = flow.download();
                LentCache.lend(cache, download);
                VoyageTestEnvironment.enqueue(download, flow.await(submitted));
                download.run();
                result.add(
                        download,
                        DownloadBatchResults.SUCCESS,
                        DownloadBatchResults.REJECTED,
                        DownloadBatchResults.UNPROCESSED);
                fromCache += download.getCounterValue("Records from Cache");
            }
            for (final MockFlowFile few : create.getFlowFilesForRelationship(CreateBatchEmbedding.REAL_TIME)) {
                final TestRunner realTime = flow.withRecords(new CreateEmbedding());
                LentCache.lend(cache, realTime);
                VoyageTestEnvironment.enqueue(realTime, few);
                realTime.run();
                fromCache += Long.parseLong(few.getAttribute(VoyageAttributes.RECORDS_CACHED));
                result.add(realTime, CreateEmbedding.SUCCESS, CreateEmbedding.REJECTED, null);
            }
            create.clearTransferState();
            result.assertEachRecordOnce(texts.length);
            Records.assertOwnVectors(result.embedded, "voyage-4", 1024);
        }
        assertTrue(fromCache > 0, "no record came from the cache");
    }

    // from few texts, so that many are equal and many are cached
    private static String[] texts(final Random random) {
        final String[] texts = new String[1 + random.nextInt(100)];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = random.nextInt(20) == 0 ? " " : "text number " + random.nextInt(TEXTS) + " of a mix";
        }
        // so that there is always one to send or to find
        texts[0] = "text number 0 of a mix";
        return texts;
    }

    private static final class Result {
        private final List<JsonNode> embedded = new ArrayList<>();
        private final List<JsonNode> others = new ArrayList<>();

        private void add(
                final TestRunner runner,
                final Relationship success,
                final Relationship errors,
                final Relationship unprocessed)
                throws IOException {
            embedded.addAll(Records.read(runner.getFlowFilesForRelationship(success)));
            others.addAll(Records.read(runner.getFlowFilesForRelationship(errors)));
            if (unprocessed != null) {
                others.addAll(Records.read(runner.getFlowFilesForRelationship(unprocessed)));
            }
        }

        private void assertEachRecordOnce(final int count) {
            final List<JsonNode> all = new ArrayList<>(embedded);
            all.addAll(others);
            assertEquals(
                    IntStream.range(0, count).boxed().toList(),
                    all.stream()
                            .map(record -> record.path("id").asInt())
                            .sorted()
                            .toList());
            assertTrue(others.stream().noneMatch(record -> record.has("embedding")));
        }
    }
}
