/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.path.ValueRecordPath;

import java.util.Date;
import java.util.Optional;

/**
 * The IDs of documents: values of their records, or the ID of the FlowFile with the number of the record.
 */
final class DocumentIds {
    private final ValueRecordPath path;
    private final String prefix;
    private final boolean isNumbered;

    private DocumentIds(final ValueRecordPath path, final String prefix, final boolean isNumbered) {
        this.path = path;
        this.prefix = prefix;
        this.isNumbered = isNumbered;
    }

    /**
     * Each document has the ID in its record.
     */
    static DocumentIds at(final String path) {
        return new DocumentIds(new ValueRecordPath(path), null, false);
    }

    /**
     * The FlowFile is the only document.
     */
    static DocumentIds of(final String flowFileId) {
        return new DocumentIds(null, flowFileId, false);
    }

    /**
     * Each record of the FlowFile is a document.
     */
    static DocumentIds numbered(final String flowFileId) {
        return new DocumentIds(null, flowFileId, true);
    }

    /**
     * Returns the ID of the document in a record, or empty if it has none.
     */
    Optional<String> of(final InputRecord record) {
        if (path == null) {
            return Optional.of(isNumbered ? "%s#%d".formatted(prefix, record.number()) : prefix);
        }

        final Object value = path.value(record);
        return value instanceof CharSequence
                        || value instanceof Number
                        || value instanceof Boolean
                        || value instanceof Date
                ? Optional.of(value.toString()).filter(id -> !id.isBlank())
                : Optional.empty();
    }

    /**
     * Describes the record path of the IDs for a message that a record has none.
     */
    String absentFrom(final InputRecord record) {
        return path.absentFrom(record);
    }
}
