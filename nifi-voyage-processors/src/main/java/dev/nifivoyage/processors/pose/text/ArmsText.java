/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Describes both arms and hands.
 */
final class ArmsText {
    private static final double TOUCHING = 0.4;
    private static final String HANGING = "hanging down";
    private static final String UNSEEN = "not seen";

    private final Body body;
    private final Map<Side, Landmarks<HandPart>> hands;
    private final PoseDetail detail;

    ArmsText(final Body body, final Map<Side, Landmarks<HandPart>> hands, final PoseDetail detail) {
        this.body = body;
        this.hands = hands;
        this.detail = detail;
    }

    /** Returns sentences, the most distinctive first. */
    List<String> sentences() {
        if (body.sawArm(Side.LEFT) && body.sawArm(Side.RIGHT)) {
            final String joint = joint();
            if (joint != null) {
                return List.of(joint);
            }
        }

        final String left = arm(Side.LEFT);
        final String right = arm(Side.RIGHT);
        final List<String> sentences = new ArrayList<>();
        if (left.equals(right)) {
            sentences.add("Both arms " + left.replace("hand ", "hands "));
        } else {
            final Side first = left.equals(HANGING) || left.equals(UNSEEN) ? Side.RIGHT : Side.LEFT;
            add(sentences, first);
            add(sentences, first.other());
        }

        return sentences;
    }

    private void add(final List<String> sentences, final Side side) {
        final String arm = arm(side);
        if (detail == PoseDetail.FULL || !arm.equals(HANGING)) {
            sentences.add("%s arm %s".formatted(Sentences.capitalize(side.word()), arm));
        }
    }

    private String arm(final Side side) {
        if (body.sawArm(side)) {
            final String touch = touch(side);
            if (touch != null) {
                return touch;
            }
        }

        final String arm = ArmText.of(body, side);
        final String fingers = fingers(side);
        return fingers == null || detail == PoseDetail.TELLING && arm.equals(HANGING) && !HandText.isSign(fingers)
                ? arm
                : arm + ", " + fingers;
    }

    private String fingers(final Side side) {
        final Landmarks<HandPart> hand = hands.get(side);
        return hand == null ? ThumbSide.of(body, side) : HandText.of(body, side, hand);
    }

    private String joint() {
        if (crossed(Side.LEFT) && crossed(Side.RIGHT)) {
            return "Arms crossed in front of the chest, folded, each hand under the opposite elbow";
        }

        if (onHip(Side.LEFT) && onHip(Side.RIGHT)) {
            return "Both hands on the hips, elbows out to the sides";
        }

        if (onHead(Side.LEFT) && onHead(Side.RIGHT)) {
            return "Both hands on the head, elbows bent";
        }

        if (body.distance(BodyPart.LEFT_WRIST, BodyPart.RIGHT_WRIST) < TOUCHING) {
            final Point hand = body.toBodyAxes(BodyPart.LEFT_WRIST);
            return "Both hands together %s, palms meeting"
                    .formatted(
                            hand.z() < -0.2
                                    ? "behind the back"
                                    : ArmText.height(body, Side.LEFT) + " in front of the body");
        }

        return null;
    }

    private String touch(final Side side) {
        if (onHip(side)) {
            return "with the hand on the hip, elbow out";
        }

        if (onHead(side)) {
            return "with the hand on the head";
        }

        if (body.elbow(side) >= ArmText.STRAIGHT_ELBOW) {
            return null;
        }

        final Point hand = body.toBodyAxes(BodyPart.wrist(side));
        if (body.landmarks().isVisible(BodyPart.NOSE)) {
            final Point toNose = body.toBodyAxes(BodyPart.NOSE).minus(hand);
            if (toNose.length() < 0.5 && toNose.y() > 0.1) {
                return "bent, with the hand at the chin";
            }
        }

        final boolean chest =
                Math.abs(hand.x()) < 0.25 && hand.y() < -0.05 && hand.y() > -0.5 && hand.z() < 0.4 && hand.z() > 0;
        return chest ? "bent, with the hand on the chest" : null;
    }

    private boolean crossed(final Side side) {
        final BodyPart wrist = BodyPart.wrist(side);
        final double across = -side.sign() * body.toBodyAxes(wrist).x();
        return across > -0.05
                && body.distance(wrist, BodyPart.elbow(side.other())) < TOUCHING
                && body.elbow(side) < 130
                && body.toBodyAxes(wrist).y() < 0;
    }

    private boolean onHip(final Side side) {
        if (!body.hasHips() || body.elbow(side) > 140) {
            return false;
        }

        final double elbowOut = side.sign()
                * (body.toBodyAxes(BodyPart.elbow(side)).x()
                        - body.toBodyAxes(BodyPart.wrist(side)).x());
        return body.distance(BodyPart.wrist(side), BodyPart.hip(side)) < TOUCHING && elbowOut > 0.12;
    }

    private boolean onHead(final Side side) {
        if (!body.landmarks().isVisible(BodyPart.ear(side))) {
            return false;
        }

        final Point ear = body.toBodyAxes(BodyPart.ear(side));
        final Point hand = body.toBodyAxes(BodyPart.wrist(side));
        return hand.y() > ear.y() && hand.distance(ear) < 0.5;
    }
}
