/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.ChoiceDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Unites schemas so that they fit all records of an output. A choice in a union has at most one record, one array, and
 * one map, each with the fields of all alternatives, because NiFi's writers choose the most similar alternative and
 * omit the fields it lacks.
 */
public final class SchemaUnion {

    private SchemaUnion() {}

    /**
     * Unites the alternatives within a schema; returns the schema itself if there are none to unite.
     */
    public static RecordSchema of(final RecordSchema schema) {
        if (schema.isRecursive()) {
            // a recursive schema is declared, not inferred
            return schema;
        }

        final List<RecordField> fields = new ArrayList<>(schema.getFieldCount());
        boolean changed = false;
        for (final RecordField field : schema.getFields()) {
            final DataType type = of(field.getDataType());
            changed |= type != field.getDataType();
            fields.add(type == field.getDataType() ? field : typed(field, type));
        }

        return changed ? new SimpleRecordSchema(fields) : schema;
    }

    private static DataType of(final DataType type) {
        return switch (type) {
            case final RecordDataType nested
            when nested.getChildSchema() != null -> {
                final RecordSchema child = of(nested.getChildSchema());
                yield child == nested.getChildSchema() ? type : RecordFieldType.RECORD.getRecordDataType(child);
            }
            case final ArrayDataType array
            when array.getElementType() != null -> {
                final DataType element = of(array.getElementType());
                yield element == array.getElementType() ? type : RecordFieldType.ARRAY.getArrayDataType(element);
            }
            case final MapDataType map
            when map.getValueType() != null -> {
                final DataType value = of(map.getValueType());
                yield value == map.getValueType() ? type : RecordFieldType.MAP.getMapDataType(value);
            }
            case final ChoiceDataType choice -> united(choice);
            case null, default -> type;
        };
    }

    private static DataType united(final ChoiceDataType choice) {
        DataType united = null;
        for (final DataType alternative : choice.getPossibleSubTypes()) {
            united = union(united, of(alternative));
        }

        return united == null || united.equals(choice) ? choice : united;
    }

    /**
     * Unites two schemas; returns the first if it includes the second.
     */
    public static RecordSchema union(final RecordSchema first, final RecordSchema second) {
        if (first == second || second.getFields().isEmpty()) {
            return first;
        }

        final Map<String, RecordField> fields = new LinkedHashMap<>();
        first.getFields().forEach(field -> fields.put(field.getFieldName(), field));
        boolean changed = false;
        for (final RecordField field : second.getFields()) {
            final RecordField own = fields.get(field.getFieldName());
            if (own == null) {
                fields.put(field.getFieldName(), optional(field));
                changed = true;
            } else {
                final RecordField both = union(own, field);
                changed |= both != own;
                fields.put(field.getFieldName(), both);
            }
        }
        for (final RecordField field : first.getFields()) {
            if (second.getField(field.getFieldName()).isEmpty()
                    && (!field.isNullable() || field.getDefaultValue() != null)) {
                fields.put(field.getFieldName(), optional(field));
                changed = true;
            }
        }

        return changed ? new SimpleRecordSchema(List.copyOf(fields.values())) : first;
    }

    private static RecordField union(final RecordField first, final RecordField second) {
        final DataType type = union(first.getDataType(), second.getDataType());
        final boolean nullable = first.isNullable() || second.isNullable();
        final Object defaultValue =
                Objects.equals(first.getDefaultValue(), second.getDefaultValue()) ? first.getDefaultValue() : null;
        if (type == first.getDataType()
                && nullable == first.isNullable()
                && first.getAliases().containsAll(second.getAliases())
                && Objects.equals(defaultValue, first.getDefaultValue())) {
            return first;
        }

        final Set<String> aliases = new HashSet<>(first.getAliases());
        aliases.addAll(second.getAliases());
        return new RecordField(first.getFieldName(), type, defaultValue, aliases, nullable);
    }

    // records of the other schema lack the field and must not get its default
    private static RecordField optional(final RecordField field) {
        return new RecordField(field.getFieldName(), field.getDataType(), null, field.getAliases(), true);
    }

    /**
     * Unites two types; returns the first if it includes the second.
     */
    static DataType union(final DataType first, final DataType second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        if (first.equals(second)) {
            return first;
        }

        final List<DataType> alternatives = new ArrayList<>(alternatives(first));
        boolean changed = false;
        for (final DataType more : alternatives(second)) {
            changed |= add(alternatives, more);
        }
        if (!changed) {
            return first;
        }

        return alternatives.size() == 1 ? alternatives.getFirst() : choice(alternatives);
    }

