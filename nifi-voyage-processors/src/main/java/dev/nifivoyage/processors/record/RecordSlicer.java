/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts the rows of a FlowFile into several FlowFiles, in their order.
 */
public final class RecordSlicer {
    private final RecordReaderFactory readerFactory;
    private final RecordSetWriterFactory writerFactory;
    private final ComponentLog logger;

    public RecordSlicer(final RecordReaderFactory readerFactory, final RecordSetWriterFactory writerFactory, final ComponentLog logger) {
        this.readerFactory = readerFactory;
        this.writerFactory = writerFactory;
        this.logger = logger;
    }

    /**
     * Makes one child of the FlowFile for each number of rows. After an exception no child is left.
     *
     * @param rowsPerSlice number of rows of each child; their sum is the number of rows in the FlowFile
     * @return the children, with {@code record.count} and {@code mime.type}
     */
    public List<FlowFile> slice(final ProcessSession session, final FlowFile flowFile, final List<Long> rowsPerSlice)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final List<FlowFile> slices = new ArrayList<>();
        try (InputStream input = session.read(flowFile); RecordReader reader = readerFactory.createRecordReader(flowFile, input, logger)) {
            final RecordSchema schema = writerFactory.getSchema(flowFile.getAttributes(), reader.getSchema());
            for (final long rows : rowsPerSlice) {
                final FlowFile slice = session.create(flowFile);
                slices.add(slice);
                slices.set(slices.size() - 1, write(session, slice, reader, schema, rows));
            }
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            session.remove(slices);
            throw e;
        }

        return slices;
    }

    private FlowFile write(final ProcessSession session, final FlowFile slice, final RecordReader reader, final RecordSchema schema, final long rows)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final Map<String, String> attributes = new HashMap<>();
        try (OutputStream output = session.write(slice); RecordSetWriter writer = writerFactory.createWriter(logger, schema, output, slice)) {
            writer.beginRecordSet();
            for (long row = 0; row < rows; row++) {
                final Record record = reader.nextRecord();
                if (record == null) {
                    throw new EOFException("The FlowFile had fewer rows when it was read again");
                }
                writer.write(record);
            }
            final WriteResult result = writer.finishRecordSet();
            attributes.putAll(result.getAttributes());
            attributes.put("record.count", Long.toString(result.getRecordCount()));
            attributes.put(CoreAttributes.MIME_TYPE.key(), writer.getMimeType());
        }

        return session.putAllAttributes(slice, attributes);
    }
}
