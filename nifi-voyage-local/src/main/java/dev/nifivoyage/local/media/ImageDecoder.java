/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, WebP, and the first frame of a GIF, with every n-th pixel of a large image only: of 16 million
 * pixels, about 260,000 are on the heap, except for WebP, whose reader holds all of them. Transparent pixels lie on
 * white. The orientation in Exif data is ignored.
 */
final class ImageDecoder {

    /** Pixels that are decoded, so that each of the 64 × 64 areas of a thumbnail has about 64. */
    private static final long DECODED_PIXELS = 512L * 512L;

    private ImageDecoder() {}

    /**
     * Decodes an image, unless its header says that it is too large.
     *
     * @throws MediaException if it is too large, damaged, or cut off
     */
    static ContentPart.Image decode(final byte[] bytes, final MediaFormat format) {
        final Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(format.mimeType());
        if (!readers.hasNext()) {
            throw new IllegalStateException("No reader of " + format.mimeType());
        }
        final ImageReader reader = readers.next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(input, false, true);
            final long pixels = checkSize(reader.getWidth(0), reader.getHeight(0));
            if (!new ImageEnd(bytes).isPresent(format)) {
                throw new MediaException("it is cut off");
            }
            if (format == MediaFormat.JPEG && JpegFrame.isRare(bytes)) {
                throw new MediaException("its JPEG data cannot be decoded");
            }
            return new ContentPart.Image(Thumbnail.of(read(reader)), MediaLimits.billed(pixels));
        } catch (final IOException | RuntimeException e) {
            // the readers of ImageIO throw any runtime exception for damaged data
            throw e instanceof final MediaException known
                    ? known
                    : new MediaException("its " + format + " data cannot be decoded", e);
        } finally {
            reader.dispose();
        }
    }

    private static long checkSize(final int width, final int height) {
        final long pixels = (long) width * height;
        if (pixels > MediaLimits.MAXIMUM_IMAGE_PIXELS) {
            throw new MediaException("it has " + pixels + " pixels (" + width + " x " + height
                    + "), but the max allowed is " + MediaLimits.MAXIMUM_IMAGE_PIXELS);
        }
        return pixels;
    }

    private static BufferedImage read(final ImageReader reader) throws IOException {
        final int width = reader.getWidth(0);
        final int height = reader.getHeight(0);
        final int step = (int) Math.clamp(
                (long) Math.sqrt((double) width * height / DECODED_PIXELS), 1L, (long) Math.min(width, height));
        final ImageReadParam parameters = reader.getDefaultReadParam();
        parameters.setSourceSubsampling(step, step, 0, 0);
        return opaque(reader.read(0, parameters));
    }

    private static BufferedImage opaque(final BufferedImage decoded) {
        final BufferedImage opaque =
                new BufferedImage(decoded.getWidth(), decoded.getHeight(), BufferedImage.TYPE_INT_RGB);
        if (isGrayWithAlpha(decoded)) {
            copyGray(decoded, opaque);
            return opaque;
        }
        final Graphics2D graphics = opaque.createGraphics();
        graphics.drawImage(decoded, 0, 0, Color.WHITE, null);
        graphics.dispose();
        return opaque;
    }

    private static boolean isGrayWithAlpha(final BufferedImage image) {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && image.getRaster().getNumBands() == 2;
    }

    /** Copies gray with alpha, which Graphics2D takes for linear light and draws too bright. */
    private static void copyGray(final BufferedImage from, final BufferedImage to) {
        final double maximum = (1 << from.getSampleModel().getSampleSize(0)) - 1;
        for (int y = 0; y < from.getHeight(); y++) {
            for (int x = 0; x < from.getWidth(); x++) {
                final double alpha = from.getRaster().getSample(x, y, 1) / maximum;
                final double gray = from.getRaster().getSample(x, y, 0) / maximum;
                to.setRGB(x, y, (int) Math.round(255 * (gray * alpha + 1 - alpha)) * 0x10101);
            }
        }
    }
}
