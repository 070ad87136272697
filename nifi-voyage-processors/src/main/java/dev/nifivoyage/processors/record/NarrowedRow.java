/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row whose own fields have the type of their value, where its schema offers a choice of several. A reader that infers the schema offers one for all rows when a single row has another
 * type, and record paths do not look into arrays then. For reading only: what is put into it is not in the row.
 */
public final class NarrowedRow {

    private NarrowedRow() {
    }

    /**
     * The row itself when it has no such field, else one with the same values.
     */
    public static Record of(final Record row) {
        final List<RecordField> fields = row.getSchema().getFields();
        if (fields.stream().noneMatch(NarrowedRow::isChoice)) {
            return row;
        }

        final Map<String, Object> values = new HashMap<>();
        for (final RecordField field : fields) {
            values.put(field.getFieldName(), row.getValue(field));
        }
        return new MapRecord(new SimpleRecordSchema(fields.stream().map(field -> narrowed(field, values.get(field.getFieldName()))).toList()), values);
    }

    private static RecordField narrowed(final RecordField field, final Object value) {
        if (!isChoice(field) || value == null) {
            return field;
        }

        final DataType type = DataTypeUtils.inferDataType(value, field.getDataType());
        return new RecordField(field.getFieldName(), type, field.getAliases());
    }

    private static boolean isChoice(final RecordField field) {
        return field.getDataType().getFieldType() == RecordFieldType.CHOICE;
    }
}
