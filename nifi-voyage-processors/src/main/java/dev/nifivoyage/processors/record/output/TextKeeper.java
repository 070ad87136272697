/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import dev.nifivoyage.processors.record.OutputRecord;
import dev.nifivoyage.processors.record.SchemaUnion;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Preserves strings where a schema has a choice. NiFi's writers convert a {@code String} to the first type in the
 * choice that it can be parsed as: "7" becomes a number, and "NaN" fails. They do not convert other classes, so strings
 * are wrapped. Not thread-safe.
 */
public final class TextKeeper {
    private final RecordSchema schema;
    private final Map<DataType, Boolean> needed = new IdentityHashMap<>();
    private final boolean isNeeded;

    /**
     * @param schema of the writer
     */
    public TextKeeper(final RecordSchema schema) {
        this.schema = schema;
        this.isNeeded = !schema.isRecursive() && isNeeded(schema);
    }

    private boolean isNeeded(final RecordSchema holder) {
        return holder.getFields().stream().anyMatch(field -> isNeeded(field.getDataType()));
    }

    private boolean isNeeded(final DataType type) {
        final Boolean cached = needed.get(type);
        if (cached != null) {
            return cached;
        }

        final boolean own = switch (type) {
            case final ChoiceDataType choice ->
                isForTexts(choice) || choice.getPossibleSubTypes().stream().anyMatch(this::isNeeded);
            case final RecordDataType nested -> nested.getChildSchema() != null && isNeeded(nested.getChildSchema());
            case final ArrayDataType array -> array.getElementType() != null && isNeeded(array.getElementType());
            case final MapDataType map -> map.getValueType() != null && isNeeded(map.getValueType());
            case null, default -> false;
        };
        needed.put(type, own);
        return own;
    }

    private static boolean isForTexts(final ChoiceDataType choice) {
        return choice.getPossibleSubTypes().contains(RecordFieldType.STRING.getDataType())
                && choice.getPossibleSubTypes().size() > 1;
    }

    /**
     * Returns the record to write; the record itself if it has no such strings.
     */
    public Record keep(final Record record) {
        return isNeeded ? keep(record, schema) : record;
    }

    private Record keep(final Record record, final RecordSchema holder) {
        final Map<String, Object> values = new LinkedHashMap<>();
        boolean changed = false;
        for (final Map.Entry<String, Object> entry : record.toMap().entrySet()) {
            final DataType type = holder.getDataType(entry.getKey()).orElse(null);
            final Object kept = type == null ? entry.getValue() : keep(entry.getValue(), type);
            changed |= kept != entry.getValue();
            values.put(entry.getKey(), kept);
        }

        return changed ? OutputRecord.inPlaceOf(record, record.getSchema(), values) : record;
    }

    private Object keep(final Object value, final DataType type) {
        if (value == null || !isNeeded(type)) {
            return value;
        }

        return switch (value) {
            case final String text
            when type instanceof final ChoiceDataType choice && isForTexts(choice) -> new Text(text);
            case final Record nested
            when SchemaUnion.alternative(type, RecordFieldType.RECORD) instanceof final RecordDataType record
                    && record.getChildSchema() != null -> keep(nested, record.getChildSchema());
            case final Object[] array
            when SchemaUnion.alternative(type, RecordFieldType.ARRAY) instanceof final ArrayDataType arrayType
                    && isNeeded(arrayType) -> {
                final Object[] kept = new Object[array.length];
                for (int i = 0; i < array.length; i++) {
                    kept[i] = keep(array[i], arrayType.getElementType());
                }
                yield kept;
            }
            case final Map<?, ?> map
            when SchemaUnion.alternative(type, RecordFieldType.MAP) instanceof final MapDataType mapType
                    && isNeeded(mapType) -> {
                final Map<Object, Object> kept = new LinkedHashMap<>();
                map.forEach((key, entry) -> kept.put(key, keep(entry, mapType.getValueType())));
                yield kept;
            }
            default -> value;
        };
    }

    /**
     * A text that is not a {@code String}.
     */
    private record Text(String text) {

        @Override
        public String toString() {
            return text;
        }
    }
}
