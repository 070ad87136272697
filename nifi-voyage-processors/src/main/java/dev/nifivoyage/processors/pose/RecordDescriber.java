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
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Adds a text to each record of a FlowFile, in order. Holds one record, and one second of motion per performer.
 */
final class RecordDescriber {
    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private final PoseReader poses;
    private final PoseDescriber describer;
    private final TargetRecordPath textPath;

    private RecordOutput described;
    private RejectedRecords rejected;
    private long recordsRead;

    RecordDescriber(final PoseReader poses, final PoseDescriber describer, final String textPath) {
        this.poses = poses;
        this.describer = describer;
        this.textPath = new TargetRecordPath(textPath);
    }

    /**
     * Reads all records and writes each to one of two children of the FlowFile.
     *
     * @throws ContentException if the records cannot be read or written; no child is left
     */
    RoutedRecords describe(final RecordRouting routing) throws IOException {
        described = routing.output(new Place());
        rejected = routing.rejected();
        routing.route(this::describe, described, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(described, rejected, recordsRead);
    }

    /**
     * The field of the text. A missing place is reported after an unusable pose.
     */
    private final class Place implements ResultPlace {

        @Override
        public RecordSchema schema(final RecordSchema schema) {
            return textPath.schema(schema, TEXT);
        }

        @Override
        public List<ResultField> results(final RecordSchema schema) {
            return textPath.results(List.of(), TEXT);
        }
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
            rejected.reject(record, rejection.get());
            return;
        }

        final String text;
        try {
            final Record view = record.view();
            text = describer.describe(poses.body(view), poses.hands(view), poses.performer(view), poses.seconds(view));
        } catch (final UnusablePoseException e) {
            rejected.reject(record, new RecordError(e.code(), e.getMessage()));
            return;
        }

        final RecordDraft draft = new RecordDraft(record);
        RecordError.clear(draft);
        final Optional<RecordError> noPlace = textPath.put(draft, FieldContent.of(text, TEXT));
        if (noPlace.isPresent()) {
            rejected.reject(record, noPlace.get());
        } else {
            described.write(draft);
        }
    }
}
