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
 * The ways in which left and right of the picture can be swapped.
 */
public enum Mirroring implements DescribedValue {
    NONE("None", "The picture is not mirrored", 1),
    PICTURE(
            "Picture",
            "The picture was mirrored before the detection, as by selfie cameras. The detector then confuses left and right, so both x and the sides are swapped back",
            -1),
    COORDINATES(
            "Coordinates",
            "x was replaced by 1 - x after the detection, for example for a display. The names of the sides are correct, so only x is converted back",
            -1);

    private final String displayName;
    private final String description;
    private final int sign;

    Mirroring(final String displayName, final String description, final int sign) {
        this.displayName = displayName;
        this.description = description;
        this.sign = sign;
    }

    boolean exchangesSides() {
        return this == PICTURE;
    }

    /**
     * Returns the person's side for a side named in the records.
     */
    public Side side(final Side called) {
        return exchangesSides() ? called.other() : called;
    }

    /**
     * Undoes the mirroring of a point. The axis does not matter, because descriptions use differences of points only.
     */
    Point turnBack(final Point point) {
        return new Point(sign * point.x(), point.y(), point.z());
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
