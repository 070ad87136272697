/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.media.ContentPart;
import dev.nifivoyage.local.media.MediaLimits;
import dev.nifivoyage.local.vector.VectorModel;

/**
 * What parts of inputs use.
 *
 * @param textTokens tokens of texts
 * @param imagePixels pixels of images that are billed
 * @param videoPixels pixels of videos that are billed
 */
record ContentUsage(long textTokens, long imagePixels, long videoPixels) {

    static final ContentUsage NONE = new ContentUsage(0, 0, 0);

    static ContentUsage of(final ContentPart part, final VectorModel vectors) {
        return switch (part) {
            case ContentPart.Text(final String text) -> new ContentUsage(vectors.countTokens(text), 0, 0);
            case final ContentPart.Image image -> new ContentUsage(0, image.pixels(), 0);
            case final ContentPart.Video video -> new ContentUsage(0, 0, video.pixels());
        };
    }

    ContentUsage plus(final ContentUsage other) {
        return new ContentUsage(
                textTokens + other.textTokens, imagePixels + other.imagePixels, videoPixels + other.videoPixels);
    }

    /**
     * Tokens of texts, and of pixels: 560 of images or 1120 of videos are a token, rounded down. Rounding is not
     * documented; an assumption.
     */
    long totalTokens() {
        return textTokens
                + imagePixels / MediaLimits.IMAGE_PIXELS_PER_TOKEN
                + videoPixels / MediaLimits.VIDEO_PIXELS_PER_TOKEN;
    }

    long pixels() {
        return imagePixels + videoPixels;
    }

    String toJson() {
        return """
            {"text_tokens":%s,"image_pixels":%s,"video_pixels":%s,"total_tokens":%s}""".formatted(textTokens, imagePixels, videoPixels, totalTokens());
    }
}
