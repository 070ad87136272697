/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import org.apache.nifi.serialization.record.Record;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Makes landmarks of the value of a record field: an array in MediaPipe's order of records with x, y, z and visibility, or of arrays of these numbers, or one record with a field for each
 * landmark's name. Names are read without regard to case and separators, so {@code left_wrist}, {@code LEFT_WRIST} and {@code leftWrist} are one.
 *
 * @param <E> {@link BodyPart} or {@link HandPart}
 */
public final class LandmarkReader<E extends Enum<E>> {
    private final Class<E> type;
    private final E[] parts;
    private final Map<String, E> names = new HashMap<>();
    private final CoordinateSystem coordinates;
    private final double aspectRatio;
    private final double minimumVisibility;

    /**
     * A reader.
     *
     * @param aspectRatio width of the picture divided by its height; of no effect for world coordinates
     * @param minimumVisibility 0 to 1; landmarks below count as not seen, those without a visibility as seen
     */
    public LandmarkReader(final Class<E> type, final CoordinateSystem coordinates, final double aspectRatio, final double minimumVisibility) {
        this.type = type;
        this.parts = type.getEnumConstants();
        for (final E part : parts) {
            names.put(plain(part.name()), part);
        }
        this.coordinates = coordinates;
        this.aspectRatio = aspectRatio;
        this.minimumVisibility = minimumVisibility;
    }

    /**
     * The landmarks that were seen.
     *
     * @param path where the value stands, for messages
     * @throws UnusablePoseException when the value is no set of landmarks, or none of them was seen
     */
    public Landmarks<E> read(final Object value, final String path) throws UnusablePoseException {
        final Map<E, Point> points = new EnumMap<>(type);
        switch (value) {
            case null -> throw new UnusablePoseException("missing_landmarks", "There are no landmarks at %s".formatted(path));
            case final Object[] array -> readArray(array, path, points);
            case final Collection<?> collection -> readArray(collection.toArray(), path, points);
            case final Record named -> readNames(named.toMap(), points);
            case final Map<?, ?> named -> readNames(named, points);
            default -> throw new UnusablePoseException("not_landmarks", "The value at %s is neither an array nor a record of landmarks".formatted(path));
        }
        if (points.isEmpty()) {
            throw new UnusablePoseException("missing_landmarks", "No landmark at %s was seen: each is missing or its visibility is below %s".formatted(path, minimumVisibility));
        }

        return new Landmarks<>(points);
    }

    private void readArray(final Object[] array, final String path, final Map<E, Point> points) throws UnusablePoseException {
        if (array.length == 0) {
            throw new UnusablePoseException("missing_landmarks", "The array of landmarks at %s is empty: MediaPipe found nobody in the frame".formatted(path));
        }

        if (array.length != parts.length) {
            throw new UnusablePoseException("landmark_count", "There are %d landmarks at %s instead of %d".formatted(array.length, path, parts.length));
        }

        for (int i = 0; i < array.length; i++) {
            readPoint(parts[i], array[i], points);
        }
    }

    private void readNames(final Map<?, ?> named, final Map<E, Point> points) throws UnusablePoseException {
        for (final Map.Entry<?, ?> field : named.entrySet()) {
            final E part = names.get(plain(String.valueOf(field.getKey())));
            if (part != null) {
                readPoint(part, field.getValue(), points);
            }
        }
    }

    private void readPoint(final E part, final Object value, final Map<E, Point> points) throws UnusablePoseException {
        if (value == null) {
            return;
        }

        final Double x = number(part, value, 0, "x");
        final Double y = number(part, value, 1, "y");
        final Double z = number(part, value, 2, "z");
        final Double visibility = number(part, value, 3, "visibility");
        if (x == null || y == null || z == null) {
            throw new UnusablePoseException("not_landmarks", "Landmark %s lacks one of x, y and z".formatted(part.name().toLowerCase(Locale.ROOT)));
        }

        if (visibility == null || visibility >= minimumVisibility) {
            points.put(part, coordinates.convert(x, y, z, aspectRatio));
        }
    }

    private Double number(final E part, final Object point, final int index, final String name) throws UnusablePoseException {
        final Object value = switch (point) {
            case final Object[] array -> index < array.length ? array[index] : null;
            case final Collection<?> collection -> collection.stream().skip(index).findFirst().orElse(null);
            case final Record fields -> fields.getValue(name);
            case final Map<?, ?> fields -> fields.get(name);
            default -> throw notNumbers(part, name, point);
        };
        if (value == null) {
            return null;
        }

        if (!(value instanceof final Number number) || !Double.isFinite(number.doubleValue())) {
            throw notNumbers(part, name, value);
        }

        return number.doubleValue();
    }

    private UnusablePoseException notNumbers(final E part, final String name, final Object value) {
        final String text = String.valueOf(value);
        return new UnusablePoseException("not_landmarks", "%s of landmark %s is no number: %s".formatted(name, part.name().toLowerCase(Locale.ROOT), text.substring(0, Math.min(40, text.length()))));
    }

    private static String plain(final String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }
}
