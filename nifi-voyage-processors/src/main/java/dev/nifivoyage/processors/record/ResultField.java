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
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A field with a result, which a writer must not omit.
 *
 * @param names of the fields that lead to the field, and its own name
 * @param type of its value
 */
public record ResultField(List<String> names, DataType type) {
    private static final Set<RecordFieldType> DECIMALS =
            EnumSet.of(RecordFieldType.FLOAT, RecordFieldType.DOUBLE, RecordFieldType.DECIMAL, RecordFieldType.STRING);
    private static final Set<RecordFieldType> NESTED =
            EnumSet.of(RecordFieldType.ARRAY, RecordFieldType.RECORD, RecordFieldType.MAP);

    public ResultField {
        names = List.copyOf(names);
    }

    /**
     * Creates a top-level field.
     */
    public static ResultField topLevel(final String name, final DataType type) {
        return new ResultField(List.of(name), type);
    }

    /**
     * Returns whether records with a schema can hold the value.
     *
     * @param writesText whether the writer converts arrays to text, as for CSV
     */
    public boolean isHeldBy(final RecordSchema schema, final boolean writesText) {
        return SchemaUnion.alternatives(schema, names).stream().anyMatch(own -> holds(own, type, writesText));
    }

    private static boolean holds(final DataType own, final DataType value, final boolean writesText) {
        if (own instanceof final ChoiceDataType choice) {
            return choice.getPossibleSubTypes().stream().anyMatch(alternative -> holds(alternative, value, writesText));
        }

        final RecordFieldType kind = own.getFieldType();
        return switch (value) {
            case final ArrayDataType array ->
                own instanceof final ArrayDataType ownArray
                        ? ownArray.getElementType() == null
                                || holds(ownArray.getElementType(), array.getElementType(), writesText)
                        : writesText && kind == RecordFieldType.STRING;
            case final RecordDataType nested ->
                own instanceof final RecordDataType ownRecord
                        ? holdsAny(ownRecord.getChildSchema(), nested.getChildSchema(), writesText)
                        : kind == RecordFieldType.MAP || writesText && kind == RecordFieldType.STRING;
            default ->
                switch (value.getFieldType()) {
                    case FLOAT, DOUBLE -> DECIMALS.contains(kind);
                    case STRING -> kind == RecordFieldType.STRING;
                    default -> !NESTED.contains(kind);
                };
        };
    }

    // the user decides which fields of a result to keep
    private static boolean holdsAny(final RecordSchema own, final RecordSchema value, final boolean writesText) {
        return own == null
                || value == null
                || value.getFields().stream()
                        .anyMatch(field -> own.getField(field.getFieldName())
                                .filter(same -> holds(same.getDataType(), field.getDataType(), writesText))
                                .isPresent());
    }

    /**
     * Returns a placeholder for the top-level field of the result, for a trial of the writer.
     */
    public FieldContent placeholder() {
        if (names.size() > 1) {
            return new FieldContent(null, null, placer -> null);
        }

        return FieldContent.of(
                switch (type.getFieldType()) {
                    case ARRAY -> new Object[0];
                    case RECORD -> new MapRecord(new SimpleRecordSchema(List.of()), Map.of());
                    case STRING -> "";
                    default -> 0;
                },
                type);
    }

    /**
     * Describes the type of the value.
     */
    String kind() {
        return switch (type.getFieldType()) {
            case ARRAY -> "an array of %s".formatted(elements());
            case RECORD -> "a record";
            case STRING -> "a text";
            default -> "a number";
        };
    }

    private String elements() {
        return switch (((ArrayDataType) type).getElementType().getFieldType()) {
            case ARRAY -> "arrays";
            case RECORD -> "records";
            case STRING -> "texts";
            case BYTE -> "bytes";
            default -> "numbers";
        };
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
