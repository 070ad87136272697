/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordView;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextRecordPathTest {
    private final TextRecordPath path = new TextRecordPath("/text");

    @Test
    void returnsTheTextUnchanged() {
        final RecordText text = path.read(record(RecordFieldType.STRING.getDataType(), "  a text\n"));

        assertTrue(text.isUsable());
        assertEquals("  a text\n", text.text());
    }

    @Test
    void explainsWhyThereIsNone() {
        assertUnusable(UnusableText.MISSING, record(RecordFieldType.STRING.getDataType(), null));
        assertUnusable(UnusableText.BLANK, record(RecordFieldType.STRING.getDataType(), " \t\n"));
        assertUnusable(UnusableText.BLANK, record(RecordFieldType.STRING.getDataType(), "\u00A0\u200B\uFEFF"));
        assertUnusable(
                UnusableText.NOT_TEXT,
                record(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()), new Object[] {12}));
        assertUnusable(UnusableText.BROKEN, record(RecordFieldType.STRING.getDataType(), "half \uD83D of a pair"));
        assertUnusable(UnusableText.BROKEN, record(RecordFieldType.STRING.getDataType(), "the other half \uDC4D"));
    }

    @Test
    void writesConvertedValuesInTheirUsualForm() {
        assertEquals(
                "1984",
                path.read(record(RecordFieldType.INT.getDataType(), 1984)).text());
        assertEquals(
                "0.00000001",
                path.read(record(RecordFieldType.DOUBLE.getDataType(), 1e-8)).text());
        assertEquals(
                "true",
                path.read(record(RecordFieldType.BOOLEAN.getDataType(), true)).text());
    }

    @Test
    void takesWholeSurrogatePairs() {
        assertTrue(path.read(record(RecordFieldType.STRING.getDataType(), "\uD83D\uDC4D"))
                .isUsable());
    }

    @Test
    void rejectsAPathToSeveralValues() {
        final InputRecord record = record(
                RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.STRING.getDataType()),
                new Object[] {"one", "two"});

        final RecordText text = new TextRecordPath("/text[*]").read(record);

        assertFalse(text.isUsable());
        assertEquals(UnusableText.SEVERAL.at("/text[*]"), text.unusable());
    }

    @Test
    void reportsAFieldThatIsNotInTheSchema() {
        final RecordText text =
                new TextRecordPath("/elsewhere").read(record(RecordFieldType.STRING.getDataType(), "a text"));

        assertEquals(UnusableText.MISSING.at("/elsewhere; fields: text"), text.unusable());
        assertEquals("No value at /elsewhere; fields: text", text.unusable().message());
    }

    // paths with one name are not always evaluated
    @Test
    void findsWhatNiFiFinds() {
        final RecordSchema schema = new SimpleRecordSchema(List.of(
                new RecordField("text", RecordFieldType.STRING.getDataType(), Set.of("body")),
                new RecordField(
                        "choice",
                        RecordFieldType.CHOICE.getChoiceDataType(
                                RecordFieldType.STRING.getDataType(),
                                RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.STRING.getDataType())))));
        for (final Map<String, Object> values : List.<Map<String, Object>>of(
                Map.of("text", "a text", "choice", "another"),
                Map.of("body", "an alias"),
                Map.of("choice", new Object[] {"one"}),
                Map.of("text", 12, "choice", 13),
                Map.of("other", "not in the schema"))) {
            final Record record = new MapRecord(schema, values);
            for (final String name : List.of("text", "body", "choice", "other")) {
                final Object found = RecordPath.compile("/" + name)
                        .evaluate(RecordView.of(record))
                        .getSelectedFields()
                        .findFirst()
                        .orElseThrow()
                        .getValue();
                assertEquals(
                        found == null || found instanceof Object[] ? null : found.toString(),
                        new TextRecordPath("/" + name).read(input(record)).text(),
                        name + " of " + values.keySet());
            }
        }
    }

    private void assertUnusable(final UnusableText expected, final InputRecord record) {
        assertEquals(expected.at("/text"), path.read(record).unusable());
    }

    private static InputRecord record(final DataType type, final Object value) {
        final Map<String, Object> values = new HashMap<>();
        values.put("text", value);
        return input(new MapRecord(new SimpleRecordSchema(List.of(new RecordField("text", type))), values));
    }

    private static InputRecord input(final Record record) {
        return new InputRecord(record, 1, Optional::empty, location -> {});
    }
}
