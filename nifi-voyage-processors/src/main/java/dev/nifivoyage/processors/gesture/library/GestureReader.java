/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.InputRecords;
import dev.nifivoyage.processors.record.RowError;
import dev.nifivoyage.processors.record.RowPath;
import dev.nifivoyage.processors.record.RowText;
import dev.nifivoyage.processors.record.TextPart;
import dev.nifivoyage.processors.record.TextRecordPath;
import dev.nifivoyage.processors.record.TextsRecordPath;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.record.Record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a library row by row; for one thread.
 */
public final class GestureReader {
    private final InputRecords rows;
    private final RowPath labelPath;
    private final TextRecordPath textPath;
    private final TextsRecordPath variationsPath;
    private final RowPath versionPath;
    private final RowPath attributesPath;

    /**
     * A reader of what the records still hold, which the caller closes.
     *
     * @throws org.apache.nifi.record.path.exception.RecordPathException when a path is not valid
     */
    public GestureReader(final InputRecords rows, final GesturePaths paths) {
        this.rows = rows;
        this.labelPath = new RowPath(paths.label());
        this.textPath = new TextRecordPath(paths.text());
        this.variationsPath = new TextsRecordPath(paths.variations());
        this.versionPath = new RowPath(paths.version());
        this.attributesPath = new RowPath(paths.attributes());
    }

    /**
     * The next row, or null at the end.
     */
    public GestureRow next() throws IOException, MalformedRecordException {
        final InputRecord row = rows.next();
        return row == null ? null : read(row);
    }

    private GestureRow read(final InputRecord row) {
        final Object labelValue = labelPath.value(row);
        final String label = labelValue == null ? "" : labelValue.toString().strip();
        if (label.isEmpty()) {
            return unusable(row, "missing_label", "The row of the library has no label at %s".formatted(labelPath));
        }

        final List<RowText> texts = new ArrayList<>();
        texts.add(textPath.read(row));
        for (final TextPart variation : variationsPath.read(row)) {
            texts.add(variation.text());
        }
        for (int i = 0; i < texts.size(); i++) {
            final RowText text = texts.get(i);
            if (!text.isUsable()) {
                return unusable(row, text.unusable().code(), "%s, %s: %s".formatted(label, Gesture.nameOf(i), text.unusable().message()));
            }
        }

        return new GestureRow(row, new Gesture(label, texts.stream().map(RowText::text).toList(), Objects.toString(versionPath.value(row), null), attributes(row)), null);
    }

    private static GestureRow unusable(final InputRecord row, final String code, final String message) {
        return new GestureRow(row, null, new RowError(code, message));
    }

    private Map<String, Object> attributes(final InputRecord row) {
        final Map<String, Object> attributes = new HashMap<>();
        switch (attributesPath.value(row)) {
            case final Record attributesRecord -> attributes.putAll(attributesRecord.toMap());
            case final Map<?, ?> map -> map.forEach((name, value) -> attributes.put(String.valueOf(name), value));
            case null, default -> {
                // a library need not say anything else
            }
        }

        return attributes;
    }
}
