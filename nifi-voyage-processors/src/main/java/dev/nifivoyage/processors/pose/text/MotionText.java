/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Describes the motion of wrists and hips over the recent frames of a performer. Distances are in torso lengths.
 */
final class MotionText {
    private static final double THRESHOLD = 0.12;
    private static final double TURN = 40;

    private final Collection<Snapshot> frames;
    private final Snapshot last;

    MotionText(final MotionWindow window) {
        this.frames = window.frames();
        this.last = window.frames().getLast();
    }

    /** Returns sentences, the most distinctive first. */
    List<String> sentences() {
        final List<String> sentences = new ArrayList<>();
        if (frames.size() < 2) {
            return sentences;
        }

        if (isInTheAir()) {
            sentences.add("Jumping, in the air, both feet off the floor");
        } else {
            addHips(sentences);
        }
        final double turned = turned();
        if (Math.abs(turned) > TURN) {
            sentences.add("Spinning, turning round to the " + (turned > 0 ? "left" : "right"));
        }
        if (isClapping()) {
            sentences.add("Hands clapping, meeting and parting");
        } else {
            addWrist(sentences, Side.LEFT);
            addWrist(sentences, Side.RIGHT);
        }

        return sentences;
    }

    private void addWrist(final List<String> sentences, final Side side) {
        final Swing across = swing(frame -> frame.wrist(side), Point::x);
        if (across == null) {
            return;
        }

        final Swing height = swing(frame -> frame.wrist(side), Point::y);
        final Swing depth = swing(frame -> frame.wrist(side), Point::z);
        final double range = Math.max(across.range(), Math.max(height.range(), depth.range()));
        if (range < THRESHOLD) {
            return;
        }

        final Swing widest = range == across.range() ? across : range == height.range() ? height : depth;
        final String words;
        if (widest == across) {
            words = motion(
                    across,
                    last.wrist(side).y() > 0 ? "waving from side to side" : "moving from side to side",
                    Direction.LEFT,
                    Direction.RIGHT);
        } else if (widest == height) {
            words = motion(height, "moving up and down", Direction.UP, Direction.DOWN);
        } else {
            words = motion(depth, "moving forward and back", Direction.FORWARD, Direction.BACK);
        }
        if (words != null) {
            sentences.add("%s hand %s%s".formatted(Sentences.capitalize(side.word()), words, pace(widest.range())));
        }
    }

    private void addHips(final List<String> sentences) {
        final Swing height = swing(Snapshot::hips, hips -> hips.y() / last.torso());
        if (height == null) {
            return;
        }

        final Swing across = swing(Snapshot::hips, hips -> hips.x() / last.torso());
        final boolean vertical = height.range() > across.range();
        final String words = vertical
                ? motion(height, "bouncing up and down", Direction.UP, Direction.DOWN)
                : motion(across, "swaying from side to side", Direction.RIGHT, Direction.LEFT);
        if (words != null) {
            sentences.add("Body %s%s".formatted(words, vertical ? "" : " of the picture"));
        }
    }

    private static String motion(
            final Swing swing, final String backAndForth, final Direction plus, final Direction minus) {
        if (swing.isBackAndForth()) {
            return backAndForth;
        }

        return swing.direction() == 0 ? null : "moving " + (swing.direction() > 0 ? plus : minus).words();
    }

    // only if the times are known
    private String pace(final double range) {
        final Double first = frames.iterator().next().seconds();
        if (first == null || last.seconds() == null || last.seconds() <= first) {
            return "";
        }

        final double speed = range / (last.seconds() - first);
        return speed > 4 ? " quickly" : speed < 0.4 ? " slowly" : "";
    }

    private boolean isInTheAir() {
        if (last.lowest() == null) {
            return false;
        }

        final double floor = frames.stream()
                .map(Snapshot::lowest)
                .filter(Objects::nonNull)
                .min(Double::compare)
                .orElseThrow();
        return last.lowest() - floor > THRESHOLD * last.torso();
    }

    private boolean isClapping() {
        if (frames.stream().anyMatch(frame -> frame.leftWrist() == null || frame.rightWrist() == null)) {
            return false;
        }

        final Swing gap = swing(frame -> frame.leftWrist().minus(frame.rightWrist()), Point::length);
        final double nearest = frames.stream()
                .mapToDouble(frame -> frame.leftWrist().distance(frame.rightWrist()))
                .min()
                .orElseThrow();
        return gap.isBackAndForth() && nearest < 0.35;
    }

    private double turned() {
        double sum = 0;
        Double before = null;
        for (final Snapshot frame : frames) {
            if (before != null) {
                sum += Math.IEEEremainder(frame.heading() - before, 360);
            }
            before = frame.heading();
        }

        return sum;
    }

    private Swing swing(final Function<Snapshot, Point> place, final ToDoubleFunction<Point> axis) {
        if (place.apply(last) == null) {
            return null;
        }

        Swing swing = null;
        for (final Snapshot frame : frames) {
            final Point point = place.apply(frame);
            if (point != null) {
                final double value = axis.applyAsDouble(point);
                if (swing == null) {
                    swing = new Swing(THRESHOLD, value);
                } else {
                    swing.add(value);
                }
            }
        }

        return swing;
    }
}
