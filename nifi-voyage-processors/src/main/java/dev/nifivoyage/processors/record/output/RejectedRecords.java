/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordDraft;
import dev.nifivoyage.processors.record.RecordError;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.schema.access.SchemaNotFoundException;

import java.io.IOException;
import java.util.List;

/**
 * The rejected records of a FlowFile, each with its error. Keeps the first error for a summary.
 */
public final class RejectedRecords {
    private final RecordOutput output;
    private long firstRecord;
    private RecordError firstError;

    RejectedRecords(final RecordOutput output) {
        this.output = output;
    }

    /**
     * Writes a record with its error, omitting fields that cannot be written.
     */
    public void reject(final InputRecord record, final RecordError error) throws IOException, SchemaNotFoundException {
        if (firstError == null) {
            firstError = error;
            firstRecord = record.number();
        }
        final RecordDraft draft = new RecordDraft(record);
        record.surplus().set(draft);
        error.set(draft);
        final List<String> unwritable = output.unwritableFields(draft, RecordError.FIELD);
        if (!unwritable.isEmpty()) {
            unwritable.forEach(draft::remove);
            new RecordError(
                            error.code(),
                            "%s. Omitted fields: %s"
                                    .formatted(
                                            error.message().replaceFirst("[.]\\z", ""), String.join(", ", unwritable)))
                    .set(draft);
        }
        output.write(draft);
    }

    /** Returns the number of records. */
    public long records() {
        return output.records();
    }

    /**
     * Returns the FlowFiles: usually one, or none if no record was rejected.
     */
    public List<FlowFile> flowFiles() {
        return output.flowFiles();
    }

    /**
     * Returns a summary for the log, or null if no record was rejected.
     *
     * @param recordsRead number of records in the FlowFile
     */
    public String summary(final long recordsRead) {
        return firstError == null
                ? null
                : "Routed %d of %d records to rejected. First error, in record %d: %s"
                        .formatted(records(), recordsRead, firstRecord, firstError.message());
    }
}
