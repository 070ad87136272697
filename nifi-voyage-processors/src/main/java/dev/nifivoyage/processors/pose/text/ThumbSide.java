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

/**
 * Describes the rotation of a hand by the three landmarks of a pose without hand landmarks: thumb, index finger, and
 * little finger.
 */
final class ThumbSide {

    private ThumbSide() {}

    /** Describes the thumb, or returns null if it is beside the fingers or not visible. */
    static String of(final Body body, final Side side) {
        final Landmarks<BodyPart> landmarks = body.landmarks();
        if (!landmarks.isVisible(
                BodyPart.thumb(side), BodyPart.index(side), BodyPart.pinky(side), BodyPart.wrist(side))) {
            return null;
        }

        final Point fingers = landmarks.at(BodyPart.index(side)).middle(landmarks.at(BodyPart.pinky(side)));
        final double size = fingers.distance(landmarks.at(BodyPart.wrist(side)));
        final double above = landmarks.at(BodyPart.thumb(side)).minus(fingers).y();
        if (Math.abs(above) < 0.6 * size) {
            return null;
        }

        return above > 0 ? "thumb above the fingers" : "thumb below the fingers";
    }
}
