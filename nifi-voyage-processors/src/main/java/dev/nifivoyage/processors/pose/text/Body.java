/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.pose.landmark.BodyPart;
import dev.nifivoyage.processors.pose.landmark.Landmarks;
import dev.nifivoyage.processors.pose.landmark.Point;
import dev.nifivoyage.processors.pose.landmark.Side;
import dev.nifivoyage.processors.pose.landmark.UnusablePoseException;

/**
 * A body in its own coordinate system: x to the person's left, y up, z forward, in torso lengths. Descriptions
 * therefore do not depend on the position of the camera or the size of the person in the picture.
 */
final class Body {
    /** Ratio of torso length to shoulder width, for a body without visible hips. */
    private static final double TORSO_OF_SHOULDERS = 1.35;

    private final Landmarks<BodyPart> landmarks;
    private final Point left;
    private final Point forward;
    private final double torso;

    /**
     * @throws UnusablePoseException if a shoulder is not visible, or the torso has no direction or length
     */
    Body(final Landmarks<BodyPart> landmarks) throws UnusablePoseException {
        if (!landmarks.isVisible(BodyPart.LEFT_SHOULDER, BodyPart.RIGHT_SHOULDER)) {
            throw new UnusablePoseException(
                    ErrorCode.MISSING_TORSO, "A pose can be described only if both shoulders are visible");
        }

        this.landmarks = landmarks;
        final Point across = landmarks.at(BodyPart.LEFT_SHOULDER).minus(landmarks.at(BodyPart.RIGHT_SHOULDER));
        this.left = new Point(across.x(), 0, across.z()).unit();
        this.forward = left.cross(new Point(0, 1, 0));
        this.torso = hasHips() ? shoulders().distance(hips()) : across.length() * TORSO_OF_SHOULDERS;
        if (left.length() == 0 || torso == 0) {
            throw new UnusablePoseException(
                    ErrorCode.MISSING_TORSO, "The shoulders have no horizontal distance, or coincide with the hips");
        }
    }

    Landmarks<BodyPart> landmarks() {
        return landmarks;
    }

    boolean hasHips() {
        return landmarks.isVisible(BodyPart.LEFT_HIP, BodyPart.RIGHT_HIP);
    }

    boolean sawArm(final Side side) {
        return landmarks.isVisible(BodyPart.elbow(side), BodyPart.wrist(side));
    }

    boolean sawLeg(final Side side) {
        return landmarks.isVisible(BodyPart.hip(side), BodyPart.knee(side), BodyPart.ankle(side));
    }

    /** Returns the midpoint of the shoulders, in camera coordinates. */
    Point shoulders() {
        return landmarks.at(BodyPart.LEFT_SHOULDER).middle(landmarks.at(BodyPart.RIGHT_SHOULDER));
    }

    /** Returns the midpoint of the hips, in camera coordinates. */
    Point hips() {
        return landmarks.at(BodyPart.LEFT_HIP).middle(landmarks.at(BodyPart.RIGHT_HIP));
    }

    /** Returns the length of the torso, in camera coordinates. */
    double torso() {
        return torso;
    }

    /**
     * Returns the heading of the body in degrees, seen from above: 0 toward the camera, increasing as it turns left.
     */
    double heading() {
        return Math.toDegrees(Math.atan2(-left.z(), left.x()));
    }

    /** Converts a vector from camera coordinates to those of the body. */
    Point toBodyAxes(final Point difference) {
        return new Point(difference.dot(left), difference.y(), difference.dot(forward)).times(1 / torso);
    }

    /** Returns the position of a part relative to the midpoint of the shoulders, in the coordinates of the body. */
    Point toBodyAxes(final BodyPart part) {
        return toBodyAxes(landmarks.at(part).minus(shoulders()));
    }

    double elbow(final Side side) {
        return joint(BodyPart.shoulder(side), BodyPart.elbow(side), BodyPart.wrist(side));
    }

    double knee(final Side side) {
        return joint(BodyPart.hip(side), BodyPart.knee(side), BodyPart.ankle(side));
    }

    double hip(final Side side) {
        return joint(BodyPart.shoulder(side), BodyPart.hip(side), BodyPart.knee(side));
    }

    /** Returns the distance between two parts, in torso lengths. */
    double distance(final BodyPart one, final BodyPart other) {
        return landmarks.at(one).distance(landmarks.at(other)) / torso;
    }

    private double joint(final BodyPart one, final BodyPart joint, final BodyPart other) {
        return landmarks.at(joint).joint(landmarks.at(one), landmarks.at(other));
    }
}
