/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a record of its own for one of several parts of a row: the fields of the row but for the one that holds all parts, then those of the part, of which one takes
 * the place of a field of the row with the same name.
 */
public final class PartRow {
    private final Map<String, RecordField> fields = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * A record with the fields of a row.
     *
     * @param partsField name of the row's field that is left out, if any
     */
    public PartRow(final Record row, final Optional<String> partsField) {
        addAll(row);
        partsField.ifPresent(name -> {
            fields.remove(name);
            values.remove(name);
        });
    }

    /**
     * Adds the fields of the part's own record.
     */
    public PartRow addAll(final Record part) {
        for (final RecordField field : part.getSchema().getFields()) {
            add(field, part.getValue(field));
        }

        return this;
    }

    public PartRow add(final RecordField field, final Object value) {
        fields.put(field.getFieldName(), field);
        values.put(field.getFieldName(), value);
        return this;
    }

    public Record toRecord() {
        final List<RecordField> all = new ArrayList<>(fields.values());
        final RecordSchema schema = new SimpleRecordSchema(all);
        return new MapRecord(schema, values);
    }
}
