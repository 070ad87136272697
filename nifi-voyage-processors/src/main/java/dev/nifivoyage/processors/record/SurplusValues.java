/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values of a CSV record for which the header has no field, for example because a value with a comma is not quoted:
 * the other values may then be in the wrong fields. NiFi's readers of CSV and Excel name the fields
 * {@code unknown_field_index_N}. They are in no schema, so writers drop them. Blank values do not count, because some
 * tools end each line with a separator.
 *
 * @param values by the names of their fields
 */
public record SurplusValues(Map<String, String> values) {
    private static final SurplusValues NONE = new SurplusValues(Map.of());
    private static final String PREFIX = "unknown_field_index_";

    /**
     * Returns the values of a record.
     */
    static SurplusValues of(final Record record) {
        Map<String, String> values = null;
        for (final String name : record.getRawFieldNames()) {
            if (name.startsWith(PREFIX)) {
                final Object value = record.getValue(name);
                if (value != null && !value.toString().isBlank()) {
                    values = values == null ? new TreeMap<>() : values;
                    values.put(name, value.toString());
                }
            }
        }

        return values == null ? NONE : new SurplusValues(values);
    }

    /**
     * Returns the error because of which the record is rejected, or empty if there are no such values.
     */
    public Optional<RecordError> error() {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RecordError(ErrorCode.SURPLUS_VALUES, """
                        The record has more values than the header has fields, so values may be in the wrong fields: see %s. \
                        Quote values that contain the separator; in a rejected record, move the values to their fields, \
                        and remove the surplus ones""".formatted(String.join(", ", values.keySet()))));
    }

    /**
     * Adds the values to a record, as text.
     */
    public void set(final RecordDraft draft) {
        values.forEach((name, value) -> draft.set(new RecordField(name, RecordFieldType.STRING.getDataType()), value));
    }
}
