/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import org.apache.nifi.serialization.record.Record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Describes a value of a record for people: its type, and its beginning.
 */
public final class ValueText {
    private static final int LONGEST = 80;
    private static final int MOST_NAMES = 10;

    private ValueText() {}

    /**
     * Describes a value, such as {@code a string of 9 characters: "one arm up"}.
     */
    public static String of(final Object value) {
        return switch (value) {
            case null -> "null";
            case final CharSequence text -> "a string of %,d characters: %s".formatted(text.length(), quoted(text));
            case final Record record -> "a record with the fields %s".formatted(names(record.getRawFieldNames()));
            case final Map<?, ?> map -> "a map with the keys %s".formatted(names(map.keySet()));
            case final Object[] array -> array(Arrays.asList(array));
            case final Collection<?> collection -> array(new ArrayList<>(collection));
            case final Number number -> "the number %s".formatted(number);
            case final Boolean flag -> flag.toString();
            default -> "a %s: %s".formatted(value.getClass().getSimpleName(), quoted(value.toString()));
        };
    }

    /**
     * Returns the beginning of a text in quotation marks.
     */
    public static String quoted(final CharSequence text) {
        final String line = text.toString().replaceAll("\\s+", " ");
        final int end = line.offsetByCodePoints(0, Math.min(LONGEST, line.codePointCount(0, line.length())));
        return "\"%s%s\"".formatted(line.substring(0, end), end < line.length() ? "…" : "");
    }

    private static String array(final List<?> elements) {
        return elements.isEmpty()
                ? "an empty array"
                : "an array of %,d, the first of which is %s".formatted(elements.size(), of(elements.getFirst()));
    }

    private static String names(final Collection<?> names) {
        return String.join(
                        ", ",
                        names.stream().limit(MOST_NAMES).map(String::valueOf).toList())
                + (names.size() > MOST_NAMES ? ", …" : "");
    }
}
