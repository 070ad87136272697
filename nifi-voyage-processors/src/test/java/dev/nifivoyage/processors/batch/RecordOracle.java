/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.processors.realtime.CreateEmbedding;
import org.apache.nifi.avro.AvroReader;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The expected output of a processor: all input, or what the same reader and writer return without a processor.
 */
final class RecordOracle {
    static final String EMBEDDINGS = "embedding";
    static final int DIMENSION = 256;

    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordOracle() {}

    /**
     * The output of a writer.
     */
    record Written(String mimeType, byte[] content) {}

    /**
     * Returns the output of the reader and the writer of a runner without a processor; empty if they are incompatible.
     */
    static Optional<Written> alone(final TestRunner runner, final byte[] bytes, final Map<String, String> attributes)
            throws Exception {
        final RecordReaderFactory readers = runner.getControllerService(
                runner.getProcessContext().getProperty("Record Reader").getValue(), RecordReaderFactory.class);
        final RecordSetWriterFactory writers = runner.getControllerService(
                runner.getProcessContext().getProperty("Record Writer").getValue(), RecordSetWriterFactory.class);
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        final String mimeType;
        try (RecordReader reader = readers.createRecordReader(
                        attributes, new ByteArrayInputStream(bytes), bytes.length, runner.getLogger());
                RecordSetWriter writer = writers.createWriter(
                        runner.getLogger(), writers.getSchema(attributes, reader.getSchema()), output, attributes)) {
            writer.beginRecordSet();
            Record record;
            while ((record = reader.nextRecord()) != null) {
                writer.write(record);
            }
            writer.finishRecordSet();
            mimeType = writer.getMimeType();
        } catch (final IOException | MalformedRecordException | RuntimeException e) {
            // neither does without us
            return Optional.empty();
        }
        return Optional.of(new Written(mimeType, output.toByteArray()));
    }

    /**
     * Returns the records of a content.
     *
     * @param flow creates readers
     */
    static List<JsonNode> read(final VoyageTestEnvironment flow, final String mimeType, final byte[] content)
            throws Exception {
        if (mimeType.contains("json")) {
            final List<JsonNode> records = new ArrayList<>();
            JSON.readerFor(JsonNode.class)
                    .<JsonNode>readValues(content)
                    .readAll()
                    .forEach(node -> {
                        if (node.isArray()) {
                            node.forEach(records::add);
                        } else {
                            records.add(node);
                        }
                    });
            return records;
        }

        final TestRunner converter = flow.withRecords(new CreateEmbedding());
        final ControllerService reader = mimeType.contains("csv") ? new CSVReader() : new AvroReader();
        converter.addControllerService("converted", reader);
        if (mimeType.contains("csv")) {
            converter.setProperty(reader, "schema-access-strategy", "csv-header-derived");
        }
        converter.enableControllerService(reader);
        converter.setProperty("Record Reader", "converted");
        final Written written = alone(converter, content, Map.of()).orElseThrow();
        return read(flow, written.mimeType(), written.content());
    }

    /**
     * Fails unless each value is unchanged, or as the reader and the writer convert it; null equals a missing value.
     */
    static void assertUnchanged(final JsonNode read, final JsonNode alone, final JsonNode written) {
        assertTrue(
                isUnchanged(read, alone, written),
                () -> "%s became %s, and without us %s".formatted(read, written, alone));
    }

    private static boolean isUnchanged(final JsonNode read, final JsonNode alone, final JsonNode written) {
        if (read.isArray() && written.isArray()) {
            return read.size() == written.size()
                    && IntStream.range(0, read.size())
                            .allMatch(i -> isUnchanged(read.get(i), alone.path(i), written.get(i)));
        }
        if (read.isObject() && written.isObject()) {
            final Set<String> names = new HashSet<>();
            read.fieldNames().forEachRemaining(names::add);
            written.fieldNames().forEachRemaining(names::add);
            return names.stream().allMatch(name -> isUnchanged(read.path(name), alone.path(name), written.path(name)));
        }

        // another form is no loss
        return isSame(read, written) || !isNothing(alone) && isSame(alone, written);
    }

