/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;
import java.util.Optional;

/**
 * Where a row gets a value. The field is added when it is not there; the record that shall hold it must be there.
 */
public final class TargetRecordPath {
    private final RowPath path;

    /**
     * A compiled path.
     *
     * @throws org.apache.nifi.record.path.exception.RecordPathException when the path is not valid
     */
    public TargetRecordPath(final String path) {
        this.path = new RowPath(path);
    }

    /**
     * Puts a value into a row.
     *
     * @throws IOException when the row has no place for it
     */
    public void put(final Record row, final Object value, final DataType type) throws IOException {
        place(row)
            .orElseThrow(() -> new IOException("The record path %s leads nowhere in a row: the record that shall hold the field must be there".formatted(path)))
            .updateValue(value, type);
    }

    /**
     * The field that a value can be put into; empty when no record is there that could hold it.
     */
    public Optional<FieldValue> place(final Record row) {
        return path.select(row).findFirst().filter(TargetRecordPath::hasParentRecord);
    }

    // a path through fields that are not there gives a field all the same, but one that no record holds
    private static boolean hasParentRecord(final FieldValue field) {
        return field.getParent().map(FieldValue::getValue).filter(Record.class::isInstance).isPresent();
    }
}
