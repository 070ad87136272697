/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result.line;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The reason for which a request was rejected, from any JSON that describes it: a string, an object with
 * {@code message}, {@code msg}, {@code detail}, {@code error}, or similar fields at any depth, or a list of these. The
 * field {@code loc}, as in HTTP 422, is the location of the error.
 *
 * @param code at most {@value #MAXIMUM_CODE} characters without white space, or null
 * @param message one line of at most {@value #MAXIMUM_MESSAGE} characters, with a note if it was truncated; or null
 */
record Reason(String code, String message) {
    static final int MAXIMUM_MESSAGE = 2_000;
    static final int MAXIMUM_CODE = 100;
    static final Reason NONE = new Reason(null, null);

    /** Names of fields with explanations, in order of preference. */
    private static final List<String> EXPLANATIONS =
            List.of("message", "msg", "detail", "error", "errors", "reason", "description", "title");

    private static final String TRUNCATION_NOTE = "… (truncated)";
    private static final String SEPARATOR = "; ";

    /**
     * Reads the current value of the parser to its end.
     */
    static Reason read(final JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Reason(null, bounded(parser.getText()));
            case START_ARRAY -> readList(parser);
            case START_OBJECT -> readObject(parser);
            default -> NONE;
        };
    }

    private static Reason readList(final JsonParser parser) throws IOException {
        final StringBuilder messages = new StringBuilder();
        String code = null;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            final Reason element = read(parser);
            code = code == null ? element.code : code;
            append(messages, element.message);
        }

        return new Reason(code, bounded(messages.toString()));
    }

    private static Reason readObject(final JsonParser parser) throws IOException {
        final String[] explanations = new String[EXPLANATIONS.size()];
        final StringBuilder others = new StringBuilder();
        String code = null;
        String location = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String name = parser.currentName();
            final JsonToken value = parser.nextToken();
            if ("code".equals(name) && value.isScalarValue()) {
                code = value == JsonToken.VALUE_NULL ? code : codeOf(parser.getText());
            } else if ("loc".equals(name)) {
                location = readLocation(parser);
            } else {
                final Reason nested = read(parser);
                code = code == null ? nested.code : code;
                if (EXPLANATIONS.contains(name)) {
                    explanations[EXPLANATIONS.indexOf(name)] = nested.message;
                } else if (nested.message != null) {
                    append(others, "%s: %s".formatted(name, nested.message));
                }
            }
        }

        String message = bounded(others.toString());
        for (int i = explanations.length - 1; i >= 0; i--) {
            message = explanations[i] == null ? message : explanations[i];
        }
        return new Reason(
                code, location == null || message == null ? message : bounded("%s: %s".formatted(location, message)));
    }

    private static String readLocation(final JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return read(parser).message;
        }

        final List<String> steps = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            final String step = read(parser).message;
            if (step != null) {
                steps.add(step);
            }
        }
        return bounded(String.join(".", steps));
    }

    private static void append(final StringBuilder messages, final String message) {
        if (message != null && messages.length() <= MAXIMUM_MESSAGE) {
            messages.append(messages.isEmpty() ? "" : SEPARATOR).append(message);
        }
    }

    private static String codeOf(final String text) {
        final String word = text.strip().replaceAll("\\s+", "_");
        return word.isEmpty() ? null : word.substring(0, Math.min(word.length(), MAXIMUM_CODE));
    }

    /**
     * Returns a text in one line of bounded length, or null if it is blank.
     */
    static String bounded(final String text) {
        // a truncated text keeps its note and is not truncated again
        final boolean truncated = text.length() > MAXIMUM_MESSAGE + TRUNCATION_NOTE.length();
        final String line = (truncated ? text.substring(0, MAXIMUM_MESSAGE) : text)
                .replaceAll("\\s+", " ")
                .strip();
        if (line.isEmpty()) {
            return null;
        }

        return truncated ? line + TRUNCATION_NOTE : line;
    }
}
