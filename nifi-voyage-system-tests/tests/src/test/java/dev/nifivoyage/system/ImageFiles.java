/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/**
 * Image files in different formats and sizes, and files that are none; always the same.
 */
final class ImageFiles {
    private static final String[] FORMATS = {"png", "jpg", "gif"};
    private static final int[][] SIZES = {{16, 12}, {120, 90}, {320, 240}, {250, 200}, {640, 480}, {100, 900}};
    private static final int[] LARGE = {1700, 1300};

    /** 48 x 32 pixels. */
    private static final byte[] WEBP = Base64.getDecoder()
            .decode(
                    "UklGRkIAAABXRUJQVlA4TDYAAAAvL8AHABcgkE1Okv8iFggkJsEMPptAIIltf4Rh5j9y54CZtm1MMiSLddod0f+oKuDutv1eOAs=");

    private ImageFiles() {}

    /**
     * Draws images: most are different, some are equal to an earlier one, and some have the name of another format.
     *
     * @return the files by their paths
     */
    static Map<String, byte[]> images(final int count) throws IOException {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] last = WEBP;
        for (int i = 0; i < count; i++) {
            final String format = FORMATS[i % FORMATS.length];
            if (i % 12 == 11) {
                files.put("equal/%d.%s".formatted(i, FORMATS[(i + 2) % FORMATS.length]), last);
            } else if (i % 120 == 60) {
                files.put("%d.webp".formatted(i), WEBP);
            } else {
                last = encode(drawing(i), format);
                files.put(path(i, format), last);
            }
        }
        return files;
    }

    /**
     * Draws random shapes.
     */
    static BufferedImage drawing(final int seed) {
        final int[] size = seed % 100 == 50 ? LARGE : SIZES[seed % SIZES.length];
        final Random random = new Random(seed);
        final BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = image.createGraphics();
        graphics.setColor(color(random));
        graphics.fillRect(0, 0, size[0], size[1]);
        for (int shape = 0; shape < 5; shape++) {
            graphics.setColor(color(random));
            final int x = random.nextInt(size[0]);
            final int y = random.nextInt(size[1]);
            if (shape % 2 == 0) {
                graphics.fillRect(x, y, 1 + size[0] / 3, 1 + size[1] / 3);
            } else {
                graphics.fillOval(x, y, 1 + size[0] / 2, 1 + size[1] / 2);
            }
        }
        graphics.dispose();
        return image;
    }

    /**
     * Draws an image again in another size.
     */
    static BufferedImage resized(final BufferedImage image, final int width, final int height) {
        final BufferedImage resized = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Graphics2D graphics = resized.createGraphics();
        graphics.drawImage(image.getScaledInstance(width, height, java.awt.Image.SCALE_AREA_AVERAGING), 0, 0, null);
        graphics.dispose();
        return resized;
    }

    static byte[] encode(final BufferedImage image, final String format) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("No writer of " + format);
        }
        return bytes.toByteArray();
    }

    /**
     * Returns the pixels that Voyage bills for an image.
     */
    static long billedPixels(final byte[] file) throws IOException {
        final BufferedImage image = Arrays.equals(file, WEBP) ? null : ImageIO.read(new ByteArrayInputStream(file));
        final long pixels = image == null ? 48 * 32 : (long) image.getWidth() * image.getHeight();
        return Math.clamp(pixels, 50_000, 2_000_000);
    }

    /**
     * Creates 20 files that cannot be embedded.
     *
     * @return the files by their paths
     */
    static Map<String, byte[]> broken() throws IOException {
        final byte[] png = encode(drawing(4), "png");
        final byte[] jpeg = encode(drawing(4), "jpg");
        final byte[] gif = encode(drawing(4), "gif");
        final byte[] svg = text("<svg xmlns='http://www.w3.org/2000/svg'><circle r='9'/></svg>");
        final Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("broken/half.png", Arrays.copyOf(png, png.length / 2));
        files.put("broken/three-quarters.png", Arrays.copyOf(png, png.length * 3 / 4));
        files.put("broken/signature.png", Arrays.copyOf(png, 8));
        files.put("broken/bit.png", damaged(png));
        files.put("broken/half.jpg", Arrays.copyOf(jpeg, jpeg.length / 2));
        files.put("broken/header.jpg", Arrays.copyOf(jpeg, 100));
        files.put("broken/start.jpeg", Arrays.copyOf(jpeg, 3));
        files.put("broken/half.gif", Arrays.copyOf(gif, gif.length / 2));
        files.put("broken/half.webp", Arrays.copyOf(WEBP, WEBP.length / 2));
        files.put("broken/empty.png", new byte[0]);
        files.put("text.png", text("This is not an image"));
        files.put("text.txt", text("Nor is this"));
        files.put("page.gif", text("<!DOCTYPE html><html><body>Not found</body></html>"));
        files.put("drawing.svg", svg);
        files.put("drawing.png", svg);
        files.put("bitmap.png", encode(drawing(4), "bmp"));
        files.put("document.jpg", text("%PDF-1.7\n%binary\n1 0 obj<<>>endobj"));
        files.put(
                "sixteen-million.png", encode(new BufferedImage(4_001, 4_000, BufferedImage.TYPE_BYTE_BINARY), "png"));
        files.put("bomb.png", enlarged(png, 60_000));
        files.put("overflow.png", enlarged(png, Integer.MAX_VALUE));
        return files;
    }

    private static String path(final int number, final String format) {
        // a name with characters that JSON and SQL escape, in a subdirectory
        return number % 7 == 0
                ? "sub %d/it's \"%d\" ü.%s".formatted(number % 4, number, format)
                : "%d.%s".formatted(number, format);
    }

    private static Color color(final Random random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static byte[] text(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] damaged(final byte[] png) {
        final byte[] damaged = png.clone();
        damaged[png.length / 2] ^= 1;
        return damaged;
    }

    // the header is the first chunk: its length, its type, 13 bytes, and their checksum
    private static byte[] enlarged(final byte[] png, final int side) {
        final byte[] enlarged = png.clone();
        final ByteBuffer header = ByteBuffer.wrap(enlarged);
        header.putInt(16, side).putInt(20, side);
        final CRC32 checksum = new CRC32();
        checksum.update(enlarged, 12, 17);
        header.putInt(29, (int) checksum.getValue());
        return enlarged;
    }
}
