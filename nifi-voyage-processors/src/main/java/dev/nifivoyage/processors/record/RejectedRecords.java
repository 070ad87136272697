/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.schema.access.SchemaNotFoundException;

import java.io.IOException;
import java.util.List;

/**
 * The records of a FlowFile that go to rejected, each with its reason. Knows how many they are, and the first reason.
 */
public final class RejectedRecords {
    private final RecordOutput output;
    private long firstRecord;
    private RecordError firstReason;

    RejectedRecords(final RecordOutput output) {
        this.output = output;
    }

    /**
     * Writes a record with its reason, without fields that cannot be written.
     */
    public void reject(final InputRecord record, final RecordError reason) throws IOException, SchemaNotFoundException {
        if (firstReason == null) {
            firstReason = reason;
            firstRecord = record.number();
        }
        final RecordDraft draft = new RecordDraft(record);
        reason.set(draft);
        final List<String> unwritable = output.unwritableFields(draft, RecordError.FIELD);
        if (!unwritable.isEmpty()) {
            unwritable.forEach(draft::remove);
            new RecordError(
                            reason.code(),
                            "%s. Left out here: %s".formatted(reason.message(), String.join(", ", unwritable)))
                    .set(draft);
        }
        output.write(draft);
    }

    /** Number of records. */
    public long records() {
        return output.records();
    }

    /**
     * The FlowFiles: none when no record was rejected, in general one.
     */
    public List<FlowFile> flowFiles() {
        return output.flowFiles();
    }

    /**
     * For the log, once the records are handed on: one sentence however many there are.
     *
     * @param recordsRead all records of the FlowFile
     * @return null when no record was rejected
     */
    public String summary(final long recordsRead) {
        return firstReason == null
                ? null
                : "%d of the %d records are refused, and go to rejected. The first is record %d: %s"
                        .formatted(records(), recordsRead, firstRecord, firstReason.message());
    }
}
