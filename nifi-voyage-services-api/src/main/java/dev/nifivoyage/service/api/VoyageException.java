/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A failed call of the Voyage API. The message names method, path, HTTP status, Voyage's explanation and its request
 * id, and never holds the API key.
 */
public class VoyageException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int NO_STATUS = 0;
    private static final int TOO_MANY_REQUESTS = 429;

    private final int statusCode;
    private final String detail;
    private final String requestId;
    private final Duration retryAfter;

    /**
     * A call with a response other than 2xx.
     *
     * @param call method and path, such as {@code POST /v1/batches}
     * @param statusCode HTTP status
     * @param detail Voyage's explanation in one line, or null
     * @param requestId Voyage's id of the request, or null
     * @param retryAfter time that the server asked to wait, or null
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
     * A call without a response, or with an incomplete one.
     *
     * @param call method and path
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
     * A failure of another kind, which has no HTTP status.
     *
     * @param detail explanation in one line, or null
     * @param retryAfter time to wait before the next call, or null
     */
    protected VoyageException(final String message, final String detail, final Duration retryAfter) {
        super(message);
        this.statusCode = NO_STATUS;
        this.detail = detail;
        this.requestId = null;
        this.retryAfter = retryAfter;
    }

    /**
     * Returns the HTTP status of a response other than 2xx.
     */
    public OptionalInt statusCode() {
        return statusCode == NO_STATUS ? OptionalInt.empty() : OptionalInt.of(statusCode);
    }

    /**
     * Returns the explanation from Voyage: its {@code detail}, a list joined into one line.
     */
    public Optional<String> detail() {
        return Optional.ofNullable(detail);
    }

    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /**
     * Returns how long the server asked the client to wait.
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Returns true if a limit of requests or tokens per time is reached.
     */
    public boolean isRateLimited() {
        return statusCode == TOO_MANY_REQUESTS;
    }

    /**
     * Returns true if the same call may succeed later: no response, 408, 429, and 5xx. Source: Voyage's page on error
     * codes.
     */
    public boolean isRetryable() {
        return statusCode == NO_STATUS
                || statusCode == HttpURLConnection.HTTP_CLIENT_TIMEOUT
                || isRateLimited()
                || statusCode >= HttpURLConnection.HTTP_INTERNAL_ERROR;
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
