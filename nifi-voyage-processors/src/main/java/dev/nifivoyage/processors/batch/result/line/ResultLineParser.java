/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.record.RecordError;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parses the parts that the lines of all endpoints share, in all documented shapes: a response,
 * {@code response.message} with a status code, and {@code error} with a code. The status code decides about success,
 * not the file that contains the line. Reused from line to line. Source: Voyage's Batch Inference guide, output and
 * error files.
 */
final class ResultLineParser {
    private static final String NO_STATUS = ErrorCode.UNKNOWN_ERROR.code();

    private final ResponseData data;

    // of the line being read
    private String customId;
    private boolean isRequest;
    private int statusCode;
    private Optional<String> invalid = Optional.empty();
    private long tokens;
    private Reason error = Reason.NONE;
    private Reason responseReason = Reason.NONE;
    private Reason bodyReason = Reason.NONE;

    /**
     * @param data reads the field {@code data} of a response
     */
    ResultLineParser(final ResponseData data) {
        this.data = data;
    }

    /**
     * Reads one line.
     *
     * @throws MalformedLineException if the line is not a JSON object, has no custom ID, or is a request
     */
    void read(final JsonParser line) throws MalformedLineException {
        reset();
        try (line) {
            if (line.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedLineException("Result line is not a JSON object");
            }
            readLine(line);
            if (line.nextToken() != null) {
                throw new MalformedLineException("Result line continues after its JSON object", null, customId);
            }
        } catch (final JsonProcessingException e) {
            throw new MalformedLineException("Result line is not valid JSON: " + e.getOriginalMessage(), e, customId);
        } catch (final IOException e) {
            throw new MalformedLineException("Failed to decode the result line", e, customId);
        }

        if (customId == null || customId.isEmpty()) {
            throw new MalformedLineException("Result line has no custom_id");
        }
        if (isRequest) {
            throw new MalformedLineException(
                    "Line is a request, not a result: the file is the input of a batch job", null, customId);
        }
    }

    private void reset() {
        customId = null;
        isRequest = false;
        statusCode = 0;
        invalid = Optional.empty();
        tokens = 0;
        error = Reason.NONE;
        responseReason = Reason.NONE;
        bodyReason = Reason.NONE;
    }

    String customId() {
        return customId;
    }

    /**
     * Returns whether the request has a response.
     */
    boolean isCompleted() {
        return error.code() == null && error.message() == null && statusCode == HttpURLConnection.HTTP_OK;
    }

    /**
     * Returns why the response cannot be used; empty if it can.
     */
    Optional<String> invalid() {
        return invalid;
    }

    long tokens() {
        return tokens;
    }

    /**
     * Returns the error of a request without a response.
     */
    RecordError error() {
        final String message = Stream.of(error, responseReason, bodyReason)
                .map(Reason::message)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("Voyage gave no reason");
        // a temporary status decides where the record goes, so no other code may hide it
        final String status = statusCode > 0 ? LineErrorCode.ofStatus(statusCode) : NO_STATUS;
        return new RecordError(
                error.code() == null || LineErrorCode.isTemporary(status) ? status : error.code(), message);
    }

    // an invalid response does not end the line, because the custom ID may follow
    private void readLine(final JsonParser parser) throws IOException {
        boolean hasBody = false;
        boolean hasResult = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            hasBody |= "body".equals(field);
            hasResult |= "response".equals(field) || "error".equals(field);
            switch (field) {
                case "custom_id" -> customId = parser.getValueAsString();
                case "response" -> readResponse(parser);
                case "error" -> error = Reason.read(parser);
                default -> {
                    // other fields are skipped
                }
            }
            skipRest(parser);
        }
        isRequest = hasBody && !hasResult;
    }

    // of a list or object, also where a scalar is expected
    private static void skipRest(final JsonParser parser) throws IOException {
        parser.skipChildren();
    }

    private void readResponse(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            responseReason = Reason.read(parser);
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "status_code" -> statusCode = parser.getValueAsInt();
                case "body" -> readBody(parser);
                case "message", "error", "detail" -> responseReason = better(responseReason, Reason.read(parser));
                default -> {
                    // other fields are skipped
                }
            }
            skipRest(parser);
        }
    }

    private void readBody(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            bodyReason = Reason.read(parser);
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "data" -> {
                    // an object may have a field twice
                    final Optional<String> read = readData(parser);
                    invalid = invalid.or(() -> read);
                }
                case "usage" -> readUsage(parser);
                case "message", "msg", "error", "errors", "detail", "reason" ->
                    bodyReason = better(bodyReason, Reason.read(parser));
                default -> parser.skipChildren();
            }
        }
    }

    private static Reason better(final Reason before, final Reason next) {
        return before.message() == null ? next : before;
    }

    private Optional<String> readData(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return Optional.empty();
        }

        return data.read(parser);
    }

    private void readUsage(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final boolean isTotal = "total_tokens".equals(parser.currentName());
            parser.nextToken();
            if (isTotal) {
                tokens = Math.max(0, parser.getValueAsLong());
            }
            skipRest(parser);
        }
    }

    /**
     * Reads the field {@code data} of a response.
     */
    interface ResponseData {

        /**
         * Reads from the opening bracket, the current token of the parser, to the closing one.
         *
         * @return why the response cannot be used; empty if it can
         */
        Optional<String> read(JsonParser parser) throws IOException;
    }
}
