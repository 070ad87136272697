/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.List;

/**
 * Extracts requests from documents of one record each, in one piece.
 */
final class WholeTextRequestExtractor implements RequestExtractor {
    private final TextRecordPath textPath;
    private final DocumentRequests requests;

    WholeTextRequestExtractor(final DocumentPaths paths, final DocumentRequests requests) {
        this.textPath = new TextRecordPath(paths.text());
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

            final RecordText text = textPath.read(record);
            return text.isUsable()
                    ? requests.of(
                            List.of(record), "the document in record %d".formatted(record.number()), List.of(text))
                    : new RecordRequest.Unusable(List.of(record), text.unusable());
        }
    }
}
