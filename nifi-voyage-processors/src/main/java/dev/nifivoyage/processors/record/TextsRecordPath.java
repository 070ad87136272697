/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record;

import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.Record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a row has several texts: a path to an array of texts ({@code /chunks}), or one that selects each text ({@code /chunks[*]/text}). A single text
 * is an array of one, since some readers, such as that of XML, give it so.
 */
public final class TextsRecordPath {
    private final RowPath path;

    /**
     * A compiled path.
     *
     * @throws org.apache.nifi.record.path.exception.RecordPathException when the path is not valid
     */
    public TextsRecordPath(final String path) {
        this.path = new RowPath(path);
    }

    /**
     * The texts of a row in their order; empty when there are none.
     */
    public List<TextPart> read(final Record row) {
        final Record narrowed = NarrowedRow.of(row);
        final List<FieldValue> selected = path.select(narrowed).toList();
        final List<TextPart> parts = new ArrayList<>(selected.size());
        if (selected.size() == 1 && isArray(selected.getFirst().getValue())) {
            for (final Object element : elements(selected.getFirst().getValue())) {
                parts.add(new TextPart(TextRecordPath.text(element, path.toString()), null));
            }
            return parts;
        }

        for (final FieldValue field : selected) {
            final Optional<Record> holder = field.getParentRecord().filter(record -> record != narrowed);
            parts.add(new TextPart(TextRecordPath.text(field.getValue(), path.toString()), holder.orElse(null)));
        }
        return parts.size() == 1 && selected.getFirst().getValue() == null ? List.of() : parts;
    }

    /**
     * Name of the row's own field that the texts are in, or empty.
     */
    public Optional<String> fieldName(final Record row) {
        return path.select(NarrowedRow.of(row)).findFirst().map(TextsRecordPath::outermost);
    }

    private static String outermost(final FieldValue field) {
        FieldValue outermost = field;
        while (outermost.getParent().isPresent() && outermost.getParent().get().getParent().isPresent()) {
            outermost = outermost.getParent().get();
        }

        return outermost.getField().getFieldName();
    }

    private static boolean isArray(final Object value) {
        return value instanceof Object[] || value instanceof Collection;
    }

    private static List<Object> elements(final Object array) {
        final List<Object> elements = new ArrayList<>();
        if (array instanceof final Object[] values) {
            for (final Object value : values) {
                elements.add(value);
            }
        } else {
            elements.addAll((Collection<?>) array);
        }

        return elements;
    }
}
