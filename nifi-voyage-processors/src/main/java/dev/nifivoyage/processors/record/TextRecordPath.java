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

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The path to the text of a record. Used both to create requests and to match their results, so that both see the same text.
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
     * Returns the text of a record, unchanged. If the reader converted it to a number, boolean, or time, returns the text in the file, or else the usual form of the value.
     */
    public RecordText read(final InputRecord record) {
        final Iterator<FieldValue> selected = path.select(record).iterator();
        if (!selected.hasNext()) {
            return RecordText.unusable(UnusableText.MISSING.at(path.toString()));
        }

        final FieldValue field = selected.next();
        if (selected.hasNext()) {
            return RecordText.unusable(UnusableText.SEVERAL.at(path.toString()));
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
        if (value == null) {
            return RecordText.unusable(UnusableText.MISSING.at(path.toString()));
        }

        final Optional<String> found = value instanceof CharSequence
                ? Optional.of(value.toString())
                : converted(value).map(usual -> asInFile(value, usual, path, record, index, location));
        if (found.isEmpty()) {
            return RecordText.unusable(UnusableText.NOT_TEXT.at(path.toString()));
        }

        final String text = found.get();
        if (BlankText.isBlank(text)) {
            return RecordText.unusable(UnusableText.BLANK.at(path.toString()));
        }

        return isWellFormed(text) ? RecordText.of(text) : RecordText.unusable(UnusableText.BROKEN.at(path.toString()));
    }

    private static String asInFile(
            final Object value,
            final String usual,
            final ValueRecordPath path,
            final InputRecord record,
            final int index,
            final Supplier<Optional<FieldLocation>> location) {
        final Optional<String> text = record.raw().flatMap(raw -> raw(raw, path, index));
        // all writers use the usual form for these types only
        final boolean isSafe = value instanceof Integer || value instanceof Long || value instanceof Boolean;
        if (text.isPresent() && !(isSafe && text.get().equals(usual))) {
            location.get().ifPresent(here -> record.note(here, text.get()));
        }
        return text.orElse(usual);
    }

    private static Optional<String> converted(final Object value) {
        return switch (value) {
            case final Double number -> Optional.of(plain(number.toString()));
            case final Float number -> Optional.of(plain(number.toString()));
            case final BigDecimal number -> Optional.of(number.toPlainString());
            case final Number number -> Optional.of(number.toString());
            case final Boolean flag -> Optional.of(flag.toString());
            case final Date time -> Optional.of(time.toString());
            default -> Optional.empty();
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

    // an unpaired surrogate is lost when encoded
    private static boolean isWellFormed(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }
}
