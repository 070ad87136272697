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
import dev.nifivoyage.processors.LoggedWarnings;
import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.property.EmbeddingProperties;
import dev.nifivoyage.processors.property.PriceProperty;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Input and output of the three processors together.
 */
class BatchEmbeddingFlowTest {
    private static final String MODEL = "voyage-4";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @Test
    void givesEachRecordTheVectorOfItsOwnText() throws Exception {
        final MockFlowFile completed = flow.await(flow.submit(flow.create(), Records.of(Records.numbered(500))));
        final TestRunner download = flow.download(completed);

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.assertTransferCount(DownloadBatchResults.REJECTED, 0);
        download.assertTransferCount(DownloadBatchResults.UNPROCESSED, 0);
        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertEquals(500, records.size());
        for (int i = 0; i < records.size(); i++) {
            assertEquals(i, records.get(i).path("id").asInt(), "the order of the records");
        }
        Records.assertOwnVectors(records, MODEL, 1024);

        final MockFlowFile success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst();
        success.assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "500");
        success.assertAttributeEquals(VoyageAttributes.RECORDS_EMBEDDED, "500");
        success.assertAttributeEquals(
                VoyageAttributes.USAGE_TOKENS,
                Long.toString(flow.voyage().ledger().totals().batchTokens()));
    }

    @Test
    void sendsEqualTextsOnceAndUnusableTextsNever() throws Exception {
        final String content = """
            {"id":0,"text":"same"}
            {"id":1,"text":"other"}
            {"id":2,"text":"same"}
            {"id":3,"text":"  "}
            {"id":4,"text":null}
            {"id":5}
            """;
        final MockFlowFile submitted = flow.submit(flow.create(), content);
        submitted.assertContentEquals(content);
        submitted.assertAttributeEquals(VoyageAttributes.REQUESTS, "2");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_SENT, "3");
        submitted.assertAttributeEquals(VoyageAttributes.RECORDS_UNUSABLE, "3");

        final TestRunner download = flow.download(flow.await(submitted));

        assertEquals(2, flow.voyage().ledger().totals().batchRequests());
        final List<JsonNode> embedded =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertEquals(
                List.of(0, 1, 2),
                embedded.stream().map(record -> record.path("id").asInt()).toList());
        assertEquals(embedded.get(0).path("embedding"), embedded.get(2).path("embedding"));
        final List<JsonNode> errors = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        assertEquals(
                List.of("blank_text", "missing_text", "missing_text"),
                errors.stream()
                        .map(record -> record.path("error").path("code").asText())
                        .toList());
        assertTrue(errors.stream()
                .noneMatch(
                        record -> record.path("error").path("message").asText().isBlank()));
        assertEquals(
                "FlowFile: Routed 3 of 6 records to rejected. First error, in record 4: The text at /text is empty or contains only white space",
                LoggedWarnings.only(download));
    }

    @Test
    void cutsAFlowFileIntoSeveralJobsThatCanBePutTogetherAgain() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "40");
        create.enqueue(Records.of(Records.numbered(100)));
        create.run();

        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 3);
        create.assertTransferCount(CreateBatchEmbedding.ORIGINAL, 1);
        final Set<String> identifiers = new TreeSet<>();
        final List<JsonNode> records = new ArrayList<>();
        int index = 0;
        for (final MockFlowFile slice : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
            identifiers.add(slice.getAttribute(VoyageAttributes.FRAGMENT_IDENTIFIER));
            slice.assertAttributeEquals(VoyageAttributes.FRAGMENT_INDEX, Integer.toString(index++));
            slice.assertAttributeEquals(VoyageAttributes.FRAGMENT_COUNT, "3");
            final TestRunner download = flow.download(flow.await(slice));
            download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
            records.addAll(Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)));
        }

        assertEquals(1, identifiers.size());
        assertEquals(100, records.size());
        for (int i = 0; i < records.size(); i++) {
            assertEquals(i, records.get(i).path("id").asInt());
        }
        Records.assertOwnVectors(records, MODEL, 1024);
    }

    @Test
    void givesAFragmentWithoutVectorsAnEmptySuccess() throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        flow.voyage().faults().set(Fault.lines().error(1.0));
        create.enqueue(Records.of(Records.numbered(4)));
        create.run();

        final MockFlowFile slice = create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                .getFirst();
        final TestRunner download = flow.download(flow.await(slice));

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "0");
        download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.RECORD_COUNT, "2");
    }

    @Test
    void accountsForEachRecordWhenLinesFailAreMissingRepeatedAndMalformed() throws Exception {
        flow.voyage()
                .faults()
                .set(
                        Fault.lines().response(0.02).error(0.02),
                        Fault.output().drop(0.03).duplicate(0.03).malform(0.02));
        final int count = 2_000;
        final TestRunner download =
                flow.download(flow.await(flow.submit(flow.create(), Records.of(Records.numbered(count)))));

        final List<JsonNode> embedded =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        final List<JsonNode> errors = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.REJECTED));
        final List<JsonNode> unprocessed =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED));
        Records.assertOwnVectors(embedded, MODEL, 1024);
        assertTrue(errors.size() > 20, () -> errors.size() + " errors");
        assertTrue(unprocessed.size() > 20, () -> unprocessed.size() + " unprocessed");
        assertTrue(errors.stream()
                .allMatch(record -> record.path("error").hasNonNull("code")
                        && record.path("error").hasNonNull("message")));
        assertTrue(unprocessed.stream().noneMatch(record -> record.has("error") || record.has("embedding")));

        final Set<Integer> ids = new TreeSet<>();
        embedded.forEach(record -> ids.add(record.path("id").asInt()));
        errors.forEach(record -> ids.add(record.path("id").asInt()));
        unprocessed.forEach(record -> ids.add(record.path("id").asInt()));
        assertEquals(count, ids.size());
        assertEquals(count, embedded.size() + errors.size() + unprocessed.size());
        assertTrue(download.getCounterValue("Result Lines Repeated") > 0);
        assertTrue(download.getCounterValue("Result Lines Malformed") > 0);
        // of the rejected records, of the lines that were no results, of those that were missing, and of http_500
        assertEquals(4, download.getLogger().getWarnMessages().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 400})
    void sendsRequestsAgainThatVoyageFailedToProcessTemporarily(final int status) throws Exception {
        flow.voyage()
                .faults()
                .set(Fault.lines().response(0.3).statusCode(status).message("Not now."));
        final TestRunner create = flow.create();
        final TestRunner download = flow.download(flow.await(flow.submit(create, Records.of(Records.numbered(50)))));
        final boolean isTemporary = status != 400;
        final List<JsonNode> failed = Records.read(download.getFlowFilesForRelationship(
                isTemporary ? DownloadBatchResults.UNPROCESSED : DownloadBatchResults.REJECTED));
        final List<JsonNode> embedded =
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));

        assertFalse(failed.isEmpty());
        assertEquals(50, embedded.size() + failed.size());
        assertTrue(failed.stream().allMatch(record -> record.has("error") != isTemporary));
        if (!isTemporary) {
            return;
        }

        download.assertTransferCount(DownloadBatchResults.REJECTED, 0);
        assertEquals(
                "… batch job X for Y temporarily. Routing %d records to unprocessed, the first because of http_%d: Not now."
                        .formatted(failed.size(), status),
                download.getLogger()
                        .getWarnMessages()
                        .getFirst()
                        .getMsg()
                        .replaceFirst(".*batch job \\S+ for .* temporarily", "… batch job X for Y temporarily"));
        flow.voyage().faults().clear();
        create.clearTransferState();
        VoyageTestEnvironment.enqueue(
                create,
                download.getFlowFilesForRelationship(DownloadBatchResults.UNPROCESSED)
                        .getFirst());
        create.run();
        final TestRunner second =
                flow.download(flow.await(create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                        .getFirst()));
        assertEquals(
                failed.size(),
                Records.read(second.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "uint8", "binary", "ubinary"})
    void carriesQuantizedVectors(final String dataType) throws Exception {
        final TestRunner create = flow.create();
        create.setProperty(EmbeddingProperties.DATA_TYPE, dataType);
        create.setProperty(EmbeddingProperties.DIMENSIONS, "256");
        final TestRunner download = flow.download(flow.await(flow.submit(create, Records.of(Records.numbered(20)))));

        final List<JsonNode> records = Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
        assertEquals(20, records.size());
        final boolean unsigned = dataType.startsWith("u");
        for (final JsonNode record : records) {
            assertEquals(
                    dataType.endsWith("binary") ? 32 : 256,
                    record.path("embedding").size());
            for (final JsonNode number : record.path("embedding")) {
                assertTrue(
                        number.isInt()
                                && number.asInt() >= (unsigned ? 0 : -128)
                                && number.asInt() <= (unsigned ? 255 : 127),
                        number::toString);
            }
        }
    }

    @Test
    void computesCostAndSaving() throws Exception {
        final TestRunner download = flow.download();
        download.setProperty(PriceProperty.PRICE, "1000");
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(flow.create(), Records.of("one", "two"))));
        download.run();

        final MockFlowFile success = download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst();
        final long tokens = flow.voyage().ledger().totals().tokens();
        assertEquals(tokens * 0.001 * 0.67, Double.parseDouble(success.getAttribute(VoyageAttributes.COST)), 1e-9);
        assertEquals(
                tokens * 0.001 * 0.33, Double.parseDouble(success.getAttribute(VoyageAttributes.COST_SAVED)), 1e-9);
        assertEquals(tokens, download.getCounterValue("Tokens"));
    }

    @Test
    void needsNoMoreThanAttributesAndContentOnAnotherNode() throws Exception {
        final MockFlowFile submitted = flow.submit(flow.create(), Records.of("one", "two"));
        flow.await(submitted);
        // the FlowFile as it was before polling: status and files are retrieved
        final TestRunner download = flow.download(submitted);

        download.assertTransferCount(DownloadBatchResults.SUCCESS, 1);
        Records.assertOwnVectors(
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)), MODEL, 1024);
        assertNull(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                .getFirst()
                .getAttribute(VoyageAttributes.ERROR_CODE));
    }
}
