/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.SerializedForm;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Splits and joins well-formed JSON as text, without changing its values.
 */
final class JsonText {
    static final String MIME_TYPE = "application/json";

    private JsonText() {}

    /**
     * Returns whether an array in the record contains a null. NiFi drops the text of such a record. An array with a
     * null matches none of the types in a choice, so a writer would write null in place of the array or its record.
     */
    static boolean hasNullElement(final Record record) {
        return record.toMap().values().stream().anyMatch(JsonText::hasNullElement);
    }

    private static boolean hasNullElement(final Object value) {
        return switch (value) {
            case final Record nested -> hasNullElement(nested);
            case final Object[] array
            when !(array instanceof Number[]) -> {
                boolean found = false;
                for (int i = 0; i < array.length && !found; i++) {
                    found = array[i] == null || hasNullElement(array[i]);
                }
                yield found;
            }
            case final Map<?, ?> map -> map.values().stream().anyMatch(JsonText::hasNullElement);
            case null, default -> false;
        };
    }

    /**
     * Returns the text that a record was read from, if it was JSON and the record is unchanged.
     */
    static Optional<String> of(final Record record) {
        return record.getSerializedForm()
                .filter(form -> MIME_TYPE.equals(form.getMimeType()))
                .map(SerializedForm::getSerialized)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> text.startsWith("{") && text.endsWith("}"));
    }

    /**
     * Returns a value as JSON, or empty if only a writer can format it, such as a time. Includes nulls.
     */
    static Optional<String> ofValue(final Object value) {
        return switch (value) {
            case null -> Optional.of("null");
            case final CharSequence text -> Optional.of(quoted(text.toString()));
            case final Boolean flag -> Optional.of(flag.toString());
            case final Float number when Float.isFinite(number) -> Optional.of(plain(number.toString()));
            case final Double number when Double.isFinite(number) -> Optional.of(plain(number.toString()));
            case final BigDecimal number -> Optional.of(number.toPlainString());
            case final Long number -> Optional.of(number.toString());
            case final Integer number -> Optional.of(number.toString());
            case final Short number -> Optional.of(number.toString());
            case final Byte number -> Optional.of(number.toString());
            case final BigInteger number -> Optional.of(number.toString());
            case final Record nested -> of(nested).or(() -> members(nested.toMap()));
            case final Map<?, ?> map -> members(map);
            case final Object[] array -> elements(array);
            default -> Optional.empty();
        };
    }

    // writers use no exponents by default
    private static String plain(final String number) {
        return number.indexOf('E') < 0 ? number : new BigDecimal(number).toPlainString();
    }

    /**
     * Returns the values of a record as JSON; see {@link #ofValue}.
     */
    static Optional<String> ofValues(final Record record) {
        return members(record.toMap());
    }

    private static Optional<String> members(final Map<?, ?> values) {
        final Map<String, String> members = new LinkedHashMap<>();
        for (final Map.Entry<?, ?> entry : values.entrySet()) {
            final Optional<String> text = ofValue(entry.getValue());
            if (text.isEmpty()) {
                return Optional.empty();
            }
            members.put(quoted(String.valueOf(entry.getKey())), text.get());
        }

        return Optional.of(object(members));
    }

    private static Optional<String> elements(final Object[] array) {
        final List<Optional<String>> elements =
                Arrays.stream(array).map(JsonText::ofValue).toList();
        return elements.stream().allMatch(Optional::isPresent)
                ? Optional.of(array(elements.stream().map(Optional::orElseThrow).toList()))
                : Optional.empty();
    }

    static String quoted(final String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /**
     * Splits an object into its members by quoted name, in order.
     */
    static Map<String, String> members(final String object) {
        final Map<String, String> members = new LinkedHashMap<>();
        int at = skipSpace(object, 1);
        while (object.charAt(at) != '}') {
            final int nameEnd = end(object, at);
            final int start = skipSpace(object, skipSpace(object, nameEnd) + 1);
            final int end = end(object, start);
            members.put(object.substring(at, nameEnd), object.substring(start, end));
            at = skipSpace(object, end);
            if (object.charAt(at) == ',') {
                at = skipSpace(object, at + 1);
            }
        }

        return members;
    }

    /**
     * Splits an array into its elements.
     */
    static List<String> elements(final String array) {
        final List<String> elements = new ArrayList<>();
        int at = skipSpace(array, 1);
        while (array.charAt(at) != ']') {
            final int end = end(array, at);
            elements.add(array.substring(at, end));
            at = skipSpace(array, end);
            if (array.charAt(at) == ',') {
                at = skipSpace(array, at + 1);
            }
        }

        return elements;
    }

    static String object(final Map<String, String> members) {
        final StringBuilder text = new StringBuilder("{");
        members.forEach((name, value) -> text.append(text.length() > 1 ? "," : "")
                .append(name)
                .append(':')
                .append(value));
        return text.append('}').toString();
    }

    static String array(final List<String> elements) {
        return '[' + String.join(",", elements) + ']';
    }

    private static int skipSpace(final String text, final int from) {
        int at = from;
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }

        return at;
    }

    // index after the value that starts here
    private static int end(final String text, final int start) {
        int depth = 0;
        int at = start;
        do {
            switch (text.charAt(at)) {
                case '"' -> at = endOfString(text, at);
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at = depth == 0 ? endOfLiteral(text, at) : at + 1;
            }
        } while (depth > 0);

        return at;
    }

    private static int endOfString(final String text, final int start) {
        int at = start + 1;
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }

        return at + 1;
    }

    private static int endOfLiteral(final String text, final int start) {
        int at = start;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }

        return at;
    }
}
