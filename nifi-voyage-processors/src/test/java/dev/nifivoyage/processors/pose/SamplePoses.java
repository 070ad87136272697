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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Draws the sample gestures as MediaPipe would give them: image coordinates of a picture of 16:9, arrays of x, y, z and visibility, each coordinate off by about 3 mm. The same at each run.
 *
 * <p>{@code main} writes one file for each gesture into a directory.</p>
 */
public final class SamplePoses {
    static final int FRAMES = 8;

    private static final double ASPECT_RATIO = 16.0 / 9;
    private static final double HEIGHTS_PER_METRE = 0.4;
    private static final double UNREST_METRES = 0.003;

    private SamplePoses() {
    }

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
    static String lines(final SampleGesture gesture) {
        final Random random = new Random(gesture.ordinal());
        final StringBuilder lines = new StringBuilder();
        for (int frame = 0; frame < FRAMES; frame++) {
            final SampleBody body = gesture.frame(frame);
            lines.append("{\"gesture\":\"%s\",\"performer\":\"dancer-1\",\"time\":%d".formatted(gesture, frame * 100));
            lines.append(",\"landmarks\":").append(array(body.points().values(), random));
            lines.append(",\"left_hand\":").append(array(body.hand(Side.LEFT).points().values(), random));
            lines.append(",\"right_hand\":").append(array(body.hand(Side.RIGHT).points().values(), random)).append("}\n");
        }

        return lines.toString();
    }

    private static String array(final Collection<Point> points, final Random random) {
        return points.stream().map(point -> numbers(point, random)).collect(Collectors.joining(",", "[", "]"));
    }

    private static String numbers(final Point point, final Random random) {
        final double x = 0.5 + unrest(point.x(), random) * HEIGHTS_PER_METRE / ASPECT_RATIO;
        final double y = 0.9 - unrest(point.y(), random) * HEIGHTS_PER_METRE;
        final double z = -unrest(point.z(), random) * HEIGHTS_PER_METRE / ASPECT_RATIO;
        return String.format(Locale.ROOT, "[%.4f,%.4f,%.4f,%.2f]", x, y, z, 0.9 + 0.1 * random.nextDouble());
    }

    private static double unrest(final double metres, final Random random) {
        return metres + UNREST_METRES * random.nextGaussian();
    }
}
