/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import dev.nifivoyage.local.media.Thumbnail;

/**
 * A thumbnail in Oklab, where equal distances look about equally different. Source of the numbers: Björn Ottosson, "A
 * perceptual color space for image processing", 2020.
 *
 * @param lightness from 0 to 1, line by line
 * @param greenRed from about −0.24 (green) to 0.28 (red)
 * @param blueYellow from about −0.32 (blue) to 0.2 (yellow)
 */
record OklabImage(float[] lightness, float[] greenRed, float[] blueYellow) {

    static OklabImage of(final Thumbnail thumbnail) {
        final int[] colors = thumbnail.colors();
        final OklabImage image =
                new OklabImage(new float[colors.length], new float[colors.length], new float[colors.length]);
        for (int i = 0; i < colors.length; i++) {
            image.set(i, linear(colors[i] >> 16), linear(colors[i] >> 8), linear(colors[i]));
        }
        return image;
    }

    private void set(final int position, final double red, final double green, final double blue) {
        final double l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        final double m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        final double s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        lightness[position] = (float) (0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s);
        greenRed[position] = (float) (1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s);
        blueYellow[position] = (float) (0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    /** Undoes the gamma of sRGB for the lowest eight bits. */
    private static double linear(final int component) {
        final double value = (component & 0xFF) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
