/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.image;

import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Images with a red, a green, a blue, and a white quarter, drawn with Java or, in formats that Java cannot write, with
 * Pillow.
 */
public final class Samples {
    static final int RED = 0xFFDC1E1E;
    static final int GREEN = 0xFF1EC81E;
    static final int BLUE = 0xFF1E1EDC;
    static final int WHITE = 0xFFFAFAFA;

    private static final String LOSSY =
            "UklGRlgAAABXRUJQVlA4IEwAAADQAgCdASoYABAALoVarVaipycnBwCES1AABc+7ULTEAP7irN1H//afz//jf/AfeuH/+wd65/8GU/1N///2Dt"
                    + "R/8aHH+L/pC3TkAAAA";

    private static final String LOSSLESS =
            "UklGRkIAAABXRUJQVlA4TDYAAAAvF8ADAB8gECDEqJeoREhA2Ob/CjMkIQFxxhLDDZPmP/4GTAiE2UaTnOQk738EEf0PdduzAp4=";

    private static final String TRANSPARENT =
            "UklGRogAAABXRUJQVlA4WAoAAAAQAAAAFwAADwAAQUxQSBUAAAABDzD/ERFCSED4v9YD1YSI/k8ANv0AVlA4IEwAAADwAgCdASoYABAALoVarV"
                    + "aipycnBwCES1AABdM0amFBGAD+4qzdR//2n8//43/wH3rh//sHeuf/BlP9Tf//9g7Uf/Ghx/i/6QvVAgAA";

    private static final String TRANSPARENT_LOSSLESS =
            "UklGRkIAAABXRUJQVlA4TDUAAAAvF8ADEB8gECDEqJeoRCyYDCZ/wC4hAWGb/yvMkOY/gL8lAmG20SQnOcn7H0FE/wPY9qzUJwA=";

    private static final String ANIMATED =
            "UklGRgQBAABXRUJQVlA4WAoAAAACAAAAFwAADwAAQU5JTQYAAAAAAAAAAABBTk1GZgAAAAAAAAAAABcAAA8AAGQAAAJWUDggTgAAABADAJ0BKh"
                    + "gAEAAuhVqtVqKnJycHAIRLUAAGvkK4/nRfAAD+2JA9Wf/qdp//jf/AfeuH/+wd65/8GU/1N///2DtR/8aHH+L/pC3TkAAAAEFOTUZqAAAAAAAA"
                    + "AAAAFwAADwAAZAAAAFZQOCBSAAAAtAIAnQEqGAAQAC6FWq1WgAAIRLUAXZygvAACjg8AAP7ow//3QT/8gN//0PP91h/7oJ/0TEf/0BFT3/47J/"
                    + "obvXue1LYOvAoK/4+OP8BPYUAAAA==";

    private static final String CMYK =
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAtKD"
                    + "AlKCko/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQEC"
                    + "AwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dX"
                    + "Z3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4E"
                    + "QwBNAFkASwAAPwD3uvnyvnyvqmvgGvuOiiivhyvv6iv0mr9Jq6iiv//Z";

    private static final String YCCK =
            "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAtKD"
                    + "AlKCko/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQEC"
                    + "AwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dX"
                    + "Z3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4E"
                    + "QwBNAFkASwAAPwD3uvnyvnyvqmvgGvuOiiivhyvv6iv0mr9Jq6iiv//Z";

    private Samples() {}

    public static byte[] lossyWebp() {
        return decode(LOSSY);
    }

    public static byte[] losslessWebp() {
        return decode(LOSSLESS);
    }

    public static byte[] transparentWebp() {
        return decode(TRANSPARENT);
    }

    public static byte[] transparentLosslessWebp() {
        return decode(TRANSPARENT_LOSSLESS);
    }

    public static byte[] animatedWebp() {
        return decode(ANIMATED);
    }

    public static byte[] cmykJpeg() {
        return decode(CMYK);
    }

    /** The same bytes as {@link #cmykJpeg}, declared as YCCK, so it has other colors. */
    public static byte[] ycckJpeg() {
        return decode(YCCK);
    }

    private static byte[] decode(final String text) {
        return Base64.getDecoder().decode(text);
    }

