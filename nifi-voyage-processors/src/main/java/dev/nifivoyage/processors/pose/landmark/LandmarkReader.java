/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import dev.nifivoyage.processors.attribute.ErrorCode;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Reads the visible landmarks from the value of a record field. A landmark is not visible if it or one of its
 * coordinates is missing, null, or not finite, if it is at the origin because the detector did not find it, or if its
 * visibility is too low.
 *
 * @param <E> {@link BodyPart} or {@link HandPart}
 */
public final class LandmarkReader<E extends Enum<E>> {
    /** Larger coordinates are neither fractions of a picture nor meters. */
    private static final double LEAST_PIXELS = 5;
    /** Lower values are written by detectors without visibility. */
    private static final double LEAST_VISIBILITY = 0.001;

    private final LandmarkParser<E> parser;
    private final Class<E> type;
    private final Camera camera;
    private final double minimumVisibility;
    private final UnaryOperator<E> exchange;

    private LandmarkReader(
            final Class<E> type,
            final LandmarkParser<E> parser,
            final Camera camera,
            final double minimumVisibility,
            final UnaryOperator<E> exchange) {
        this.type = type;
        this.parser = parser;
        this.camera = camera;
        this.minimumVisibility = minimumVisibility;
        this.exchange = exchange;
    }

    /**
     * Creates a reader of bodies.
     *
     * @param minimumVisibility 0 to 1; landmarks with a lower visibility are not visible, landmarks without a
     *     visibility are visible
     */
    public static LandmarkReader<BodyPart> ofBodies(final Camera camera, final double minimumVisibility) {
        final List<String> wrappers = camera.coordinates() == CoordinateSystem.WORLD
                ? List.of("poseworldlandmarks", "worldlandmarks", "keypoints3d", "landmark", "landmarks")
                : List.of("poselandmarks", "landmarks", "landmark", "keypoints");
        final UnaryOperator<BodyPart> exchange =
                camera.mirroring().exchangesSides() ? BodyPart::opposite : UnaryOperator.identity();
        return new LandmarkReader<>(
                BodyPart.class,
                new LandmarkParser<>(BodyPart.class, null, wrappers),
                camera,
                minimumVisibility,
                exchange);
    }

    /**
     * Creates a reader of hands.
     *
     * @param side of the hand according to its name in the records
     * @param minimumVisibility as for bodies; ignored if all visibilities are 0, as MediaPipe writes them for hands
     */
    public static LandmarkReader<HandPart> ofHands(
            final Side side, final Camera camera, final double minimumVisibility) {
        final String name = side.word() + "hand";
        final List<String> wrappers = camera.coordinates() == CoordinateSystem.WORLD
                ? List.of(name + "worldlandmarks", "worldlandmarks", "keypoints3d", "landmark", "landmarks")
                : List.of(name + "landmarks", "landmarks", "landmark", "keypoints");
        return new LandmarkReader<>(
                HandPart.class,
                new LandmarkParser<>(HandPart.class, side, wrappers),
                camera,
                minimumVisibility,
                UnaryOperator.identity());
    }

    /**
     * Reads the visible landmarks.
     *
     * @param path path to the value, for messages
     * @throws UnusablePoseException if the value is not a set of landmarks, or none of them is visible
     */
    public Landmarks<E> read(final Object value, final String path) throws UnusablePoseException {
        final Map<E, RawLandmark> parsed = parser.parse(value, path);
        final Map<E, RawLandmark> found = new EnumMap<>(type);
        parsed.forEach((part, landmark) -> {
            if (camera.found(landmark)) {
                found.put(part, landmark);
            }
        });
        if (type == HandPart.class) {
            found.putAll(origin(parsed, found));
        }
        if (found.isEmpty()
                && parsed.values().stream()
                        .anyMatch(landmark -> landmark.x() != null && landmark.y() != null && landmark.z() == null)) {
            throw new UnusablePoseException(
                    ErrorCode.MISSING_LANDMARKS,
                    "No landmark at %s has a z coordinate, which is required to describe a pose".formatted(path));
        }

        checkCoordinates(found.values(), path);
        final boolean visibilities = type != HandPart.class
                || found.values().stream()
                        .anyMatch(
                                landmark -> landmark.visibility() != null && landmark.visibility() > LEAST_VISIBILITY);
        final Map<E, Point> points = new EnumMap<>(type);
        if (!areInOnePlace(found.values())) {
            found.forEach((part, landmark) -> {
                if (!visibilities || landmark.visibility() == null || landmark.visibility() >= minimumVisibility) {
                    points.put(exchange.apply(part), camera.point(landmark));
                }
            });
        }
        if (points.isEmpty()) {
            throw new UnusablePoseException(
                    ErrorCode.MISSING_LANDMARKS,
                    "No landmark at %s is visible: each is missing, has a coordinate that is null, NaN, or zero, or has a visibility below %s"
                            .formatted(path, minimumVisibility));
        }

        return new Landmarks<>(points);
    }

    // scripts normalize hands by subtracting the wrist, which is then at the origin and near the other landmarks
    private Map<E, RawLandmark> origin(final Map<E, RawLandmark> parsed, final Map<E, RawLandmark> found) {
        final Map<E, RawLandmark> zeros = new EnumMap<>(type);
        parsed.forEach((part, landmark) -> {
            if (!found.containsKey(part) && landmark.isWhole()) {
                zeros.put(part, landmark);
            }
        });
        if (zeros.size() != 1 || found.isEmpty()) {
            return Map.of();
        }

        final RawLandmark zero = zeros.values().iterator().next();
        final double nearest =
                found.values().stream().mapToDouble(zero::distance).min().orElseThrow();
        final RawLandmark any = found.values().iterator().next();
        return nearest
                        <= found.values().stream()
                                .mapToDouble(any::distance)
                                .max()
                                .orElseThrow()
                ? zeros
                : Map.of();
    }

    private void checkCoordinates(final Collection<RawLandmark> found, final String path) throws UnusablePoseException {
        final long pixels = found.stream()
                .filter(landmark -> Math.abs(landmark.x()) > LEAST_PIXELS || Math.abs(landmark.y()) > LEAST_PIXELS)
                .count();
        if (camera.coordinates() != CoordinateSystem.PIXEL && pixels * 2 > found.size()) {
            throw new UnusablePoseException(
                    ErrorCode.COORDINATES_MISMATCH,
                    "The landmarks at %s are in pixels: set Coordinates to Pixel".formatted(path));
        }
    }

    private static boolean areInOnePlace(final Collection<RawLandmark> found) {
        final Iterator<RawLandmark> landmarks = found.iterator();
        if (found.size() < 2) {
            return false;
        }

        final RawLandmark first = landmarks.next();
        while (landmarks.hasNext()) {
            if (!landmarks.next().isAtPlaceOf(first)) {
                return false;
            }
        }

        return true;
    }
}
