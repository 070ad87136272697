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
import dev.nifivoyage.processors.batch.create.plan.JobLimitProperties;
import dev.nifivoyage.processors.record.path.VectorFormat;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.record.path.exception.RecordPathException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Contents that cannot be read or written, and formats other than JSON.
 */
class RecordFormatsTest {
    @RegisterExtension
    final VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions());

    private TestRunner create;

    @BeforeEach
    void start() throws Exception {
        create = flow.create();
    }

    @Test
    void namesTheLineOfAQuoteThatIsNeverClosed() throws Exception {
        final CSVReader reader = new CSVReader();
        create.addControllerService("csv", reader);
        create.setProperty(reader, "schema-access-strategy", "csv-header-derived");
        create.enableControllerService(reader);
        create.setProperty("Record Reader", "csv");
        create.enqueue("id,text\n1,fine\n2,\"never closed\n3,fine\n");
        create.run();

        final String message = create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE)
                .getFirst()
                .getAttribute("error.message");
        assertTrue(message.contains("line 3"), message);
    }

    @Test
    void rejectsCsvWithBrokenQuotes() throws Exception {
        VoyageTestEnvironment.use(create, "Record Reader", new CSVReader());
        create.enqueue("id,text\n1,fine\n2,\"broken\"off\n3,\"never closed");
        create.run();

        assertUnreadable();
    }

    @ParameterizedTest
    @EnumSource(VectorFormat.class)
    void writesTheVectorsOfAllRecordsToAvro(final VectorFormat format) throws Exception {
        VoyageTestEnvironment.use(create, "Record Reader", new CSVReader());
        final MockFlowFile submitted = flow.submit(create, "id,text\n1,one\n2,two\n3,three\n4,\n5,\n");
        final TestRunner download = flow.download();
        VoyageTestEnvironment.use(download, "Record Reader", new CSVReader());
        VoyageTestEnvironment.use(download, "Record Writer", new AvroRecordSetWriter());
        download.setProperty(DownloadBatchResults.VECTOR_FORMAT, format.getValue());
        VoyageTestEnvironment.enqueue(download, flow.await(submitted));
        download.run();

        assertEquals(
                List.of(true, true, true),
                values(download, DownloadBatchResults.SUCCESS, "embedding").stream()
                        .map(Objects::nonNull)
                        .toList());
        assertEquals(
                List.of(true, true),
                values(download, DownloadBatchResults.REJECTED, "error").stream()
                        .map(Objects::nonNull)
                        .toList());
    }

    private static List<Object> values(final TestRunner runner, final Relationship relationship, final String field)
            throws Exception {
        final AvroReader avro = new AvroReader();
        runner.addControllerService("avro of " + field, avro);
        runner.enableControllerService(avro);
        final List<Object> values = new ArrayList<>();
        final byte[] content =
                runner.getFlowFilesForRelationship(relationship).getFirst().toByteArray();
        try (RecordReader records = avro.createRecordReader(
                Map.of(), new ByteArrayInputStream(content), content.length, runner.getLogger())) {
            Record record;
            while ((record = records.nextRecord()) != null) {
                values.add(record.getValue(field));
            }
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rejectsContentWhoseReaderThrows(final int time) throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        VoyageTestEnvironment.use(create, "Record Reader", new BreakingReader(time, new IllegalStateException()));
        create.enqueue(Records.of(Records.numbered(4)));
        create.run();

        assertUnreadable();
        create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_MESSAGE, "java.lang.IllegalStateException");
    }

    @Test
    void rejectsRecordsThatTheTextRecordPathCannotBeAppliedTo() throws Exception {
        VoyageTestEnvironment.use(
                create,
                "Record Reader",
                new BreakingReader(1, new RecordPathException("no such thing in this record")));
        create.enqueue(Records.of(Records.numbered(4)));
        create.run();

        assertUnreadable();
    }

    @Test
    void leavesTheFlowFileInTheQueueWhenNiFiCannotGiveItsContent() throws Exception {
        VoyageTestEnvironment.use(
                create,
                "Record Reader",
                new BreakingReader(1, new FlowFileAccessException("the content repository is not there")));
        create.enqueue(Records.of(Records.numbered(4)));

        final AssertionError thrown = assertThrows(AssertionError.class, () -> create.run());
        assertTrue(thrown.getCause() instanceof FlowFileAccessException, thrown::toString);
        assertEquals(1, create.getQueueSize().getObjectCount());
        assertEquals(0, jobs());
    }

    @Test
    void joinsSlicesWrittenInAnotherFormat() throws Exception {
        create.setProperty(JobLimitProperties.MAXIMUM_REQUESTS, "2");
        VoyageTestEnvironment.use(create, "Record Writer", new CSVRecordSetWriter());
        create.enqueue(Records.of("one", "two, with a comma", "three \"quoted\""));
        create.run();
        create.assertTransferCount(CreateBatchEmbedding.SUBMITTED, 2);

        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile slice : create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)) {
            slice.assertAttributeEquals("mime.type", "text/csv");
            final TestRunner download = flow.download();
            VoyageTestEnvironment.use(download, "Record Reader", new CSVReader());
            VoyageTestEnvironment.enqueue(download, flow.await(slice));
            download.run();
            download.assertTransferCount(DownloadBatchResults.FAILURE, 0);
            records.addAll(Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)));
        }
        assertEquals(
                List.of("one", "two, with a comma", "three \"quoted\""),
                records.stream().map(record -> record.path("text").asText()).toList());
        Records.assertOwnVectors(records, "voyage-4", 1024);
    }

    @Test
    void rejectsTheResultsWhenAnotherTextIsReadThanWasSent() throws Exception {
        create.enqueue("""
            {"text":"one","title":"first"}
            {"text":"two","title":"second"}""");
        create.run();
        final TestRunner download = flow.download();
        download.setProperty(DownloadBatchResults.TEXT_RECORD_PATH, "/title");
        VoyageTestEnvironment.enqueue(
                download,
                flow.await(create.getFlowFilesForRelationship(CreateBatchEmbedding.SUBMITTED)
                        .getFirst()));
        download.run();

        download.assertAllFlowFilesTransferred(DownloadBatchResults.FAILURE, 1);
        download.getFlowFilesForRelationship(DownloadBatchResults.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "record_count_mismatch");
    }

    @Test
    void clearsTheErrorOfARecordThatHasItsVectorNow() throws Exception {
        final TestRunner rejected = flow.download(flow.await(flow.submit(create, """
            {"id":1,"text":"fine"}
            {"id":2,"text":" "}""")));
        final String record = rejected.getFlowFilesForRelationship(DownloadBatchResults.REJECTED)
                .getFirst()
                .getContent();
        assertTrue(record.contains("blank_text"), record);

        final TestRunner mended = flow.download(flow.await(flow.submit(create, record.replace("\" \"", "\"mended\""))));
        final JsonNode embedded = Records.read(mended.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                .getFirst();
        assertEquals(1024, embedded.path("embedding").size());
        assertTrue(
                embedded.path("error").isNull() || embedded.path("error").isMissingNode(),
                embedded.path("error")::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "of the user"
        {"code":"E7"}
        {"code":"E7","message":"of the user","line":3}
        """)
    void leavesAnErrorOfTheUserAlone(final String error) throws Exception {
        final TestRunner download = flow.download(flow.await(flow.submit(create, """
            {"text":"fine","error":%s}""".formatted(error))));

        assertEquals(
                error,
                Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS))
                        .getFirst()
                        .path("error")
                        .toString());
    }

    private void assertUnreadable() throws Exception {
        create.assertAllFlowFilesTransferred(CreateBatchEmbedding.FAILURE, 1);
        create.getFlowFilesForRelationship(CreateBatchEmbedding.FAILURE)
                .getFirst()
                .assertAttributeEquals(VoyageAttributes.ERROR_CODE, "unreadable_content");
        assertEquals(0, jobs());
    }

    private int jobs() throws Exception {
        return LocalHttp.get(flow.voyage(), "/batches").path("data").size();
    }
}
