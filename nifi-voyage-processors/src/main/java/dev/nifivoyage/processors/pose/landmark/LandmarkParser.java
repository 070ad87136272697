/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nifivoyage.processors.attribute.ErrorCode;
import org.apache.nifi.serialization.record.Record;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Parses the landmarks in the value of a record field, in any form that detectors and scripts write:
 * <ul>
 * <li>an array in MediaPipe's order: of records with x, y, z, and visibility, of arrays of these numbers, or of all
 *     numbers in sequence,</li>
 * <li>an array of records with the name of their landmark,</li>
 * <li>a record with one field per landmark name or number, or one field per coordinate of each landmark,</li>
 * <li>any of these as the only person in an array of people, within the wrappers of MediaPipe, or as a JSON
 *     string.</li>
 * </ul>
 * Names are compared without case and separators: {@code left_wrist}, {@code LEFT_WRIST}, and {@code leftWrist} are
 * equal.
 *
 * @param <E> {@link BodyPart} or {@link HandPart}
 */
final class LandmarkParser<E extends Enum<E>> {
    /** Accepts the output of Python's {@code str} and {@code json.dumps}, with single quotes and NaN. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    /** 33 landmarks of the body and 468 of the face, in the order of MediaPipe Holistic. */
    private static final int BODY_AND_FACE = 501;

    private static final String WHOLE = "";

    private final Class<E> type;
    private final E[] parts;
    private final Map<String, E> names = new HashMap<>();
    private final Side hand;
    private final List<String> wrappers;

    /**
     * @param hand side whose columns are read if names contain a hand; null for a body
     * @param wrappers names of record fields that may contain the landmarks, without separators, the best first
     */
    LandmarkParser(final Class<E> type, final Side hand, final List<String> wrappers) {
        this.type = type;
        this.parts = type.getEnumConstants();
        this.hand = hand;
        this.wrappers = wrappers;
        for (final E part : parts) {
            names.put(LandmarkName.plain(part.name()), part);
            names.put(LandmarkName.plain(part.name().replace("_FINGER", "")), part);
        }
    }

    /**
     * Parses the landmarks of one person, without those that are missing or null.
     *
     * @param path path to the value, for messages
     * @throws UnusablePoseException if the value is not a set of landmarks
     */
    Map<E, RawLandmark> parse(final Object value, final String path) throws UnusablePoseException {
        return switch (value) {
            case null ->
                throw new UnusablePoseException(
                        ErrorCode.MISSING_LANDMARKS, "There are no landmarks at %s".formatted(path));
            case final Object[] array -> ofArray(array, path);
            case final Collection<?> collection -> ofArray(collection.toArray(), path);
            case final Record named -> ofNames(named.toMap(), path);
            case final Map<?, ?> named -> ofNames(named, path);
            case final CharSequence text
            when text.toString().isBlank() ->
                throw new UnusablePoseException(
                        ErrorCode.MISSING_LANDMARKS, "There are no landmarks at %s".formatted(path));
            case final CharSequence text when isJson(text) -> parse(json(text, path), path);
            default ->
                throw new UnusablePoseException(
                        ErrorCode.NOT_LANDMARKS,
                        "The value at %s is not an array or record of landmarks, or either as a JSON string"
                                .formatted(path));
        };
    }

    private Map<E, RawLandmark> ofArray(final Object[] array, final String path) throws UnusablePoseException {
        if (array.length == 0) {
            throw new UnusablePoseException(
                    ErrorCode.MISSING_LANDMARKS,
                    "The array of landmarks at %s is empty: the detector found no person in the frame".formatted(path));
        }

        final Object first =
                Arrays.stream(array).filter(Objects::nonNull).findFirst().orElse(null);
        if (first == null) {
            return Map.of();
        }

        if (isNumber(first)) {
            return ofNumbers(array, path);
        }

        if (isPerson(first)) {
            if (Arrays.stream(array).filter(Objects::nonNull).count() > 1) {
                throw new UnusablePoseException(
                        ErrorCode.MULTIPLE_VALUES,
                        "There are landmarks of several people at %s: create one record per person, or specify the path to one of them"
                                .formatted(path));
            }

            return parse(first, path);
        }

        if (array.length == 1 && fields(first) != null) {
            final Map<E, RawLandmark> named = parse(first, path);
            if (!named.isEmpty()) {
                return named;
            }
        }

        final Map<E, RawLandmark> landmarks = new EnumMap<>(type);
        if (Arrays.stream(array).filter(Objects::nonNull).allMatch(element -> nameOf(element) != null)) {
            for (final Object element : array) {
                put(landmarks, nameOf(element), element);
            }
            return landmarks;
        }

        if (array.length != parts.length) {
            throw new UnusablePoseException(
                    ErrorCode.LANDMARK_COUNT,
                    "There are %d landmarks at %s instead of %d".formatted(array.length, path, parts.length));
        }

        for (int i = 0; i < array.length; i++) {
            put(landmarks, parts[i], array[i]);
        }
        return landmarks;
    }

