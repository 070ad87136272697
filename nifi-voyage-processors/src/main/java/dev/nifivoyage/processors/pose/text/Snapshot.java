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

import java.util.stream.Stream;

/**
 * The parts of a frame from which motion is described.
 *
 * @param seconds time of the frame, or null
 * @param leftWrist in the axes of the body, or null
 * @param rightWrist in the axes of the body, or null
 * @param hips in camera coordinates, or null
 * @param lowest height of the lowest part of the feet in camera coordinates, or null
 * @param heading degrees
 * @param torso length in camera coordinates
 */
record Snapshot(
        Double seconds, Point leftWrist, Point rightWrist, Point hips, Double lowest, double heading, double torso) {

    static Snapshot of(final Body body, final Double seconds) {
        final Landmarks<BodyPart> landmarks = body.landmarks();
        final boolean feet = landmarks.isVisible(BodyPart.LEFT_ANKLE, BodyPart.RIGHT_ANKLE);
        final Double lowest = feet
                ? Stream.of(
                                BodyPart.LEFT_ANKLE,
                                BodyPart.RIGHT_ANKLE,
                                BodyPart.LEFT_HEEL,
                                BodyPart.RIGHT_HEEL,
                                BodyPart.LEFT_FOOT_INDEX,
                                BodyPart.RIGHT_FOOT_INDEX)
                        .filter(landmarks::isVisible)
                        .map(part -> landmarks.at(part).y())
                        .min(Double::compare)
                        .orElseThrow()
                : null;
        return new Snapshot(
                seconds,
                wrist(body, Side.LEFT),
                wrist(body, Side.RIGHT),
                body.hasHips() ? body.hips() : null,
                lowest,
                body.heading(),
                body.torso());
    }

    private static Point wrist(final Body body, final Side side) {
        return body.landmarks().isVisible(BodyPart.wrist(side)) ? body.toBodyAxes(BodyPart.wrist(side)) : null;
    }

    Point wrist(final Side side) {
        return side == Side.LEFT ? leftWrist : rightWrist;
    }
}
