/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.request;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.RowPath;
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Documents whose chunks are rows that follow one another with the same document id. One document is on the heap at a time, and of one that is too large no more than the limits allow.
 */
final class ConsecutiveRowsForm implements RequestForm {
    private final RowPath documentIdPath;
    private final RowPath chunkCountPath;
    private final TextRecordPath textPath;
    private final DocumentRequests requests;

    ConsecutiveRowsForm(final DocumentPaths paths, final DocumentRequests requests) {
        this.documentIdPath = new RowPath(paths.documentId());
        this.chunkCountPath = paths.chunkCount() == null ? null : new RowPath(paths.chunkCount());
        this.textPath = new TextRecordPath(paths.text());
        this.requests = requests;
    }

    @Override
    public RowRequests read(final InputRecords rows) {
        return new Documents(rows);
    }

    private static String value(final RowPath path, final InputRecord row) {
        final Object value = path.value(row);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    private final class Documents implements RowRequests {
        private final InputRecords rows;
        private InputRecord ahead;
        /** Id of the document whose first rows were found to be too many, and why its other rows are unusable too. */
        private String oversizeId;
        private RowError oversize;

        private Documents(final InputRecords rows) {
            this.rows = rows;
        }

        @Override
        public RowRequest next() throws IOException, MalformedRecordException {
            final InputRecord first = ahead == null ? rows.next() : ahead;
            ahead = null;
            if (first == null) {
                return null;
            }

            final String id = value(documentIdPath, first);
            if (id == null) {
                oversizeId = null;
                return RowRequest.unusable(List.of(first), new RowError("missing_document_id",
                    "The row has no document id at %s, so that it is unknown which chunks stand beside it".formatted(documentIdPath)));
            }
            if (id.equals(oversizeId)) {
                return RowRequest.unusable(List.of(first), oversize);
            }

            oversizeId = null;
            return document(id, first);
        }

        private RowRequest document(final String id, final InputRecord first) throws IOException, MalformedRecordException {
            final String name = "document [%s]".formatted(id);
            final String expected = chunkCountPath == null ? null : value(chunkCountPath, first);
            final List<InputRecord> document = new ArrayList<>();
            final List<RowText> chunks = new ArrayList<>();
            long bytes = 0;
            InputRecord row = first;
            while (row != null && id.equals(value(documentIdPath, row)) && !isComplete(document, expected)) {
                final RowText text = textPath.read(row);
                document.add(row);
                chunks.add(text);
                bytes += text.isUsable() ? TokenEstimate.bytes(text.text()) : 0;
                if (chunks.size() > DocumentRequests.MAXIMUM_CHUNKS || requests.isTooLong(bytes)) {
                    oversizeId = id;
                    oversize = requests.isTooLong(bytes) ? requests.tooLong(name) : DocumentRequests.tooManyChunks(name);
                    return RowRequest.unusable(document, oversize);
                }
                row = rows.next();
            }

            ahead = row;
            if (expected != null && !isComplete(document, expected)) {
                return RowRequest.unusable(document, new RowError("incomplete_document",
                    "%s has %d chunks here, but its rows say %s: its vectors would be those of another document".formatted(name, chunks.size(), expected)));
            }

            return requests.of(document, name, chunks);
        }

        private static boolean isComplete(final List<InputRecord> document, final String expected) {
            return expected != null && Integer.toString(document.size()).equals(expected);
        }
    }
}
