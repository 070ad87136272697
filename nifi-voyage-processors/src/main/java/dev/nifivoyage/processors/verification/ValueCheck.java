/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * Checks which values a record path selects in the records of a sample.
 */
public final class ValueCheck implements SampleCheck {
    private final String property;
    private final String path;
    private final boolean isRequired;

    private ValueCheck(final PropertyDescriptor property, final String path, final boolean isRequired) {
        this.property = property.getName();
        this.path = path;
        this.isRequired = isRequired;
    }

    /**
     * A value that each record must have.
     */
    public static ValueCheck required(final PropertyDescriptor property, final String path) {
        return new ValueCheck(property, path, true);
    }

    /**
     * A value that a record may lack.
     */
    public static ValueCheck optional(final PropertyDescriptor property, final String path) {
        return new ValueCheck(property, path, false);
    }

    @Override
    public String step() {
        return property;
    }

    @Override
    public ConfigVerificationResult check(final Sample sample)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final ValueRecordPath values = new ValueRecordPath(path);
        String first = null;
        try (InputRecords records = sample.records()) {
            InputRecord record;
            while ((record = records.next()) != null) {
                final List<Object> selected = select(values, record);
                if (selected.isEmpty()) {
                    final String absence =
                            "Record %d: No value at %s".formatted(record.number(), values.absentFrom(record));
                    return isRequired
                            ? StepResult.failed(property, absence)
                            : StepResult.skipped(property, absence + ". The value is optional");
                }
                if (first == null) {
                    first = describe(selected);
                }
            }
        }

        return StepResult.successful(property, first);
    }

    private String describe(final List<Object> selected) {
        return selected.size() == 1
                ? "%s is %s".formatted(path, ValueText.of(selected.getFirst()))
                : "%s selects %d values, the first of which is %s"
                        .formatted(path, selected.size(), ValueText.of(selected.getFirst()));
    }

    private static List<Object> select(final ValueRecordPath path, final InputRecord record) {
        return path.select(record)
                .map(FieldValue::getValue)
                .filter(Objects::nonNull)
                .toList();
    }
}