    private static boolean isSame(final JsonNode expected, final JsonNode actual) {
        if (isNothing(expected) || isNothing(actual)) {
            return isNothing(expected) && isNothing(actual);
        }
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        if (!expected.isContainerNode() || expected.getNodeType() != actual.getNodeType()) {
            // NiFi writes an array that is in an array as its address
            return expected.equals(actual)
                    || expected.isTextual()
                            && actual.isTextual()
                            && expected.asText()
                                    .replaceAll("@[0-9a-f]+", "")
                                    .equals(actual.asText().replaceAll("@[0-9a-f]+", ""));
        }
        if (expected.isArray()) {
            return expected.size() == actual.size()
                    && IntStream.range(0, expected.size()).allMatch(i -> isSame(expected.get(i), actual.get(i)));
        }

        final Set<String> names = new HashSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        actual.fieldNames().forEachRemaining(names::add);
        return names.stream().allMatch(name -> isSame(expected.path(name), actual.path(name)));
    }

    private static boolean isNothing(final JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }

    /**
     * Returns the records of the reader and the writer of a runner without a processor; empty if they are incompatible.
     */
    static List<JsonNode> others(final VoyageTestEnvironment flow, final TestRunner runner, final String content)
            throws Exception {
        final Optional<Written> alone = alone(runner, content.getBytes(StandardCharsets.UTF_8), Map.of());
        return alone.isEmpty()
                ? List.of()
                : read(flow, alone.get().mimeType(), alone.get().content());
    }

    /**
     * Runs a file through an embedding processor, and fails unless each record is routed once with its own vector and
     * all its values.
     */
    static void assertEmbedded(
            final VoyageTestEnvironment flow,
            final TestRunner runner,
            final String content,
            final List<Map<String, Object>> file)
            throws Exception {
        assertEmbedded(flow, runner, content.getBytes(StandardCharsets.UTF_8), Map.of(), file);
    }

    /**
     * Runs a file with attributes.
     */
    static void assertEmbedded(
            final VoyageTestEnvironment flow,
            final TestRunner runner,
            final byte[] content,
            final Map<String, String> attributes,
            final List<Map<String, Object>> file)
            throws Exception {
        final Optional<Written> alone = alone(runner, content, attributes);
        if (alone.isEmpty()) {
            // the reader and the writer do not get along
            return;
        }
        runner.clearTransferState();
        runner.enqueue(content, attributes);
        runner.run();
        assertEquals(List.of(), runner.getFlowFilesForRelationship("failure"));
        assertEquals(List.of(), runner.getFlowFilesForRelationship("rejected"));

        final List<JsonNode> read = file.stream()
                .map(record -> without(JSON.valueToTree(record), EMBEDDINGS))
                .toList();
        final List<JsonNode> others =
                read(flow, alone.get().mimeType(), alone.get().content());
        final List<JsonNode> records = new ArrayList<>();
        for (final MockFlowFile flowFile : runner.getFlowFilesForRelationship("success")) {
            records.addAll(read(flow, flowFile.getAttribute("mime.type"), flowFile.toByteArray()));
        }
        assertEquals(
                ids(file),
                records.stream().map(record -> record.path("id").asInt()).toList());
        for (int i = 0; i < records.size(); i++) {
            assertUnchanged(read.get(i), without(others.get(i), EMBEDDINGS), without(records.get(i), EMBEDDINGS));
            assertVector(file.get(i).get("text").toString(), records.get(i).path(EMBEDDINGS));
        }
    }

    /**
     * Fails unless a field contains the vector of a text.
     */
    static void assertVector(final String text, final JsonNode vector) throws IOException {
        // CSV has an array as text
        final JsonNode numbers = vector.isTextual() ? JSON.readTree(vector.asText()) : vector;
        assertEquals(DIMENSION, numbers.size());
        final float[] expected = Records.vector("voyage-4", text, DIMENSION);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], numbers.get(i).floatValue(), 1e-7, "number " + i + " of " + text);
        }
    }

    /**
     * Returns a record without one of its fields.
     */
    static JsonNode without(final JsonNode record, final String field) {
        return record.<ObjectNode>deepCopy().without(field);
    }

    /**
     * Returns the IDs of the records of a file, which are numbered from 0.
     */
    static List<Integer> ids(final List<Map<String, Object>> file) {
        return IntStream.range(0, file.size()).boxed().toList();
    }

    /**
     * Returns a file as JSON with one record per line.
     */
    static String lines(final List<Map<String, Object>> file) throws IOException {
        final StringBuilder lines = new StringBuilder();
        for (final Map<String, Object> record : file) {
            lines.append(JSON.writeValueAsString(record)).append('\n');
        }
        return lines.toString();
    }
}
