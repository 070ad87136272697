/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PresentFieldsTest {
    private static final Record RECORD = record(
            "id",
            1,
            "text",
            null,
            "tags",
            new Object[0],
            "document",
            record("title", "a title", "body", record("markdown", "a text")),
            "chunks",
            new Object[] {null, record("index", 0, "content", "a chunk")},
            "properties",
            Map.of("language", "en"),
            "nothing",
            record());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /text               | /text
        /tags               | /tags
        /txt                | /txt; fields: id, text, tags, document, chunks, properties, nothing
        /txt/body           | /txt/body; fields: id, text, tags, document, chunks, properties, nothing
        /id/body            | /id/body; fields: id, text, tags, document, chunks, properties, nothing
        /document/text      | /document/text; fields of /document: title, body
        /document/body/text | /document/body/text; fields of /document/body: markdown
        /document/text/body | /document/text/body; fields of /document: title, body
        /chunks[*]/text     | /chunks[*]/text; fields of /chunks: index, content
        /tags[*]/text       | /tags[*]/text; fields: id, text, tags, document, chunks, properties, nothing
        /properties/text    | /properties/text; fields of /properties: language
        /nothing/text       | /nothing/text; no fields of /nothing
        //text              | //text; fields: id, text, tags, document, chunks, properties, nothing
        """)
    void namesTheFieldsOfTheDeepestRecord(final String path, final String expected) {
        assertEquals(expected, new ValueRecordPath(path).absentFrom(RECORD));
    }

    @Test
    void namesNoMoreThanTenFields() {
        final Object[] fields = new Object[24];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = "f" + i / 2;
            fields[i + 1] = "a value";
        }

        assertEquals(
                "/text; fields: f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, …",
                new ValueRecordPath("/text").absentFrom(record(fields)));
        assertEquals("/text; no fields", new ValueRecordPath("/text").absentFrom(record()));
    }

    private static Record record(final Object... fields) {
        final Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put((String) fields[i], fields[i + 1]);
        }
        return new MapRecord(new SimpleRecordSchema(List.of()), values);
    }
}
