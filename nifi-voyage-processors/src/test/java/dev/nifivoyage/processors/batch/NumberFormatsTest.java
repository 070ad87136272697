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
import dev.nifivoyage.local.vector.NumberFormat;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Each record gets exactly the vector of its text, however the server prints its numbers. */
class NumberFormatsTest {
    private static final String MODEL = "voyage-4";
    // more texts than fit into memory while their placeholders are in the buffer of the writer
    private static final int RECORDS = 300;
    private static final double EIGHT_DECIMALS = 1e8;

    @ParameterizedTest
    @CsvSource({"SHORT8, 256", "SHORT8, 2048", "FLOAT, 256", "FLOAT, 2048", "DOUBLE, 256", "DOUBLE, 2048"})
    void exactVectors(final NumberFormat format, final int dimension) throws Exception {
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions().numberFormat(format))) {
            final TestRunner create = flow.create();
            create.setProperty("Dimensions", Integer.toString(dimension));
            final TestRunner download =
                    flow.download(flow.await(flow.submit(create, Records.of(Records.numbered(100)))));

            final List<JsonNode> records =
                    Records.read(download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS));
            assertEquals(100, records.size());
            for (final JsonNode record : records) {
                assertVector(record, "/embedding", format, dimension);
            }
        }
    }

    // the text of a vector is inserted after a writer that copies the text of a record, with others it is not
    @ParameterizedTest
    @CsvSource({
        "output-array,   false, none, /embedding",
        "output-oneline, false, none, /embedding",
        "output-oneline, false, none, /meta/embedding",
        "output-array,   true,  none, /embedding",
        "output-array,   false, gzip, /embedding",
        "output-oneline, false, gzip, /meta/embedding"
    })
    void exactVectorsFromEachJsonWriter(
            final String grouping, final String pretty, final String compression, final String path) throws Exception {
        final byte[] content = write(
                new JsonRecordSetWriter(),
                Map.of("output-grouping", grouping, "Pretty Print JSON", pretty, "compression-format", compression),
                path);

        assertVectors(
                "gzip".equals(compression)
                        ? new GZIPInputStream(new ByteArrayInputStream(content))
                        : new ByteArrayInputStream(content),
                path);
    }

    @Test
    void exactVectorsFromAWriterThatChangesTheText() throws Exception {
        final byte[] content = write(new EncodedJsonWriter(), Map.of(), "/embedding");

        assertVectors(Base64.getDecoder().wrap(new ByteArrayInputStream(content)), "/embedding");
    }

    @Test
    void exactVectorsFromAWriterThatDoesNotFlush() throws Exception {
        assertVectors(new ByteArrayInputStream(write(new UnflushedJsonWriter(), Map.of(), "/embedding")), "/embedding");
    }

    private static byte[] write(
            final RecordSetWriterFactory writer, final Map<String, String> properties, final String path)
            throws Exception {
        try (VoyageTestEnvironment flow = new VoyageTestEnvironment(new VoyageLocalOptions())) {
            final TestRunner create = flow.create();
            create.setProperty("Dimensions", "2048");
            final StringBuilder records = new StringBuilder();
            for (int i = 0; i < RECORDS; i++) {
                // NiFi does not use the text of a record with an exponent, even in a string
                records.append("{\"id\":%d,\"text\":\"%d\",\"name\":\"%s\",\"meta\":{\"a\":1}}%n"
                        .formatted(i, i, i % 3 == 1 ? "1e5" : "a"));
            }
            final TestRunner download = flow.download();
            VoyageTestEnvironment.use(download, "Record Writer", writer, properties);
            download.setProperty("Embedding Record Path", path);
            VoyageTestEnvironment.enqueue(download, flow.await(flow.submit(create, records.toString())));
            download.run();
            return download.getFlowFilesForRelationship(DownloadBatchResults.SUCCESS)
                    .getFirst()
                    .toByteArray();
        }
    }

    private static void assertVectors(final InputStream content, final String path) throws IOException {
        final List<JsonNode> records = Records.read(content);
        assertEquals(RECORDS, records.size());
        for (int i = 0; i < RECORDS; i++) {
            assertEquals(i, records.get(i).path("id").intValue());
            assertVector(records.get(i), path, NumberFormat.FLOAT, 2048);
        }
    }

    private static void assertVector(
            final JsonNode record, final String path, final NumberFormat format, final int dimension) {
        final float[] expected = Records.vector(MODEL, record.path("text").textValue(), dimension);
        final JsonNode vector = record.at(path);
        assertEquals(dimension, vector.size());
        for (int i = 0; i < dimension; i++) {
            final float number = format == NumberFormat.SHORT8
                    ? (float) (Math.rint(expected[i] * EIGHT_DECIMALS) / EIGHT_DECIMALS)
                    : expected[i];
            assertEquals(number, Float.parseFloat(vector.get(i).asText()), () -> vector.toString());
        }
    }

    /**
     * A writer that passes on what it writes when it ends.
     */
    private static final class UnflushedJsonWriter extends JsonRecordSetWriter {

        @Override
        public RecordSetWriter createWriter(
                final ComponentLog logger,
                final RecordSchema schema,
                final OutputStream out,
                final Map<String, String> variables)
                throws SchemaNotFoundException, IOException {
            final ByteArrayOutputStream held = new ByteArrayOutputStream();
            final RecordSetWriter writer = super.createWriter(logger, schema, held, variables);
            return (RecordSetWriter) Proxy.newProxyInstance(
                    RecordSetWriter.class.getClassLoader(),
                    new Class<?>[] {RecordSetWriter.class},
                    (proxy, method, arguments) -> {
                        if ("flush".equals(method.getName())) {
                            return null;
                        }
                        final Object result = method.invoke(writer, arguments);
                        if ("finishRecordSet".equals(method.getName())) {
                            writer.flush();
                            held.writeTo(out);
                        }
                        return result;
                    });
        }
    }

    /**
     * A writer that takes the text of records and encodes its output.
     */
    private static final class EncodedJsonWriter extends JsonRecordSetWriter {

        @Override
        public RecordSetWriter createWriter(
                final ComponentLog logger,
                final RecordSchema schema,
                final OutputStream out,
                final Map<String, String> variables)
                throws SchemaNotFoundException, IOException {
            return super.createWriter(logger, schema, Base64.getEncoder().wrap(out), variables);
        }
    }
}
