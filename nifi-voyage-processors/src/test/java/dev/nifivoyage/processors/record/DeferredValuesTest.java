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
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DeferredValuesTest {
    private int computed;
    private MapRecord record;

    @BeforeEach
    void createRecord() {
        final Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", 1);
        values.put("vector", new DeferredValue(() -> {
            computed++;
            return "numbers";
        }));
        record = new MapRecord(
                new SimpleRecordSchema(List.of(
                        new RecordField("id", RecordFieldType.INT.getDataType()),
                        new RecordField("vector", RecordFieldType.STRING.getDataType()))),
                new DeferredValues(values));
    }

    @Test
    void computesNoValueThatNobodyAsksFor() {
        assertEquals(1, record.getValue("id"));
        assertEquals(Set.of("id", "vector"), record.getRawFieldNames());
        assertEquals(0, computed);
    }

    @Test
    void computesAValueOnce() {
        assertEquals("numbers", record.getValue("vector"));
        assertEquals("numbers", record.getAsString("vector"));
        assertEquals(Map.of("id", 1, "vector", "numbers"), record.toMap());
        assertEquals(Map.of("id", 1, "vector", "numbers"), record.toMap(true));
        assertEquals(1, computed);
    }

    @Test
    void isEqualToARecordWithTheValue() {
        final MapRecord same = new MapRecord(record.getSchema(), Map.of("id", 1, "vector", "numbers"));

        assertEquals(same, record);
        assertEquals(record, same);
        assertEquals(same.hashCode(), record.hashCode());
    }

    @Test
    void takesAnotherValue() {
        record.setValue("vector", "others");

        assertEquals("others", record.getValue("vector"));
        record.remove(record.getSchema().getField("vector").orElseThrow());
        assertEquals(Map.of("id", 1), record.toMap());
    }
}
