/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import org.apache.nifi.components.DescribedValue;

/**
 * The coordinate systems of landmarks. In all of them x points to the right of the picture, y down, and z away from the
 * camera.
 */
public enum CoordinateSystem implements DescribedValue {
    IMAGE(
            "Image",
            "Fractions of the width and height of the picture, from 0 at the top left to 1, as in MediaPipe's \"landmarks\". Depth has approximately the scale of the width"),
    WORLD(
            "World",
            "Meters from the center of the hips, as in MediaPipe's \"world landmarks\". Jumping and walking are not visible, because the hips never move"),
    PIXEL(
            "Pixel",
            "Pixels of the picture, from 0 at the top left, as in TensorFlow's BlazePose. Depth has approximately the scale of the width");

    private final String displayName;
    private final String description;

    CoordinateSystem(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Converts a landmark to equal units on all axes, with y up and z toward the camera.
     *
     * @param aspectRatio width of the picture divided by its height
     */
    Point convert(final double x, final double y, final double z, final double aspectRatio) {
        return this == IMAGE ? new Point(x * aspectRatio, -y, -z * aspectRatio) : new Point(x, -y, -z);
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
