/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.record.path.ArrayIndexFieldValue;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.MapEntryFieldValue;
import org.apache.nifi.serialization.record.Record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a field is in a record.
 *
 * @param steps names of fields ({@code String}), and indexes of elements of an array ({@code Integer}) from 0; the first is the name of a field of the record itself
 */
public record FieldLocation(List<Object> steps) {

    public FieldLocation {
        steps = List.copyOf(steps);
    }

    /**
     * A field of the record itself.
     */
    public static FieldLocation topLevel(final String name) {
        return new FieldLocation(List.of(name));
    }

    /**
     * Where a record path has found a value; empty when that is not in fields of records and elements of arrays, such as an entry of a map.
     */
    static Optional<FieldLocation> of(final FieldValue found) {
        final List<Object> steps = new ArrayList<>();
        FieldValue at = found;
        while (at.getParent().isPresent()) {
            final FieldValue parent = at.getParent().get();
            if (at instanceof MapEntryFieldValue) {
                return Optional.empty();
            }
            if (at instanceof final ArrayIndexFieldValue element) {
                steps.addFirst(element.getArrayIndex());
            } else {
                addField(steps, at, parent);
            }
            at = parent;
        }

        return steps.isEmpty() || !(steps.getFirst() instanceof String)
                ? Optional.empty()
                : Optional.of(new FieldLocation(steps));
    }

    private static void addField(final List<Object> steps, final FieldValue at, final FieldValue parent) {
        final String name = at.getField().getFieldName();
        // a path to descendants goes through arrays without saying so
        if (at.getValue() instanceof Record
                && parent.getValue() instanceof final Record holder
                && holder.getValue(name) instanceof final Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] == at.getValue()) {
                    steps.addFirst(i);
                    break;
                }
            }
        }
        steps.addFirst(name);
    }

    /**
     * A field of the record that is here.
     */
    FieldLocation field(final FieldLocation within) {
        final List<Object> all = new ArrayList<>(steps);
        all.addAll(within.steps);
        return new FieldLocation(all);
    }

    boolean isTopLevel() {
        return steps.size() == 1;
    }

    /**
     * Where the record or the array is that holds this field or element; only for a location that {@link #isTopLevel() is not top level}.
     */
    FieldLocation parent() {
        return new FieldLocation(steps.subList(0, steps.size() - 1));
    }

    /**
     * The names of the fields on the way, without the indexes.
     */
    List<String> names() {
        return steps.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    /**
     * What is here in a record, or null.
     */
    Object value(final Record record) {
        Object value = record;
        for (final Object step : steps) {
            value = child(value, step);
        }

        return value;
    }

    private static Object child(final Object parent, final Object step) {
        return switch (parent) {
            case final Record holder when step instanceof final String name -> holder.getValue(name);
            case final Object[] array
            when step instanceof final Integer index -> index < array.length ? array[index] : null;
            case final Collection<?> collection
            when step instanceof final Integer index ->
                index < collection.size() ? collection.toArray()[index] : null;
            case null, default -> null;
        };
    }
}
