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
import dev.nifivoyage.processors.record.RecordError;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.Record;

import java.math.BigDecimal;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The path to the text of a record. Used both to create requests and to match their results, so that both see the same
 * text.
 */
public final class TextRecordPath {
    private final ValueRecordPath path;

    /**
     * @param path such as {@code /text} or {@code /document/body}
     * @throws org.apache.nifi.record.path.exception.RecordPathException if the path is not valid
     */
    public TextRecordPath(final String path) {
        this.path = new ValueRecordPath(path);
    }

    /**
     * Returns the text of a record, unchanged. If the reader converted it to a number, boolean, or time, returns the
     * text in the file, or else the usual form of the value.
     */
    public RecordText read(final InputRecord record) {
        final CharSequence usual = path.topLevelText(record);
        if (usual != null) {
            return text(usual, path, record, 0, Optional::empty);
        }

        final Iterator<FieldValue> selected = path.select(record).iterator();
        if (!selected.hasNext()) {
            return missing(path, record);
        }

        final FieldValue field = selected.next();
        if (selected.hasNext()) {
            return unusable(UnusableText.SEVERAL, path);
        }

        return text(field.getValue(), path, record, 0, () -> FieldLocation.of(field));
    }

    /**
     * Converts a value to a text.
     *
     * @param index of the value among those that the path selects
     */
    static RecordText text(
            final Object value,
            final ValueRecordPath path,
            final InputRecord record,
            final int index,
            final Supplier<Optional<FieldLocation>> location) {
        // the text may be a part of what it should be
        final Optional<RecordError> surplus = record.surplus().error();
        if (surplus.isPresent()) {
            return new RecordText.Unusable(surplus.get());
        }
        if (value == null) {
            return missing(path, record);
        }

        final String text;
        if (value instanceof CharSequence) {
            text = value.toString();
        } else {
            final Optional<String> usual = usualForm(value);
            if (usual.isEmpty()) {
                return unusable(UnusableText.NOT_TEXT, path);
            }
            final Optional<String> original = record.raw().flatMap(raw -> raw(raw, path, index));
            if (original.isPresent() && !(isWrittenAsUsual(value) && original.equals(usual))) {
                location.get().ifPresent(here -> record.note(here, original.get()));
            }
            text = original.or(() -> usual).get();
        }

        return RecordText.of(text, path.toString());
    }

    // other types are written in a different form by some writers
    private static boolean isWrittenAsUsual(final Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Boolean;
    }

    /**
     * Returns the text form of a number, boolean, or time; empty for other values.
     */
    public static Optional<String> usualForm(final Object value) {
        return switch (value) {
            case final Double number -> Optional.of(plain(number.toString()));
            case final Float number -> Optional.of(plain(number.toString()));
            case final BigDecimal number -> Optional.of(number.toPlainString());
            case final Number number -> Optional.of(number.toString());
            case final Boolean flag -> Optional.of(flag.toString());
            case final Date time -> Optional.of(time.toString());
            case null, default -> Optional.empty();
        };
    }

    private static String plain(final String number) {
        return number.indexOf('E') < 0
                ? number
                : new BigDecimal(number).stripTrailingZeros().toPlainString();
    }

    private static Optional<String> raw(final Record raw, final ValueRecordPath path, final int index) {
        final List<FieldValue> selected = path.select(raw).toList();
        final List<Object> values = selected.size() == 1
                ? TextsRecordPath.elements(selected.getFirst().getValue())
                : selected.stream().map(FieldValue::getValue).toList();
        return index < values.size() && values.get(index) instanceof final CharSequence text
                ? Optional.of(text.toString())
                : Optional.empty();
    }

    private static RecordText missing(final ValueRecordPath path, final InputRecord record) {
        return new RecordText.Unusable(UnusableText.MISSING.at(path.absentFrom(record)));
    }

    private static RecordText unusable(final UnusableText reason, final ValueRecordPath path) {
        return new RecordText.Unusable(reason.at(path.toString()));
    }
}