    private Map<E, RawLandmark> ofNumbers(final Object[] array, final String path) throws UnusablePoseException {
        final int width = array.length / parts.length;
        if (array.length % parts.length != 0 || width < 3 || width > 4) {
            throw new UnusablePoseException(
                    ErrorCode.LANDMARK_COUNT,
                    "There are %d numbers at %s instead of 3 or 4 for each of %d landmarks"
                            .formatted(array.length, path, parts.length));
        }

        final Map<E, RawLandmark> landmarks = new EnumMap<>(type);
        for (int i = 0; i < parts.length; i++) {
            put(landmarks, parts[i], Arrays.copyOfRange(array, i * width, (i + 1) * width));
        }
        return landmarks;
    }

    private Map<E, RawLandmark> ofNames(final Map<?, ?> fields, final String path) throws UnusablePoseException {
        final Map<E, Map<String, Object>> named = new EnumMap<>(type);
        final SortedMap<Integer, Map<String, Object>> numbered = new TreeMap<>();
        final boolean sided = hand != null
                && fields.keySet().stream()
                        .map(key -> LandmarkName.of(String.valueOf(key)))
                        .anyMatch(name -> name.isPresent() && isOfHand(name.get()));
        for (final Map.Entry<?, ?> field : fields.entrySet()) {
            final LandmarkName name =
                    LandmarkName.of(String.valueOf(field.getKey())).orElse(null);
            if (name == null || name.hand() != (sided ? hand : null)) {
                continue;
            }

            final E part = name.part() == null ? null : names.get(name.part());
            if (part != null) {
                collect(named, part, name, field.getValue());
            } else if (name.part() == null) {
                collect(numbered, name.number(), name, field.getValue());
            }
        }
        if (!named.isEmpty()) {
            return landmarks(named);
        }

        final Optional<? extends Map.Entry<?, ?>> wrapped = wrapped(fields);
        if (wrapped.isPresent()) {
            return parse(wrapped.get().getValue(), path);
        }

        return numbered.isEmpty() ? Map.of() : ofNumbered(numbered, sided, path);
    }

    private boolean isOfHand(final LandmarkName name) {
        return name.hand() != null && (name.part() == null || names.containsKey(name.part()));
    }

    // coordinates by name; a whole landmark has the name WHOLE
    private static <K> void collect(
            final Map<K, Map<String, Object>> landmarks, final K key, final LandmarkName name, final Object value) {
        if (name.coordinate() != null || isContainer(value)) {
            landmarks
                    .computeIfAbsent(key, first -> new HashMap<>())
                    .put(name.coordinate() == null ? WHOLE : name.coordinate(), value);
        }
    }

    private Map<E, RawLandmark> ofNumbered(
            final SortedMap<Integer, Map<String, Object>> numbered, final boolean sided, final String path)
            throws UnusablePoseException {
        final int first = numbered.containsKey(0) ? 0 : 1;
        final int count = numbered.lastKey() + 1 - first;
        if (count != parts.length && !(hand == null && count == BODY_AND_FACE)) {
            if (hand != null && !sided) {
                // landmarks of the body in a record that also has columns of hands
                return Map.of();
            }
            throw new UnusablePoseException(
                    ErrorCode.LANDMARK_COUNT,
                    "The landmarks at %s are numbered from %d to %d instead of 0 to %d or 1 to %d"
                            .formatted(path, numbered.firstKey(), numbered.lastKey(), parts.length - 1, parts.length));
        }

        final Map<E, Map<String, Object>> named = new EnumMap<>(type);
        for (int i = 0; i < parts.length; i++) {
            named.put(parts[i], numbered.getOrDefault(i + first, Map.of()));
        }
        return landmarks(named);
    }

    private Map<E, RawLandmark> landmarks(final Map<E, Map<String, Object>> named) throws UnusablePoseException {
        final Map<E, RawLandmark> landmarks = new EnumMap<>(type);
        for (final Map.Entry<E, Map<String, Object>> entry : named.entrySet()) {
            put(landmarks, entry.getKey(), entry.getValue().getOrDefault(WHOLE, entry.getValue()));
        }

        return landmarks;
    }

    private Optional<? extends Map.Entry<?, ?>> wrapped(final Map<?, ?> fields) {
        for (final String wrapper : wrappers) {
            final Optional<? extends Map.Entry<?, ?>> found = fields.entrySet().stream()
                    .filter(field ->
                            LandmarkName.plain(String.valueOf(field.getKey())).equals(wrapper))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }

        return Optional.empty();
    }

    private E nameOf(final Object landmark) {
        final Map<String, Object> fields = fields(landmark);
        return fields != null && fields.get("name") instanceof final CharSequence name
                ? names.get(LandmarkName.plain(name.toString()))
                : null;
    }

