/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Draws and encodes images.
 */
final class Images {

    /** The image of {@link #flag} with 48 × 32 pixels, lossless. */
    static final String WEBP =
            "UklGRkIAAABXRUJQVlA4TDYAAAAvL8AHABcgkE1Okv8iFggkJsEMPptAIIltf4Rh5j9y54CZtm1MMiSLddod0f+oKuDutv1eOAs=";

    /** The same, lossy. */
    static final String LOSSY_WEBP =
            "UklGRn4AAABXRUJQVlA4IHIAAACQBQCdASowACAAPlkgjEWjoiEdVAA4BYSzAF+z63xb8Rv2A/wHIBduf1uzvsOOJizD/4cq4AD+8Bvf"
                    + "/0lzXKm//e1heYkKr2937Gf/muf/+G6QNECR0DBftGq/yP2fFSA6waOWR7uUPczj9GJEH7MmwAA=";

    /** The same as JPEG with the four colors of print. */
    static final String CMYK =
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAt"
                    + "KDAlKCko/8AAFAgAIAAwBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAAB"
                    + "fQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hp"
                    + "anN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5"
                    + "+v/aAA4EQwBNAFkASwAAPwD3uvnyvnyvqmiiiiiiiivgGivv6iiiiiiiiivv6ivgGiiiiivgGvuOiiiiiiivhyvv6iiiiivv6ivgGiiiiivg"
                    + "GvuOiiiiiiivhyvv6iiiiivv6ivgGiiiiiiiiivgGivv6iiiiiiiiiv/2Q==";

    private Images() {}

    /**
     * Draws red and blue halves with a green square in the middle.
     */
    static BufferedImage flag(final int width, final int height) {
        return draw(width, height, graphics -> {
            graphics.setColor(new Color(220, 30, 30));
            graphics.fillRect(0, 0, width, height);
            graphics.setColor(new Color(30, 30, 220));
            graphics.fillRect(width / 2, 0, width, height);
            graphics.setColor(new Color(30, 200, 30));
            graphics.fillRect(width / 3, height / 4, width / 3, height / 2);
        });
    }

    /**
     * Draws a landscape, seen at an hour from 0 to 1, on which the height of the sun depends.
     */
    static BufferedImage landscape(final int width, final int height, final double hour) {
        return draw(width, height, graphics -> {
            graphics.setColor(new Color(120, 180, 240));
            graphics.fillRect(0, 0, width, height);
            graphics.setColor(new Color(60, 120, 50));
            graphics.fillRect(0, height * 2 / 3, width, height);
            graphics.setColor(new Color(250, 230, 90));
            graphics.fillOval(width / 8, (int) (height * (0.5 - hour / 2)), width / 6, height / 6);
            graphics.setColor(new Color(110, 70, 40));
            graphics.fillRect(width * 7 / 10, height / 3, width / 20, height / 2);
        });
    }

    /**
     * Draws stripes of black and white.
     */
    static BufferedImage stripes(final int width, final int height) {
        return draw(width, height, graphics -> {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            graphics.setColor(Color.BLACK);
            for (int i = 0; i < 4; i++) {
                graphics.fillRect(0, i * height / 4, width, height / 8);
            }
        });
    }

    static byte[] encode(final BufferedImage image, final String format) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new AssertionError("No writer of " + format);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] jpeg(final BufferedImage image, final float quality) {
        final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        final ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var output = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static String dataUrl(final byte[] bytes, final String format) {
        return "data:image/" + format.toLowerCase(Locale.ROOT) + ";base64,"
                + Base64.getEncoder().encodeToString(bytes);
    }

    static String png(final BufferedImage image) {
        return dataUrl(encode(image, "png"), "png");
    }

    private static BufferedImage draw(final int width, final int height, final Consumer<Graphics2D> painter) {
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        painter.accept(graphics);
        graphics.dispose();
        return image;
    }
}