    // without a similar alternative, a writer uses the first that fits, and anything fits a string
    private static DataType choice(final List<DataType> alternatives) {
        return RecordFieldType.CHOICE.getChoiceDataType(alternatives.stream()
                .sorted(Comparator.comparing(SchemaUnion::isSimple))
                .toList());
    }

    private static boolean isSimple(final DataType type) {
        return !(type instanceof RecordDataType) && !(type instanceof ArrayDataType) && !(type instanceof MapDataType);
    }

    private static List<DataType> alternatives(final DataType type) {
        if (!(type instanceof final ChoiceDataType choice)) {
            return List.of(type);
        }

        final List<DataType> flat = new ArrayList<>();
        choice.getPossibleSubTypes().forEach(alternative -> flat.addAll(alternatives(alternative)));
        return flat;
    }

    private static boolean add(final List<DataType> alternatives, final DataType more) {
        for (int i = 0; i < alternatives.size(); i++) {
            final DataType own = alternatives.get(i);
            final Optional<DataType> both = both(own, more);
            if (both.isPresent()) {
                alternatives.set(i, both.get());
                return both.get() != own;
            }
        }
        alternatives.add(more);
        return true;
    }

    private static Optional<DataType> both(final DataType first, final DataType second) {
        if (first.equals(second)) {
            return Optional.of(first);
        }

        return switch (first) {
            case final RecordDataType own
            when second instanceof final RecordDataType other -> Optional.of(records(own, other));
            case final ArrayDataType own
            when second instanceof final ArrayDataType other -> {
                final DataType element = union(own.getElementType(), other.getElementType());
                yield Optional.of(
                        element == own.getElementType() ? own : RecordFieldType.ARRAY.getArrayDataType(element));
            }
            case final MapDataType own
            when second instanceof final MapDataType other -> {
                final DataType value = union(own.getValueType(), other.getValueType());
                yield Optional.of(value == own.getValueType() ? own : RecordFieldType.MAP.getMapDataType(value));
            }
            default -> wider(first, second);
        };
    }

    private static DataType records(final RecordDataType first, final RecordDataType second) {
        if (first.getChildSchema() == null || second.getChildSchema() == null) {
            return first.getChildSchema() == null ? second : first;
        }

        final RecordSchema child = union(first.getChildSchema(), second.getChildSchema());
        return child == first.getChildSchema() ? first : RecordFieldType.RECORD.getRecordDataType(child);
    }

    // integers only: a decimal type would change the form of an integer
    private static Optional<DataType> wider(final DataType first, final DataType second) {
        final int own = width(first);
        final int other = width(second);
        return own == 0 || other == 0 ? Optional.empty() : Optional.of(own >= other ? first : second);
    }

    private static int width(final DataType type) {
        return switch (type.getFieldType()) {
            case BYTE -> 1;
            case SHORT -> 2;
            case INT -> 3;
            case LONG -> 4;
            case BIGINT -> 5;
            default -> 0;
        };
    }

    /**
     * Adds a field that all records of an output get.
     *
     * @param names of the fields that lead to the field, and its own name; nothing is added if the schema lacks one of
     *     the former
     * @param type of the field, which replaces another type unless there is an array on the way; null to keep its type
     */
    public static RecordSchema with(final RecordSchema schema, final List<String> names, final DataType type) {
        return type == null ? schema : with(schema, names, type, true);
    }

    /**
     * Widens a schema so that a field fits a value.
     *
     * @param type of the value; null for the type of the field
     * @return the schema itself if the value fits
     */
    public static RecordSchema holding(final RecordSchema schema, final List<String> names, final DataType type) {
        if (type == null) {
            return schema;
        }

        // the common case
        final boolean holds = names.size() == 1
                && schema.getField(names.getFirst())
                        .filter(field -> field.getDataType().equals(type) && field.isNullable())
                        .isPresent();
        return holds ? schema : with(schema, names, type, false);
    }

