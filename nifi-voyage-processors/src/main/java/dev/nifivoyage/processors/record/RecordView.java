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
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A view of a record for record paths: each field has the type of its value, at any depth. Record paths evaluate arrays
 * and maps only if the schema declares them, but a reader that infers the schema declares a choice of types for the
 * whole file if a single record differs. Read-only: changes to a view do not affect the record.
 */
public final class RecordView {
    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private RecordView() {}

    /**
     * Returns the record itself if its schema has no choice that hides values from record paths, or else a copy.
     */
    public static Record of(final Record record) {
        return hides(record.getSchema()) ? copy(record) : record;
    }

    /**
     * Returns whether a schema has a choice that hides values from record paths.
     */
    public static boolean hides(final RecordSchema schema) {
        // called for each record
        for (final RecordField field : schema.getFields()) {
            if (hides(field.getDataType(), false)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hides(final DataType type, final boolean chosen) {
        return switch (type) {
            case final ChoiceDataType choice ->
                choice.getPossibleSubTypes().stream().anyMatch(alternative -> hides(alternative, true));
            case final RecordDataType nested ->
                chosen || nested.getChildSchema() == null || hides(nested.getChildSchema());
            case final ArrayDataType array ->
                chosen || array.getElementType() != null && hides(array.getElementType(), false);
            case final MapDataType map -> chosen || map.getValueType() != null && hides(map.getValueType(), false);
            case null, default -> false;
        };
    }

    public static Record copy(final Record record) {
        final Set<String> names = new LinkedHashSet<>(record.getSchema().getFieldNames());
        names.addAll(record.getRawFieldNames());
        final List<RecordField> fields = new ArrayList<>(names.size());
        final Map<String, Object> values = new LinkedHashMap<>();
        for (final String name : names) {
            final Optional<RecordField> declared = record.getSchema().getField(name);
            if (declared.isPresent() && !declared.get().getFieldName().equals(name)) {
                // an alias has the value of the field
                continue;
            }
            final Object value = value(record.getValue(name));
            final DataType declaredType = declared.map(RecordField::getDataType).orElse(TEXT);
            fields.add(new RecordField(name, type(value, declaredType)));
            values.put(name, value);
        }

        return new MapRecord(new SimpleRecordSchema(fields), values);
    }

    private static Object value(final Object value) {
        return switch (value) {
            case final Record nested -> copy(nested);
            case final Object[] array
            when !(value instanceof Number[]) && !(value instanceof String[]) ->
                Arrays.stream(array).map(RecordView::value).toArray();
            case final Collection<?> collection ->
                collection.stream().map(RecordView::value).toArray();
            case final Map<?, ?> map -> {
                final Map<String, Object> values = new LinkedHashMap<>();
                map.forEach((key, entry) -> values.put(String.valueOf(key), value(entry)));
                yield values;
            }
            case null, default -> value;
        };
    }

    private static DataType type(final Object value, final DataType declared) {
        return switch (value) {
            case final Record nested -> RecordFieldType.RECORD.getRecordDataType(nested.getSchema());
            case final Object[] array -> RecordFieldType.ARRAY.getArrayDataType(common(Arrays.asList(array)));
            case final Map<?, ?> map -> RecordFieldType.MAP.getMapDataType(common(map.values()));
            case null, default -> declared;
        };
    }

    // mixed elements are read by their own types; the type of the array only says that they are not arrays
    private static DataType common(final Collection<?> values) {
        final List<?> present = values.stream().filter(Objects::nonNull).toList();
        if (!present.isEmpty()
                && (present.stream().allMatch(Object[].class::isInstance)
                        || present.stream().allMatch(Map.class::isInstance))) {
            return type(present.getFirst(), TEXT);
        }

        return present.stream()
                .filter(Record.class::isInstance)
                .findFirst()
                .map(first -> type(first, TEXT))
                .orElse(TEXT);
    }
}
