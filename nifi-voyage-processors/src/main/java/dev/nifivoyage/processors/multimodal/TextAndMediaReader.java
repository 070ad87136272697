/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.path.RecordText;
import dev.nifivoyage.processors.record.path.TextRecordPath;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an input from two fields: the text first, then the images and videos. Each may be missing, but not both.
 */
public final class TextAndMediaReader implements InputReader {
    private final Optional<TextRecordPath> textPath;
    private final Optional<MediaRecordPath> mediaPath;
    private final String place;

    /**
     * @param textPath path to a text, or null for none
     * @param mediaPath path to images and videos, or null for none
     */
    public TextAndMediaReader(final String textPath, final String mediaPath) {
        this.textPath = Optional.ofNullable(textPath).map(TextRecordPath::new);
        this.mediaPath = Optional.ofNullable(mediaPath).map(MediaRecordPath::new);
        this.place = Stream.of(textPath, mediaPath).filter(Objects::nonNull).collect(Collectors.joining(" or "));
    }

    @Override
    public RecordInput read(final InputRecord record) {
        final MixedParts parts = new MixedParts();
        if (textPath.isPresent()) {
            final RecordText text = textPath.get().read(record);
            if (text.isUsable()) {
                parts.addText(text.text());
            } else if (!text.isEmpty()) {
                return new RecordInput.Unusable(text.unusable());
            }
        }

        if (mediaPath.isPresent()) {
            try {
                for (final Object value : mediaPath.get().values(record)) {
                    parts.addMedia(value, Optional.empty(), mediaPath.get().toString());
                }
            } catch (final UnusableInputException e) {
                return parts.unusable(e.error());
            }
        }

        return parts.toInput(place);
    }
}
