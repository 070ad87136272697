/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

/**
 * The relation between the coordinates of a detector and space.
 *
 * @param aspectRatio width of the picture divided by its height; only used for {@link CoordinateSystem#IMAGE}
 * @param mirroring whether left and right were swapped
 */
public record Camera(CoordinateSystem coordinates, double aspectRatio, Mirroring mirroring) {

    boolean found(final RawLandmark landmark) {
        return landmark.isFound(coordinates, mirroring == Mirroring.COORDINATES);
    }

    Point point(final RawLandmark landmark) {
        return mirroring.turnBack(coordinates.convert(landmark.x(), landmark.y(), landmark.z(), aspectRatio));
    }
}
