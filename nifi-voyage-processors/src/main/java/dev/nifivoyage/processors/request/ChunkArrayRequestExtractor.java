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
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.TextsRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.List;

/**
 * Extracts requests from documents of one record each, with their chunks in an array.
 */
final class ChunkArrayRequestExtractor implements RequestExtractor {
    private final TextsRecordPath chunksPath;
    private final DocumentRequests requests;

    ChunkArrayRequestExtractor(final DocumentPaths paths, final DocumentRequests requests) {
        this.chunksPath = new TextsRecordPath(paths.chunks());
        this.requests = requests;
    }

    @Override
    public RecordRequests read(final InputRecords records) {
        return new Documents(records);
    }

    private final class Documents implements RecordRequests {
        private final InputRecords records;

        private Documents(final InputRecords records) {
            this.records = records;
        }

        @Override
        public RecordRequest next() throws IOException, MalformedRecordException {
            final InputRecord record = records.next();
            if (record == null) {
                return null;
            }

            final List<RecordText> chunks =
                    chunksPath.read(record).stream().map(TextPart::text).toList();
            return chunks.isEmpty()
                    ? new RecordRequest.Unusable(
                            List.of(record),
                            new RecordError(
                                    ErrorCode.MISSING_TEXT,
                                    "The document has no chunks at %s".formatted(chunksPath.absentFrom(record))))
                    : requests.of(List.of(record), "the document in record %d".formatted(record.number()), chunks);
        }
    }
}
