/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.embedding.Embedding;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SerializedForm;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds a vector to a row that was read from JSON, and to its JSON text. NiFi's JSON writer copies that text where reader and writer have the same schema, instead of
 * converting and printing each number, which takes longer than reading them. Every other writer takes the values.
 */
final class JsonRow {
    private static final String MIME_TYPE = "application/json";
    private static final int CHARACTERS_PER_NUMBER = 14;
    private static final byte[] END = {']', '}'};

    private final String fieldName;
    private final RecordField field;

    private RecordSchema schema;
    private RecordSchema extended;

    /**
     * For vectors in one field.
     *
     * @param fieldName letters, digits and underscores
     */
    JsonRow(final String fieldName, final DataType fieldType) {
        this.fieldName = fieldName;
        this.field = new RecordField(fieldName, fieldType);
    }

    /**
     * Whether a row is as it was read from JSON, and has no such field.
     */
    boolean takes(final Record row) {
        return row.getSerializedForm().filter(JsonRow::isObject).isPresent() && row.getSchema().getField(fieldName).isEmpty() && !row.getRawFieldNames().contains(fieldName);
    }

    private static boolean isObject(final SerializedForm form) {
        return MIME_TYPE.equals(form.getMimeType()) && form.getSerialized() instanceof final String json && json.startsWith("{") && json.endsWith("}");
    }

    Record with(final Record row, final Embedding embedding, final ByteBuffer decimals) {
        final String json = (String) row.getSerializedForm().orElseThrow().getSerialized();
        final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
        values.put(fieldName, embedding.numbers());
        return new MapRecord(extend(row.getSchema()), values, SerializedForm.of(() -> text(json, embedding, decimals), MIME_TYPE), row.isTypeChecked(), row.isDropUnknownFields());
    }

    // rows of one reader share a schema, and the writer compares it with its own for each row
    private RecordSchema extend(final RecordSchema rowSchema) {
        if (rowSchema != schema) {
            final List<RecordField> fields = new ArrayList<>(rowSchema.getFields());
            fields.add(field);
            schema = rowSchema;
            extended = new SimpleRecordSchema(fields);
        }

        return extended;
    }

    private String text(final String json, final Embedding embedding, final ByteBuffer decimals) {
        final String separator = json.length() > 2 ? "," : "";
        final String start = json.substring(0, json.length() - 1) + separator + '"' + fieldName + "\":[";
        final ByteBuffer numbers = decimals == null ? StandardCharsets.ISO_8859_1.encode(numbers(embedding)) : decimals;
        final byte[] startBytes = start.getBytes(StandardCharsets.UTF_8);
        if (startBytes.length > start.length()) {
            return start + StandardCharsets.ISO_8859_1.decode(numbers.slice()) + "]}";
        }

        // one array and one copy of it, since there are some thousand numbers
        final byte[] text = Arrays.copyOf(startBytes, startBytes.length + numbers.remaining() + END.length);
        numbers.get(numbers.position(), text, startBytes.length, numbers.remaining());
        System.arraycopy(END, 0, text, text.length - END.length, END.length);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static String numbers(final Embedding embedding) {
        final StringBuilder text = new StringBuilder(embedding.dimension() * CHARACTERS_PER_NUMBER);
        for (final Object number : embedding.numbers()) {
            final int start = text.length();
            text.append((float) number);
            if (text.indexOf("E", start) >= 0) {
                // the writer takes no exponents unless it is told to
                text.replace(start, text.length(), new BigDecimal(text.substring(start)).toPlainString());
            }
            text.append(',');
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }
}