    private static RecordSchema with(
            final RecordSchema schema, final List<String> names, final DataType type, final boolean replaces) {
        final String name = names.getFirst();
        final List<RecordField> fields = new ArrayList<>(schema.getFieldCount() + 1);
        boolean found = false;
        boolean changed = false;
        for (final RecordField field : schema.getFields()) {
            if (field.getFieldName().equals(name) || field.getAliases().contains(name)) {
                found = true;
                final DataType with = names.size() == 1
                        ? replaces ? same(field.getDataType(), type) : union(field.getDataType(), type)
                        : with(field.getDataType(), names.subList(1, names.size()), type, replaces);
                final boolean keepsDefault = names.size() > 1 || field.getDefaultValue() == null;
                final boolean keeps = with == field.getDataType() && keepsDefault && field.isNullable();
                changed |= !keeps;
                fields.add(
                        keeps
                                ? field
                                : new RecordField(
                                        field.getFieldName(),
                                        with,
                                        keepsDefault ? field.getDefaultValue() : null,
                                        field.getAliases(),
                                        true));
            } else {
                fields.add(field);
            }
        }
        if (!found && names.size() == 1) {
            fields.add(new RecordField(name, type));
            changed = true;
        }

        return changed ? new SimpleRecordSchema(fields) : schema;
    }

    private static DataType same(final DataType own, final DataType type) {
        return own.equals(type) ? own : type;
    }

    private static DataType with(
            final DataType parent, final List<String> names, final DataType type, final boolean replaces) {
        return switch (parent) {
            case final RecordDataType nested
            when nested.getChildSchema() != null -> {
                final RecordSchema child = with(nested.getChildSchema(), names, type, replaces);
                yield child == nested.getChildSchema() ? parent : RecordFieldType.RECORD.getRecordDataType(child);
            }
            case final ArrayDataType array
            when array.getElementType() != null -> {
                final DataType element = with(array.getElementType(), names, type, false);
                yield element == array.getElementType() ? parent : RecordFieldType.ARRAY.getArrayDataType(element);
            }
            case final ChoiceDataType choice -> {
                final List<DataType> alternatives = new ArrayList<>();
                boolean changed = false;
                for (final DataType alternative : choice.getPossibleSubTypes()) {
                    final DataType with = with(alternative, names, type, replaces);
                    changed |= with != alternative;
                    alternatives.add(with);
                }
                yield changed ? choice(alternatives) : parent;
            }
            case null, default -> parent;
        };
    }

    /**
     * Removes a top-level field from a schema.
     */
    public static RecordSchema without(final RecordSchema schema, final String name) {
        return schema.getField(name).isEmpty()
                ? schema
                : new SimpleRecordSchema(schema.getFields().stream()
                        .filter(field -> !field.getFieldName().equals(name))
                        .toList());
    }

    /**
     * Returns the schema of nested records, which may be array elements, or empty if there are none.
     *
     * @param names of the fields that lead to them
     */
    public static Optional<RecordSchema> records(final RecordSchema schema, final List<String> names) {
        Optional<RecordSchema> at = Optional.of(schema);
        for (final String name : names) {
            at = at.flatMap(holder -> holder.getField(name)).flatMap(field -> records(field.getDataType()));
        }

        return at;
    }

    /**
     * Returns the types of a field, which may be in array elements.
     *
     * @param names of the fields that lead to the field, and its own name
     */
    public static List<DataType> alternatives(final RecordSchema schema, final List<String> names) {
        return records(schema, names.subList(0, names.size() - 1))
                .flatMap(holder -> holder.getDataType(names.getLast()))
                .map(SchemaUnion::alternatives)
                .orElse(List.of());
    }

    private static Optional<RecordSchema> records(final DataType type) {
        return switch (type) {
            case final RecordDataType nested -> Optional.ofNullable(nested.getChildSchema());
            case final ArrayDataType array -> records(array.getElementType());
            case final ChoiceDataType choice ->
                choice.getPossibleSubTypes().stream()
                        .map(SchemaUnion::records)
                        .flatMap(Optional::stream)
                        .reduce(SchemaUnion::union);
            case null, default -> Optional.empty();
        };
    }

    /**
     * Returns the alternative of a choice that applies to values of a kind, or the type itself.
     */
    public static DataType alternative(final DataType type, final RecordFieldType kind) {
        return type instanceof final ChoiceDataType choice
                ? choice.getPossibleSubTypes().stream()
                        .filter(alternative -> alternative.getFieldType() == kind)
                        .findFirst()
                        .orElse(type)
                : type;
    }

    private static RecordField typed(final RecordField field, final DataType type) {
        return new RecordField(
                field.getFieldName(), type, field.getDefaultValue(), field.getAliases(), field.isNullable());
    }
}
