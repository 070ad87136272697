/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.record.FieldLocation;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.SchemaUnion;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The path to several texts of a record: to an array of texts ({@code /chunks}), or to each text
 * ({@code /chunks[*]/text}). A single text is treated as an array of one, because some readers, such as that of XML,
 * return it that way.
 */
public final class TextsRecordPath {
    private final ValueRecordPath path;
    private final Optional<List<String>> names;

    /**
     * @throws org.apache.nifi.record.path.exception.RecordPathException if the path is not valid
     */
    public TextsRecordPath(final String path) {
        this.path = new ValueRecordPath(path);
        this.names = PathNames.of(path);
    }

    /**
     * Returns the texts of a record in order.
     */
    public List<TextPart> read(final InputRecord record) {
        final List<FieldValue> selected = path.select(record).toList();
        final List<TextPart> parts = new ArrayList<>(selected.size());
        if (selected.size() == 1 && isArray(selected.getFirst().getValue())) {
            final FieldValue array = selected.getFirst();
            final List<Object> elements = elements(array.getValue());
            for (int i = 0; i < elements.size(); i++) {
                final int index = i;
                parts.add(new TextPart(
                        TextRecordPath.text(
                                elements.get(i),
                                path,
                                record,
                                i,
                                () -> FieldLocation.of(array).map(location -> location.element(index))),
                        null,
                        null));
            }
            return parts;
        }

        for (int i = 0; i < selected.size(); i++) {
            final FieldValue field = selected.get(i);
            final RecordText text =
                    TextRecordPath.text(field.getValue(), path, record, i, () -> FieldLocation.of(field));
            final Optional<FieldLocation> holder = FieldLocation.of(field)
                    .filter(location -> !location.isTopLevel())
                    .map(FieldLocation::parent);
            // the record itself, not its view
            parts.add(holder.map(location -> location.value(record.record()))
                    .filter(Record.class::isInstance)
                    .map(value -> new TextPart(text, (Record) value, holder.get()))
                    .orElseGet(() -> new TextPart(text, null, null)));
        }
        return parts.size() == 1 && selected.getFirst().getValue() == null ? List.of() : parts;
    }

    /**
     * Describes the path for a message that it finds nothing; see {@link ValueRecordPath#absentFrom(InputRecord)}.
     */
    public String absentFrom(final InputRecord record) {
        return path.absentFrom(record);
    }

    /**
     * Returns the name of the top-level field that contains the texts, if any.
     */
    public Optional<String> fieldName(final InputRecord record) {
        return path.select(record).findFirst().map(TextsRecordPath::outermost);
    }

    /**
     * Returns the name of the top-level field that contains the texts, if the path determines it.
     */
    public Optional<String> fieldName() {
        return names.map(List::getFirst);
    }

    /**
     * Returns the names of the fields that lead to the records with one text each, or empty if there are none or the
     * path does not determine them.
     */
    public Optional<List<String>> holderNames(final RecordSchema schema) {
        return names.filter(all -> all.size() > 1)
                .filter(all -> SchemaUnion.alternatives(schema, all).stream()
                        .anyMatch(alternative -> alternative.getFieldType() != RecordFieldType.ARRAY))
                .map(all -> all.subList(0, all.size() - 1));
    }

    /**
     * Returns the schema of the records with one text each, or empty if there are none or it is unknown.
     */
    public Optional<RecordSchema> holders(final RecordSchema schema) {
        return holderNames(schema).flatMap(holders -> SchemaUnion.records(schema, holders));
    }

    /**
     * Returns whether records with a schema may have an array of texts, or a single top-level text.
     */
    public boolean leadsToArray(final RecordSchema schema) {
        return names.isPresent()
                && (names.get().size() == 1
                        || SchemaUnion.alternatives(schema, names.get()).stream()
                                .anyMatch(alternative -> alternative.getFieldType() == RecordFieldType.ARRAY));
    }

    private static String outermost(final FieldValue field) {
        FieldValue outermost = field;
        while (outermost.getParent().isPresent()
                && outermost.getParent().get().getParent().isPresent()) {
            outermost = outermost.getParent().get();
        }

        return outermost.getField().getFieldName();
    }

    private static boolean isArray(final Object value) {
        return value instanceof Object[] || value instanceof Collection;
    }

    /**
     * Returns the elements of an array, or the value itself as the only element.
     */
    static List<Object> elements(final Object value) {
        return switch (value) {
            case final Object[] array -> Arrays.asList(array);
            case final Collection<?> collection -> new ArrayList<>(collection);
            case null, default -> Arrays.asList(value);
        };
    }
}
