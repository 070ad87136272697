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
 * Describes an image by 387 numbers, so that similar images have a high cosine. It knows colors, layout, and edges, and
 * nothing of what an image shows.
 *
 * <ul>
 *   <li>Layout, 192: the mean color of 8 × 8 areas, less the mean color of the image; and that mean color, 3
 *   <li>Edges, 128: in each of 4 × 4 areas, how much of the change of lightness has each of 8 directions
 *   <li>Colors, 64: the share of each of 4 × 4 × 4 ranges of color, with soft borders
 * </ul>
 *
 * <p>Colors are in Oklab. Each group has about unit length times a weight; a group that is weak, such as the edges of a
 * plain area, stays short, so that noise does not grow.
 */
final class ImageDescriptor {

    /** How much the two axes of color count compared with lightness, whose range is larger. */
    private static final double COLOR_GAIN = 2.5;

    private static final double LAYOUT_WEIGHT = 1;
    private static final double EDGE_WEIGHT = 0.6;
    private static final double COLOR_WEIGHT = 0.8;

    /** The length below which a group counts as noise: 1 % of lightness in each of 64 areas, and the same as edges. */
    private static final double NOISE = 0.1;

    private static final int LAYOUT_SIDE = 8;
    private static final int EDGE_SIDE = 4;
    private static final int DIRECTIONS = 8;
    private static final int RANGES = 4;
    private static final int SIDE = Thumbnail.SIDE;

    private ImageDescriptor() {}

    /**
     * Returns a vector of unit length.
     */
    static float[] of(final Thumbnail thumbnail) {
        final OklabImage image = OklabImage.of(thumbnail);
        final double[] layout = layout(image);
        final double[] edges = edges(image.lightness());
        final double[] colors = colors(image);
        final double[] all = new double[layout.length + edges.length + colors.length];
        append(all, 0, layout, LAYOUT_WEIGHT);
        append(all, layout.length, edges, EDGE_WEIGHT);
        append(all, layout.length + edges.length, colors, COLOR_WEIGHT);
        return UnitVectors.of(all);
    }

    private static void append(final double[] all, final int start, final double[] group, final double weight) {
        double squares = NOISE * NOISE;
        for (final double value : group) {
            squares += value * value;
        }
        final double scale = weight / Math.sqrt(squares);
        for (int i = 0; i < group.length; i++) {
            all[start + i] = group[i] * scale;
        }
    }

    private static double[] layout(final OklabImage image) {
        final double[][] channels = {
            areas(image.lightness(), 1), areas(image.greenRed(), COLOR_GAIN), areas(image.blueYellow(), COLOR_GAIN)
        };
        final int count = LAYOUT_SIDE * LAYOUT_SIDE;
        final double[] layout = new double[3 * count + 3];
        for (int channel = 0; channel < 3; channel++) {
            double mean = 0;
            for (final double value : channels[channel]) {
                mean += value / count;
            }
            for (int i = 0; i < count; i++) {
                layout[channel * count + i] = channels[channel][i] - mean;
            }
            // lightness from the middle, so that dark and bright are opposites
            layout[3 * count + channel] = channel == 0 ? mean - 0.5 : mean;
        }
        return layout;
    }

    private static double[] areas(final float[] channel, final double gain) {
        final int side = SIDE / LAYOUT_SIDE;
        final double[] areas = new double[LAYOUT_SIDE * LAYOUT_SIDE];
        for (int i = 0; i < channel.length; i++) {
            final int area = i / SIDE / side * LAYOUT_SIDE + i % SIDE / side;
            areas[area] += gain * channel[i] / (side * side);
        }
        return areas;
    }

    /** Square roots of shares, less their mean, so that images without a common direction are unrelated. */
    private static double[] edges(final float[] lightness) {
        final double[] edges = new double[EDGE_SIDE * EDGE_SIDE * DIRECTIONS];
        final int side = SIDE / EDGE_SIDE;
        for (int y = 1; y < SIDE - 1; y++) {
            for (int x = 1; x < SIDE - 1; x++) {
                final int here = y * SIDE + x;
                final double right = lightness[here + 1] - lightness[here - 1];
                final double down = lightness[here + SIDE] - lightness[here - SIDE];
                // half a turn, because the two sides of an edge are one edge
                final double direction = (Math.atan2(down, right) / Math.PI + 1) % 1 * DIRECTIONS;
                final int low = (int) direction % DIRECTIONS;
                final double share = direction - (int) direction;
                final double size = Math.hypot(right, down) / (side * side);
                final int area = (y / side * EDGE_SIDE + x / side) * DIRECTIONS;
                edges[area + low] += size * (1 - share);
                edges[area + (low + 1) % DIRECTIONS] += size * share;
            }
        }
        double mean = 0;
        for (int i = 0; i < edges.length; i++) {
            edges[i] = Math.sqrt(edges[i]);
            mean += edges[i] / edges.length;
        }
        for (int i = 0; i < edges.length; i++) {
            edges[i] -= mean;
        }
        return edges;
    }

    private static double[] colors(final OklabImage image) {
        final double[] colors = new double[RANGES * RANGES * RANGES];
        for (int i = 0; i < image.lightness().length; i++) {
            final double lightness = range(image.lightness()[i], 0, 1);
            final double greenRed = range(image.greenRed()[i], -0.2, 0.2);
            final double blueYellow = range(image.blueYellow()[i], -0.2, 0.2);
            for (int corner = 0; corner < 8; corner++) {
                final int l = corner >> 2;
                final int a = corner >> 1 & 1;
                final int b = corner & 1;
                final double share = share(lightness, l) * share(greenRed, a) * share(blueYellow, b);
                colors[(((int) lightness + l) * RANGES + (int) greenRed + a) * RANGES + (int) blueYellow + b] +=
                        share / image.lightness().length;
            }
        }
        for (int i = 0; i < colors.length; i++) {
            colors[i] = Math.sqrt(colors[i]);
        }
        return colors;
    }

    /** Returns the position between the centers of the ranges, from 0 to less than the last of them. */
    private static double range(final double value, final double low, final double high) {
        return Math.clamp((value - low) / (high - low) * (RANGES - 1), 0, RANGES - 1 - 1e-9);
    }

    private static double share(final double position, final int corner) {
        final double fraction = position - (int) position;
        return corner == 0 ? 1 - fraction : fraction;
    }
}
