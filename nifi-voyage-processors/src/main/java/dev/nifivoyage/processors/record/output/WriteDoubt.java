/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.record.SchemaUnion;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cheap check whether a writer may be unable to write a record, from its values and the schema of the writer. Has
 * false positives: doubtful records are written to a probe.
 */
final class WriteDoubt {

    private WriteDoubt() {}

    /**
     * Returns whether a record is doubtful.
     *
     * @param except names of fields to ignore, because they get other values
     */
    static boolean of(final Record record, final RecordSchema schema, final Set<String> except) {
        for (final RecordField field : schema.getFields()) {
            if (except.contains(field.getFieldName())) {
                continue;
            }
            final Object value = record.getValue(field);
            if (value == null
                    ? !field.isNullable() && field.getDefaultValue() == null
                    : of(value, field.getDataType())) {
                return true;
            }
        }

        return false;
    }

    /**
     * Returns the names of the fields with doubtful values.
     */
    static List<String> fields(final Record record, final RecordSchema schema, final Set<String> except) {
        return schema.getFields().stream()
                .filter(field -> !except.contains(field.getFieldName())
                        && record.getValue(field) != null
                        && of(record.getValue(field), field.getDataType()))
                .map(RecordField::getFieldName)
                .toList();
    }

    private static boolean of(final Object value, final DataType type) {
        return switch (value) {
            case final Record nested
            when SchemaUnion.alternative(type, RecordFieldType.RECORD) instanceof final RecordDataType record ->
                record.getChildSchema() == null || of(nested, record.getChildSchema(), Set.of());
            case final Object[] array
            when SchemaUnion.alternative(type, RecordFieldType.ARRAY) instanceof final ArrayDataType arrayType ->
                ofElements(array, arrayType.getElementType());
            case final Map<?, ?> map
            when SchemaUnion.alternative(type, RecordFieldType.MAP) instanceof final MapDataType mapType ->
                ofElements(map.values().toArray(), mapType.getValueType());
            default ->
                type instanceof final ChoiceDataType choice
                        ? choice.getPossibleSubTypes().stream().noneMatch(alternative -> fits(value, alternative))
                        : !fits(value, type);
        };
    }

    private static boolean ofElements(final Object[] elements, final DataType type) {
        for (final Object element : elements) {
            if (element == null || type == null || of(element, type)) {
                return true;
            }
        }

        return false;
    }

    private static boolean fits(final Object value, final DataType type) {
        return switch (type.getFieldType()) {
            case STRING ->
                value instanceof final String text && isEncodable(text)
                        || value instanceof Boolean
                        || value instanceof Number
                        || value instanceof Date;
            case BOOLEAN -> value instanceof Boolean;
            case BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE -> value instanceof Number && isFinite(value);
            case DATE, TIME, TIMESTAMP -> value instanceof Date;
            default -> false;
        };
    }

    // an unpaired surrogate has no encoding
    private static boolean isEncodable(final String text) {
        int at = 0;
        while (at < text.length()) {
            if (!Character.isSurrogate(text.charAt(at))) {
                at++;
            } else if (at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))) {
                at += 2;
            } else {
                return false;
            }
        }

        return true;
    }

    // JSON has finite numbers only
    private static boolean isFinite(final Object value) {
        return !(value instanceof final Double number && !Double.isFinite(number))
                && !(value instanceof final Float single && !Float.isFinite(single));
    }
}
