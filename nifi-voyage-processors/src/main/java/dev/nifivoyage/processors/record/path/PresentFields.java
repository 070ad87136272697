/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import org.apache.nifi.serialization.record.Record;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that a record has where a record path finds nothing, for messages such as
 * {@code No value at /txt; fields: id, text}. Names the fields of the deepest record that exists on the path.
 */
final class PresentFields {
    private static final int MAXIMUM_NAMES = 10;

    private PresentFields() {}

    /**
     * Returns the fields, with a leading semicolon; empty if the path leads to a field, which is then null or empty.
     *
     * @param path names of the fields on the path; empty for a path with functions
     */
    static String hint(final Record record, final List<String> path) {
        Set<String> fields = names(record);
        Object holder = record;
        final StringBuilder at = new StringBuilder();
        for (int i = 0; i < path.size(); i++) {
            final Object value = value(holder, path.get(i));
            final Object inner = value == null ? null : structure(value);
            final boolean isLast = i == path.size() - 1;
            if (isLast && (value != null || fields.contains(path.get(i)))) {
                return "";
            }
            if (inner == null) {
                break;
            }
            holder = inner;
            fields = names(inner);
            at.append('/').append(path.get(i));
        }

        final String of = at.isEmpty() ? "" : " of " + at;
        return fields.isEmpty() ? "; no fields%s".formatted(of) : "; fields%s: %s".formatted(of, list(fields));
    }

    private static String list(final Set<String> fields) {
        return fields.stream().limit(MAXIMUM_NAMES).collect(Collectors.joining(", "))
                + (fields.size() > MAXIMUM_NAMES ? ", …" : "");
    }

    private static Set<String> names(final Object structure) {
        return switch (structure) {
            case final Record record -> record.getRawFieldNames();
            case final Map<?, ?> map ->
                map.keySet().stream().map(String::valueOf).collect(Collectors.toCollection(LinkedHashSet::new));
            default -> Set.of();
        };
    }

    private static Object value(final Object structure, final String name) {
        return structure instanceof final Record record ? record.getValue(name) : ((Map<?, ?>) structure).get(name);
    }

    // of an array, its first element, because elements usually have the same fields
    private static Object structure(final Object value) {
        return switch (value) {
            case final Record record -> record;
            case final Map<?, ?> map -> map;
            case final Object[] array -> first(Arrays.asList(array));
            case final Collection<?> collection -> first(collection);
            default -> null;
        };
    }

    private static Object first(final Collection<?> elements) {
        return elements.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(PresentFields::structure)
                .orElse(null);
    }
}
