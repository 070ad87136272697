/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Side;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Describes the angles of elbows, hips, and knees in words and rounded degrees.
 */
final class JointText {
    private static final double STRAIGHT_HIP = 150;

    private final Body body;
    private final int step;
    private final PoseDetail detail;

    /**
     * @param step angles are rounded to a multiple of it
     * @param detail whether straight joints are included
     */
    JointText(final Body body, final int step, final PoseDetail detail) {
        this.body = body;
        this.step = step;
        this.detail = detail;
    }

    /** Returns one sentence, or an empty string if there is nothing to describe. */
    String sentence() {
        final List<String> joints = new ArrayList<>();
        add(joints, "elbow", ArmText.STRAIGHT_ELBOW, body::sawArm, body::elbow);
        add(joints, "hip", STRAIGHT_HIP, this::sawHip, body::hip);
        add(joints, "knee", LegsText.STRAIGHT_KNEE, body::sawLeg, body::knee);
        return joints.isEmpty() ? "" : Sentences.capitalize(String.join(", ", joints));
    }

    private boolean sawHip(final Side side) {
        return body.landmarks().isVisible(BodyPart.hip(side), BodyPart.knee(side));
    }

    private void add(
            final List<String> joints,
            final String name,
            final double straight,
            final Predicate<Side> seen,
            final ToDoubleFunction<Side> angle) {
        final String leftWords = seen.test(Side.LEFT) ? words(angle.applyAsDouble(Side.LEFT), straight) : null;
        final String rightWords = seen.test(Side.RIGHT) ? words(angle.applyAsDouble(Side.RIGHT), straight) : null;
        if (leftWords != null && leftWords.equals(rightWords)) {
            joints.add("%ss %s".formatted(name, leftWords));
            return;
        }

        if (leftWords != null) {
            joints.add("left %s %s".formatted(name, leftWords));
        }
        if (rightWords != null) {
            joints.add("right %s %s".formatted(name, rightWords));
        }
    }

    // null for a straight joint that is not named
    private String words(final double angle, final double straight) {
        final boolean isStraight = angle >= straight;
        return isStraight && detail != PoseDetail.FULL
                ? null
                : "%s %d°".formatted(isStraight ? "straight" : "bent", Math.round(angle / step) * step);
    }
}
