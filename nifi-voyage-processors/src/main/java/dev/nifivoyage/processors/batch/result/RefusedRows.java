/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.record.RowError;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;

/**
 * The rows of a FlowFile that go to errors, each with its reason. Knows how many they are, and the first reason.
 */
public final class RefusedRows {
    private final RowOutput output;
    private long firstRow;
    private RowError firstReason;

    public RefusedRows(final ProcessSession session, final FlowFile parent, final RecordSetWriterFactory writerFactory, final ComponentLog logger) {
        this.output = new RowOutput(session, parent, writerFactory, logger);
    }

    /**
     * Writes a row with its reason.
     *
     * @param number of the row in the FlowFile, from 1
     */
    public void refuse(final Record row, final long number, final RowError reason) throws IOException, SchemaNotFoundException {
        if (firstReason == null) {
            firstReason = reason;
            firstRow = number;
        }
        reason.set(row);
        output.write(row);
    }

    public long rows() {
        return output.rows();
    }

    /**
     * Ends writing.
     *
     * @return the FlowFile, or null when no row was refused
     */
    public FlowFile complete() throws IOException {
        return output.complete();
    }

    /**
     * For the log, once the rows are handed on: one sentence however many rows there are.
     *
     * @param rowsRead all rows of the FlowFile
     * @return null when no row was refused
     */
    public String summary(final long rowsRead) {
        return firstReason == null ? null : "%d of the %d rows are refused, and go to errors. The first is row %d: %s".formatted(rows(), rowsRead, firstRow, firstReason.message());
    }

    /**
     * Ends writing and removes the FlowFile.
     *
     * @param cause why; gets what goes wrong here
     */
    public void discard(final Exception cause) {
        output.discard(cause);
    }
}
