/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.ArrayList;
import java.util.List;

/**
 * Describes the posture of trunk and head.
 */
final class TrunkText {
    private static final Point UP = new Point(0, 1, 0);

    private TrunkText() {}

    static String lean(final Body body) {
        if (!body.hasHips()) {
            return "upper body seen";
        }

        final Point trunk = body.toBodyAxes(body.shoulders().minus(body.hips()));
        final double angle = trunk.angle(UP);
        if (angle < 18) {
            return "upright";
        }

        final Direction direction = Direction.of(new Point(trunk.x(), 0, trunk.z()));
        return direction == Direction.FORWARD && angle >= 35
                ? "bending forward at the waist, bowing"
                : "leaning " + direction.words();
    }

    static List<String> head(final Body body) {
        final Landmarks<BodyPart> landmarks = body.landmarks();
        final List<String> words = new ArrayList<>();
        if (!landmarks.isVisible(BodyPart.NOSE)) {
            return List.of("face not seen");
        }

        if (landmarks.isVisible(BodyPart.LEFT_EAR, BodyPart.RIGHT_EAR)) {
            final Point left = body.toBodyAxes(BodyPart.LEFT_EAR);
            final Point right = body.toBodyAxes(BodyPart.RIGHT_EAR);
            final Point across = left.minus(right);
            final double roll = Math.toDegrees(Math.atan2(across.y(), Math.hypot(across.x(), across.z())));
            if (Math.abs(roll) > 18) {
                words.add("head tilted to the " + (roll < 0 ? Side.LEFT : Side.RIGHT).word());
            }
            final Point gaze = body.toBodyAxes(BodyPart.NOSE).minus(left.middle(right));
            final double pitch = Math.toDegrees(Math.atan2(gaze.y(), Math.hypot(gaze.x(), gaze.z())));
            if (pitch < -38) {
                words.add("head lowered");
            } else if (pitch > 20) {
                words.add("head raised");
            }
            final double yaw = Math.toDegrees(Math.atan2(gaze.x(), gaze.z()));
            if (Math.abs(yaw) > 35) {
                words.add("head turned to the " + (yaw > 0 ? Side.LEFT : Side.RIGHT).word());
            }
        }

        return words;
    }
}
