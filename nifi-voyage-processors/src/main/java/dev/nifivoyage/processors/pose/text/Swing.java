/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.text;

/**
 * Distinguishes movements back and forth from movements in one direction, along one axis. Movements below the threshold
 * are treated as jitter of the landmarks.
 */
final class Swing {
    private final double threshold;
    private double start;
    private double extreme;
    private double lowest;
    private double highest;
    private int direction;
    private int turns;

    Swing(final double threshold, final double first) {
        this.threshold = threshold;
        this.start = first;
        this.extreme = first;
        this.lowest = first;
        this.highest = first;
    }

    void add(final double value) {
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
        if (direction == 0) {
            if (Math.abs(value - start) > threshold) {
                direction = value > start ? 1 : -1;
                extreme = value;
            }
            return;
        }

        if ((value - extreme) * direction >= 0) {
            extreme = value;
        } else if (Math.abs(value - extreme) > threshold) {
            turns++;
            start = extreme;
            extreme = value;
            direction = -direction;
        }
    }

    /** Returns the range of the movement. */
    double range() {
        return highest - lowest;
    }

    /** Returns whether the movement changed its direction. */
    boolean isBackAndForth() {
        return turns > 0;
    }

    /** Returns the last direction, 1 or -1, or 0 without movement. */
    int direction() {
        return direction;
    }
}
