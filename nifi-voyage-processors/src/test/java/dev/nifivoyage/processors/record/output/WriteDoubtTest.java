/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.output;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WriteDoubtTest {
    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "\uD83D",
                "a \uD83D b",
                "at the end \uD83D",
                "\uDE00 first",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00",
                "\uD83D\uDE00\uDE00"
            })
    void doubtsHalfOfASurrogatePair(final String text) {
        assertDoubt(TEXT, text);
        assertDoubt(RecordFieldType.ARRAY.getArrayDataType(TEXT), new Object[] {"whole", text});
        assertDoubt(RecordFieldType.MAP.getMapDataType(TEXT), Map.of("key", text));
        assertDoubt(RecordFieldType.CHOICE.getChoiceDataType(TEXT, RecordFieldType.INT.getDataType()), text);
        final RecordSchema schema = schema(TEXT);
        assertDoubt(RecordFieldType.RECORD.getRecordDataType(schema), new MapRecord(schema, Map.of("value", text)));
    }

    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {"", "a dancer", "\uD83D\uDE00", "\uD83D\uDE00\uD83D\uDE00 twice", "last \uD83D\uDE00", "\uFFFF"})
    void trustsWholePairs(final String text) {
        final Record record = record(TEXT, text);

        assertFalse(WriteDoubt.of(record, record.getSchema(), Set.of()));
        assertEquals(List.of(), WriteDoubt.fields(record, record.getSchema(), Set.of()));
    }

    @Test
    void ignoresAFieldThatGetsAnotherValue() {
        final Record record = record(TEXT, "half \uD83D");

        assertFalse(WriteDoubt.of(record, record.getSchema(), Set.of("value")));
    }

    private static void assertDoubt(final DataType type, final Object value) {
        final Record record = record(type, value);

        assertTrue(WriteDoubt.of(record, record.getSchema(), Set.of()), () -> "no doubt about " + type);
        assertEquals(List.of("value"), WriteDoubt.fields(record, record.getSchema(), Set.of()));
    }

    private static Record record(final DataType type, final Object value) {
        return new MapRecord(schema(type), Map.of("value", value, "id", 1));
    }

    private static RecordSchema schema(final DataType type) {
        return new SimpleRecordSchema(
                List.of(new RecordField("id", RecordFieldType.INT.getDataType()), new RecordField("value", type)));
    }
}
