/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose.landmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parsed name of a field or column of a landmark, such as {@code nose_x}, {@code LEFT_SHOULDER.visibility},
 * {@code leftWristZ}, {@code x0}, {@code v33}, {@code landmark_0_x}, {@code x_0}, {@code left_hand_x0}, or without a
 * coordinate {@code nose} and {@code landmark_0}.
 *
 * @param hand side of the hand in the name, or null
 * @param part name of the landmark in lower case without separators, or null if it has a number
 * @param number of the landmark, or -1
 * @param coordinate x, y, z or one of {@link RawLandmark#VISIBILITIES}, or null if the name is that of a whole landmark
 */
record LandmarkName(Side hand, String part, int number, String coordinate) {
    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+");
    private static final Set<String> COORDINATES = Stream.concat(
                    Stream.of("x", "y", "z"), RawLandmark.VISIBILITIES.stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> PREFIXES =
            Set.of("landmark", "landmarks", "lm", "pose", "body", "keypoint", "keypoints", "kp", "point", "pt", "hand");
    private static final Map<String, Side> HANDS = Map.of(
            "lefthand",
            Side.LEFT,
            "lhand",
            Side.LEFT,
            "lh",
            Side.LEFT,
            "righthand",
            Side.RIGHT,
            "rhand",
            Side.RIGHT,
            "rh",
            Side.RIGHT);
    /** Longer numbers are not landmarks, but dates and the like. */
    private static final int MOST_DIGITS = 4;

    /**
     * Parses a name; returns empty if it is not that of a landmark.
     */
    static Optional<LandmarkName> of(final String name) {
        final List<String> words = words(name);
        final String coordinate = takeCoordinate(words);
        final Side hand = takeHand(words);
        while (words.size() > 1 && PREFIXES.contains(words.getFirst())) {
            words.removeFirst();
        }
        if (words.isEmpty()) {
            return Optional.empty();
        }

        if (!Character.isDigit(words.getFirst().charAt(0))) {
            return Optional.of(new LandmarkName(hand, String.join("", words), -1, coordinate));
        }

        return words.size() == 1 && words.getFirst().length() <= MOST_DIGITS
                ? Optional.of(new LandmarkName(hand, null, Integer.parseInt(words.getFirst()), coordinate))
                : Optional.empty();
    }

    /**
     * Returns a name in lower case without separators.
     */
    static String plain(final String name) {
        return String.join("", words(name));
    }

    private static List<String> words(final String name) {
        final List<String> words = new ArrayList<>();
        final Matcher matcher = WORD.matcher(name);
        while (matcher.find()) {
            words.add(matcher.group().toLowerCase(Locale.ROOT));
        }

        return words;
    }

    // at the end (nose_x, landmark_0_x), before a number at the end (x0, left_hand_x0), or at the beginning (x_nose)
    private static String takeCoordinate(final List<String> words) {
        final int last = words.size() - 1;
        if (last > 0 && COORDINATES.contains(words.get(last))) {
            return words.remove(last);
        }

        if (last > 0 && Character.isDigit(words.get(last).charAt(0)) && COORDINATES.contains(words.get(last - 1))) {
            return words.remove(last - 1);
        }

        return last > 0 && COORDINATES.contains(words.getFirst()) ? words.removeFirst() : null;
    }

    private static Side takeHand(final List<String> words) {
        if (words.size() > 1 && HANDS.containsKey(words.getFirst())) {
            return HANDS.get(words.removeFirst());
        }

        final Side side = words.size() > 2 ? HANDS.get(words.get(0) + words.get(1)) : null;
        if (side != null) {
            words.removeFirst();
            words.removeFirst();
        }
        return side;
    }
}
