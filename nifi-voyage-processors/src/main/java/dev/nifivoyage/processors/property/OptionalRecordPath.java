/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.property;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.record.path.validation.RecordPathValidator;

import java.util.Optional;

/**
 * Record paths that need not be set. The value of a parameter may be empty.
 */
public final class OptionalRecordPath {

    private OptionalRecordPath() {}

    /**
     * Returns the path, or empty if there is none.
     */
    public static Optional<String> path(final PropertyContext context, final PropertyDescriptor property) {
        return Optional.ofNullable(context.getProperty(property).getValue()).filter(path -> !path.isBlank());
    }

    /**
     * Validates a path.
     */
    public static ValidationResult validate(final String subject, final String path, final ValidationContext context) {
        return path.isBlank()
                ? new ValidationResult.Builder()
                        .subject(subject)
                        .input(path)
                        .valid(true)
                        .build()
                : new RecordPathValidator().validate(subject, path, context);
    }
}