    // one of several people: an array of points, or a wrapper of it
    private boolean isPerson(final Object element) {
        return switch (element) {
            case final Object[] array ->
                Arrays.stream(array)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .map(point -> !isNumber(point))
                        .orElse(array.length == 0);
            case final Collection<?> collection -> isPerson(collection.toArray());
            case final Record named -> wrapped(named.toMap()).isPresent();
            case final Map<?, ?> named -> wrapped(named).isPresent();
            default -> false;
        };
    }

    private void put(final Map<E, RawLandmark> landmarks, final E part, final Object value)
            throws UnusablePoseException {
        final RawLandmark landmark = switch (value) {
            case null -> null;
            case final Object[] array -> ofCoordinates(part, array);
            case final Collection<?> collection -> ofCoordinates(part, collection.toArray());
            case final CharSequence text
            when isJson(text) -> {
                put(landmarks, part, json(text, part.name().toLowerCase(Locale.ROOT)));
                yield null;
            }
            default -> {
                final Map<String, Object> fields = fields(value);
                if (fields == null) {
                    throw notNumbers(part, "x", value);
                }
                yield new RawLandmark(
                        number(part, "x", fields.get("x")),
                        number(part, "y", fields.get("y")),
                        number(part, "z", fields.get("z")),
                        visibility(part, fields));
            }
        };
        if (landmark != null) {
            landmarks.put(part, landmark);
        }
    }

    private static <E extends Enum<E>> RawLandmark ofCoordinates(final E part, final Object[] array)
            throws UnusablePoseException {
        final Object[] numbers = Arrays.copyOf(array, 4, Object[].class);
        return new RawLandmark(
                number(part, "x", numbers[0]),
                number(part, "y", numbers[1]),
                number(part, "z", numbers[2]),
                number(part, "visibility", numbers[3]));
    }

    private static <E extends Enum<E>> Double visibility(final E part, final Map<String, Object> fields)
            throws UnusablePoseException {
        for (final String name : RawLandmark.VISIBILITIES) {
            final Double visibility = number(part, name, fields.get(name));
            if (visibility != null) {
                return visibility;
            }
        }

        return null;
    }

    private static Map<String, Object> fields(final Object value) {
        final Map<?, ?> map = switch (value) {
            case final Record fields -> fields.toMap();
            case final Map<?, ?> fields -> fields;
            case null, default -> null;
        };
        if (map == null) {
            return null;
        }

        final Map<String, Object> fields = new HashMap<>();
        map.forEach((name, field) -> fields.put(String.valueOf(name).toLowerCase(Locale.ROOT), field));
        return fields;
    }

    private static <E extends Enum<E>> Double number(final E part, final String name, final Object value)
            throws UnusablePoseException {
        return switch (value) {
            case null -> null;
            case final Number number -> finite(number.doubleValue());
            case final CharSequence text -> {
                final String stripped = text.toString().strip().toLowerCase(Locale.ROOT);
                if (stripped.isEmpty()
                        || stripped.equals("nan")
                        || stripped.equals("null")
                        || stripped.equals("none")) {
                    yield null;
                }
                try {
                    yield finite(Double.parseDouble(stripped));
                } catch (final NumberFormatException e) {
                    throw notNumbers(part, name, value);
                }
            }
            default -> throw notNumbers(part, name, value);
        };
    }

    private static Double finite(final double number) {
        return Double.isFinite(number) ? number : null;
    }

    private static boolean isContainer(final Object value) {
        return value instanceof Object[]
                || value instanceof Collection<?>
                || value instanceof Record
                || value instanceof Map<?, ?>
                || value instanceof final CharSequence text && isJson(text);
    }

    private static boolean isNumber(final Object value) {
        return !isContainer(value);
    }

    private static boolean isJson(final CharSequence text) {
        final String stripped = text.toString().strip();
        return stripped.startsWith("[") || stripped.startsWith("{");
    }

    private static Object json(final CharSequence text, final String path) throws UnusablePoseException {
        try {
            return JSON.readValue(text.toString(), Object.class);
        } catch (final JsonProcessingException e) {
            throw new UnusablePoseException(
                    ErrorCode.NOT_LANDMARKS,
                    "The text at %s looks like JSON, but cannot be parsed: %s".formatted(path, e.getOriginalMessage()));
        }
    }

    private static <E extends Enum<E>> UnusablePoseException notNumbers(
            final E part, final String name, final Object value) {
        final String text = String.valueOf(value);
        return new UnusablePoseException(
                ErrorCode.NOT_LANDMARKS,
                "%s of landmark %s is not a number: %s"
                        .formatted(
                                name,
                                part.name().toLowerCase(Locale.ROOT),
                                text.substring(0, Math.min(40, text.length()))));
    }
}
