/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A hand of a sample body, in meters.
 */
final class SampleHand {

    /** Which fingers are stretched. */
    enum Shape {
        OPEN(true, true, true, true, true),
        FIST(false, false, false, false, false),
        THUMB(true, false, false, false, false),
        POINTING(false, true, false, false, false),
        VICTORY(false, true, true, false, false);

        private final boolean[] stretched;

        Shape(final boolean... stretched) {
            this.stretched = stretched;
        }
    }

    private static final double[] KNUCKLES = {0.03, 0.01, -0.01, -0.03};

    private final Map<HandPart, Point> points = new EnumMap<>(HandPart.class);

    SampleHand(final Side side, final Point wrist, final Point fingers, final Point thumb, final Shape shape) {
        final Point palm = thumb.cross(fingers).times(-side.sign());
        final HandPart[] parts = HandPart.values();
        points.put(HandPart.WRIST, wrist);
        final Point root = wrist.plus(fingers.times(0.05)).plus(thumb.times(0.04));
        points.put(HandPart.THUMB_CMC, wrist.plus(fingers.times(0.02)).plus(thumb.times(0.025)));
        points.put(HandPart.THUMB_MCP, root);
        final Point out = shape == Shape.OPEN ? thumb.plus(fingers).unit() : thumb;
        points.put(
                HandPart.THUMB_IP,
                shape.stretched[0]
                        ? root.plus(out.times(0.035))
                        : root.plus(palm.times(0.025)).plus(fingers.times(0.015)));
        points.put(
                HandPart.THUMB_TIP,
                shape.stretched[0]
                        ? root.plus(out.times(0.065))
                        : root.plus(palm.times(0.035)).minus(thumb.times(0.03)).plus(fingers.times(0.02)));
        for (int finger = 0; finger < KNUCKLES.length; finger++) {
            final Point knuckle = wrist.plus(fingers.times(0.09)).plus(thumb.times(KNUCKLES[finger]));
            final int first = HandPart.INDEX_FINGER_MCP.ordinal() + 4 * finger;
            final boolean stretched = shape.stretched[finger + 1];
            points.put(parts[first], knuckle);
            points.put(
                    parts[first + 1],
                    knuckle.plus(
                            stretched
                                    ? fingers.times(0.04)
                                    : fingers.times(0.02).plus(palm.times(0.03))));
            points.put(
                    parts[first + 2],
                    knuckle.plus(
                            stretched ? fingers.times(0.065) : palm.times(0.04).minus(fingers.times(0.005))));
            points.put(
                    parts[first + 3],
                    knuckle.plus(
                            stretched ? fingers.times(0.085) : palm.times(0.02).minus(fingers.times(0.025))));
        }
    }

    private SampleHand(final Map<HandPart, Point> points) {
        this.points.putAll(points);
    }

    SampleHand moved(final UnaryOperator<Point> move) {
        final Map<HandPart, Point> moved = new EnumMap<>(points);
        moved.replaceAll((part, point) -> move.apply(point));
        return new SampleHand(moved);
    }

    Map<HandPart, Point> points() {
        return points;
    }

    Point thumb() {
        return points.get(HandPart.THUMB_TIP);
    }

    Point index() {
        return points.get(HandPart.INDEX_FINGER_PIP);
    }

    Point little() {
        return points.get(HandPart.PINKY_PIP);
    }
}
