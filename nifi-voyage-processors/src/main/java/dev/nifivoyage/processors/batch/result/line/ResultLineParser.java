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
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the lines of all endpoints have in common, in all documented shapes: an answer, {@code response.message} with a status code, and {@code error} with a code.
 * Success is judged by the status code, not by the file the line stands in. Reused from line to line.
 * Source: Voyage's Batch Inference guide, output and error files.
 */
final class ResultLineParser {
    private static final int OK = 200;
    private static final String NO_STATUS = ErrorCode.UNKNOWN_ERROR.code();

    private final ResponseData data;

    // of the line being read
    private String customId;
    private int statusCode;
    private MalformedLineException badResponse;
    private long tokens;
    private Reason error = Reason.NONE;
    private Reason responseReason = Reason.NONE;
    private Reason bodyReason = Reason.NONE;

    /**
     * Lines of one endpoint.
     *
     * @param data reads the field {@code data} of an answer
     */
    ResultLineParser(final ResponseData data) {
        this.data = data;
    }

    /**
     * Reads one line.
     *
     * @throws MalformedLineException when the line is no JSON object or names no request
     */
    void read(final JsonParser line) throws MalformedLineException {
        reset();
        try (line) {
            if (line.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedLineException("The line is no JSON object");
            }
            readLine(line);
            if (line.nextToken() != null) {
                throw new MalformedLineException("The line goes on after its JSON object", null, customId);
            }
        } catch (final JsonProcessingException e) {
            throw new MalformedLineException("The line is no JSON: " + e.getOriginalMessage(), e, customId);
        } catch (final IOException e) {
            throw new MalformedLineException("The line could not be decoded", e, customId);
        }

        if (customId == null || customId.isEmpty()) {
            throw new MalformedLineException("The line has no custom_id");
        }
    }

    private void reset() {
        customId = null;
        statusCode = 0;
        badResponse = null;
        tokens = 0;
        error = Reason.NONE;
        responseReason = Reason.NONE;
        bodyReason = Reason.NONE;
    }

    String customId() {
        return customId;
    }

    /**
     * Whether the request was answered.
     */
    boolean isCompleted() {
        return error.code() == null && error.message() == null && statusCode == OK;
    }

    /**
     * What was wrong with the answer, or null.
     */
    String badResponse() {
        return badResponse == null ? null : badResponse.getMessage();
    }

    long tokens() {
        return tokens;
    }

    /**
     * Why the request was not answered.
     */
    RecordError error() {
        final String message = Stream.of(error, responseReason, bodyReason)
                .map(Reason::message)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("Voyage gave no reason");
        if (error.code() != null) {
            return new RecordError(error.code(), message);
        }

        return new RecordError(statusCode > 0 ? "http_" + statusCode : NO_STATUS, message);
    }

    // An answer that is none does not end the line: what its request is called may stand behind it.
    private void readLine(final JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "custom_id" -> customId = parser.getValueAsString();
                case "response" -> readResponse(parser);
                case "error" -> error = Reason.read(parser);
                default -> parser.skipChildren();
            }
        }
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
                default -> parser.skipChildren();
            }
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
                case "data" -> badResponse = readData(parser);
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

    private MalformedLineException readData(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
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
                tokens = parser.getValueAsLong();
            } else {
                parser.skipChildren();
            }
        }
    }

    /**
     * Reads the field {@code data} of an answer.
     */
    interface ResponseData {

        /**
         * Reads from the opening bracket, on which the parser stands, to the closing one.
         *
         * @return what is wrong with the answer, or null
         */
        MalformedLineException read(JsonParser parser) throws IOException;
    }
}
