/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.api.VoyageException;
import okhttp3.HttpUrl;
import okhttp3.Response;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Turns answers that are no success into exceptions. Voyage explains in {@code detail}: a text, or for HTTP 422 a list of what is wrong where.
 */
final class VoyageErrors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAXIMUM_BODY = 16 * 1024;
    private static final int MAXIMUM_DETAIL = 1000;
    private static final int MAXIMUM_PAGE = 200;
    private static final Pattern MARKUP = Pattern.compile("(?is)<(style|script)\\b.*?</\\1>|<[^>]*>");
    private static final int NOT_FOUND = 404;

    private VoyageErrors() {
    }

    /**
     * The exception for an answer; reads at most 16 KB of its body.
     *
     * @param call method and path, without query or host
     */
    static VoyageException of(final String call, final Response response) {
        String detail = detail(response);
        if (response.code() == NOT_FOUND) {
            detail = "%s; %s".formatted(detail == null ? "not found" : detail, notFound(call, response.request().url()));
        }

        if (response.isRedirect()) {
            detail = "the address redirects elsewhere, which is followed for files only: check Base URL";
        }

        return new VoyageException(call, response.code(), detail, response.header("x-request-id", response.header("request-id")), retryAfter(response));
    }

    private static String notFound(final String call, final HttpUrl address) {
        if (call.contains("/batches/") || call.contains("/files/")) {
            return "jobs and files can be seen only with an API key of the project that made them, and files for 30 days";
        }
        if (BaseUrl.isAtlas(address)) {
            return BaseUrl.withoutBatches(address);
        }

        return "nothing is served at %s: check Base URL, which usually ends with /v1".formatted(address.newBuilder().query(null).build());
    }

    // a gateway may repeat the request in its explanation
    private static String withoutKey(final String body, final Response response) {
        final String authorization = response.request().header("Authorization");
        return authorization == null ? body : body.replace(authorization.substring(authorization.indexOf(' ') + 1), "***");
    }

    private static String detail(final Response response) {
        final String body;
        try {
            // before anything is cut, or a part of the key would stay
            body = withoutKey(response.peekBody(MAXIMUM_BODY).string(), response);
        } catch (final IOException e) {
            return "the explanation could not be read: " + e.getMessage();
        }

        try {
            final JsonNode detail = JSON.readTree(body).path("detail");
            if (detail.isTextual()) {
                return shorten(detail.asText(), MAXIMUM_DETAIL);
            }
            if (detail.isArray()) {
                return shorten(joined(detail), MAXIMUM_DETAIL);
            }
        } catch (final JsonProcessingException e) {
            // not JSON: a gateway's page
            return shorten(MARKUP.matcher(body).replaceAll(" "), MAXIMUM_PAGE);
        }

        return shorten(body, MAXIMUM_PAGE);
    }

    private static String joined(final JsonNode details) {
        final List<String> texts = new ArrayList<>();
        for (final JsonNode detail : details) {
            final List<String> location = new ArrayList<>();
            detail.path("loc").forEach(part -> location.add(part.asText()));
            texts.add(location.isEmpty() ? detail.path("msg").asText(detail.toString()) : "%s: %s".formatted(String.join(".", location), detail.path("msg").asText()));
        }

        return String.join("; ", texts);
    }

    private static String shorten(final String text, final int longest) {
        final String line = text.replaceAll("\\s+", " ").trim();
        if (line.isEmpty()) {
            return null;
        }

        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }

    // seconds or an HTTP date
    private static Duration retryAfter(final Response response) {
        final String value = response.header("Retry-After");
        if (value == null) {
            return null;
        }

        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }

        try {
            final Duration wait = Duration.between(Instant.now(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (final DateTimeParseException e) {
            // an unreadable wish is no wish
            return null;
        }
    }
}
