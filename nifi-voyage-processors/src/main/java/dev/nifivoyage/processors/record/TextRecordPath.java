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

import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * Where the text of a row stands. Creating and downloading read rows through this class, so that both see the same text.
 */
public final class TextRecordPath {
    private final RowPath path;

    /**
     * A compiled path.
     *
     * @param path such as {@code /text} or {@code /document/body}
     * @throws org.apache.nifi.record.path.exception.RecordPathException when the path is not valid
     */
    public TextRecordPath(final String path) {
        this.path = new RowPath(path);
    }

    /**
     * The text of a row, exactly as it stands there.
     */
    public RowText read(final Record row) {
        final Iterator<FieldValue> selected = path.select(row).iterator();
        if (!selected.hasNext()) {
            return RowText.unusable(UnusableText.MISSING.at(path.toString()));
        }

        final Object value = selected.next().getValue();
        if (selected.hasNext()) {
            return RowText.unusable(UnusableText.SEVERAL.at(path.toString()));
        }

        return text(value, path.toString());
    }

    /**
     * What a value offers that stands where a text is expected.
     *
     * @param path where that is, for messages
     */
    static RowText text(final Object value, final String path) {
        if (value == null) {
            return RowText.unusable(UnusableText.MISSING.at(path));
        }

        if (!(value instanceof CharSequence characters)) {
            return RowText.unusable(UnusableText.NOT_TEXT.at(path));
        }

        final String text = characters.toString();
        if (text.isBlank()) {
            return RowText.unusable(UnusableText.BLANK.at(path));
        }

        return isWellFormed(text) ? RowText.of(text) : RowText.unusable(UnusableText.BROKEN.at(path));
    }

    // half a pair of surrogates does not survive being encoded
    private static boolean isWellFormed(final String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
    }
}
