/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

/**
 * The 33 landmarks of MediaPipe's Pose Landmarker, in its order
 * (ai.google.dev/edge/mediapipe/solutions/vision/pose_landmarker). Left and right are the person's own.
 */
public enum BodyPart {
    NOSE,
    LEFT_EYE_INNER,
    LEFT_EYE,
    LEFT_EYE_OUTER,
    RIGHT_EYE_INNER,
    RIGHT_EYE,
    RIGHT_EYE_OUTER,
    LEFT_EAR,
    RIGHT_EAR,
    MOUTH_LEFT,
    MOUTH_RIGHT,
    LEFT_SHOULDER,
    RIGHT_SHOULDER,
    LEFT_ELBOW,
    RIGHT_ELBOW,
    LEFT_WRIST,
    RIGHT_WRIST,
    LEFT_PINKY,
    RIGHT_PINKY,
    LEFT_INDEX,
    RIGHT_INDEX,
    LEFT_THUMB,
    RIGHT_THUMB,
    LEFT_HIP,
    RIGHT_HIP,
    LEFT_KNEE,
    RIGHT_KNEE,
    LEFT_ANKLE,
    RIGHT_ANKLE,
    LEFT_HEEL,
    RIGHT_HEEL,
    LEFT_FOOT_INDEX,
    RIGHT_FOOT_INDEX;

    /**
     * Returns the same part of the other side, or the nose itself.
     */
    BodyPart opposite() {
        final String name = name();
        return valueOf(name.contains("LEFT") ? name.replace("LEFT", "RIGHT") : name.replace("RIGHT", "LEFT"));
    }

    public static BodyPart ear(final Side side) {
        return side == Side.LEFT ? LEFT_EAR : RIGHT_EAR;
    }

    public static BodyPart shoulder(final Side side) {
        return side == Side.LEFT ? LEFT_SHOULDER : RIGHT_SHOULDER;
    }

    public static BodyPart elbow(final Side side) {
        return side == Side.LEFT ? LEFT_ELBOW : RIGHT_ELBOW;
    }

    public static BodyPart wrist(final Side side) {
        return side == Side.LEFT ? LEFT_WRIST : RIGHT_WRIST;
    }

    public static BodyPart pinky(final Side side) {
        return side == Side.LEFT ? LEFT_PINKY : RIGHT_PINKY;
    }

    public static BodyPart index(final Side side) {
        return side == Side.LEFT ? LEFT_INDEX : RIGHT_INDEX;
    }

    public static BodyPart thumb(final Side side) {
        return side == Side.LEFT ? LEFT_THUMB : RIGHT_THUMB;
    }

    public static BodyPart hip(final Side side) {
        return side == Side.LEFT ? LEFT_HIP : RIGHT_HIP;
    }

    public static BodyPart knee(final Side side) {
        return side == Side.LEFT ? LEFT_KNEE : RIGHT_KNEE;
    }

    public static BodyPart ankle(final Side side) {
        return side == Side.LEFT ? LEFT_ANKLE : RIGHT_ANKLE;
    }

    public static BodyPart heel(final Side side) {
        return side == Side.LEFT ? LEFT_HEEL : RIGHT_HEEL;
    }

    public static BodyPart toes(final Side side) {
        return side == Side.LEFT ? LEFT_FOOT_INDEX : RIGHT_FOOT_INDEX;
    }
}
