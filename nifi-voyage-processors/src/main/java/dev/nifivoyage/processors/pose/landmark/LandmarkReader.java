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
 * Reads the landmarks that a detector saw, from the value of a record field. A landmark counts as not seen when it or one of its coordinates is missing, null or not finite, when it is a zero that
 * stands for nothing, or when its visibility is too low.
 *
 * @param <E> {@link BodyPart} or {@link HandPart}
 */
public final class LandmarkReader<E extends Enum<E>> {
    /** From here on a coordinate is no part of a picture, nor a metre of a person. */
    private static final double LEAST_PIXELS = 5;
    /** Below, it is what a detector writes that knows no visibility. */
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
     * A reader of bodies.
     *
     * @param minimumVisibility 0 to 1; landmarks below count as not seen, those without a visibility as seen
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
     * A reader of hands.
     *
     * @param side which hand it is by its name in the records
     * @param minimumVisibility 0 to 1; landmarks below count as not seen, those without a visibility as seen. MediaPipe knows no visibility for hands, and writes 0 for each landmark
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
     * The landmarks that were seen.
     *
     * @param path where the value stands, for messages
     * @throws UnusablePoseException when the value is no set of landmarks, or none of them was seen
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
                    "No landmark at %s has a z: poses are described from landmarks in space".formatted(path));
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
                    "No landmark at %s was seen: each is missing, has a coordinate that is null, NaN or zero, or a visibility below %s"
                            .formatted(path, minimumVisibility));
        }

        return new Landmarks<>(points);
    }

    // scripts that make hands independent of their place subtract the wrist, which is then a zero among landmarks that
    // lie around it
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
