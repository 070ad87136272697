/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.batch.result.RefusedRows;
import dev.nifivoyage.processors.batch.result.RowOutput;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.TargetRecordPath;
import dev.nifivoyage.processors.record.UnreadableContentException;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Gives the rows of a FlowFile their texts, one after the other. Holds one row, and a second of each performer's motion.
 */
final class PoseRows {
    private final PosePaths paths;
    private final PoseDescriber describer;
    private final String textPath;
    private final TargetRecordPath text;

    /**
     * For one FlowFile.
     *
     * @param describer has seen no frame yet
     */
    PoseRows(final PosePaths paths, final PoseDescriber describer, final String textPath) {
        this.paths = paths;
        this.describer = describer;
        this.textPath = textPath;
        this.text = new TargetRecordPath(textPath);
    }

    /**
     * Reads all rows and writes each into one of two children of the FlowFile. After an exception no child is left.
     *
     * @throws UnreadableContentException when the rows cannot be read or written
     */
    DescribedRows describe(final ProcessSession session, final FlowFile flowFile, final RecordReaderFactory readerFactory, final RecordSetWriterFactory writerFactory,
            final ComponentLog logger) throws IOException {
        final RowOutput described = new RowOutput(session, flowFile, writerFactory, logger);
        final RefusedRows failed = new RefusedRows(session, flowFile, writerFactory, logger);
        try {
            try (InputStream input = session.read(flowFile); RecordReader reader = readerFactory.createRecordReader(flowFile, input, logger)) {
                Record row;
                while ((row = reader.nextRecord()) != null) {
                    describe(row, described, failed);
                }
                if (AttributeValues.isFragment(flowFile) || described.rows() + failed.rows() == 0) {
                    described.begin(reader.getSchema());
                }
            }
            return new DescribedRows(described.complete(), failed.complete(), described.rows(), failed.rows(), failed.summary(described.rows() + failed.rows()));
        } catch (final IOException | MalformedRecordException | SchemaNotFoundException | RuntimeException e) {
            described.discard(e);
            failed.discard(e);
            throw UnreadableContentException.of(e);
        }
    }

    private void describe(final Record row, final RowOutput described, final RefusedRows failed) throws IOException, SchemaNotFoundException {
        final String words;
        try {
            words = describer.describe(paths.body(row), paths.hands(row), paths.performer(row), paths.seconds(row));
        } catch (final UnusablePoseException e) {
            failed.refuse(row, described.rows() + failed.rows() + 1, new RowError(e.code(), e.getMessage()));
            return;
        }

        final Optional<FieldValue> field = text.place(row);
        if (field.isEmpty()) {
            failed.refuse(row, described.rows() + failed.rows() + 1, new RowError("no_place",
                "The text record path %s leads nowhere in the row: the record that shall hold the text must be there".formatted(textPath)));
            return;
        }

        RowError.clear(row);
        field.get().updateValue(words, RecordFieldType.STRING.getDataType());
        described.write(row);
    }
}
