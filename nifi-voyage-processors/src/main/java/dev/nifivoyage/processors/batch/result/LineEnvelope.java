/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.nifivoyage.processors.record.RowError;

import java.io.IOException;

/**
 * What the lines of all endpoints have in common, in all documented shapes: an answer, {@code response.message} with a status code, and {@code error} with a code.
 * Success is judged by the status code, not by the file the line stands in. Reused from line to line.
 * Source: Voyage's Batch Inference guide, output and error files.
 */
final class LineEnvelope {
    private static final int OK = 200;

    private final AnswerData data;

    // of the line being read
    private String customId;
    private int statusCode;
    private MalformedLineException badAnswer;
    private long tokens;
    private String errorCode;
    private String errorMessage;
    private String responseMessage;
    private String bodyDetail;

    /**
     * Lines of one endpoint.
     *
     * @param data reads the field {@code data} of an answer
     */
    LineEnvelope(final AnswerData data) {
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
        badAnswer = null;
        tokens = 0;
        errorCode = null;
        errorMessage = null;
        responseMessage = null;
        bodyDetail = null;
    }

    String customId() {
        return customId;
    }

    /**
     * Whether the request was answered.
     */
    boolean isAnswered() {
        return errorCode == null && errorMessage == null && statusCode == OK;
    }

    /**
     * What was wrong with the answer, or null.
     */
    String badAnswer() {
        return badAnswer == null ? null : badAnswer.getMessage();
    }

    long tokens() {
        return tokens;
    }

    /**
     * Why the request was not answered.
     */
    RowError error() {
        final String message = firstOf(errorMessage, responseMessage, bodyDetail);
        final String code = errorCode != null ? errorCode : "http_" + statusCode;
        return new RowError(code, message == null ? "Voyage gave no reason" : message);
    }

    private static String firstOf(final String... texts) {
        for (final String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }

        return null;
    }

    // An answer that is none does not end the line: what its request is called may stand behind it.
    private void readLine(final JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "custom_id" -> customId = parser.getValueAsString();
                case "response" -> readResponse(parser);
                case "error" -> readError(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void readError(final JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            errorMessage = parser.getText();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "code" -> errorCode = parser.getValueAsString();
                case "message" -> errorMessage = parser.getValueAsString();
                default -> parser.skipChildren();
            }
        }
    }

    private void readResponse(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "status_code" -> statusCode = parser.getValueAsInt();
                case "message" -> responseMessage = parser.getValueAsString();
                case "body" -> readBody(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void readBody(final JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            bodyDetail = parser.getText();
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }

        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "data" -> badAnswer = readData(parser);
                case "usage" -> readUsage(parser);
                case "detail" -> {
                    bodyDetail = parser.getValueAsString();
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
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
    interface AnswerData {

        /**
         * Reads from the opening bracket, on which the parser stands, to the closing one.
         *
         * @return what is wrong with the answer, or null
         */
        MalformedLineException read(JsonParser parser) throws IOException;
    }
}
