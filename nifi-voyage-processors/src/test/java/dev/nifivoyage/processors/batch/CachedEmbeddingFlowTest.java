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
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import dev.nifivoyage.service.cache.EhcacheEmbeddingCacheService;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CachedEmbeddingFlowTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private EhcacheEmbeddingCacheService cache;
    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        cache = LentCache.open();
        create = flow.create();
        LentCache.lend(cache, create);
    }

    @AfterEach
    void stop() throws IOException {
        cache.onDisabled();
    }

    @Test
    void sendsTheSameRecordsOnceOnly() throws Exception {
        final String records = Records.of(Records.numbered(30));
        final List<JsonNode> first = embed(records);
        final long tokens = flow.voyage().ledger().totals().tokens();

        final MockFlowFile known = createRealTime(records);
        known.assertAttributeEquals(VoyageAttributes.RECORDS_CACHED, "30");
        known.assertAttributeEquals(VoyageAttributes.REQUESTS, "0");
        known.assertAttributeEquals(VoyageAttributes.TOKENS_SAVED, Long.toString(tokens));
        known.assertAttributeNotExists(VoyageAttributes.BATCH_ID);
        assertEquals(30, create.getCounterValue("Cache Hits"));
        assertEquals(tokens, create.getCounterValue("Tokens Saved"));

        final TestRunner realTime = realTime(known);
        final List<JsonNode> second = Records.read(realTime.getFlowFilesForRelationship("success"));
        assertEquals(
                first.stream().map(record -> record.path("embedding")).toList(),
                second.stream().map(record -> record.path("embedding")).toList());
        assertEquals(tokens, flow.voyage().ledger().totals().tokens());
        assertEquals(1, LocalHttp.get(flow.voyage(), "/batches").path("data").size());
    }

    @Test
    void sendsOnlyWhatIsNotKnown() throws Exception {
        embed(Records.of(Records.numbered(20)));

        final String[] texts = Arrays.copyOf(Records.numbered(50), 51);
        texts[50] = " ";
        final MockFlowFile submitted = flow.submit(create, Records.of(texts));
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "30");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, "30");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_CACHED, "20");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_UNUSABLE, "1");

        final TestRunner download = download(flow.await(submitted));
        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertEquals(50, records.size());
        Records.assertOwnVectors(records, "voyage-4", 1024);
        assertEquals(20, download.getCounterValue("Records from Cache"));
        assertEquals(30, download.getCounterValue("Vectors Cached"));
        download.assertTransferCount(DownloadBatchResults.REJECTED, 1);
        download.assertTransferCount(DownloadBatchResults.UNPROCESSED, 0);
    }

    @Test
    void cutsAFlowFileIntoJobsWithKnownRecordsBetweenThem() throws Exception {
        embed(Records.of("known 1", "known 2", "known 3"));

        create.setProperty("Maximum Requests per Job", "2");
        create.enqueue(Records.of("known 1", "new 1", "", "known 2", "new 2", "new 1", "known 3", "new 3", "known 1"));
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 2);
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile submitted : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
            records.addAll(Records.read(
                    download(flow.await(submitted)).getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)));
        }
        assertEquals(
                List.of(0, 1, 3, 4, 5, 6, 7, 8),
                records.stream().map(record -> record.path("id").asInt()).toList());
        Records.assertOwnVectors(records, "voyage-4", 1024);
    }

    @Test
    void makesNoJobOfFewTexts() throws Exception {
        create.setProperty("Minimum Batch Size", "5");
        final MockFlowFile few = createRealTime(Records.of(Records.numbered(4)));
        few.assertAttributeEquals(VoyageAttributes.REQUESTS, "4");
        assertEquals(0, LocalHttp.get(flow.voyage(), "/files").path("data").size());
        final List<JsonNode> records = Records.read(realTime(few).getFlowFilesForRelationship("success"));
        assertEquals(4, records.size());
        Records.assertOwnVectors(records, "voyage-4", 1024);

        // what is known does not count
        create.clearTransferState();
        createRealTime(Records.of(Records.numbered(8)));
        create.clearTransferState();
        flow.submit(create, Records.of(Records.numbered(9)));
    }

    @Test
    void sendsRecordsAgainWhoseVectorsLeftTheCacheMeanwhile() throws Exception {
        embed(Records.of(Records.numbered(3)));
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of(Records.numbered(5))));
        cache.evict("");

        final TestRunner download = download(completed);
        assertEquals(
                2,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .size());
        assertEquals(
                3,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED))
                        .size());
    }

    @Test
    void deletesTheFilesOfAJobWhichHaveNoVectorThatLeftTheCache() throws Exception {
        embed(Records.of(Records.numbered(3)));
        final int earlier = LocalHttp.get(flow.voyage(), "/files").path("data").size();
        final MockFlowFile completed = flow.await(flow.submit(create, Records.of(Records.numbered(5))));
        cache.evict("");

        final TestRunner download = flow.download();
        LentCache.lend(cache, download);
        download.setProperty(DownloadBatchResults.DELETE_REMOTE_FILES, "true");
        download.enqueue(completed.toByteArray(), completed.getAttributes());
        download.run(2);
        download.assertTransferCount(DownloadBatchResults.UNPROCESSED, 1);
        assertEquals(
                earlier, LocalHttp.get(flow.voyage(), "/files").path("data").size());
    }

    @Test
    void fillsTheCacheWithNothingButTheIdOfAJob() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(30))));
        final TestRunner download = flow.downloadWithoutRecords();
        LentCache.lend(cache, download);
        download.enqueue(
                new byte[0], Map.of(VoyageAttributes.BATCH_ID, completed.getAttribute(VoyageAttributes.BATCH_ID)));
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.ORIGINAL, 1);
        final MockFlowFile original = download.getFlowFilesForRelationship(DownloadBatchResults.ORIGINAL)
                .getFirst();
        original.assertAttributeEquals(VoyageAttributes.CACHE_STORED, "30");
        original.assertAttributeEquals(VoyageAttributes.EMBEDDING_MODEL, "voyage-4");
        createRealTime(Records.of(Records.numbered(30))).assertAttributeEquals(VoyageAttributes.RECORDS_CACHED, "30");
    }

    @Test
    void fillsTheCacheFromAFlowFileWithoutContentDespiteAReader() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(3))));
        final TestRunner download = flow.download();
        LentCache.lend(cache, download);
        download.enqueue(new byte[0], completed.getAttributes());
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.ORIGINAL, 1);
        assertEquals(3, cache.statistics().puts());
    }

    @Test
    void leavesTheCacheAloneWhenToldTo() throws Exception {
        final TestRunner download = flow.download();
        LentCache.lend(cache, download);
        download.setProperty(DownloadBatchResults.POPULATE_CACHE, "false");
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, Records.of(Records.numbered(3)))));
        download.run();

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        assertEquals(0, cache.statistics().puts());
    }

    @Test
    void joinsRecordsAlsoWhenTheCacheIsFull() throws Exception {
        final TestRunner download = flow.download();
        LentCache.lend(cache, download).fillDisk();
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, Records.of(Records.numbered(300)))));
        download.run();

        assertEquals(
                300,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .size());
        assertEquals(1, download.getLogger().getWarnMessages().size());
        assertTrue(download.getLogger().getWarnMessages().getFirst().getMsg().contains("cache"));
    }

    @Test
    void triesAgainWhenThereIsNothingToDoButToFillAFullCache() throws Exception {
        final TestRunner download = flow.downloadWithoutRecords();
        LentCache.lend(cache, download).fillDisk();
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, Records.of(Records.numbered(3)))));
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.RETRY, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.RETRY)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "cache");
    }

    @Test
    void isNotValidWithHalfOfReaderAndWriterOrNothingToDo() throws Exception {
        final TestRunner download = flow.downloadWithoutRecords();
        download.assertNotValid();
        LentCache.lend(cache, download);
        download.assertValid();
        download.setProperty(DownloadBatchResults.POPULATE_CACHE, "false");
        download.assertNotValid();

        final TestRunner half = flow.download();
        half.removeProperty(DownloadBatchResults.RECORD_WRITER);
        half.assertNotValid();
    }

    private List<JsonNode> embed(final String records) throws Exception {
        final TestRunner download = download(flow.await(flow.submit(create, records)));
        final List<JsonNode> embedded =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertFalse(embedded.isEmpty());
        return embedded;
    }

    private TestRunner download(final MockFlowFile completed) throws Exception {
        final TestRunner download = flow.download();
        LentCache.lend(cache, download);
        VoyageTestEnvironment.enqueue(download, completed);
        download.run();
        return download;
    }

    private MockFlowFile createRealTime(final String records) {
        create.enqueue(records);
        create.run();
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.REAL_TIME, 1);
        final MockFlowFile flowFile = create.getFlowFilesForRelationship(CreateBatchEmbedding.REAL_TIME)
                .getFirst();
        assertEquals(records, flowFile.getContent());
        assertNotNull(flowFile.getAttribute(VoyageAttributes.EMBEDDING_MODEL));
        return flowFile;
    }

    private TestRunner realTime(final MockFlowFile flowFile) throws Exception {
        final TestRunner realTime = flow.withRecords(new CreateEmbedding());
        LentCache.lend(cache, realTime);
        VoyageTestEnvironment.enqueue(realTime, flowFile);
        realTime.run();
        realTime.assertTransferCount("success", 1);
        return realTime;
    }
}
