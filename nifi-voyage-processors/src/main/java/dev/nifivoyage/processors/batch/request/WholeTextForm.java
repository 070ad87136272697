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
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.List;

/**
 * Documents that are a row each and come in one piece.
 */
final class WholeTextForm implements RequestForm {
    private final TextRecordPath textPath;
    private final DocumentRequests requests;

    WholeTextForm(final DocumentPaths paths, final DocumentRequests requests) {
        this.textPath = new TextRecordPath(paths.text());
        this.requests = requests;
    }

    @Override
    public RowRequests read(final InputRecords rows) {
        return new Documents(rows);
    }

    private final class Documents implements RowRequests {
        private final InputRecords rows;

        private Documents(final InputRecords rows) {
            this.rows = rows;
        }

        @Override
        public RowRequest next() throws IOException, MalformedRecordException {
            final InputRecord row = rows.next();
            if (row == null) {
                return null;
            }

            final RowText text = textPath.read(row);
            return text.isUsable()
                ? requests.of(List.of(row), "the document in row %d".formatted(row.number()), List.of(text))
                : RowRequest.unusable(List.of(row), text.unusable());
        }
    }
}