    public static BufferedImage draw(final int width, final int height, final int type) {
        final BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, color(x * 2 / width, y * 2 / height));
            }
        }
        return image;
    }

    private static int color(final int right, final int bottom) {
        return right == 0 ? bottom == 0 ? RED : BLUE : bottom == 0 ? GREEN : WHITE;
    }

    /** Random pixels, which do not compress. */
    public static BufferedImage noise(final int width, final int height) {
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Random random = new Random(1);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt());
            }
        }
        return image;
    }

    public static byte[] png(final RenderedImage image) {
        return write(ImageFormat.PNG, image, false);
    }

    public static byte[] interlacedPng(final RenderedImage image) {
        return write(ImageFormat.PNG, image, true);
    }

    public static byte[] jpeg(final RenderedImage image) {
        return write(ImageFormat.JPEG, image, false);
    }

    public static byte[] progressiveJpeg(final RenderedImage image) {
        return write(ImageFormat.JPEG, image, true);
    }

    public static byte[] gif(final RenderedImage image) {
        return write(ImageFormat.GIF, image, false);
    }

    public static byte[] animatedGif(final RenderedImage... frames) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            final ImageWriter writer = ImageCodecs.writer(ImageFormat.GIF);
            writer.setOutput(output);
            writer.prepareWriteSequence(null);
            for (final RenderedImage frame : frames) {
                writer.writeToSequence(new IIOImage(frame, null, null), null);
            }
            writer.endWriteSequence();
            writer.dispose();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] write(final ImageFormat format, final RenderedImage image, final boolean progressive) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            final ImageWriter writer = ImageCodecs.writer(format);
            final ImageWriteParam param = writer.getDefaultWriteParam();
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), param);
            writer.dispose();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A PNG of gray pixels, all zero, that is never in memory. */
    public static byte[] largePng(final int width, final int height) {
        final ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels, new Deflater(1))) {
            final byte[] line = new byte[width + 1];
            for (int y = 0; y < height; y++) {
                deflater.write(line);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return png(width, height, pixels.toByteArray());
    }

    /** A PNG of gray pixels. */
    public static byte[] png(final int width, final int height, final byte[] compressed) {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        file.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 8)
                        .array()));
        file.writeBytes(chunk("IDAT", compressed));
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    public static byte[] chunk(final String type, final byte[] content) {
        final byte[] chunk = ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(type.getBytes(StandardCharsets.ISO_8859_1))
                .put(content)
                .array();
        final CRC32 crc = new CRC32();
        crc.update(chunk, 4, content.length + 4);
        return ByteBuffer.wrap(chunk)
                .putInt(8 + content.length, (int) crc.getValue())
                .array();
    }

    /** Inserts bytes at an offset. */
    public static byte[] insert(final byte[] bytes, final int offset, final byte[] inserted) {
        return ByteBuffer.allocate(bytes.length + inserted.length)
                .put(bytes, 0, offset)
                .put(inserted)
                .put(bytes, offset, bytes.length - offset)
                .array();
    }

    /** The segment APP1 of a JPEG file with nothing but an orientation. */
    public static byte[] exif(final int orientation) {
        return ByteBuffer.allocate(36)
                .putShort((short) 0xFFE1)
                .putShort((short) 34)
                .put("Exif\0\0MM\0*".getBytes(StandardCharsets.ISO_8859_1))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    public static BufferedImage read(final byte[] bytes) {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a JPEG file whose header is one of lossless JPEG, with other pixels than it declares.
     */
    public static byte[] losslessJpegHeader(final int width, final int height) {
        final byte[] jpeg = jpeg(noise(30, 30));
        final int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00FF\u00C0");
        jpeg[frame + 1] = (byte) 0xC3;
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        return jpeg;
    }

    /**
     * Returns a progressive JPEG file whose last scan is repeated.
     */
    public static byte[] manyScansJpeg(final int more) {
        final byte[] jpeg = progressiveJpeg(noise(30, 30));
        final int scan = new String(jpeg, StandardCharsets.ISO_8859_1).lastIndexOf("\u00FF\u00DA");
        final byte[] last = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
        final byte[] all = new byte[last.length * more];
        for (int i = 0; i < more; i++) {
            System.arraycopy(last, 0, all, i * last.length, last.length);
        }
        return insert(jpeg, scan, all);
    }
}
