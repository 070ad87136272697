/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A jointed figure of an adult, in meters and in its own axes: x to its left, y up from the floor, z forward. Stands
 * upright with hanging arms until told otherwise.
 */
final class SampleBody {
    private static final double UPPER_ARM = 0.29;
    private static final double FOREARM = 0.26;
    private static final double THIGH = 0.43;
    private static final double SHIN = 0.42;
    private static final double HIP_HEIGHT = 0.93;

    private final Map<BodyPart, Point> points = new EnumMap<>(BodyPart.class);
    private final Map<Side, SampleHand> hands = new EnumMap<>(Side.class);
    private final Set<BodyPart> hidden = EnumSet.noneOf(BodyPart.class);

    SampleBody() {
        this(0);
    }

    /**
     * A figure bent at the hips.
     *
     * @param bend how far the trunk is bent forward, in degrees
     */
    SampleBody(final double bend) {
        final double angle = Math.toRadians(bend);
        final Point trunk = new Point(0, Math.cos(angle), Math.sin(angle));
        final Point face = new Point(0, -Math.sin(angle), Math.cos(angle));
        final Point hips = new Point(0, HIP_HEIGHT, 0);
        final Point neck = hips.plus(trunk.times(0.5));
        for (final Side side : Side.values()) {
            final Point out = new Point(side.sign(), 0, 0);
            points.put(BodyPart.shoulder(side), neck.plus(out.times(0.19)));
            points.put(BodyPart.hip(side), hips.plus(out.times(0.11)));
            points.put(BodyPart.ear(side), neck.plus(trunk.times(0.25)).plus(out.times(0.08)));
            final Point eye = neck.plus(trunk.times(0.27)).plus(face.times(0.09));
            points.put(
                    side == Side.LEFT ? BodyPart.LEFT_EYE_INNER : BodyPart.RIGHT_EYE_INNER, eye.plus(out.times(0.02)));
            points.put(side == Side.LEFT ? BodyPart.LEFT_EYE : BodyPart.RIGHT_EYE, eye.plus(out.times(0.035)));
            points.put(
                    side == Side.LEFT ? BodyPart.LEFT_EYE_OUTER : BodyPart.RIGHT_EYE_OUTER, eye.plus(out.times(0.05)));
            points.put(
                    side == Side.LEFT ? BodyPart.MOUTH_LEFT : BodyPart.MOUTH_RIGHT,
                    neck.plus(trunk.times(0.18)).plus(face.times(0.1)).plus(out.times(0.025)));
            arm(
                    side,
                    new Point(0.1 * side.sign(), -1, 0),
                    new Point(0.03 * side.sign(), -1, 0.15),
                    new Point(0, -1, 0.1),
                    new Point(0, 0.1, 1),
                    SampleHand.Shape.OPEN);
            leg(
                    side,
                    new Point(0.02 * side.sign(), -1, 0),
                    new Point(0, -1, 0),
                    new Point(0.2 * side.sign(), -0.15, 1));
        }
        points.put(BodyPart.NOSE, neck.plus(trunk.times(0.23)).plus(face.times(0.12)));
    }

    /**
     * Sets an arm and its hand by directions.
     *
     * @param fingers where the stretched hand points
     * @param thumb where the thumb's side of the hand points; at right angles to the fingers
     */
    SampleBody arm(
            final Side side,
            final Point upper,
            final Point fore,
            final Point fingers,
            final Point thumb,
            final SampleHand.Shape shape) {
        final Point elbow =
                points.get(BodyPart.shoulder(side)).plus(upper.unit().times(UPPER_ARM));
        final Point wrist = elbow.plus(fore.unit().times(FOREARM));
        final SampleHand hand = new SampleHand(side, wrist, fingers.unit(), thumb.unit(), shape);
        points.put(BodyPart.elbow(side), elbow);
        points.put(BodyPart.wrist(side), wrist);
        points.put(BodyPart.thumb(side), hand.thumb());
        points.put(BodyPart.index(side), hand.index());
        points.put(BodyPart.pinky(side), hand.little());
        hands.put(side, hand);
        return this;
    }

    SampleBody leg(final Side side, final Point thigh, final Point shin, final Point foot) {
        final Point knee = points.get(BodyPart.hip(side)).plus(thigh.unit().times(THIGH));
        final Point ankle = knee.plus(shin.unit().times(SHIN));
        final Point heel = ankle.plus(new Point(0, -0.05, -0.04));
        points.put(BodyPart.knee(side), knee);
        points.put(BodyPart.ankle(side), ankle);
        points.put(BodyPart.heel(side), heel);
        points.put(BodyPart.toes(side), heel.plus(foot.unit().times(0.2)));
        return this;
    }

    /** Hides parts behind something, or outside of the picture. */
    SampleBody hide(final BodyPart... parts) {
        hidden.addAll(List.of(parts));
        return this;
    }

    /** Hides an arm from the elbow on, and its hand. */
    SampleBody hideArm(final Side side) {
        hands.remove(side);
        return hide(
                BodyPart.elbow(side),
                BodyPart.wrist(side),
                BodyPart.thumb(side),
                BodyPart.index(side),
                BodyPart.pinky(side));
    }

    /** Hides a leg from the knee on. */
    SampleBody hideLeg(final Side side) {
        return hide(BodyPart.knee(side), BodyPart.ankle(side), BodyPart.heel(side), BodyPart.toes(side));
    }

    /** The whole figure, its hands too, lifted and then turned to its left. */
    SampleBody moved(final double up, final double turn) {
        points.replaceAll((part, point) -> move(point, up, turn));
        hands.replaceAll((side, hand) -> hand.moved(point -> move(point, up, turn)));
        return this;
    }

    private static Point move(final Point point, final double up, final double turn) {
        final double cos = Math.cos(Math.toRadians(turn));
        final double sin = Math.sin(Math.toRadians(turn));
        return new Point(point.x() * cos + point.z() * sin, point.y() + up, -point.x() * sin + point.z() * cos);
    }

    Map<BodyPart, Point> points() {
        return points;
    }

    boolean isHidden(final BodyPart part) {
        return hidden.contains(part);
    }

    /** Returns a hand, or null if it is hidden. */
    SampleHand hand(final Side side) {
        return hands.get(side);
    }
}
