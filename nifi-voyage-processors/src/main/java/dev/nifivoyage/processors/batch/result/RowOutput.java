/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * One of the FlowFiles that rows are written to; made with its first row. Its schema is the reader's and what the first row has more.
 */
public final class RowOutput implements Closeable {
    private final ProcessSession session;
    private final FlowFile parent;
    private final RecordSetWriterFactory writerFactory;
    private final ComponentLog logger;

    private FlowFile flowFile;
    private OutputStream output;
    private RecordSetWriter writer;
    private long rows;

    public RowOutput(final ProcessSession session, final FlowFile parent, final RecordSetWriterFactory writerFactory, final ComponentLog logger) {
        this.session = session;
        this.parent = parent;
        this.writerFactory = writerFactory;
        this.logger = logger;
    }

    public void write(final Record row) throws IOException, SchemaNotFoundException {
        // in each row: some writers, such as that of Avro, leave out values that the row's own schema does not name
        row.incorporateInactiveFields();
        if (writer == null) {
            begin(row.getSchema());
        }
        writer.write(row);
        rows++;
    }

    /**
     * Makes the FlowFile even though it has no row so far.
     */
    public void begin(final RecordSchema schema) throws IOException, SchemaNotFoundException {
        if (flowFile == null) {
            flowFile = session.create(parent);
            output = session.write(flowFile);
            writer = writerFactory.createWriter(logger, writerFactory.getSchema(parent.getAttributes(), schema), output, flowFile);
            writer.beginRecordSet();
        }
    }

    public long rows() {
        return rows;
    }

    /**
     * Ends writing.
     *
     * @return the FlowFile with {@code record.count} and {@code mime.type}, or null when no row was written
     */
    public FlowFile complete() throws IOException {
        if (flowFile == null) {
            return null;
        }

        final WriteResult result = writer.finishRecordSet();
        if (result.getRecordCount() != rows) {
            throw new IOException("The Record Writer counts %d records after %d rows were written".formatted(result.getRecordCount(), rows));
        }
        final Map<String, String> attributes = new HashMap<>(result.getAttributes());
        attributes.put("record.count", Long.toString(result.getRecordCount()));
        attributes.put(CoreAttributes.MIME_TYPE.key(), writer.getMimeType());
        close();
        flowFile = session.putAllAttributes(flowFile, attributes);
        return flowFile;
    }

    /**
     * Ends writing and removes the FlowFile.
     *
     * @param cause why; gets what goes wrong here
     */
    public void discard(final Exception cause) {
        try {
            close();
        } catch (final IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
        if (flowFile != null) {
            session.remove(flowFile);
            flowFile = null;
        }
    }

    @Override
    public void close() throws IOException {
        final RecordSetWriter openWriter = writer;
        final OutputStream openOutput = output;
        writer = null;
        output = null;
        try {
            if (openWriter != null) {
                openWriter.close();
            }
        } finally {
            // the session cannot remove a FlowFile whose stream is open
            if (openOutput != null) {
                openOutput.close();
            }
        }
    }
}
