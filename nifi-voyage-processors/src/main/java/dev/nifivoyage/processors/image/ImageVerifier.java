/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import dev.nifivoyage.processors.attribute.ErrorCode;

import java.io.IOException;

/**
 * Finds images that are damaged or incomplete before they are sent: decodes PNG, JPEG, and the first frame of GIF, and
 * keeps few of the pixels. Of WebP, whose decoding takes much longer, it checks the length only, and it accepts
 * lossless JPEG and other rare kinds without decoding them. Thread-safe.
 */
public final class ImageVerifier {
    /** Larger images are not decoded, because that takes memory or time. */
    static final long MAXIMUM_PIXELS = 100_000_000;

    /** Decoders keep whole lines on the heap. */
    static final int MAXIMUM_SIDE = 500_000;

    /** Pixels that are kept of a decoded image. */
    private static final long DECODED_PIXELS = 4096;

    /**
     * Checks an image.
     *
     * @throws UnusableMediaException {@code broken_image}, or {@code image_too_large} if it is not decoded
     */
    public void verify(final Image image) throws UnusableMediaException {
        final JpegHeader header = JpegHeader.of(image);
        requireDecodable(image, header);
        if (!header.isCommon()) {
            return;
        }
        try {
            if (image.format() == ImageFormat.WEBP) {
                ImageDecoder.requireWholeWebp(image);
            } else {
                ImageDecoder.decode(image, DECODED_PIXELS);
            }
        } catch (final IOException | RuntimeException e) {
            // decoders throw unchecked exceptions, too, for bytes that they do not expect
            throw UnusableMediaException.brokenImage(image.format(), e);
        }
    }

    static void requireDecodable(final Image image, final JpegHeader header) throws UnusableMediaException {
        if (image.pixels() > MAXIMUM_PIXELS) {
            throw new UnusableMediaException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "The image has %s, but at most %,d are decoded".formatted(image.describeSize(), MAXIMUM_PIXELS));
        }
        if (Math.max(image.width(), image.height()) > MAXIMUM_SIDE) {
            throw new UnusableMediaException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "The image has %s, but at most %,d in a line are decoded"
                            .formatted(image.describeSize(), MAXIMUM_SIDE));
        }
        if (header.hasTooManyScans()) {
            throw new UnusableMediaException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "The JPEG image has %d scans, which take too long to decode".formatted(header.scans()));
        }
    }
}
