/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.processors.pose.SampleHand.Shape;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.function.IntFunction;

/**
 * What people do on a stage between gestures, and beside it. None of it is a gesture of the library, but some of it
 * resembles one: a box is carried with the arms of somebody who claps.
 */
public enum EverydayPose implements SampleFigure {
    STANDING(frame -> new SampleBody()),
    SHIFTING_WEIGHT(frame -> new SampleBody(4)
            .leg(Side.LEFT, at(0.02, -1, 0.1), at(0, -1, -0.35), at(0.2, -0.15, 1))
            .arm(Side.RIGHT, at(-0.12, -1, -0.1), at(0, -1, 0.4), at(0, -1, 0.1), at(0, 0.1, 1), Shape.OPEN)),
    WALKING(EverydayPose::walking),
    SITTING(frame -> sitting()),
    SITTING_BEHIND_A_TABLE(frame -> both(at(0.15, -1, 0.35), at(-0.4, -0.1, 1), at(-0.2, 0, 1), at(-1, 0, 0))
            .hide(BodyPart.LEFT_HIP, BodyPart.RIGHT_HIP)
            .hideLeg(Side.LEFT)
            .hideLeg(Side.RIGHT)),
    HALF_OUT_OF_THE_PICTURE(
            frame -> new SampleBody().hideArm(Side.LEFT).hideLeg(Side.LEFT).hideLeg(Side.RIGHT)),
    SCRATCHING_THE_HEAD(frame -> right(
            at(-0.75, 0.45, 0.35),
            at(0.85, 0.75, -0.35 + 0.05 * swing(frame)),
            at(0.9, 0.3, -0.3),
            at(0.3, -0.9, 0),
            Shape.OPEN)),
    RUBBING_THE_CHIN(
            frame -> right(at(0, -1, 0.55), at(0.45, 1, 0.45), at(0.3, 0.9, -0.2), at(0.9, -0.3, 0), Shape.FIST)),
    ON_THE_PHONE(frame -> right(at(-0.35, -1, 0.3), at(0.1, 1, 0.05), at(0.2, 1, -0.1), at(0, 0.1, 1), Shape.FIST)),
    READING_A_PHONE(frame -> right(at(-0.05, -1, 0.2), at(0.35, 0.15, 1), at(0.2, 0.5, 1), at(1, 0, -0.2), Shape.FIST)),
    LOOKING_AT_A_WATCH(frame -> new SampleBody(6)
            .arm(Side.LEFT, at(0.3, -1, 0.4), at(-0.9, 0.2, 0.55), at(-1, 0, 0.1), at(0, 0.3, 1), Shape.FIST)),
    HOLDING_A_CUP(frame -> right(at(-0.1, -1, 0.1), at(0.15, 0.1, 1), at(0.4, 0, 1), at(0, 1, 0), Shape.FIST)),
    HANDS_IN_POCKETS(frame -> both(at(0.35, -1, -0.25), at(-0.3, -1, 0.35), at(-0.2, -1, 0.2), at(0, 0.1, 1))),
    HANDS_BEHIND_THE_BACK(frame -> both(at(0.2, -1, -0.3), at(-0.9, -0.55, -0.6), at(-1, -0.2, 0), at(0, 1, 0))),
    CARRYING_A_BOX(frame -> both(at(0.1, -1, 0.15), at(0, -0.05, 1), at(0, 0, 1), at(0, 1, 0))),
    HANDING_SOMETHING_OVER(
            frame -> right(at(-0.1, -0.8, 0.7), at(0.05, -0.1, 1), at(0, 0.1, 1), at(-1, 0, 0.1), Shape.OPEN)),
    OPENING_A_DOOR(frame -> right(
            at(-0.2, -0.8, 0.4 + 0.25 * swing(frame)), at(-0.1, -0.35, 1), at(0, -0.1, 1), at(1, 0, 0), Shape.FIST)),
    STRETCHING(frame -> both(at(0.9, 0.7, -0.2), at(0.4, 1, -0.2), at(0.2, 1, 0), at(0, 0, -1))),
    YAWNING(frame -> right(at(-0.5, -0.75, 0.7), at(0.75, 0.85, -0.1), at(0.8, 0.4, 0), at(0.4, -0.8, 0), Shape.OPEN)),
    TYING_A_SHOE(frame -> crouching(new SampleBody(55), at(0.1, -1, 0.5), at(-0.2, -1, 0.35))),
    PICKING_SOMETHING_UP(frame -> crouching(new SampleBody(35), at(0.1, -1, 0.7), at(0, -1, 0.3))),
    LEANING_ON_A_RAIL(
            frame -> both(new SampleBody(24), at(0.2, -0.9, 0.6), at(0.1, -0.2, 1), at(0, -0.3, 1), at(-1, 0, 0)));

