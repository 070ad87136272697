/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import java.util.EnumMap;
import java.util.Map;

/**
 * The visible landmarks of one body or hand in one frame, in camera coordinates ({@link Point}).
 *
 * @param <E> {@link BodyPart} or {@link HandPart}
 */
public final class Landmarks<E extends Enum<E>> {
    private final Map<E, Point> points;

    /**
     * @param points points of the visible landmarks; not empty
     */
    public Landmarks(final Map<E, Point> points) {
        this.points = new EnumMap<>(points);
    }

    /**
     * Returns whether all of these parts are visible.
     */
    @SafeVarargs
    public final boolean isVisible(final E... parts) {
        for (final E part : parts) {
            if (!points.containsKey(part)) {
                return false;
            }
        }

        return true;
    }

    /**
     * Returns the point of a part.
     *
     * @throws IllegalArgumentException if the part is not visible
     */
    public Point at(final E part) {
        final Point point = points.get(part);
        if (point == null) {
            throw new IllegalArgumentException(part + " is not visible");
        }

        return point;
    }
}
