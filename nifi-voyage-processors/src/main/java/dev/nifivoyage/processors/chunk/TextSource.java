/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.chunk;

import dev.nifivoyage.processors.record.InputRecords;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * A text as the only record of its FlowFile, in the field {@value #FIELD}.
 */
final class TextSource implements InputRecords.Source {
    private static final String FIELD = "text";
    /** Record path of the text. */
    static final String PATH = "/" + FIELD;

    private static final RecordSchema SCHEMA =
            new SimpleRecordSchema(List.of(new RecordField(FIELD, RecordFieldType.STRING.getDataType())));

    private final String text;

    TextSource(final String text) {
        this.text = text;
    }

    @Override
    public InputStream content() {
        return InputStream.nullInputStream();
    }

    @Override
    public RecordReader reader(final InputStream content) {
        return new RecordReader() {
            private boolean read;

            @Override
            public Record nextRecord(final boolean coerceTypes, final boolean dropUnknownFields) {
                final Record next = read ? null : new MapRecord(SCHEMA, Map.of(FIELD, text));
                read = true;
                return next;
            }

            @Override
            public RecordSchema getSchema() {
                return SCHEMA;
            }

            @Override
            public void close() {
                // the text is on the heap
            }
        };
    }
}
