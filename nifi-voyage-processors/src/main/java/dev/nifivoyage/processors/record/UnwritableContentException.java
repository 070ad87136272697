/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Thrown if the Record Writer cannot write a record with its result.
 */
public final class UnwritableContentException extends ContentException {
    private static final long serialVersionUID = 1L;

    private UnwritableContentException(final String code, final String message, final Throwable cause) {
        super(code, message, cause);
    }

    /**
     * Creates an exception for a record that the writer rejected.
     *
     * @param record number of the record in the output, from 1
     * @throws RuntimeException the cause, if NiFi could not store the content
     */
    public static ContentException of(final long record, final Exception cause) {
        if (cause instanceof final ContentException content) {
            return content;
        }

        return new UnwritableContentException(
                ErrorCode.UNWRITABLE_CONTENT.code(),
                "The Record Writer cannot write record %d: %s"
                        .formatted(record, UnreadableContentException.of(cause).getMessage()),
                cause);
    }

    /**
     * Creates an exception for a writer whose schema has no field for the result.
     */
    public static UnwritableContentException noPlace(final ResultField result, final RecordSchema writeSchema) {
        return new UnwritableContentException(
                ErrorCode.MISSING_TARGET.code(),
                ("The schema of the Record Writer has no field %s that can hold %s, so that the result would be lost; "
                                + "its fields are %s. Add the field, or let the writer inherit the record schema")
                        .formatted(result, result.kind(), writeSchema.getFieldNames()),
                null);
    }
}
