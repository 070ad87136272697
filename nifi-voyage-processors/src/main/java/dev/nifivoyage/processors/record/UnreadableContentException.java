/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.processor.exception.FlowFileHandlingException;
import org.apache.nifi.processor.exception.MissingFlowFileException;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.record.path.exception.RecordPathException;

import java.util.regex.Pattern;

/**
 * Thrown if the records of a FlowFile cannot be read. Readers throw exceptions of many types, such as an unchecked one
 * of the CSV reader for an unbalanced quote.
 */
public final class UnreadableContentException extends ContentException {
    static final String CODE = ErrorCode.UNREADABLE_CONTENT.code();

    private static final long serialVersionUID = 1L;
    private static final String OF_CSV_READER = "Error while getting next record";

    /** The location in a message of Jackson, without a source. */
    private static final Pattern JACKSON_LOCATION =
            Pattern.compile("\\s*at \\[Source: [^\\]]*line: (\\d+), column: (\\d+)\\]");

    private UnreadableContentException(final Exception cause) {
        super(CODE, JACKSON_LOCATION.matcher(message(cause)).replaceAll(" (line $1, column $2)"), cause);
    }

    private static String message(final Exception cause) {
        final String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        // the line is in the message of its cause
        return message.equals(OF_CSV_READER)
                        && cause.getCause() != null
                        && cause.getCause().getMessage() != null
                ? "%s: %s".formatted(message, cause.getCause().getMessage())
                : message;
    }

    private UnreadableContentException(final String message) {
        super(CODE, message, null);
    }

    /**
     * Creates an exception for records that overflow the stack. Each level of a record takes several frames, and a
     * FlowFile that ended in an error would be processed again and again.
     *
     * @param record number of the last record that was read, from 1; 0 if none was read
     */
    public static UnreadableContentException nestedTooDeeply(final long record) {
        return new UnreadableContentException(
                "%s nested too deeply to be processed. Flatten the field with the many levels, or remove it"
                        .formatted(
                                record == 0
                                        ? "The records are"
                                        : "Record %d, or one shortly before it, is".formatted(record)));
    }

    /**
     * Converts any exception.
     *
     * @throws RuntimeException the cause, if NiFi could not provide the content
     */
    public static UnreadableContentException of(final Exception cause) {
        if (cause instanceof final FlowFileAccessException e) {
            throw e;
        }
        if (cause instanceof final FlowFileHandlingException e) {
            throw e;
        }
        if (cause instanceof final MissingFlowFileException e) {
            throw e;
        }
        // RecordPathException is a ProcessException, but concerns a record
        if (cause instanceof final ProcessException e && !(cause instanceof RecordPathException)) {
            throw e;
        }

        return new UnreadableContentException(cause);
    }
}
