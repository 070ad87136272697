/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.media;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * An image as 64 × 64 mean colors, whatever its shape.
 *
 * @param colors 0xRRGGBB, from the upper left corner, line by line
 */
public record Thumbnail(int[] colors) {

    /** Width and height. */
    public static final int SIDE = 64;

    /**
     * Takes the mean of each of 64 × 64 areas; an area has at least one pixel.
     *
     * @param image of the type {@link BufferedImage#TYPE_INT_RGB}
     */
    static Thumbnail of(final BufferedImage image) {
        final int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        final int width = image.getWidth();
        final int height = image.getHeight();
        final int[] colors = new int[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            final int top = y * height / SIDE;
            final int bottom = Math.max(top + 1, (y + 1) * height / SIDE);
            for (int x = 0; x < SIDE; x++) {
                final int left = x * width / SIDE;
                final int right = Math.max(left + 1, (x + 1) * width / SIDE);
                colors[y * SIDE + x] = mean(pixels, width, new Area(left, top, right, bottom));
            }
        }
        return new Thumbnail(colors);
    }

    private static int mean(final int[] pixels, final int width, final Area area) {
        long red = 0;
        long green = 0;
        long blue = 0;
        for (int y = area.top(); y < area.bottom(); y++) {
            for (int x = area.left(); x < area.right(); x++) {
                final int color = pixels[y * width + x];
                red += color >> 16 & 0xFF;
                green += color >> 8 & 0xFF;
                blue += color & 0xFF;
            }
        }
        final long count = (long) (area.right() - area.left()) * (area.bottom() - area.top());
        return (int) (red / count << 16 | green / count << 8 | blue / count);
    }

    private record Area(int left, int top, int right, int bottom) {}
}
