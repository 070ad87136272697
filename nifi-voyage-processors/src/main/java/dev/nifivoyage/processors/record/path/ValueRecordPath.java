/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.attribute.AttributeValues;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RecordView;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.record.path.exception.RecordPathException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A record path for reading values. Evaluates choices of types at any depth, and returns its full text, of which
 * {@link RecordPath#getPath()} returns the last step only. Not thread-safe.
 */
public final class ValueRecordPath {
    private static final Pattern ABSOLUTE = Pattern.compile("\\s*(/|\\w+\\s*\\()");

    private final String text;
    private final List<String> names;
    private final RecordPath compiled;
    /** The only step, or null if there are others. */
    private final String fieldName;

    private RecordSchema schema;
    private boolean hides;

    /**
     * @throws org.apache.nifi.record.path.exception.RecordPathException if the path is not valid
     */
    public ValueRecordPath(final String text) {
        this.text = text;
        this.names = PathNames.of(text).orElse(List.of());
        this.compiled = compile(text);
        // NiFi replaces escape sequences
        final boolean isOneName = names.size() == 1 && PathNames.isPlain(text) && !text.contains("\\");
        this.fieldName = isOneName ? names.getFirst() : null;
    }

    // NiFi compiles a number or a relative path to null, or to a path that cannot be evaluated
    private static RecordPath compile(final String text) {
        if (!ABSOLUTE.matcher(text).lookingAt()) {
            return null;
        }

        try {
            return RecordPath.compile(text);
        } catch (final RecordPathException e) {
            throw new RecordPathException("[%s] is not a RecordPath: %s"
                    .formatted(AttributeValues.shown(text), AttributeValues.shown(String.valueOf(e.getMessage()))));
        }
    }

    private Stream<FieldValue> evaluate(final Record record) {
        if (compiled == null) {
            throw new RecordPathException("[%s] is not a RecordPath: it begins with neither a slash nor a function"
                    .formatted(AttributeValues.shown(text)));
        }

        return compiled.evaluate(record).getSelectedFields();
    }

    /**
     * Returns all fields that the path selects.
     */
    public Stream<FieldValue> select(final Record record) {
        if (record.getSchema() != schema) {
            schema = record.getSchema();
            hides = RecordView.hides(schema);
        }

        return evaluate(hides ? RecordView.copy(record) : record);
    }

    /**
     * Returns all fields that the path selects.
     */
    public Stream<FieldValue> select(final InputRecord record) {
        return evaluate(record.view());
    }

    /**
     * Returns the text in the top-level field that the path names, for which the path need not be evaluated; null for
     * other paths and values.
     */
    CharSequence topLevelText(final InputRecord record) {
        return fieldName != null
                        && record.view().getValue(fieldName) instanceof final CharSequence found
                        && record.view().getSchema().getField(fieldName).isPresent()
                ? found
                : null;
    }

    /**
     * Returns the first value that the path selects, or null if there is none.
     */
    public Object value(final Record record) {
        return select(record).findFirst().map(FieldValue::getValue).orElse(null);
    }

    /**
     * Returns the first value that the path selects, or null if there is none.
     */
    public Object value(final InputRecord record) {
        return select(record).findFirst().map(FieldValue::getValue).orElse(null);
    }

    /**
     * Describes the path for a message that it finds nothing, with the fields that the record has instead, such as
     * {@code /txt; fields: id, text}.
     */
    public String absentFrom(final InputRecord record) {
        return absentFrom(record.record());
    }

    /**
     * Describes the path for a message that it finds nothing, with the fields that the record has instead.
     */
    public String absentFrom(final Record record) {
        return text + PresentFields.hint(record, names);
    }

    @Override
    public String toString() {
        return text;
    }
}
