/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SerializedForm;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A record to write, unchecked and with the schema of its output. NiFi's JSON writer copies its text, if any, if the
 * writer has the same schema.
 */
public final class OutputRecord extends MapRecord {
    private final SerializedForm text;

    /**
     * @param json supplies the record as JSON, or null if only a writer can; null for a record that was not read from
     *     JSON
     */
    OutputRecord(final RecordSchema schema, final Map<String, Object> values, final Supplier<String> json) {
        super(schema, values);
        this.text = json == null ? null : SerializedForm.of(json, JsonText.MIME_TYPE);
    }

    /**
     * Creates a record that replaces another record, with its text if any.
     */
    public static OutputRecord inPlaceOf(
            final Record record, final RecordSchema schema, final Map<String, Object> values) {
        return new OutputRecord(
                schema,
                values,
                JsonText.of(record).map(text -> (Supplier<String>) () -> text).orElse(null));
    }

    /**
     * Creates a record without values, of which a writer can only take the text.
     */
    public static OutputRecord ofText(final RecordSchema schema, final Supplier<String> json) {
        return new OutputRecord(schema, Map.of(), json);
    }

    // MapRecord drops its text if a nested record has none
    @Override
    public Optional<SerializedForm> getSerializedForm() {
        return Optional.ofNullable(text);
    }
}
