/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.chunk.split.ChunkedText;
import dev.nifivoyage.processors.chunk.split.TextSpan;
import dev.nifivoyage.processors.chunk.split.TextSplitter;
import dev.nifivoyage.processors.record.ContentException;
import dev.nifivoyage.processors.record.FieldContent;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.ResultField;
import dev.nifivoyage.processors.record.ResultPlace;
import dev.nifivoyage.processors.record.SchemaUnion;
import dev.nifivoyage.processors.record.output.EmptyOutput;
import dev.nifivoyage.processors.record.output.RecordOutput;
import dev.nifivoyage.processors.record.output.RecordRouting;
import dev.nifivoyage.processors.record.output.RejectedRecords;
import dev.nifivoyage.processors.record.output.RoutedRecords;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a record for each chunk of the text of a record, in order. Holds one record and its chunks.
 */
final class RecordChunker {
    private static final DataType TEXT = RecordFieldType.STRING.getDataType();
    private static final RecordField DOCUMENT_ID = new RecordField("document_id", TEXT);
    private static final RecordField CHUNK_INDEX = number("chunk_index");
    private static final RecordField CHUNK_COUNT = number("chunk_count");
    private static final RecordField CHUNK_START = number("chunk_start");
    private static final RecordField CHUNK_END = number("chunk_end");
    private static final List<RecordField> FIELDS =
            List.of(DOCUMENT_ID, CHUNK_INDEX, CHUNK_COUNT, CHUNK_START, CHUNK_END);

    private final TextSplitter splitter;
    private final DocumentIds documentIds;
    private final TextRecordPath textPath;
    private final TargetRecordPath chunkPath;

    private RecordOutput chunked;
    private RejectedRecords rejected;
    private long recordsRead;
    private RecordError lastError;

    RecordChunker(final TextSplitter splitter, final DocumentIds documentIds, final String textPath) {
        this.splitter = splitter;
        this.documentIds = documentIds;
        this.textPath = new TextRecordPath(textPath);
        this.chunkPath = new TargetRecordPath(textPath);
    }

    private static RecordField number(final String name) {
        return new RecordField(name, RecordFieldType.INT.getDataType());
    }

    /**
     * Reads all records, and writes the chunks of each to one child of the FlowFile, or the record to another.
     *
     * @throws ContentException if the records cannot be read or written; no child is left
     */
    RoutedRecords chunk(final RecordRouting routing) throws IOException {
        chunked = routing.output(new Place());
        rejected = routing.rejected();
        routing.route(this::chunk, chunked, EmptyOutput.FOR_FRAGMENTS_AND_EMPTY_INPUT);
        return RoutedRecords.of(chunked, rejected, recordsRead);
    }

    /** Returns the number of chunks of all records. */
    long chunks() {
        return chunked.records();
    }

    /** Returns the error of the last rejected record, or null if there is none. */
    RecordError error() {
        return lastError;
    }

    /**
     * The fields of a chunk. A writer may omit all but its text.
     */
    private final class Place implements ResultPlace {

        @Override
        public RecordSchema schema(final RecordSchema schema) {
            RecordSchema with = chunkPath.schema(schema, TEXT);
            for (final RecordField field : FIELDS) {
                with = SchemaUnion.with(with, List.of(field.getFieldName()), field.getDataType());
            }
            return with;
        }

        @Override
        public List<ResultField> results(final RecordSchema schema) {
            return chunkPath.results(List.of(), TEXT);
        }
    }

    private void chunk(final InputRecords records)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        InputRecord record;
        while ((record = records.next()) != null) {
            recordsRead++;
            final List<RecordDraft> chunks = new ArrayList<>();
            final Optional<RecordError> error = chunk(record, chunks);
            if (error.isPresent()) {
                lastError = error.get();
                rejected.reject(record, lastError);
                continue;
            }
            for (final RecordDraft chunk : chunks) {
                chunked.write(chunk);
            }
        }
    }

    /**
     * Splits the text of a record.
     *
     * @param chunks receives a record for each chunk
     * @return an error if the record has no chunks
     */
    private Optional<RecordError> chunk(final InputRecord record, final List<RecordDraft> chunks) {
        final Optional<RecordError> rejection = chunked.rejection(record);
        if (rejection.isPresent()) {
            return rejection;
        }
        final RecordText text = textPath.read(record);
        if (!text.isUsable()) {
            return Optional.of(text.unusable());
        }
        final Optional<String> documentId = documentIds.of(record);
        if (documentId.isEmpty()) {
            return Optional.of(new RecordError(
                    ErrorCode.MISSING_DOCUMENT_ID,
                    "The record has no document ID at %s".formatted(documentIds.absentFrom(record))));
        }
        final ChunkedText split = splitter.split(text.text());
        if (split.spans().isEmpty()) {
            return Optional.of(
                    new RecordError(ErrorCode.BLANK_TEXT, "The HTML at %s has no text".formatted(chunkPath)));
        }

        return draft(record, documentId.get(), split, chunks);
    }

    private Optional<RecordError> draft(
            final InputRecord record,
            final String documentId,
            final ChunkedText split,
            final List<RecordDraft> chunks) {
        final RecordDraft cleared = new RecordDraft(record);
        RecordError.clear(cleared);
        final Optional<RecordError> noPlace = chunkPath.put(cleared, FieldContent.of(split.chunk(0), TEXT));
        if (noPlace.isPresent()) {
            return noPlace;
        }

        // with one chunk in place of the text, which each draft would copy
        final InputRecord base = cleared.toInput();
        for (int i = 0; i < split.spans().size(); i++) {
            final TextSpan span = split.spans().get(i);
            final RecordDraft chunk = new RecordDraft(base);
            final Optional<RecordError> lost = chunkPath.put(chunk, FieldContent.of(split.chunk(i), TEXT));
            if (lost.isPresent()) {
                return lost;
            }
            chunks.add(chunk.set(DOCUMENT_ID, documentId)
                    .set(CHUNK_INDEX, i)
                    .set(CHUNK_COUNT, split.spans().size())
                    .set(CHUNK_START, span.start())
                    .set(CHUNK_END, span.end()));
        }
        return Optional.empty();
    }
}
