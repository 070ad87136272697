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
 * The Record Writer cannot write what the records of a FlowFile are to hold.
 */
public final class UnwritableContentException extends ContentException {
    private static final long serialVersionUID = 1L;

    private UnwritableContentException(final String code, final String message, final Throwable cause) {
        super(code, message, cause);
    }

    /**
     * The writer refused.
     *
     * @param record number among the records that it was given, from 1
     * @throws RuntimeException the cause, when NiFi could not take the content, which says nothing of the records
     */
    static ContentException of(final long record, final Exception cause) {
        if (cause instanceof final ContentException known) {
            return known;
        }

        return new UnwritableContentException(
                ErrorCode.UNWRITABLE_CONTENT.code(),
                "The Record Writer cannot write record %d: %s"
                        .formatted(record, UnreadableContentException.of(cause).getMessage()),
                cause);
    }

    /**
     * The writer has a schema of its own, which would leave the result out.
     */
    static UnwritableContentException noPlace(final ResultField result, final RecordSchema writeSchema) {
        return new UnwritableContentException(
                ErrorCode.NO_PLACE.code(),
                "The schema of the Record Writer has no field %s that can hold %s, so that the result would be lost; its fields are %s. Add the field, or let the writer inherit the record schema"
                        .formatted(result, result.kind(), writeSchema.getFieldNames()),
                null);
    }
}
