/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import dev.nifivoyage.processors.attribute.ErrorCode;

import java.io.IOException;

/**
 * An image or a video that cannot be sent to Voyage, or only after a change.
 */
public final class UnusableMediaException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    UnusableMediaException(final ErrorCode code, final String message) {
        super(message);
        this.code = code;
    }

    static UnusableMediaException brokenImage(final ImageFormat format, final Exception reason) {
        // unchecked exceptions of decoders have messages for programmers, and some others have none
        Throwable cause = reason;
        while (cause.getCause() instanceof IOException) {
            cause = cause.getCause();
        }
        final String text = cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : "its pixels cannot be decoded";
        final UnusableMediaException broken = new UnusableMediaException(
                ErrorCode.BROKEN_IMAGE, "The %s image is damaged or incomplete: %s".formatted(format.title(), text));
        broken.initCause(reason);
        return broken;
    }

    /** Returns the kind of error. The message is a sentence for the operator, without a period. */
    public ErrorCode code() {
        return code;
    }
}
