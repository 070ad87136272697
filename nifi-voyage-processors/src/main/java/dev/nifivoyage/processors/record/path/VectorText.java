/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Parses vectors in text form: {@code [0.1,-0.2]} as in pgvector, JSON, and CSV files, <code>{0.1,-0.2}</code> as in
 * PostgreSQL arrays, {@code [0.1 -0.2]} as in NumPy, and {@code 0.1,-0.2} without brackets. Base64 is not ambiguous,
 * because its alphabet has neither brackets nor commas.
 */
final class VectorText {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NESTED = Pattern.compile("\\[[^\\[\\]]*]|\\{[^{}]*}|\"[^\"]*\"");

    private VectorText() {}

    /**
     * Returns whether a text has the form of a list.
     *
     * @param text without surrounding white space
     */
    static boolean isList(final String text) {
        return isEnclosed(text, '[', ']') || isEnclosed(text, '{', '}') || text.indexOf(',') >= 0;
    }

    /**
     * Parses the numbers of a list; returns empty if the list is empty or has an element other than a finite number.
     */
    static Optional<float[]> read(final String text) {
        final boolean enclosed = isEnclosed(text, '[', ']') || isEnclosed(text, '{', '}');
        final String list = enclosed ? text.substring(1, text.length() - 1).strip() : text;
        final String[] elements = (list.indexOf(',') >= 0 ? COMMA : BLANKS).split(list, -1);
        final float[] floats = new float[elements.length];
        for (int i = 0; i < floats.length; i++) {
            final Float number = number(elements[i]);
            if (number == null) {
                return Optional.empty();
            }
            floats[i] = number;
        }

        return Optional.of(floats);
    }

    /**
     * Splits a text with several vectors, such as {@code [[1,0],[0,1]]}, {@code ["[1,0]","[0,1]"]} or
     * {@code {{1,0},{0,1}}}; a list of numbers is one vector.
     */
    static List<String> vectors(final String text) {
        if (!isEnclosed(text, '[', ']') && !isEnclosed(text, '{', '}')) {
            return text.isEmpty() ? List.of() : List.of(text);
        }

        final String list = text.substring(1, text.length() - 1).strip();
        if (list.isEmpty()) {
            return List.of();
        }
        if (list.startsWith("[") || list.startsWith("{") || list.startsWith("\"")) {
            return NESTED.matcher(list)
                    .results()
                    .map(MatchResult::group)
                    .map(vector -> vector.startsWith("\"") ? vector.substring(1, vector.length() - 1) : vector)
                    .toList();
        }

        return read(text).isPresent()
                ? List.of(text)
                : COMMA.splitAsStream(list).map(String::strip).toList();
    }

    /**
     * Parses a decimal number; returns null if the text is not a number, or is too large for a float.
     */
    static Float number(final String text) {
        final String stripped = text.strip();
        if (!NUMBER.matcher(stripped).matches()) {
            return null;
        }

        final float number = Float.parseFloat(stripped);
        return Float.isFinite(number) ? number : null;
    }

    private static boolean isEnclosed(final String text, final char open, final char close) {
        return text.length() > 1 && text.charAt(0) == open && text.charAt(text.length() - 1) == close;
    }
}
