/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import org.apache.nifi.record.path.FieldValue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The path to images and videos of a record: to one, to several, or to an array of them. Each is Base64, a data URL,
 * bytes, or a URL that Voyage downloads.
 */
public final class MediaRecordPath {
    private final ValueRecordPath path;

    /**
     * @throws org.apache.nifi.record.path.exception.RecordPathException if the path is not valid
     */
    public MediaRecordPath(final String path) {
        this.path = new ValueRecordPath(path);
    }

    /**
     * Returns an input for each image or video, in their order.
     *
     * @throws UnusableInputException if one of them cannot be used
     */
    public List<MixedInput> read(final InputRecord record) throws UnusableInputException {
        final List<MixedInput> inputs = new ArrayList<>();
        for (final Object value : values(record)) {
            inputs.add(MixedInput.of(MediaParser.parse(value, Optional.empty(), path.toString())));
        }

        return inputs;
    }

    /**
     * Returns the approximate number of bytes that the images and videos take in the record.
     */
    public long bytes(final InputRecord record) {
        return values(record).stream().mapToLong(MixedParts::size).sum();
    }

    /**
     * Returns the values that are not missing.
     */
    List<Object> values(final InputRecord record) {
        return path.select(record)
                .map(FieldValue::getValue)
                .flatMap(value -> values(value).stream())
                .toList();
    }

    // an array of numbers is the content of one image
    private static List<Object> values(final Object value) {
        return switch (value) {
            case null -> List.of();
            case final CharSequence text when isBlank(text) -> List.of();
            case final Object[] numbers
            when numbers.length > 0 && numbers[0] instanceof Number -> List.of((Object) numbers);
            case final Object[] all -> present(Stream.of(all));
            case final Collection<?> all -> present(all.stream());
            default -> List.of(value);
        };
    }

    private static List<Object> present(final Stream<?> values) {
        return values.filter(value -> value != null && !isBlank(value))
                .map(Object.class::cast)
                .toList();
    }

    private static boolean isBlank(final Object value) {
        return value instanceof final CharSequence text && text.toString().isBlank();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
