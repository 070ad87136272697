/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import java.util.List;

/**
 * A landmark as written by a detector. Null and NaN are represented as null.
 *
 * @param visibility 0 to 1, or null if the detector provides none
 */
record RawLandmark(Double x, Double y, Double z, Double visibility) {
    /**
     * Names of the visibility, the best first: MediaPipe's presence only says whether the landmark is within the
     * picture.
     */
    static final List<String> VISIBILITIES =
            List.of("visibility", "vis", "v", "score", "confidence", "conf", "c", "likelihood", "presence");

    /**
     * Returns whether the landmark was detected. Detectors write zeros otherwise.
     *
     * @param mirroredAfterwards whether x was replaced by 1 - x, including zeros
     */
    boolean isFound(final CoordinateSystem coordinates, final boolean mirroredAfterwards) {
        if (!isWhole()) {
            return false;
        }

        if (coordinates == CoordinateSystem.WORLD) {
            return x != 0 || y != 0 || z != 0;
        }

        return y != 0 || x != 0 && !(mirroredAfterwards && x == 1);
    }

    /** Returns whether no coordinate is missing. */
    boolean isWhole() {
        return x != null && y != null && z != null;
    }

    /** Returns the distance to another landmark in the plane of the picture. */
    double distance(final RawLandmark other) {
        return Math.hypot(x - other.x, y - other.y);
    }

    boolean isAtPlaceOf(final RawLandmark other) {
        return x.equals(other.x) && y.equals(other.y) && z.equals(other.z);
    }
}
