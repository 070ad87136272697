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
 * The location of a field in a record.
 *
 * @param steps the first is a top-level field
 */
public record FieldLocation(List<Step> steps) {

    /**
     * A step from a record to one of its fields, or from an array to one of its elements.
     */
    public sealed interface Step {

        record Field(String name) implements Step {}

        /**
         * @param index from 0
         */
        record Element(int index) implements Step {}
    }

    public FieldLocation {
        steps = List.copyOf(steps);
    }

    /**
     * Returns the location of a top-level field.
     */
    public static FieldLocation topLevel(final String name) {
        return new FieldLocation(List.of(new Step.Field(name)));
    }

    /**
     * Returns the location of a field in nested records.
     *
     * @param names names of the fields that lead to it, and its own
     */
    public static FieldLocation nested(final List<String> names) {
        return new FieldLocation(names.stream().<Step>map(Step.Field::new).toList());
    }

    /**
     * Returns the location of a value selected by a record path, or empty if the path to it has steps other than fields
     * and array elements, such as a map entry.
     */
    public static Optional<FieldLocation> of(final FieldValue found) {
        final List<Step> steps = new ArrayList<>();
        FieldValue at = found;
        while (at.getParent().isPresent()) {
            final FieldValue parent = at.getParent().get();
            if (at instanceof MapEntryFieldValue) {
                return Optional.empty();
            }
            if (at instanceof final ArrayIndexFieldValue element) {
                steps.addFirst(new Step.Element(element.getArrayIndex()));
            } else {
                addField(steps, at, parent);
            }
            at = parent;
        }

        return steps.isEmpty() || !(steps.getFirst() instanceof Step.Field)
                ? Optional.empty()
                : Optional.of(new FieldLocation(steps));
    }

    private static void addField(final List<Step> steps, final FieldValue at, final FieldValue parent) {
        final String name = at.getField().getFieldName();
        // for an element found by a descendant path (//), the parent is the record that holds the array
        if (at.getValue() instanceof Record
                && parent.getValue() instanceof final Record holder
                && holder.getValue(name) instanceof final Object[] array) {
            for (int i = 0; i < array.length; i++) {
                if (array[i] == at.getValue()) {
                    steps.addFirst(new Step.Element(i));
                    break;
                }
            }
        }
        steps.addFirst(new Step.Field(name));
    }

    /**
     * Returns the location of a field in the nested record at this location.
     *
     * @param within location of the field in the nested record
     */
    public FieldLocation field(final FieldLocation within) {
        final List<Step> all = new ArrayList<>(steps);
        all.addAll(within.steps);
        return new FieldLocation(all);
    }

    /**
     * Returns the location of an element of the array at this location.
     *
     * @param index from 0
     */
    public FieldLocation element(final int index) {
        final List<Step> all = new ArrayList<>(steps);
        all.add(new Step.Element(index));
        return new FieldLocation(all);
    }

    public boolean isTopLevel() {
        return steps.size() == 1;
    }

    /**
     * Returns the location of the record or array that contains this field or element. A
     * {@link #isTopLevel() top-level} field has no such location.
     */
    public FieldLocation parent() {
        return new FieldLocation(steps.subList(0, steps.size() - 1));
    }

    /**
     * Returns the names of the fields without the indexes of elements.
     */
    public List<String> names() {
        return steps.stream()
                .filter(Step.Field.class::isInstance)
                .map(step -> ((Step.Field) step).name())
                .toList();
    }

    /**
     * Returns the value at this location in a record, or null if there is none.
     */
    public Object value(final Record record) {
        Object value = record;
        for (final Step step : steps) {
            value = child(value, step);
        }

        return value;
    }

    private static Object child(final Object parent, final Step step) {
        return switch (step) {
            case Step.Field(final String name) -> parent instanceof final Record holder ? holder.getValue(name) : null;
            case Step.Element(final int index) -> element(parent, index);
        };
    }

    private static Object element(final Object parent, final int index) {
        return switch (parent) {
            case final Object[] array -> index < array.length ? array[index] : null;
            case final Collection<?> collection ->
                index < collection.size() ? collection.toArray()[index] : null;
            case null, default -> null;
        };
    }
}
