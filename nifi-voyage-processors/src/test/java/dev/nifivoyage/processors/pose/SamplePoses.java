/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Draws the sample gestures as MediaPipe would give them: image coordinates of a picture of 16:9, each coordinate off
 * by about 3 mm, 32-bit floats in the digits of doubles, and no visibility for hands. The same at each run.
 *
 * <p>{@code main} writes one file for each gesture into a directory.</p>
 */
public final class SamplePoses {
    static final int FRAMES = 8;

    private static final double ASPECT_RATIO = 16.0 / 9;
    private static final double HEIGHTS_PER_METRE = 0.4;
    private static final double UNREST_METRES = 0.003;

    private SamplePoses() {}

    /**
     * Writes the files.
     *
     * @param arguments the directory
     */
    public static void main(final String[] arguments) throws IOException {
        final Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (final SampleGesture gesture : SampleGesture.values()) {
            Files.writeString(directory.resolve(gesture.name() + ".jsonl"), lines(gesture));
        }
    }

    /**
     * The frames of a gesture, one JSON object in each line.
     */
    public static String lines(final SampleGesture gesture) {
        return lines(gesture, gesture.ordinal(), UNREST_METRES, 0);
    }

    /**
     * The frames of a gesture.
     *
     * @param seed of the unrest
     * @param unrest standard deviation of each coordinate, in meters
     * @param turn how far the figure is turned from the camera, in degrees
     */
    static String lines(final SampleGesture gesture, final long seed, final double unrest, final double turn) {
        final Random random = new Random(seed);
        final StringBuilder lines = new StringBuilder();
        for (int frame = 0; frame < FRAMES; frame++) {
            final SampleBody body = gesture.frame(frame).moved(0, turn);
            lines.append("""
                {"gesture":"%s","performer":"dancer-1","time":%d,"landmarks":%s,"left_hand":%s,"right_hand":%s}
                """.formatted(
                            gesture,
                            frame * 100,
                            array(body.points().values(), true, random, unrest),
                            array(body.hand(Side.LEFT).points().values(), false, random, unrest),
                            array(body.hand(Side.RIGHT).points().values(), false, random, unrest)));
        }

        return lines.toString();
    }

    private static String array(
            final Collection<Point> points, final boolean visibility, final Random random, final double unrest) {
        return points.stream()
                .map(point -> landmark(point, visibility, random, unrest))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String landmark(
            final Point point, final boolean visibility, final Random random, final double unrest) {
        final double x = 0.5 + moved(point.x(), random, unrest) * HEIGHTS_PER_METRE / ASPECT_RATIO;
        final double y = 0.9 - moved(point.y(), random, unrest) * HEIGHTS_PER_METRE;
        final double z = -moved(point.z(), random, unrest) * HEIGHTS_PER_METRE / ASPECT_RATIO;
        final double seen = 0.9 + 0.1 * random.nextDouble();
        return """
            {"x":%s,"y":%s,"z":%s,"visibility":%s,"presence":%s}""".formatted(
                        number(x),
                        number(y),
                        number(z),
                        visibility ? number(seen) : "0.0",
                        visibility ? number((1 + seen) / 2) : "0.0");
    }

    // a detector computes in floats, and its output has them as doubles: 0.5002 is 0.5001999735832214
    private static String number(final double number) {
        return BigDecimal.valueOf((float) (Math.round(number * 10_000) / 10_000.0))
                .toPlainString();
    }

    private static double moved(final double meters, final Random random, final double unrest) {
        return meters + unrest * random.nextGaussian();
    }
}
