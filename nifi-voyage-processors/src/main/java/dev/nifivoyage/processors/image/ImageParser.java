/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import dev.nifivoyage.processors.attribute.ErrorCode;

import java.awt.Dimension;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOException;

/**
 * Recognizes an image and reads its size from the header, without decoding it. Thread-safe.
 */
public final class ImageParser {

    /**
     * Reads the header of an image of any size.
     *
     * @param declaredMimeType of the attribute {@code mime.type} or a data URL; parameters, and types other than images
     *     and videos, are ignored
     * @throws UnusableMediaException {@code unsupported_image}, {@code mime_type_mismatch}, or {@code broken_image}
     */
    public Image parse(final byte[] bytes, final Optional<String> declaredMimeType) throws UnusableMediaException {
        final ImageFormat format = ImageFormat.of(bytes).orElse(null);
        if (format == null) {
            throw new UnusableMediaException(
                    ErrorCode.UNSUPPORTED_IMAGE,
                    "The content is %s, but Voyage accepts PNG, JPEG, GIF, and WebP images only"
                            .formatted(ForeignContent.describe(bytes)));
        }
        final DeclaredType declared = DeclaredType.of(declaredMimeType);
        if (declared.isMedia() && !format.isNamed(declared.type())) {
            throw new UnusableMediaException(
                    ErrorCode.MIME_TYPE_MISMATCH,
                    "The image is declared as %s, but its bytes are a %s image"
                            .formatted(declared.type(), format.title()));
        }
        try {
            final Dimension size = ImageDecoder.size(bytes, format);
            if (size.width < 1 || size.height < 1) {
                throw new IIOException("it has no pixels");
            }
            return new Image(bytes, format, size.width, size.height);
        } catch (final IOException | RuntimeException e) {
            // readers throw unchecked exceptions, too, for bytes that they do not expect
            throw UnusableMediaException.brokenImage(format, e);
        }
    }

    /**
     * Checks the limits of Voyage.
     *
     * @throws UnusableMediaException {@code image_too_large}
     */
    public void requireWithinLimits(final Image image) throws UnusableMediaException {
        if (image.pixels() > Image.MAXIMUM_PIXELS) {
            throw new UnusableMediaException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "The image has %s, but Voyage accepts %,d".formatted(image.describeSize(), Image.MAXIMUM_PIXELS));
        }
        if (image.bytes().length > Image.MAXIMUM_BYTES) {
            throw new UnusableMediaException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "The image has %,d bytes, but Voyage accepts %,d"
                            .formatted(image.bytes().length, Image.MAXIMUM_BYTES));
        }
    }
}
