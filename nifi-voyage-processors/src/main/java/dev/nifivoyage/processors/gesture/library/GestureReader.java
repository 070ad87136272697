/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.multimodal.MediaRecordPath;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextPart;
import dev.nifivoyage.processors.record.path.TextRecordPath;
import dev.nifivoyage.processors.record.path.TextsRecordPath;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a library record by record; not thread-safe.
 */
public final class GestureReader {
    private final InputRecords records;
    private final ValueRecordPath labelPath;
    private final TextRecordPath textPath;
    private final TextsRecordPath variationsPath;
    private final Optional<MediaRecordPath> imagesPath;
    private final ValueRecordPath versionPath;
    private final ValueRecordPath attributesPath;
    private final boolean skipsEmbedded;

    /**
     * @param records closed by the caller
     * @throws org.apache.nifi.record.path.exception.RecordPathException if a path is not valid
     */
    public GestureReader(final InputRecords records, final GesturePaths paths) {
        this(records, paths, false);
    }

    private GestureReader(final InputRecords records, final GesturePaths paths, final boolean skipsEmbedded) {
        this.records = records;
        this.skipsEmbedded = skipsEmbedded;
        this.labelPath = new ValueRecordPath(paths.label());
        this.textPath = new TextRecordPath(paths.text());
        this.variationsPath = new TextsRecordPath(paths.variations());
        this.imagesPath = Optional.ofNullable(paths.images()).map(MediaRecordPath::new);
        this.versionPath = new ValueRecordPath(paths.version());
        this.attributesPath = new ValueRecordPath(paths.attributes());
    }

    /**
     * Returns a reader of a library that may be loaded already: it does not read the images of gestures with vectors.
     */
    public static GestureReader ofLibrary(final InputRecords records, final GesturePaths paths) {
        return new GestureReader(records, paths, true);
    }

    /**
     * Returns the next record, or null at the end.
     */
    public GestureRecord next() throws IOException, MalformedRecordException {
        final InputRecord record = records.next();
        return record == null ? null : read(record);
    }

    /**
     * Reads one record.
     */
    public GestureRecord read(final InputRecord record) {
        final Object labelValue = labelPath.value(record);
        final String label = labelValue == null ? "" : labelValue.toString().strip();
        if (label.isEmpty()) {
            return new GestureRecord.Unusable(
                    record,
                    new RecordError(
                            ErrorCode.MISSING_LABEL,
                            "The record of the library has no label at %s".formatted(labelPath.absentFrom(record))));
        }

        final List<RecordText> texts = new ArrayList<>();
        texts.add(textPath.read(record));
        for (final TextPart variation : variationsPath.read(record)) {
            texts.add(variation.text());
        }
        for (int i = 0; i < texts.size(); i++) {
            final RecordText text = texts.get(i);
            if (!text.isUsable()) {
                return new GestureRecord.Unusable(
                        record,
                        new RecordError(
                                text.unusable().code(),
                                "%s, %s: %s"
                                        .formatted(
                                                label,
                                                Gesture.nameOf(i),
                                                text.unusable().message())));
            }
        }

        final List<MixedInput> images;
        try {
            images = imagesPath.isEmpty() || skipsEmbedded && isEmbedded(record)
                    ? List.of()
                    : imagesPath.get().read(record);
        } catch (final UnusableInputException e) {
            return new GestureRecord.Unusable(
                    record,
                    new RecordError(
                            e.error().code(),
                            "%s, image: %s".formatted(label, e.error().message())),
                    imagesPath.get().bytes(record));
        }

        return new GestureRecord.Usable(
                record,
                new Gesture(
                        label,
                        texts.stream().map(RecordText::text).toList(),
                        images,
                        Objects.toString(versionPath.value(record), null),
                        attributes(record)));
    }

    private static boolean isEmbedded(final InputRecord record) {
        return record.view().getValue(VectorFields.EMBEDDING) != null;
    }

    private Map<String, Object> attributes(final InputRecord record) {
        final Map<String, Object> attributes = new HashMap<>();
        switch (attributesPath.value(record)) {
            case final Record attributesRecord -> attributes.putAll(attributesRecord.toMap());
            case final Map<?, ?> map -> map.forEach((name, value) -> attributes.put(String.valueOf(name), value));
            case null, default -> {
                // attributes are optional
            }
        }

        return attributes;
    }
}
