/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime.input;

import dev.nifivoyage.processors.image.Image;
import dev.nifivoyage.processors.image.Video;
import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.request.TokenEstimate;
import dev.nifivoyage.service.api.embedding.InputPart;
import dev.nifivoyage.service.api.embedding.MediaKind;

/**
 * A part of a multimodal input.
 */
public sealed interface MixedPart {

    /**
     * Returns the estimated tokens that count toward the limits of a request.
     */
    long estimatedTokens();

    /**
     * Returns the number of bytes.
     */
    long bytes();

    /**
     * Returns the estimate of what Voyage bills, at most for pixels that are not known before.
     */
    BilledUsage estimatedUsage();

    /**
     * Returns the billed pixels that are known before Voyage bills them.
     */
    default long exactPixels() {
        return 0;
    }

    /**
     * Returns the part as it is sent.
     */
    InputPart request();

    /**
     * @param text not empty
     */
    record Text(String text) implements MixedPart {

        @Override
        public long estimatedTokens() {
            return TokenEstimate.ofText(text);
        }

        @Override
        public long bytes() {
            return TokenEstimate.bytes(text);
        }

        @Override
        public BilledUsage estimatedUsage() {
            return BilledUsage.ofTokens(estimatedTokens());
        }

        @Override
        public InputPart request() {
            return new InputPart.Text(text);
        }
    }

    /**
     * An image by its bytes.
     */
    record Picture(Image image) implements MixedPart {

        @Override
        public long estimatedTokens() {
            return image.tokens();
        }

        @Override
        public long bytes() {
            return image.bytes().length;
        }

        @Override
        public BilledUsage estimatedUsage() {
            return new BilledUsage(0, image.billedPixels());
        }

        @Override
        public long exactPixels() {
            return image.billedPixels();
        }

        @Override
        public InputPart request() {
            return new InputPart.Media(MediaKind.IMAGE, image.format().mimeType(), image.bytes());
        }
    }

    /**
     * A video by its bytes.
     */
    record Clip(Video video) implements MixedPart {

        @Override
        public long estimatedTokens() {
            return Math.ceilDiv(video.estimatedPixels(), Video.PIXELS_PER_TOKEN);
        }

        @Override
        public long bytes() {
            return video.bytes().length;
        }

        @Override
        public BilledUsage estimatedUsage() {
            return new BilledUsage(0, video.estimatedPixels());
        }

        @Override
        public InputPart request() {
            return new InputPart.Media(MediaKind.VIDEO, video.format().mimeType(), video.bytes());
        }
    }

    /**
     * An image or video that Voyage downloads. It counts as the largest possible one.
     *
     * @param url {@code http} or {@code https}
     */
    record Link(MediaKind kind, String url) implements MixedPart {

        @Override
        public long estimatedTokens() {
            return switch (kind) {
                case IMAGE -> Math.ceilDiv(Image.MAXIMUM_BILLED_PIXELS, Image.PIXELS_PER_TOKEN);
                case VIDEO -> Math.ceilDiv(Video.MAXIMUM_PIXELS, Video.PIXELS_PER_TOKEN);
            };
        }

        @Override
        public long bytes() {
            return url.length();
        }

        @Override
        public BilledUsage estimatedUsage() {
            return new BilledUsage(
                    0,
                    switch (kind) {
                        case IMAGE -> Image.MAXIMUM_BILLED_PIXELS;
                        case VIDEO -> Video.MAXIMUM_PIXELS;
                    });
        }

        @Override
        public InputPart request() {
            return new InputPart.MediaUrl(kind, url);
        }
    }
}
