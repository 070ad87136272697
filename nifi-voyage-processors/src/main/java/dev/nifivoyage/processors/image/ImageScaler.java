/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import com.twelvemonkeys.image.ResampleOp;
import dev.nifivoyage.processors.attribute.ErrorCode;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Scales images down. The result is upright, has no metadata, and is a PNG if the image is a PNG, a GIF, or
 * transparent, otherwise a JPEG of quality {@value #QUALITY}. Of an animation it has the first frame. The same image
 * results in the same bytes with the same version of Java. Thread-safe.
 */
public final class ImageScaler {
    private static final float QUALITY = 0.9f;

    /** Pixels that are decoded for each pixel of the result. */
    private static final int DECODED_PIXELS = 4;

    /**
     * Returns the image itself if it is within all limits, otherwise one with at most so many pixels.
     *
     * @param maximumPixels 1 to {@link Image#MAXIMUM_PIXELS}, usually {@link Image#MAXIMUM_BILLED_PIXELS}
     * @throws UnusableMediaException {@code broken_image}, or {@code image_too_large} if it takes too much memory or
     * time
     */
    public Image scaleDown(final Image image, final long maximumPixels) throws UnusableMediaException {
        if (image.pixels() <= maximumPixels && image.bytes().length <= Image.MAXIMUM_BYTES) {
            return image;
        }

        final JpegHeader header = JpegHeader.of(image);
        ImageVerifier.requireDecodable(image, header);
        if (!header.isCommon()) {
            throw new UnusableMediaException(
                    ErrorCode.IMAGE_TOO_LARGE,
                    "The image has %s, and is a JPEG of a rare kind that cannot be scaled down"
                            .formatted(image.describeSize()));
        }
        try {
            final BufferedImage decoded = ImageDecoder.decode(image, DECODED_PIXELS * maximumPixels);
            final String orientation = ImageDecoder.orientation(image);
            long pixels = maximumPixels;
            Image scaled;
            do {
                scaled = encode(image.format(), turn(resample(decoded, pixels), orientation));
                pixels = scaled.pixels() / 2;
            } while (scaled.bytes().length > Image.MAXIMUM_BYTES);
            return scaled;
        } catch (final IOException | RuntimeException e) {
            throw UnusableMediaException.brokenImage(image.format(), e);
        }
    }

    private static BufferedImage resample(final BufferedImage decoded, final long maximumPixels) {
        final double factor =
                Math.min(1, Math.sqrt((double) maximumPixels / ((double) decoded.getWidth() * decoded.getHeight())));
        final BufferedImage source = directColors(decoded);
        final int width = Math.max(1, (int) (source.getWidth() * factor));
        final int height = (int) Math.clamp((long) (source.getHeight() * factor), 1, maximumPixels / width);
        return width == source.getWidth() && height == source.getHeight()
                ? source
                : new ResampleOp(width, height, ResampleOp.FILTER_LANCZOS).filter(source, null);
    }

    // palettes cannot be averaged
    private static BufferedImage directColors(final BufferedImage image) {
        if (!(image.getColorModel() instanceof IndexColorModel)) {
            return image;
        }

        final BufferedImage direct = new BufferedImage(
                image.getWidth(),
                image.getHeight(),
                image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = direct.createGraphics();
        graphics.setBackground(new Color(0, true));
        graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return direct;
    }

    /**
     * Returns an image upright. Source of the orientations: ImageIO's standard metadata, where a rotation is
     * counterclockwise and follows the flip.
     */
    private static BufferedImage turn(final BufferedImage image, final String orientation) {
        final int width = image.getWidth();
        final int height = image.getHeight();
        final AffineTransform transform = switch (orientation) {
            case "FlipH" -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case "Rotate180" -> new AffineTransform(-1, 0, 0, -1, width, height);
            case "FlipV" -> new AffineTransform(1, 0, 0, -1, 0, height);
            case "FlipVRotate90" -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case "Rotate270" -> new AffineTransform(0, 1, -1, 0, height, 0);
            case "FlipHRotate90" -> new AffineTransform(0, -1, -1, 0, height, width);
            case "Rotate90" -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
        return transform.isIdentity()
                ? image
                : new AffineTransformOp(transform, AffineTransformOp.TYPE_NEAREST_NEIGHBOR).filter(image, null);
    }

    private static Image encode(final ImageFormat source, final BufferedImage image) throws IOException {
        final boolean lossless = source == ImageFormat.PNG
                || source == ImageFormat.GIF
                || image.getColorModel().hasAlpha();
        final ImageFormat format = lossless ? ImageFormat.PNG : ImageFormat.JPEG;
        return new Image(write(format, image), format, image.getWidth(), image.getHeight());
    }

    private static byte[] write(final ImageFormat format, final BufferedImage image) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final ImageWriter writer = ImageCodecs.writer(format);
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            final ImageWriteParam param = writer.getDefaultWriteParam();
            if (format == ImageFormat.JPEG) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionQuality(QUALITY);
            }
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
