/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.HandPart;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

/**
 * Describes the fingers of one hand.
 */
final class HandText {
    /** Middle joint and tip of the four fingers. */
    private static final HandPart[][] FINGERS = {
        {HandPart.INDEX_FINGER_PIP, HandPart.INDEX_FINGER_TIP},
        {HandPart.MIDDLE_FINGER_PIP, HandPart.MIDDLE_FINGER_TIP},
        {HandPart.RING_FINGER_PIP, HandPart.RING_FINGER_TIP},
        {HandPart.PINKY_PIP, HandPart.PINKY_TIP}
    };

    private final Body body;
    private final Side side;
    private final Landmarks<HandPart> hand;

    private HandText(final Body body, final Side side, final Landmarks<HandPart> hand) {
        this.body = body;
        this.side = side;
        this.hand = hand;
    }

    /** Returns whether a description is that of a deliberate sign, even if the arm hangs down. */
    static boolean isSign(final String words) {
        return words.startsWith("index") || words.startsWith("thumbs");
    }

    static String of(final Body body, final Side side, final Landmarks<HandPart> hand) {
        return hand.isVisible(HandPart.values()) ? new HandText(body, side, hand).words() : "fingers not seen";
    }

    private String words() {
        final boolean index = straight(0);
        final boolean middle = straight(1);
        final boolean ring = straight(2);
        final boolean little = straight(3);
        if (!index && !middle && !ring && !little) {
            return thumbOut() ? thumb() : "hand closed in a fist";
        }

        if (index && middle && ring && little) {
            return palm();
        }

        if (index && !middle && !ring && !little) {
            return "index finger pointing "
                    + Direction.of(direction(HandPart.INDEX_FINGER_MCP, HandPart.INDEX_FINGER_TIP))
                            .words();
        }

        if (index && middle && !ring && !little) {
            return "index and middle finger spread in a victory sign";
        }

        final int straight = (index ? 1 : 0) + (middle ? 1 : 0) + (ring ? 1 : 0) + (little ? 1 : 0);
        return "%d of four fingers stretched".formatted(straight);
    }

    private String thumb() {
        return switch (Direction.of(direction(HandPart.THUMB_MCP, HandPart.THUMB_TIP))) {
            case UP -> "thumbs up in approval, fist with the thumb pointing up";
            case DOWN -> "thumbs down in disapproval, fist with the thumb pointing down";
            default -> "fist with the thumb pointing sideways";
        };
    }

    private String palm() {
        final Point index = hand.at(HandPart.INDEX_FINGER_MCP).minus(hand.at(HandPart.WRIST));
        final Point little = hand.at(HandPart.PINKY_MCP).minus(hand.at(HandPart.WRIST));
        // the palm of the right hand faces along index x little finger, that of the left hand in the opposite direction
        final Point outOfPalm = body.toBodyAxes(index.cross(little).times(-side.sign()));
        return switch (Direction.of(outOfPalm)) {
            case FORWARD -> "open palm facing forward";
            case UP -> "open palm facing up";
            case DOWN -> "open palm facing down";
            case BACK -> "open palm facing back";
            default -> "open palm";
        };
    }

    // the tip of a bent finger is closer to the wrist than its middle joint; angles between landmarks 3 cm apart are
    // too noisy
    private boolean straight(final int finger) {
        final Point wrist = hand.at(HandPart.WRIST);
        return hand.at(FINGERS[finger][1]).distance(wrist)
                > hand.at(FINGERS[finger][0]).distance(wrist);
    }

    private boolean thumbOut() {
        final Point index = hand.at(HandPart.INDEX_FINGER_MCP);
        final Point little = hand.at(HandPart.PINKY_MCP);
        final double size = hand.at(HandPart.WRIST).distance(hand.at(HandPart.MIDDLE_FINGER_MCP));
        final boolean outward = hand.at(HandPart.THUMB_TIP).distance(little)
                > hand.at(HandPart.THUMB_MCP).distance(little);
        return outward && hand.at(HandPart.THUMB_TIP).distance(index) > 0.5 * size;
    }

    private Point direction(final HandPart from, final HandPart to) {
        return body.toBodyAxes(hand.at(to).minus(hand.at(from)));
    }
}
