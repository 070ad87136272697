/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

/**
 * Describes the posture of one arm and the height of its hand, without the side.
 */
final class ArmText {
    /** Minimum angle of the elbow of a straight arm, in degrees. */
    static final double STRAIGHT_ELBOW = 145;

    private static final Point UP = new Point(0, 1, 0);
    private static final double HANGING = 30;

    private ArmText() {}

    static String of(final Body body, final Side side) {
        if (!body.sawArm(side)) {
            return "not seen";
        }

        final Point arm = body.toBodyAxes(BodyPart.wrist(side)).minus(body.toBodyAxes(BodyPart.shoulder(side)));
        final boolean straight = body.elbow(side) >= STRAIGHT_ELBOW;
        final double fromUp = arm.angle(UP);
        if (straight && fromUp > 180 - HANGING) {
            return "hanging down";
        }

        final String height = height(body, side);
        if (!straight) {
            return "with the elbow bent, hand %s%s".formatted(height, place(body, side));
        }

        if (fromUp < 35) {
            return "raised straight up, hand %s".formatted(height);
        }

        final String stretched = fromUp < 60 ? "raised" : fromUp > 115 ? "lowered" : "stretched out";
        return "%s %s, hand %s".formatted(stretched, level(arm, side), height);
    }

    /** Describes the height of the hand relative to the body. */
    static String height(final Body body, final Side side) {
        final double hand = body.toBodyAxes(BodyPart.wrist(side)).y();
        final double head = body.landmarks().isVisible(BodyPart.NOSE)
                ? body.toBodyAxes(BodyPart.NOSE).y()
                : 0.5;
        if (hand > head + 0.2) {
            return "above the head";
        }

        if (hand > 0.25) {
            return "at head height";
        }

        if (hand > -0.2) {
            return "at shoulder height";
        }

        if (hand > -0.62) {
            return "at chest height";
        }

        return hand > -0.85 ? "at waist height" : hand > -1.15 ? "at hip height" : "below the hips";
    }

    private static String place(final Body body, final Side side) {
        final Point hand = body.toBodyAxes(BodyPart.wrist(side));
        final double outward = hand.x() * side.sign();
        if (outward < -0.12) {
            return " across the body";
        }

        if (outward > 0.65 && outward > hand.z()) {
            return " out to the %s".formatted(side.word());
        }

        return hand.z() > 0.25 ? " in front of the body" : hand.z() < -0.25 ? " behind the back" : "";
    }

    private static String level(final Point arm, final Side side) {
        final Direction direction = Direction.of(new Point(arm.x(), 0, arm.z()));
        return switch (direction) {
            case FORWARD -> "forward";
            case BACK -> "backward";
            case LEFT -> side == Side.LEFT ? "sideways to the left" : "across the body to the left";
            default -> side == Side.RIGHT ? "sideways to the right" : "across the body to the right";
        };
    }
}
