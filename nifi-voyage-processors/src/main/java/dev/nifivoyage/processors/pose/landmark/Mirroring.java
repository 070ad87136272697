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
 * Whether left and right of the picture were exchanged, and when.
 */
public enum Mirroring implements DescribedValue {
    NONE("None", "The picture shows what the camera saw", 1),
    PICTURE(
            "Picture",
            "The picture was flipped before the detection, as selfie cameras do. The detector then takes left for right, so both x and the sides are turned back",
            -1),
    COORDINATES(
            "Coordinates",
            "x was replaced by 1 - x after the detection, for instance for a display. The names of the sides are right, so only x is turned back",
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
     * The person's side of what is called left or right in the records.
     */
    public Side side(final Side called) {
        return exchangesSides() ? called.other() : called;
    }

    /**
     * Where the camera saw the point. Poses are described by differences of points only, so it does not matter around which line they are turned.
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
