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
 * Describes the stance.
 */
final class LegsText {
    /** Minimum angle of the knee of a straight leg, in degrees. */
    static final double STRAIGHT_KNEE = 150;

    /** Description of the usual stance. */
    static final String NEUTRAL = "feet hip width apart";

    private static final double LIFTED = 0.25;

    private LegsText() {}

    static String of(final Body body) {
        final boolean left = body.sawLeg(Side.LEFT);
        final boolean right = body.sawLeg(Side.RIGHT);
        if (!left || !right) {
            return left ? "right leg not seen" : right ? "left leg not seen" : "legs not seen";
        }

        final Point step = body.toBodyAxes(BodyPart.LEFT_ANKLE).minus(body.toBodyAxes(BodyPart.RIGHT_ANKLE));
        if (Math.abs(step.y()) > LIFTED && Math.abs(step.z()) < 1) {
            final Side standing = step.y() > 0 ? Side.RIGHT : Side.LEFT;
            return "balancing on one leg, %s leg lifted"
                    .formatted(standing.other().word());
        }

        final double knees = Math.max(body.knee(Side.LEFT), body.knee(Side.RIGHT));
        final String posture = knees < 120 ? "crouching, " : "";
        return posture + stance(step);
    }

    private static String stance(final Point step) {
        if (Math.abs(step.z()) > 0.6) {
            return "%s foot forward in a wide step".formatted(step.z() > 0 ? "left" : "right");
        }

        if (step.x() < -0.1) {
            return "legs crossed";
        }

        return step.x() < 0.25 ? "feet together" : step.x() > 0.85 ? "feet wide apart" : NEUTRAL;
    }
}
