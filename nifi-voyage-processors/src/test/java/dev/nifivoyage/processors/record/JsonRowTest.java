/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.embedding.Embedding;
import dev.nifivoyage.embedding.EmbeddingDataType;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SerializedForm;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JsonRowTest {
    private static final RecordSchema SCHEMA = new SimpleRecordSchema(List.of(new RecordField("text", RecordFieldType.STRING.getDataType())));
    private static final Embedding EMBEDDING = embedding(0.5f, -1.25e-7f, 3f);

    private final JsonRow row = new JsonRow("embeddings", VectorFormat.NUMBERS.fieldType(EmbeddingDataType.FLOAT));

    @Test
    void addsTheVectorToTheTextAndToTheValues() {
        final Record with = row.with(record("{\"text\":\"é}\"}", "application/json"), EMBEDDING, null);

        assertEquals("{\"text\":\"é}\",\"embeddings\":[0.5,-0.000000125,3.0]}", with.getSerializedForm().orElseThrow().getSerialized());
        assertArrayEquals(new Object[] {0.5f, -1.25e-7f, 3f}, with.getAsArray("embeddings"));
        assertEquals("a text", with.getAsString("text"));
        assertEquals(RecordFieldType.ARRAY, with.getSchema().getDataType("embeddings").orElseThrow().getFieldType());
    }

    @Test
    void copiesTheNumbersWhereTheyAreText() {
        final Record with = row.with(record("{}", "application/json"), EMBEDDING, StandardCharsets.UTF_8.encode("0.50,-0.000000125,3"));
        assertEquals("{\"embeddings\":[0.50,-0.000000125,3]}", with.getSerializedForm().orElseThrow().getSerialized());
    }

    @Test
    void givesAllRowsOfASchemaTheSameSchema() {
        final Record first = row.with(record("{}", "application/json"), EMBEDDING, null);
        final Record second = row.with(record("{}", "application/json"), EMBEDDING, null);
        assertSame(first.getSchema(), second.getSchema());
    }

    @Test
    void takesOnlyRowsAsTheyWereReadFromJson() {
        assertTrue(row.takes(record("{\"text\":\"a text\"}", "application/json")));
        assertFalse(row.takes(record("text,a text", "text/csv")));
        assertFalse(row.takes(record("\"a text\"", "application/json")));

        final Record changed = record("{\"text\":\"a text\"}", "application/json");
        changed.setValue("text", "another text");
        assertFalse(row.takes(changed));

        final Map<String, Object> values = new HashMap<>();
        values.put("embeddings", null);
        assertFalse(row.takes(new MapRecord(SCHEMA, values, SerializedForm.of("{\"embeddings\":null}", "application/json"))));
    }

    private static Record record(final String serialized, final String mimeType) {
        return new MapRecord(SCHEMA, new HashMap<>(Map.of("text", "a text")), SerializedForm.of(serialized, mimeType));
    }

    private static Embedding embedding(final float... numbers) {
        final ByteBuffer packed = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        packed.asFloatBuffer().put(numbers);
        return Embedding.ofPacked(EmbeddingDataType.FLOAT, packed.array());
    }
}
