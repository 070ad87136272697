/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.multimodal;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.MixedPart;
import dev.nifivoyage.processors.realtime.input.RecordInput;
import dev.nifivoyage.processors.realtime.input.UnusableInputException;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.MediaKind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of the input of one record, in order.
 */
final class MixedParts {
    private final List<MixedPart> parts = new ArrayList<>();
    private long bytes;

    void addText(final String text) {
        parts.add(new MixedPart.Text(text));
    }

    /**
     * Adds an image or video.
     *
     * @param kind empty if the bytes decide
     * @param place where the value is, for messages
     */
    void addMedia(final Object value, final Optional<MediaKind> kind, final String place)
            throws UnusableInputException {
        // counted before, so that the window is limited by unusable values as well
        bytes += size(value);
        parts.add(MediaParser.parse(value, kind, place));
    }

    /**
     * Returns the input.
     *
     * @param place where the parts are, for messages
     */
    RecordInput toInput(final String place) {
        if (parts.isEmpty()) {
            return unusable(new RecordError(
                    ErrorCode.MISSING_CONTENT, "Neither a text nor an image or video at %s".formatted(place)));
        }
        if (parts.stream().anyMatch(MixedPart.Link.class::isInstance)
                && parts.stream()
                        .anyMatch(part -> part instanceof MixedPart.Picture || part instanceof MixedPart.Clip)) {
            return unusable(
                    new RecordError(
                            ErrorCode.MIXED_MEDIA,
                            "One image or video is a URL, another one is its content. Voyage accepts only one of both in an input"));
        }

        return new RecordInput.Usable(new MixedInput(parts));
    }

    /**
     * Returns the reason why the record has no input.
     */
    RecordInput unusable(final RecordError error) {
        return new RecordInput.Unusable(error, bytes);
    }

    /**
     * Returns the approximate number of bytes that a value of a record takes.
     */
    static long size(final Object value) {
        return switch (value) {
            case final CharSequence text -> text.length();
            case final byte[] all -> all.length;
            case final Object[] numbers -> numbers.length;
            case null, default -> 0;
        };
    }
}
