/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

/**
 * A point or direction in space. Camera coordinates: x to the right of the picture, y up, z toward the camera. Body
 * coordinates: x to the person's left, y up, z forward.
 */
public record Point(double x, double y, double z) {

    public Point plus(final Point other) {
        return new Point(x + other.x, y + other.y, z + other.z);
    }

    public Point minus(final Point other) {
        return new Point(x - other.x, y - other.y, z - other.z);
    }

    public Point times(final double factor) {
        return new Point(x * factor, y * factor, z * factor);
    }

    public double dot(final Point other) {
        return x * other.x + y * other.y + z * other.z;
    }

    public Point cross(final Point other) {
        return new Point(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }

    public double length() {
        return Math.sqrt(dot(this));
    }

    public double distance(final Point other) {
        return minus(other).length();
    }

    public Point middle(final Point other) {
        return plus(other).times(0.5);
    }

    /**
     * Returns the vector of length 1 in this direction, or the zero vector if it has none.
     */
    public Point unit() {
        final double length = length();
        return length == 0 ? this : times(1 / length);
    }

    /**
     * Returns the angle between two directions, 0 to 180 degrees.
     */
    public double angle(final Point other) {
        return Math.toDegrees(Math.atan2(cross(other).length(), dot(other)));
    }

    /**
     * Returns the angle of a joint at this point, 180 degrees if the three points are on one line.
     */
    public double joint(final Point one, final Point other) {
        return one.minus(this).angle(other.minus(this));
    }
}
