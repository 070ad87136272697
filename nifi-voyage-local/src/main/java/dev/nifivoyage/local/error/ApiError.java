/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.error;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * An error in the format of Voyage: a status and {@code {"detail": …}}, sometimes with an {@code error_code}.
 */
public final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonNode detail;
    private final String errorCode;

    public ApiError(final int status, final String detail) {
        this(status, detail, null);
    }

    /**
     * @param errorCode a word such as {@code TOO_MANY_TOKENS_IN_BATCH}, or null for none
     */
    public ApiError(final int status, final String detail, final String errorCode) {
        this(status, TextNode.valueOf(detail), errorCode);
    }

    /**
     * @param detail a text, or the list of a 422 response
     */
    public ApiError(final int status, final JsonNode detail, final String errorCode) {
        super(detail.isTextual() ? detail.textValue() : detail.toString(), null, false, false);
        this.status = status;
        this.detail = detail;
        this.errorCode = errorCode;
    }

    public int status() {
        return status;
    }

    public JsonNode detail() {
        return detail;
    }

    /**
     * Returns the error code, or null if there is none.
     */
    public String errorCode() {
        return errorCode;
    }
}
