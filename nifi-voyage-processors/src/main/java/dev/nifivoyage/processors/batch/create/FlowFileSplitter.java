/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.create;

import dev.nifivoyage.processors.attribute.VoyageAttributes;
import dev.nifivoyage.processors.batch.create.plan.JobPlan;
import dev.nifivoyage.processors.batch.create.plan.PlannedJob;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.SchemaUnion;
import dev.nifivoyage.processors.record.output.TextKeeper;
import dev.nifivoyage.processors.request.RecordRequest;
import dev.nifivoyage.processors.request.RecordRequests;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.stream.io.ByteCountingOutputStream;
import org.apache.nifi.stream.io.NonCloseableOutputStream;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Splits a FlowFile that needs several jobs into slices. Its new content is the records and requests of all slices in
 * sequence, followed by a table. Nothing has to be planned a second time: changes of the cache do not affect the slices
 * and their requests, and each slice is found without reading those before it.
 */
final class FlowFileSplitter {
    /** MIME type that no Record Reader accepts, in case the FlowFile is routed elsewhere. */
    static final String MIME_TYPE = "application/x-nifi-voyage-slices";

    private static final int BUFFER_SIZE = 1 << 16;

    private final BatchJobSpec spec;
    private final ComponentLog logger;

    FlowFileSplitter(final BatchJobSpec spec, final ComponentLog logger) {
        this.spec = spec;
        this.logger = logger;
    }

    /**
     * Splits a FlowFile. After an exception its content must not be used.
     *
     * @param flowFile FlowFile to change
     * @param source FlowFile with the same content, which is not changed
     */
    FlowFile split(final ProcessSession session, final FlowFile flowFile, final FlowFile source, final JobPlan plan)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final Map<String, String> attributes = new HashMap<>();
        final List<SliceEntry> entries = new ArrayList<>();
        try (InputRecords records = InputRecords.of(session, source, spec.reader(), logger);
                OutputStream buffered = new BufferedOutputStream(session.write(flowFile), BUFFER_SIZE);
                ByteCountingOutputStream output = new ByteCountingOutputStream(buffered)) {
            // not the schema of the reader, with which a writer would drop fields of records of several shapes
            RecordSchema schema = SchemaUnion.of(records.schema());
            for (final List<String> names : plan.convertedTexts()) {
                schema = SchemaUnion.holding(schema, names, RecordFieldType.STRING.getDataType());
            }
            // a slice keeps such texts as they are in the source
            final RecordSource next = plan.convertedTexts().isEmpty() ? records::next : read(records);
            for (final PlannedJob job : plan.jobs()) {
                final long recordsOffset = output.getBytesWritten();
                attributes.putAll(
                        writeRecords(next, schema, source, job.summary().records(), output));
                final long requestsOffset = output.getBytesWritten();
                try (InputStream requests = session.read(job.requestFile())) {
                    requests.transferTo(output);
                }
                entries.add(new SliceEntry(
                        recordsOffset,
                        requestsOffset - recordsOffset,
                        requestsOffset,
                        output.getBytesWritten() - requestsOffset,
                        job.summary()));
            }
            attributes.put(VoyageAttributes.SLICE_TABLE, Long.toString(output.getBytesWritten()));
            for (final SliceEntry entry : entries) {
                output.write(entry.toBytes());
            }
        }

        attributes.put(CoreAttributes.MIME_TYPE.key(), MIME_TYPE);
        attributes.put(VoyageAttributes.SLICE_INDEX, "0");
        attributes.put(VoyageAttributes.SLICE_COUNT, Integer.toString(entries.size()));
        attributes.put(VoyageAttributes.FRAGMENT_IDENTIFIER, UUID.randomUUID().toString());
        attributes.put(VoyageAttributes.FRAGMENT_COUNT, Integer.toString(entries.size()));
        attributes.put(
                VoyageAttributes.SEGMENT_ORIGINAL_FILENAME, flowFile.getAttribute(CoreAttributes.FILENAME.key()));
        return session.putAllAttributes(flowFile, attributes);
    }

    // the texts of a record are available once its request has been read
    private RecordSource read(final InputRecords records) throws IOException {
        final RecordRequests requests = spec.requests().extractor().open().read(records);
        final Deque<InputRecord> ofRequest = new ArrayDeque<>();
        return () -> {
            if (ofRequest.isEmpty()) {
                final RecordRequest request = requests.next();
                if (request != null) {
                    ofRequest.addAll(request.records());
                }
            }
            return ofRequest.poll();
        };
    }

    private Map<String, String> writeRecords(
            final RecordSource records,
            final RecordSchema schema,
            final FlowFile source,
            final long count,
            final OutputStream output)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final RecordSchema writeSchema = spec.writer().getSchema(source.getAttributes(), schema);
        final TextKeeper texts = new TextKeeper(writeSchema);
        try (RecordSetWriter writer =
                spec.writer().createWriter(logger, writeSchema, new NonCloseableOutputStream(output), source)) {
            writer.beginRecordSet();
            for (long number = 0; number < count; number++) {
                final InputRecord record = records.next();
                if (record == null) {
                    throw new EOFException("The FlowFile had fewer records when it was read again");
                }
                writer.write(texts.keep(RecordDraft.withTexts(record).toRecord(schema)));
            }
            final WriteResult result = writer.finishRecordSet();
            writer.flush();
            final Map<String, String> attributes = new HashMap<>(result.getAttributes());
            attributes.put(VoyageAttributes.SLICE_MIME_TYPE, writer.getMimeType());
            return attributes;
        }
    }

    @FunctionalInterface
    private interface RecordSource {

        /**
         * Returns the next record, or null at the end.
         */
        InputRecord next() throws IOException, MalformedRecordException;
    }
}
