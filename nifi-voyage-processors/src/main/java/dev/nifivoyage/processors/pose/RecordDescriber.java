/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;
import dev.nifivoyage.processors.pose.text.PoseDescriber;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.EmptyOutput;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.RecordOutput;
import dev.nifivoyage.processors.record.RecordRouting;
import dev.nifivoyage.processors.record.RejectedRecords;
import dev.nifivoyage.processors.record.RoutedRecords;
import dev.nifivoyage.processors.record.TargetRecordPath;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Gives the records of a FlowFile their texts, one after the other. Holds one record, and a second of each performer's motion.
 */
final class RecordDescriber {
    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private final PosePaths paths;
    private final PoseDescriber describer;
    private final TargetRecordPath text;

    private RecordOutput described;
    private RejectedRecords failed;
    private long recordsRead;

    /**
     * For one FlowFile.
     *
     * @param describer has seen no frame yet
     */
    RecordDescriber(final PosePaths paths, final PoseDescriber describer, final String textPath) {
        this.paths = paths;
        this.describer = describer;
        this.text = new TargetRecordPath(textPath);
    }

    /**
     * Reads all records and writes each into one of two children of the FlowFile. After an exception no child is left.
     *
     * @throws ContentException when the records cannot be read or written
     */
    RoutedRecords describe(
            final ProcessSession session,
            final FlowFile flowFile,
            final RecordReaderFactory readerFactory,
            final RecordSetWriterFactory writerFactory,
            final ComponentLog logger)
            throws IOException {
        final RecordRouting routing = new RecordRouting(session, flowFile, readerFactory, writerFactory, logger);
        described = routing.output(schema -> text.schema(schema, TEXT), schema -> text.results(List.of(), TEXT));
        failed = routing.rejected();
        routing.route(this::describe, described, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(described, failed, recordsRead);
    }

    private void describe(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        InputRecord record;
        while ((record = records.next()) != null) {
            recordsRead++;
            describe(record);
        }
    }

    private void describe(final InputRecord record) throws IOException, SchemaNotFoundException {
        final Optional<RecordError> rejection = described.rejection(record);
        if (rejection.isPresent()) {
            failed.reject(record, rejection.get());
            return;
        }

        final String words;
        try {
            final Record view = record.view();
            words = describer.describe(paths.body(view), paths.hands(view), paths.performer(view), paths.seconds(view));
        } catch (final UnusablePoseException e) {
            failed.reject(record, new RecordError(e.code(), e.getMessage()));
            return;
        }

        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = text.put(draft, FieldContent.of(words, TEXT));
        if (noPlace.isPresent()) {
            failed.reject(record, noPlace.get());
        } else {
            described.write(draft);
        }
    }
}
