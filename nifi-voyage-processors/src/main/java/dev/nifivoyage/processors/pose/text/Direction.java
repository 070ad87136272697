/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

import dev.nifivoyage.processors.pose.landmark.Point;

/**
 * The six directions relative to a person.
 */
enum Direction {
    UP("up"),
    DOWN("down"),
    LEFT("to the left"),
    RIGHT("to the right"),
    FORWARD("forward"),
    BACK("back");

    private final String words;

    Direction(final String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Returns the direction closest to a vector in the axes of the body. */
    static Direction of(final Point own) {
        final double x = Math.abs(own.x());
        final double y = Math.abs(own.y());
        final double z = Math.abs(own.z());
        if (y >= x && y >= z) {
            return own.y() > 0 ? UP : DOWN;
        }

        if (x >= z) {
            return own.x() > 0 ? LEFT : RIGHT;
        }

        return own.z() > 0 ? FORWARD : BACK;
    }
}