    private final IntFunction<SampleBody> frames;

    EverydayPose(final IntFunction<SampleBody> frames) {
        this.frames = frames;
    }

    @Override
    public String label() {
        return "NO_GESTURE";
    }

    @Override
    public String performer() {
        return "visitor-" + (ordinal() + 1);
    }

    @Override
    public long seed() {
        return 100L + ordinal();
    }

    @Override
    public SampleBody frame(final int frame) {
        return frames.apply(frame);
    }

    // toward the camera, with arms and legs in step
    private static SampleBody walking(final int frame) {
        final SampleBody body = new SampleBody(3);
        for (final Side side : Side.values()) {
            final double stride = swing(frame) * side.sign();
            body.leg(side, at(0, -1, 0.35 * stride), at(0, -1, 0.2 * stride - 0.2), at(0.1 * side.sign(), -0.15, 1));
            body.arm(
                    side,
                    at(0.08 * side.sign(), -1, -0.25 * stride),
                    at(0.02 * side.sign(), -1, 0.2 - 0.25 * stride),
                    at(0, -1, 0.1),
                    at(0, 0.1, 1),
                    Shape.OPEN);
        }

        return body;
    }

    private static SampleBody sitting() {
        final SampleBody body = both(at(0.1, -1, 0.35), at(-0.05, -0.55, 1), at(0, -0.3, 1), at(-1, 0, 0));
        for (final Side side : Side.values()) {
            body.leg(side, at(0.1 * side.sign(), -0.05, 1), at(0, -1, 0.05), at(0.1 * side.sign(), -0.15, 1));
        }

        return body.moved(-0.45, 0);
    }

    private static SampleBody crouching(final SampleBody body, final Point upper, final Point fore) {
        both(body, upper, fore, at(0, -1, 0.3), at(0, 0.1, 1));
        for (final Side side : Side.values()) {
            body.leg(side, at(0.15 * side.sign(), -0.2, 1), at(0, -1, -0.75), at(0.1 * side.sign(), -0.15, 1));
        }

        return body.moved(-0.5, 0);
    }

    private static SampleBody right(
            final Point upper, final Point fore, final Point fingers, final Point thumb, final Shape shape) {
        return new SampleBody().arm(Side.RIGHT, upper, fore, fingers, thumb, shape);
    }

    private static SampleBody both(final Point upper, final Point fore, final Point fingers, final Point thumb) {
        return both(new SampleBody(), upper, fore, fingers, thumb);
    }

    // given for the left arm, mirrored for the right one
    private static SampleBody both(
            final SampleBody body, final Point upper, final Point fore, final Point fingers, final Point thumb) {
        return body.arm(Side.LEFT, upper, fore, fingers, thumb, Shape.OPEN)
                .arm(Side.RIGHT, mirror(upper), mirror(fore), mirror(fingers), mirror(thumb), Shape.OPEN);
    }

    private static Point mirror(final Point point) {
        return new Point(-point.x(), point.y(), point.z());
    }

    private static Point at(final double x, final double y, final double z) {
        return new Point(x, y, z);
    }

    private static double swing(final int frame) {
        return Math.sin(Math.PI * frame / 4.0 + 0.5);
    }
}
