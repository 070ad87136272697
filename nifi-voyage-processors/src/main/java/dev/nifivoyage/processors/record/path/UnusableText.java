/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;

/**
 * The reasons why a text cannot be embedded. Its record is not sent, and routed to {@code rejected}.
 */
public enum UnusableText {
    MISSING(ErrorCode.MISSING_TEXT.code(), "No value at %s"),
    BLANK(ErrorCode.BLANK_TEXT.code(), "The text at %s is empty or contains only white space"),
    NOT_TEXT(ErrorCode.NOT_TEXT.code(), "The value at %s is neither a text nor a number"),
    SEVERAL(ErrorCode.MULTIPLE_TEXTS.code(), "The record path %s selects more than one value"),
    BROKEN(
            ErrorCode.MALFORMED_TEXT.code(),
            "The text at %s contains an unpaired surrogate, which cannot be encoded in UTF-8");

    private final String code;
    private final String message;

    UnusableText(final String code, final String message) {
        this.code = code;
        this.message = message;
    }

    /**
     * The {@code error.code} of the record.
     */
    public String code() {
        return code;
    }

    /**
     * Creates the error of a record.
     *
     * @param place of the text, usually its record path
     */
    public RecordError at(final String place) {
        return new RecordError(code, message.formatted(place));
    }
}
