/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import java.io.IOException;

/**
 * A failure to read or write the records of a FlowFile that a retry does not solve.
 */
public abstract class ContentException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;

    ContentException(final String code, final String message, final Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /**
     * Converts any exception. An exception that is not known to concern writing concerns reading.
     *
     * @throws RuntimeException the cause, if NiFi could not provide or store the content
     */
    public static ContentException of(final Exception cause) {
        return cause instanceof final ContentException content ? content : UnreadableContentException.of(cause);
    }

    /**
     * Returns the error code of an exception.
     */
    public static String code(final IOException cause) {
        return cause instanceof final ContentException content ? content.code : UnreadableContentException.CODE;
    }
}
