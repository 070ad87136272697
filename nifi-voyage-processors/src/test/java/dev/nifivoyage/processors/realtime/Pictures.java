/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Drawn images.
 */
public final class Pictures {

    private Pictures() {}

    /**
     * Draws an image that depends on a number.
     *
     * @param format such as {@code png}
     */
    public static byte[] draw(final int number, final int width, final int height, final String format) {
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Random random = new Random(number);
        final Graphics2D graphics = image.createGraphics();
        graphics.setColor(color(random));
        graphics.fillRect(0, 0, width, height);
        for (int i = 0; i < 8; i++) {
            graphics.setColor(color(random));
            graphics.fillOval(
                    random.nextInt(width),
                    random.nextInt(height),
                    1 + random.nextInt(width),
                    1 + random.nextInt(height));
        }
        graphics.dispose();
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, output)) {
                throw new IllegalArgumentException("No writer for " + format);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return output.toByteArray();
    }

    /**
     * Draws a PNG of 320 x 200 pixels.
     */
    public static byte[] png(final int number) {
        return draw(number, 320, 200, "png");
    }

    /**
     * Returns the image as Base64.
     */
    public static String base64(final byte[] image) {
        return Base64.getEncoder().encodeToString(image);
    }

    private static Color color(final Random random) {
        return new Color(random.nextInt(1 << 24));
    }
}
