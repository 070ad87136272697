/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.record.path;

import dev.nifivoyage.processors.record.RecordError;

/**
 * The text of a record, or the reason why it has none that can be used.
 */
public sealed interface RecordText {

    record Usable(Utf8Text content) implements RecordText {}

    record Unusable(RecordError error) implements RecordText {}

    /**
     * Checks a text.
     *
     * @param place where the text is, for messages
     */
    static RecordText of(final String text, final String place) {
        if (BlankText.isBlank(text)) {
            return new Unusable(UnusableText.BLANK.at(place));
        }

        return Utf8Text.of(text)
                .<RecordText>map(Usable::new)
                .orElseGet(() -> new Unusable(UnusableText.BROKEN.at(place)));
    }

    default boolean isUsable() {
        return this instanceof Usable;
    }

    /**
     * Returns whether there is no text, or a blank one.
     */
    default boolean isEmpty() {
        return this instanceof Unusable(final RecordError error)
                && (UnusableText.MISSING.code().equals(error.code())
                        || UnusableText.BLANK.code().equals(error.code()));
    }

    /**
     * Returns the text, or null if it is not usable.
     */
    default String text() {
        return this instanceof Usable(final Utf8Text content) ? content.text() : null;
    }

    /**
     * Returns the reason, or null if the text is usable.
     */
    default RecordError unusable() {
        return this instanceof Unusable(final RecordError error) ? error : null;
    }
}
