/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A record with changes to write, at any depth. The record that was read is not modified; {@link #toRecord} builds a
 * new one.
 */
public final class RecordDraft {
    private final InputRecord input;
    private final Record base;
    private final Changes changes = new Changes();

    public RecordDraft(final InputRecord input) {
        this.input = input;
        this.base = input.record();
    }

    /**
     * Creates a draft with the original texts of converted values, as far as they were read.
     */
    public static RecordDraft withTexts(final InputRecord input) {
        final RecordDraft draft = new RecordDraft(input);
        input.texts()
                .forEach((location, text) ->
                        draft.set(location, FieldContent.of(text, RecordFieldType.STRING.getDataType())));
        return draft;
    }

    public Record base() {
        return base;
    }

    /**
     * Sets or adds a field.
     *
     * @param location in an existing record
     */
    public RecordDraft set(final FieldLocation location, final FieldContent content) {
        changes.set(location.steps(), content);
        return this;
    }

    /**
     * Sets or adds a top-level field.
     */
    public RecordDraft set(final String name, final FieldContent content) {
        return set(FieldLocation.topLevel(name), content);
    }

    /**
     * Sets or adds a top-level field.
     */
    public RecordDraft set(final RecordField field, final Object value) {
        return set(field.getFieldName(), FieldContent.of(value, field.getDataType()));
    }

    /**
     * Removes a top-level field.
     */
    public RecordDraft remove(final String name) {
        changes.fields.put(name, Removal.FIELD);
        return this;
    }

    /**
     * Sets all fields of another record.
     */
    public RecordDraft setAll(final Record part) {
        final Supplier<Map<String, String>> texts =
                memoized(() -> JsonText.of(part).map(JsonText::members).orElse(Map.of()));
        final Map<String, Object> values = part.toMap();
        for (final RecordField field : part.getSchema().getFields()) {
            values.keySet().stream()
                    .filter(name -> name.equals(field.getFieldName())
                            || field.getAliases().contains(name))
                    .findFirst()
                    .ifPresent(name -> setPart(field.getFieldName(), part.getValue(field), field.getDataType(), texts));
        }
        values.keySet().stream()
                .filter(name -> part.getSchema().getField(name).isEmpty())
                .forEach(name -> setPart(name, values.get(name), null, texts));
        return this;
    }

    private void setPart(
            final String name, final Object value, final DataType type, final Supplier<Map<String, String>> texts) {
        set(
                name,
                new FieldContent(
                        value,
                        type,
                        placer -> Optional.ofNullable(texts.get().get(JsonText.quoted(name)))
                                .or(() -> JsonText.ofValue(value))
                                .orElse(null)));
    }

    /**
     * Returns the record with its changes so far, for record paths.
     */
    public Record view() {
        return changes.isEmpty() ? input.view() : RecordView.copy(toRecord(base.getSchema()));
    }

    /**
     * Widens a schema so that it fits the record.
     *
     * @param schema of the records written before; returned unchanged if it fits
     * @param readSchema schema of the reader, which is included in the schema
     */
    public RecordSchema schema(final RecordSchema schema, final RecordSchema readSchema) {
        RecordSchema fitting = schema;
        if (base.getSchema() != readSchema) {
            RecordSchema own = SchemaUnion.of(base.getSchema());
            for (final String name : changes.fields.keySet()) {
                own = SchemaUnion.without(own, name);
            }
            fitting = SchemaUnion.union(fitting, own);
        }

        return changes.schema(fitting, List.of());
    }

    /**
     * Returns the record with its changes as if it had been read. Drafts of it do not copy what was replaced.
     */
    public InputRecord toInput() {
        return input.replacedBy(toRecord(base.getSchema()));
    }

    /**
     * Builds the record with its changes.
     *
     * @param schema of the output
     */
    public Record toRecord(final RecordSchema schema) {
        return toRecord(schema, LongTextPlacer.IN_FULL);
    }

    /**
     * Builds the record with its changes.
     *
     * @param schema of the output
     * @param placer decides how the text of the record contains long texts
     */
    public Record toRecord(final RecordSchema schema, final LongTextPlacer placer) {
        final Record built = changes.isEmpty() && base.getSchema() == schema
                ? base
                : (Record) build(base, changes, RecordFieldType.RECORD.getRecordDataType(schema), placer);
        if (built.getSerializedForm().isPresent() || !JsonText.hasNullElement(base)) {
            return built;
        }

        // a JSON writer might lose values
        final Optional<Supplier<String>> text =
                JsonText.ofValues(base).map(values -> () -> changes.isEmpty() ? values : changes.text(values, placer));
        return text.<Record>map(json -> new OutputRecord(built.getSchema(), built.toMap(), json))
                .orElse(built);
    }

    private static Object build(
            final Object value, final Change change, final DataType type, final LongTextPlacer placer) {
        return switch (change) {
            case final Content content
            when content.within.isEmpty() && content.content.source() instanceof DeferredValue ->
                content.content.source();
            case final Content content -> build(content.content.value(), content.within, type, placer);
            case final Changes changes when changes.isEmpty() -> unchanged(value, type);
            case null -> unchanged(value, type);
            default -> changed(value, (Changes) change, type, placer);
        };
    }

    private static Object changed(
            final Object value, final Changes changes, final DataType type, final LongTextPlacer placer) {
        return switch (value) {
            case final Record record -> {
                final RecordSchema schema = schema(record, type);
                final Map<String, Object> values = values(record, schema, changes);
                changes.fields.forEach((name, change) -> {
                    if (change == Removal.FIELD) {
                        values.remove(name);
                    } else {
                        values.put(
                                name,
                                build(
                                        record.getValue(name),
                                        change,
                                        schema.getDataType(name).orElse(null),
                                        placer));
                    }
                });
                final boolean adds = changes.fields.entrySet().stream()
                        .allMatch(change -> change.getValue() instanceof Content
                                && !record.getRawFieldNames().contains(change.getKey()));
                yield new OutputRecord(
                        schema,
                        values.values().stream().anyMatch(DeferredValue.class::isInstance)
                                ? new DeferredValues(values)
                                : values,
                        JsonText.of(record)
                                .map(text -> (Supplier<String>)
                                        () -> adds ? changes.appended(text, placer) : changes.text(text, placer))
                                .orElse(null));
            }
            case final Object[] array -> elements(array, changes, type, placer);
            case final Collection<?> collection -> elements(collection.toArray(), changes, type, placer);
            case null, default -> value;
        };
    }

    private static Map<String, Object> values(final Record record, final RecordSchema schema, final Changes changes) {
        final Map<String, Object> values = new LinkedHashMap<>();
        for (final Map.Entry<String, Object> entry : record.toMap().entrySet()) {
            final String name = entry.getKey();
            final RecordField own = record.getSchema().getField(name).orElse(null);
            if (own != null && !own.getFieldName().equals(name) && changes.fields.containsKey(own.getFieldName())) {
                // an alias of a field that is set
                continue;
            }
            final DataType type = schema.getDataType(name).orElse(null);
            values.put(
                    name,
                    changes.fields.containsKey(name) || own != null && own.getDataType() == type
                            ? entry.getValue()
                            : unchanged(entry.getValue(), type));
        }

        return values;
    }

    private static Object[] elements(
            final Object[] array, final Changes changes, final DataType type, final LongTextPlacer placer) {
        final DataType elementType = elementType(type);
        final Object[] elements = new Object[array.length];
        for (int i = 0; i < array.length; i++) {
            elements[i] = DeferredValue.resolve(build(array[i], changes.elements.get(i), elementType, placer));
        }

        return elements;
    }

    private static DataType elementType(final DataType type) {
        return SchemaUnion.alternative(type, RecordFieldType.ARRAY) instanceof final ArrayDataType array
                ? array.getElementType()
                : null;
    }

    private static RecordSchema schema(final Record record, final DataType type) {
        return SchemaUnion.alternative(type, RecordFieldType.RECORD) instanceof final RecordDataType nested
                        && nested.getChildSchema() != null
                ? nested.getChildSchema()
                : record.getSchema();
    }

    // nested records get the schema of the output, so that a writer cannot choose another alternative
    private static Object unchanged(final Object value, final DataType type) {
        return switch (value) {
            case final Record record -> {
                final RecordSchema schema = schema(record, type);
                yield schema == record.getSchema()
                        ? record
                        : OutputRecord.inPlaceOf(record, schema, values(record, schema, Changes.NONE));
            }
            case final Object[] array -> {
                final DataType elementType = elementType(type);
                yield isNested(array)
                        ? Arrays.stream(array)
                                .map(element -> unchanged(element, elementType))
                                .toArray()
                        : array;
            }
            case final Map<?, ?> map
            when SchemaUnion.alternative(type, RecordFieldType.MAP) instanceof final MapDataType mapType
                    && map.values().stream().anyMatch(Record.class::isInstance) -> {
                final Map<Object, Object> values = new LinkedHashMap<>();
                map.forEach((key, entry) -> values.put(key, unchanged(entry, mapType.getValueType())));
                yield values;
            }
            case null, default -> value;
        };
    }

    // no stream, because a vector has thousands of elements
    private static boolean isNested(final Object[] array) {
        if (array instanceof Number[]) {
            return false;
        }
        for (final Object element : array) {
            if (element instanceof Record || element instanceof Object[] || element instanceof Map) {
                return true;
            }
        }
        return false;
    }

    private static <T> Supplier<T> memoized(final Supplier<T> supplier) {
        final List<T> computed = new ArrayList<>(1);
        return () -> {
            if (computed.isEmpty()) {
                computed.add(supplier.get());
            }
            return computed.getFirst();
        };
    }

    /**
     * A change at a location.
     */
    private sealed interface Change permits Content, Changes, Removal {}

    private enum Removal implements Change {
        FIELD
    }

    /**
     * New content of a field, and later changes within it.
     */
    private record Content(FieldContent content, Changes within) implements Change {

        private String text(final LongTextPlacer placer) {
            if (within.isEmpty()) {
                return content.json().apply(placer);
            }
            final String text = content.json().apply(LongTextPlacer.IN_FULL);
            return text == null ? null : within.text(text, placer);
        }
    }

    /**
     * Changes in a record or an array.
     *
     * @param fields changes by field name; empty for an array
     * @param elements changes by index; empty for a record
     */
    private record Changes(Map<String, Change> fields, Map<Integer, Change> elements) implements Change {
        private static final Changes NONE = new Changes(Map.of(), Map.of());

        private Changes() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        private boolean isEmpty() {
            return fields.isEmpty() && elements.isEmpty();
        }

        private Change get(final FieldLocation.Step step) {
            return switch (step) {
                case FieldLocation.Step.Field(final String name) -> fields.get(name);
                case FieldLocation.Step.Element(final int index) -> elements.get(index);
            };
        }

        private void put(final FieldLocation.Step step, final Change change) {
            switch (step) {
                case FieldLocation.Step.Field(final String name) -> fields.put(name, change);
                case FieldLocation.Step.Element(final int index) -> elements.put(index, change);
            }
        }

        private void set(final List<FieldLocation.Step> steps, final FieldContent content) {
            final FieldLocation.Step step = steps.getFirst();
            if (steps.size() == 1) {
                put(step, new Content(content, new Changes()));
                return;
            }

            final Changes within = switch (get(step)) {
                case final Content written -> written.within;
                case final Changes written -> written;
                case null, default -> {
                    final Changes first = new Changes();
                    put(step, first);
                    yield first;
                }
            };
            within.set(steps.subList(1, steps.size()), content);
        }

        private RecordSchema schema(final RecordSchema schema, final List<String> parents) {
            RecordSchema fitting = schema;
            for (final Map.Entry<String, Change> field : fields.entrySet()) {
                final List<String> names = new ArrayList<>(parents);
                names.add(field.getKey());
                fitting = schema(fitting, names, field.getValue());
            }
            for (final Change element : elements.values()) {
                fitting = schema(fitting, parents, element);
            }

            return fitting;
        }

        private static RecordSchema schema(final RecordSchema schema, final List<String> names, final Change change) {
            return switch (change) {
                case final Content content ->
                    content.within.schema(SchemaUnion.holding(schema, names, content.content.type()), names);
                case final Changes changes -> changes.schema(schema, names);
                case Removal.FIELD -> schema;
            };
        }

        // appends without parsing the text, and copies a long member once, which makes a vector cheap to write
        private String appended(final String text, final LongTextPlacer placer) {
            final List<String> appended = new ArrayList<>();
            appended.add(text.substring(0, text.length() - 1));
            boolean isFirst = text.length() == "{}".length();
            for (final Map.Entry<String, Change> field : fields.entrySet()) {
                final String member = text(field.getValue(), null, placer);
                if (member == null) {
                    return null;
                }
                appended.add((isFirst ? "" : ",") + JsonText.quoted(field.getKey()) + ':');
                appended.add(member);
                isFirst = false;
            }

            appended.add("}");
            return String.join("", appended);
        }

        // null if only a writer can format it
        private String text(final String text, final LongTextPlacer placer) {
            if (text.startsWith("[")) {
                final List<String> texts = JsonText.elements(text);
                for (final Map.Entry<Integer, Change> changed : elements.entrySet()) {
                    final int index = changed.getKey();
                    final String element =
                            index < texts.size() ? text(changed.getValue(), texts.get(index), placer) : null;
                    if (element == null) {
                        return null;
                    }
                    texts.set(index, element);
                }
                return JsonText.array(texts);
            }

            final Map<String, String> members = JsonText.members(text);
            for (final Map.Entry<String, Change> field : fields.entrySet()) {
                final String name = JsonText.quoted(field.getKey());
                if (field.getValue() == Removal.FIELD) {
                    members.remove(name);
                    continue;
                }
                final String member = text(field.getValue(), members.get(name), placer);
                if (member == null) {
                    return null;
                }
                members.put(name, member);
            }
            return JsonText.object(members);
        }

        private static String text(final Change change, final String own, final LongTextPlacer placer) {
            return switch (change) {
                case final Content content -> content.text(placer);
                case final Changes changes ->
                    own == null || !own.startsWith("{") && !own.startsWith("[") ? null : changes.text(own, placer);
                case Removal.FIELD -> null;
            };
        }
    }
}
