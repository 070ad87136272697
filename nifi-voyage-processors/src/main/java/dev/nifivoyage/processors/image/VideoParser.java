/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import dev.nifivoyage.processors.attribute.ErrorCode;

import java.util.Optional;

/**
 * Recognizes a video. It is not decoded: Java cannot do that. Thread-safe.
 */
public final class VideoParser {

    /**
     * Recognizes a video of any size.
     *
     * @param declaredMimeType of the attribute {@code mime.type} or a data URL; parameters, and types other than images
     *     and videos, are ignored
     * @throws UnusableMediaException {@code unsupported_video} or {@code mime_type_mismatch}
     */
    public Video parse(final byte[] bytes, final Optional<String> declaredMimeType) throws UnusableMediaException {
        final VideoFormat format = VideoFormat.of(bytes)
                .orElseThrow(() -> new UnusableMediaException(
                        ErrorCode.UNSUPPORTED_VIDEO,
                        "The content is %s, but Voyage accepts MP4, QuickTime, WebM, Matroska, and AVI videos only"
                                .formatted(ForeignContent.describe(bytes))));
        final DeclaredType declared = DeclaredType.of(declaredMimeType);
        if (declared.isMedia() && !format.isNamed(declared.type())) {
            throw new UnusableMediaException(
                    ErrorCode.MIME_TYPE_MISMATCH,
                    "The video is declared as %s, but its format is %s".formatted(declared.type(), format.title()));
        }
        return new Video(bytes, format);
    }

    /**
     * Checks the limit of Voyage.
     *
     * @throws UnusableMediaException {@code video_too_large}
     */
    public void requireWithinLimits(final Video video) throws UnusableMediaException {
        if (video.bytes().length > Video.MAXIMUM_BYTES) {
            throw new UnusableMediaException(
                    ErrorCode.VIDEO_TOO_LARGE,
                    "The video has %,d bytes, but Voyage accepts %,d"
                            .formatted(video.bytes().length, Video.MAXIMUM_BYTES));
        }
    }
}
