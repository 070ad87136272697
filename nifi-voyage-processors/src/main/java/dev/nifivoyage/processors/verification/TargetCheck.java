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
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.TargetRecordPath;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;

import java.io.IOException;
import java.util.Optional;

/**
 * Checks that the records of a sample have a place for a result.
 */
public record TargetCheck(PropertyDescriptor property, String path) implements SampleCheck {

    @Override
    public String step() {
        return property.getName();
    }

    @Override
    public ConfigVerificationResult check(final Sample sample)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        final ValueRecordPath values = new ValueRecordPath(path);
        final TargetRecordPath target = new TargetRecordPath(path);
        Object replaced = null;
        try (InputRecords records = sample.records()) {
            InputRecord record;
            while ((record = records.next()) != null) {
                final Optional<RecordError> noPlace = target.noPlace(record);
                if (noPlace.isPresent()) {
                    return StepResult.failed(
                            step(),
                            "Record %d: %s"
                                    .formatted(record.number(), noPlace.get().message()));
                }
                replaced = replaced == null ? values.value(record) : replaced;
            }
        }

        return StepResult.successful(
                step(),
                replaced == null
                        ? "The field %s is added".formatted(path)
                        : "The result replaces %s at %s".formatted(ValueText.of(replaced), path));
    }
}
