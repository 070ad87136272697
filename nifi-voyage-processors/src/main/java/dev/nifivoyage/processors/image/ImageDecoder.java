/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import org.w3c.dom.NodeList;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes images with the readers of {@link ImageCodecs}; of an animation, the first frame.
 */
final class ImageDecoder {
    /** The orientation of an image that need not be turned. */
    static final String UPRIGHT = "Normal";

    /** The warning with which Java's reader of JPEG goes on if the file ends early. */
    private static final String TRUNCATED = "Truncated File";

    /** Of a WebP file, at the end of which is the length that it declares for the rest. */
    private static final int RIFF_HEADER = 8;

    private ImageDecoder() {}

    /**
     * Returns width and height according to the header.
     */
    static Dimension size(final byte[] bytes, final ImageFormat format) throws IOException {
        if (format == ImageFormat.GIF) {
            // of the canvas, not of the first frame
            final FileBytes file = new FileBytes(bytes);
            return new Dimension(file.littleShort(6), file.littleShort(8));
        }

        final ImageReader reader = open(bytes, format, true);
        try {
            return new Dimension(reader.getWidth(0), reader.getHeight(0));
        } finally {
            reader.dispose();
        }
    }

    /**
     * Decodes all of an image, and keeps every pixel of a small one, or else every second one in both directions, or
     * fewer.
     *
     * @param maximumPixels to keep, at least 1
     * @throws IOException if the image is damaged or incomplete
     */
    static BufferedImage decode(final Image image, final long maximumPixels) throws IOException {
        if (image.format() == ImageFormat.WEBP) {
            requireWholeWebp(image);
        }

        final AtomicBoolean truncated = new AtomicBoolean();
        final ImageReader reader = open(image.bytes(), image.format(), true);
        try {
            reader.addIIOReadWarningListener((source, warning) -> {
                if (warning.startsWith(TRUNCATED)) {
                    truncated.set(true);
                }
            });
            // the first frame may be larger than the canvas
            final long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > ImageVerifier.MAXIMUM_PIXELS) {
                throw new IIOException("its first frame has %,d pixels".formatted(pixels));
            }
            final int step = (int) Math.ceil(Math.sqrt((double) pixels / maximumPixels));
            final ImageReadParam param = reader.getDefaultReadParam();
            param.setSourceSubsampling(step, step, 0, 0);
            final BufferedImage decoded = reader.read(0, param);
            if (truncated.get()) {
                throw new EOFException("the file ends early");
            }
            return decoded;
        } finally {
            reader.dispose();
        }
    }

    /**
     * Checks that a WebP file is as long as its header declares.
     *
     * @throws EOFException if it is shorter
     */
    static void requireWholeWebp(final Image image) throws EOFException {
        final FileBytes file = new FileBytes(image.bytes());
        if (file.littleInt(RIFF_HEADER - Integer.BYTES) > file.length() - RIFF_HEADER) {
            throw new EOFException("the file ends early");
        }
    }

    /**
     * Returns how a camera was held, according to the Exif metadata of a JPEG file, as the value of
     * {@code ImageOrientation} in ImageIO's standard metadata.
     */
    static String orientation(final Image image) throws IOException {
        if (image.format() != ImageFormat.JPEG) {
            return UPRIGHT;
        }

        final ImageReader reader = open(image.bytes(), image.format(), false);
        try {
            final NodeList nodes = ((IIOMetadataNode)
                            reader.getImageMetadata(0).getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName))
                    .getElementsByTagName("ImageOrientation");
            return nodes.getLength() == 0 ? UPRIGHT : ((IIOMetadataNode) nodes.item(0)).getAttribute("value");
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader open(final byte[] bytes, final ImageFormat format, final boolean ignoresMetadata)
            throws IOException {
        final ImageReader reader = ImageCodecs.reader(format);
        final ImageInputStream input = format == ImageFormat.WEBP
                ? new ZeroPaddedImageInputStream(bytes)
                : new ByteArrayImageInputStream(bytes);
        reader.setInput(input, false, ignoresMetadata);
        return reader;
    }
}
