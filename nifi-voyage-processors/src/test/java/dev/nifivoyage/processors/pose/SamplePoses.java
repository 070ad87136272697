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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Draws the sample poses as MediaPipe would give them: image coordinates of a picture of 16:9, each coordinate off
 * by about 3 mm, 32-bit floats in the digits of doubles, and no visibility for hands. The same at each run.
 *
 * <p>{@code main} writes the files into a directory.</p>
 */
public final class SamplePoses {
    static final int FRAMES = 8;

    private static final double ASPECT_RATIO = 16.0 / 9;
    private static final double HEIGHTS_PER_METRE = 0.4;
    private static final double UNREST_METRES = 0.003;
    private static final String LANDMARK = """
        {%s,"visibility":%s,"presence":%s}""";

    private static final List<SampleFigure> NO_GESTURE = List.of(
            EverydayPose.STANDING, EverydayPose.WALKING, EverydayPose.SITTING, EverydayPose.SCRATCHING_THE_HEAD);

    private SamplePoses() {}

    /**
     * Writes the files.
     *
     * @param arguments the directory
     */
    public static void main(final String[] arguments) throws IOException {
        final Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (final Map.Entry<String, String> file : files().entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    /**
     * The frames of a figure, one JSON object in each line.
     */
    public static String lines(final SampleFigure figure) {
        return lines(figure, figure.seed(), UNREST_METRES, 0);
    }

    /**
     * The sample files by name: one for each gesture, and one of several people none of whom makes a gesture.
     */
    static Map<String, String> files() {
        final Map<String, String> files = new TreeMap<>();
        for (final SampleGesture gesture : SampleGesture.values()) {
            files.put(gesture + ".jsonl", lines(gesture));
        }
        files.put(
                "NO_GESTURE.jsonl", NO_GESTURE.stream().map(SamplePoses::lines).collect(Collectors.joining()));
        return files;
    }

    /**
     * The frames of a figure.
     *
     * @param seed of the unrest
     * @param unrest standard deviation of each coordinate, in meters
     * @param turn how far the figure is turned from the camera, in degrees
     */
    static String lines(final SampleFigure figure, final long seed, final double unrest, final double turn) {
        final Random random = new Random(seed);
        final StringBuilder lines = new StringBuilder();
        for (int frame = 0; frame < FRAMES; frame++) {
            final SampleBody body = figure.frame(frame).moved(0, turn);
            lines.append("""
                {"gesture":"%s","performer":"%s","time":%d,"landmarks":%s,"left_hand":%s,"right_hand":%s}
                """.formatted(
                            figure.label(),
                            figure.performer(),
                            frame * 100,
                            landmarks(body, random, unrest),
                            hand(body.hand(Side.LEFT), random, unrest),
                            hand(body.hand(Side.RIGHT), random, unrest)));
        }

        return lines.toString();
    }

    private static String landmarks(final SampleBody body, final Random random, final double unrest) {
        return body.points().entrySet().stream()
                .map(point -> {
                    final String place = place(point.getValue(), random, unrest);
                    final double seen = (body.isHidden(point.getKey()) ? 0.1 : 0.9) + 0.1 * random.nextDouble();
                    return LANDMARK.formatted(place, number(seen), number((1 + seen) / 2));
                })
                .collect(Collectors.joining(",", "[", "]"));
    }

    // a detector has no landmarks of a hand that it does not see, and no visibility of one that it sees
    private static String hand(final SampleHand hand, final Random random, final double unrest) {
        if (hand == null) {
            return "null";
        }

        return hand.points().values().stream()
                .map(point -> {
                    final String place = place(point, random, unrest);
                    random.nextDouble();
                    return LANDMARK.formatted(place, "0.0", "0.0");
                })
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String place(final Point point, final Random random, final double unrest) {
        final double x = 0.5 + moved(point.x(), random, unrest) * HEIGHTS_PER_METRE / ASPECT_RATIO;
        final double y = 0.9 - moved(point.y(), random, unrest) * HEIGHTS_PER_METRE;
        final double z = -moved(point.z(), random, unrest) * HEIGHTS_PER_METRE / ASPECT_RATIO;
        return """
            "x":%s,"y":%s,"z":%s""".formatted(number(x), number(y), number(z));
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
