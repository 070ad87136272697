/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The error of a rejected record, written into it as a record named {@value #FIELD} with the fields {@code code} and
 * {@code message}.
 *
 * @param code an {@link ErrorCode}, a code that Voyage put into a result file, or {@code http_} and a status
 * @param message human-readable description
 */
public record RecordError(String code, String message) {
    /** Name of the field in a record. */
    public static final String FIELD = "error";

    private static final Set<String> NAMES = Set.of("code", "message");
    private static final RecordSchema SCHEMA = new SimpleRecordSchema(List.of(
            new RecordField("code", RecordFieldType.STRING.getDataType()),
            new RecordField("message", RecordFieldType.STRING.getDataType())));
    private static final RecordField RECORD_FIELD =
            new RecordField(FIELD, RecordFieldType.RECORD.getRecordDataType(SCHEMA));

    public RecordError(final ErrorCode code, final String message) {
        this(code.code(), message);
    }

    /**
     * Clears an error of an earlier job from a record that has its result now. The field becomes null, because other
     * records of the FlowFile may contain it. A field of this name other than a record of exactly code and message
     * belongs to the user and is kept.
     */
    public static void clear(final RecordDraft draft) {
        if (draft.base().getValue(FIELD) instanceof final Record error
                && error.getRawFieldNames().equals(NAMES)) {
            draft.set(FIELD, FieldContent.of(null, null));
        }
    }

    /**
     * Sets the error in a record, replacing a field of that name.
     */
    public void set(final RecordDraft draft) {
        draft.set(RECORD_FIELD, new MapRecord(SCHEMA, Map.of("code", code, "message", message)));
    }

    /**
     * Adds the field of the error to a schema.
     */
    public static RecordSchema schema(final RecordSchema schema) {
        return SchemaUnion.with(schema, List.of(FIELD), RECORD_FIELD.getDataType());
    }
}
