/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Extracts requests from documents whose chunks are consecutive records with the same document ID. One document is on
 * the heap at a time, and of one that is too large no more than the limits allow.
 */
final class ConsecutiveRecordsRequestExtractor implements RequestExtractor {
    private final ValueRecordPath documentIdPath;
    private final ValueRecordPath chunkCountPath;
    private final TextRecordPath textPath;
    private final DocumentRequests requests;

    ConsecutiveRecordsRequestExtractor(final DocumentPaths paths, final DocumentRequests requests) {
        this.documentIdPath = new ValueRecordPath(paths.documentId());
        this.chunkCountPath = paths.chunkCount() == null ? null : new ValueRecordPath(paths.chunkCount());
        this.textPath = new TextRecordPath(paths.text());
        this.requests = requests;
    }

    @Override
    public RecordRequests read(final InputRecords records) {
        return new Documents(records);
    }

    private static String value(final ValueRecordPath path, final InputRecord record) {
        final Object value = path.value(record);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    private final class Documents implements RecordRequests {
        private final InputRecords records;
        private InputRecord ahead;
        /** ID of a document that exceeds a limit, and the error of its remaining records. */
        private String oversizeId;

        private RecordError oversize;

        private Documents(final InputRecords records) {
            this.records = records;
        }

        @Override
        public RecordRequest next() throws IOException, MalformedRecordException {
            final InputRecord first = ahead == null ? records.next() : ahead;
            ahead = null;
            if (first == null) {
                return null;
            }

            final String id = value(documentIdPath, first);
            if (id == null) {
                oversizeId = null;
                return new RecordRequest.Unusable(
                        List.of(first),
                        new RecordError(
                                ErrorCode.MISSING_DOCUMENT_ID,
                                "The other chunks of the document are unknown, because the record has no document ID at %s"
                                        .formatted(documentIdPath.absentFrom(first))));
            }
            if (id.equals(oversizeId)) {
                return new RecordRequest.Unusable(List.of(first), oversize);
            }

            oversizeId = null;
            return document(id, first);
        }

        private RecordRequest document(final String id, final InputRecord first)
                throws IOException, MalformedRecordException {
            final String name = "document [%s]".formatted(id);
            final String expected = chunkCountPath == null ? null : value(chunkCountPath, first);
            final List<InputRecord> document = new ArrayList<>();
            final List<RecordText> chunks = new ArrayList<>();
            long bytes = 0;
            InputRecord record = first;
            while (record != null && id.equals(value(documentIdPath, record)) && !isComplete(document, expected)) {
                final RecordText text = textPath.read(record);
                document.add(record);
                chunks.add(text);
                bytes += text.isUsable() ? TokenEstimate.bytes(text.text()) : 0;
                if (chunks.size() > DocumentRequests.MAXIMUM_CHUNKS || requests.isTooLong(bytes)) {
                    oversizeId = id;
                    oversize =
                            requests.isTooLong(bytes) ? requests.tooLong(name) : DocumentRequests.tooManyChunks(name);
                    return new RecordRequest.Unusable(document, oversize);
                }
                record = records.next();
            }

            ahead = record;
            if (expected != null && !isComplete(document, expected)) {
                return new RecordRequest.Unusable(
                        document,
                        new RecordError(
                                ErrorCode.INCOMPLETE_DOCUMENT,
                                "%s has %d chunks, but its records declare %s: its vectors would be those of another document"
                                        .formatted(name, chunks.size(), expected)));
            }

            return requests.of(document, name, chunks);
        }

        private static boolean isComplete(final List<InputRecord> document, final String expected) {
            return expected != null && Integer.toString(document.size()).equals(expected);
        }
    }
}
