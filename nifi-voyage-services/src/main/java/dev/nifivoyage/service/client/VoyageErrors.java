/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import dev.nifivoyage.service.api.VoyageException;
import okhttp3.HttpUrl;
import okhttp3.Response;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts unsuccessful responses to exceptions. Voyage explains them in {@code detail}: a text, or for HTTP 422 a list
 * of locations and messages.
 */
final class VoyageErrors {
    /** Validation errors repeat the request. */
    private static final long MAXIMUM_BODY = 256 * 1024;

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,3})\\d*)?");

    private VoyageErrors() {}

    /**
     * Returns the exception for a response, with at most 256 KB of its body read.
     *
     * @param call method and path, without query or host
     */
    static VoyageException of(final String call, final Response response) {
        return new VoyageException(
                call,
                response.code(),
                detail(call, response),
                response.header("x-request-id", response.header("request-id")),
                retryAfter(response));
    }

    private static String detail(final String call, final Response response) {
        if (response.isRedirect()) {
            return "unexpected redirect, which is followed for files only: check Base URL";
        }

        if (response.code() == HttpURLConnection.HTTP_PROXY_AUTH) {
            return "the proxy rejects the request without valid credentials: check the Proxy Configuration Service";
        }

        final ErrorBody body;
        try {
            body = ErrorBody.read(response.peekBody(MAXIMUM_BODY).bytes(), text -> withoutKey(text, response));
        } catch (final IOException e) {
            return "failed to read the explanation: " + e.getMessage();
        }

        // a reason from the server takes precedence over a guess
        return response.code() != HttpURLConnection.HTTP_NOT_FOUND || body.isReason()
                ? body.text()
                : "%s; %s"
                        .formatted(
                                body.text() == null ? "not found" : body.text(),
                                notFound(call, response.request().url()));
    }

    private static String notFound(final String call, final HttpUrl address) {
        if (call.contains("/batches/") || call.contains("/files/")) {
            return "batch jobs and files are visible only to API keys of the project in which they were created, and files for 30 days";
        }
        if (BaseUrl.isAtlas(address)) {
            return BaseUrl.noBatchApiMessage(address);
        }

        return "there is no API at %s: check Base URL, which usually ends with /v1"
                .formatted(address.newBuilder().query(null).build());
    }

    // a gateway may repeat the request in its explanation
    private static String withoutKey(final String body, final Response response) {
        final String authorization = response.request().header("Authorization");
        return authorization == null
                ? body
                : body.replace(authorization.substring(authorization.indexOf(' ') + 1), "***");
    }

    // seconds, also with decimals, or an HTTP date
    private static Duration retryAfter(final Response response) {
        final String value = response.header("Retry-After");
        if (value == null) {
            return null;
        }

        final Matcher seconds = SECONDS.matcher(value.trim());
        if (seconds.matches()) {
            final String fraction = seconds.group(2) == null ? "" : seconds.group(2);
            return Duration.ofSeconds(Long.parseLong(seconds.group(1)))
                    .plusMillis(Long.parseLong((fraction + "000").substring(0, 3)));
        }

        // ignore an unreadable value
        final Date date = response.headers().getDate("Retry-After");
        if (date == null) {
            return null;
        }

        final Duration wait = Duration.between(Instant.now(), date.toInstant());
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
