/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A call that Voyage refused or that did not reach it. The message names method, path, HTTP status, Voyage's own words and its request id,
 * and never holds the API key.
 */
public class VoyageException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int NO_STATUS = 0;

    private final int statusCode;
    private final String detail;
    private final String requestId;
    private final Duration retryAfter;

    /**
     * A call that got an answer.
     *
     * @param call method and path, such as {@code POST /v1/batches}
     * @param statusCode HTTP status
     * @param detail Voyage's explanation in one line, or null
     * @param requestId Voyage's id of the request, or null
     * @param retryAfter how long the server asked to wait, or null
     */
    public VoyageException(
            final String call,
            final int statusCode,
            final String detail,
            final String requestId,
            final Duration retryAfter) {
        super(describe(call, statusCode, detail, requestId));
        this.statusCode = statusCode;
        this.detail = detail;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
    }

    /**
     * A call that got no answer, or an answer that broke off.
     *
     * @param call method and path
     * @param cause what happened
     */
    public VoyageException(final String call, final IOException cause) {
        super(
                "%s failed: %s"
                        .formatted(
                                call,
                                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
        this.statusCode = NO_STATUS;
        this.detail = null;
        this.requestId = null;
        this.retryAfter = null;
    }

    /**
     * The HTTP status; empty when no answer came.
     */
    public OptionalInt statusCode() {
        return statusCode == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(statusCode);
    }

    /**
     * Voyage's explanation (its {@code detail}, a list joined into one line), or null.
     */
    public String detail() {
        return detail;
    }

    public String requestId() {
        return requestId;
    }

    /**
     * How long the server asked to wait, or null when it did not say.
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Whether the same call may succeed later: no answer, 408, 429 and 5xx. Source: Voyage's page on error codes.
     */
    public boolean isRetryable() {
        return statusCode == NO_STATUS || statusCode == 408 || statusCode == 429 || statusCode >= 500;
    }

    private static String describe(
            final String call, final int statusCode, final String detail, final String requestId) {
        final StringBuilder message =
                new StringBuilder(call).append(" failed: HTTP ").append(statusCode);
        if (detail != null && !detail.isBlank()) {
            message.append(": ").append(detail);
        }
        if (requestId != null && !requestId.isBlank()) {
            message.append(" (request id ").append(requestId).append(')');
        }

        return message.toString();
    }
}
