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
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * CSV records with more values than the header has fields. NiFi's readers give the other values names that are in no
 * schema, so writers would drop them, and the text would be a part of what it should be.
 */
class SurplusValuesTest {
    private static final int RECORDS = 60;
    private static final String FIRST_SURPLUS = "unknown_field_index_3";

    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    @ParameterizedTest
    @CsvSource({
        "commons-csv,infer-schema",
        "commons-csv,csv-header-derived",
        "jackson-csv,infer-schema",
        "fast-csv,csv-header-derived"
    })
    void suchRecordsAreRejectedWithAllTheirValues(final String parser, final String schema) throws Exception {
        final Random random = new Random(5);
        final StringBuilder content = new StringBuilder("id,price,text\n");
        final List<String> complete = new ArrayList<>();
        final List<String> surplus = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            final String id = "r" + i;
            // some tools end each line with a separator
            final String end = random.nextBoolean() ? "" : random.nextBoolean() ? "," : ", ,";
            if (random.nextInt(3) == 0) {
                surplus.add(id);
                content.append("%s,39,50,Holds %d liters of coffee%s\n".formatted(id, i, end));
            } else {
                complete.add(id);
                content.append("%s,\"39,50\",Holds %d liters of tea%s\n".formatted(id, i, end));
            }
        }

        final TestRunner realTime = csv(flow.withRecords(new CreateEmbedding()), parser, schema);
        realTime.enqueue(content.toString());
        realTime.run();
        final TestRunner create = csv(flow.create(), parser, schema);
        final TestRunner download = csv(flow.download(), parser, schema);
        VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, content.toString())));
        download.run();

        for (final TestRunner runner : List.of(realTime, download)) {
            final List<JsonNode> written = records(runner, "success");
            assertEquals(complete, ids(written));
            written.forEach(record -> assertFalse(record.has(FIRST_SURPLUS), record::toString));
            final List<JsonNode> rejected = records(runner, "rejected");
            assertEquals(surplus, ids(rejected));
            rejected.forEach(SurplusValuesTest::assertComplete);
        }
        assertEquals(complete.size(), flow.voyage().ledger().totals().batchRequests());
    }

    @Test
    void aRejectedRecordIsTakenAfterItsCorrection() throws Exception {
        final TestRunner first = csv(flow.withRecords(new CreateEmbedding()), "commons-csv", "csv-header-derived");
        first.enqueue("id,price,text\nr1,39,50,Holds coffee\n");
        first.run();
        final String rejected =
                first.getFlowFilesForRelationship("rejected").getFirst().getContent();

        final TestRunner again = flow.withRecords(new CreateEmbedding());
        again.enqueue(rejected);
        again.run();
        assertEquals(List.of("r1"), ids(records(again, "rejected")));

        again.clearTransferState();
        again.enqueue("""
            {"id":"r1","price":"39,50","text":"Holds coffee","%s":null}
            {"id":"r2","price":"7","text":"Holds tea"}""".formatted(FIRST_SURPLUS));
        again.run();
        assertEquals(List.of("r1", "r2"), ids(records(again, "success")));
    }

    private static void assertComplete(final JsonNode record) {
        assertEquals("surplus_values", record.at("/error/code").asText(), record::toString);
        assertEquals("39", record.path("price").asText());
        assertEquals("50", record.path("text").asText());
        assertTrue(record.path(FIRST_SURPLUS).asText().matches("Holds .*coffee"), record::toString);
        assertTrue(record.at("/error/message").asText().contains(FIRST_SURPLUS), record::toString);
    }

    private static List<JsonNode> records(final TestRunner runner, final String relationship) throws Exception {
        return Records.read(runner.getFlowFilesForRelationship(relationship));
    }

    private static List<String> ids(final List<JsonNode> records) {
        return records.stream().map(record -> record.path("id").asText()).toList();
    }

    private static TestRunner csv(final TestRunner runner, final String parser, final String schema) throws Exception {
        final CSVReader reader = new CSVReader();
        runner.addControllerService("csv", reader);
        runner.setProperty(reader, "csv-reader-csv-parser", parser);
        runner.setProperty(reader, "schema-access-strategy", schema);
        runner.enableControllerService(reader);
        runner.setProperty("Record Reader", "csv");
        return runner;
    }
}
