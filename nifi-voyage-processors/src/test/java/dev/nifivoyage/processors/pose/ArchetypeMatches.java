/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How texts are matched with the archetypes.
 *
 * @param own texts that get the label they belong to
 * @param other texts that get another label
 * @param unknown texts that get none
 */
record ArchetypeMatches(int own, int other, int unknown) {
    private static final List<String> OTHERS = """
        The quarterly invoice is due on Friday.
        A recipe for bread: flour, water, salt, and yeast.
        The cat sleeps on the sofa.
        Stock prices fell after the announcement.
        A dog runs across the lawn.
        The train to the airport is late.
        Please reset my password.
        Person reading a newspaper at the breakfast table.
        Person typing on a keyboard, eyes on the screen.
        Person riding a bicycle along the river.
        Person washing dishes at the sink.
        Person lying on the floor, asleep.
        Person climbing a ladder, one hand on the rung above.
        Person driving a car, both hands on the wheel.
        Person sitting at a desk, writing.
        Person eating an apple.
        Person waiting for the bus, looking at a phone.
        Person swimming, arms and legs moving.
        Person upright, pushing a shopping cart.
        Person upright, painting a wall with a long brush.
        """.lines().toList();

    /** The texts of the library itself. */
    static ArchetypeMatches ofLibrary(final boolean thresholds) throws Exception {
        final SampleMatcher matcher = matcher(SampleTexts.library("archetypes"), thresholds);
        ArchetypeMatches sum = new ArchetypeMatches(0, 0, 0);
        for (final Map.Entry<String, List<String>> label :
                SampleTexts.library("archetypes").entrySet()) {
            sum = sum.plus(label.getKey(), label.getValue(), matcher);
        }

        return sum;
    }

    /** Each text of the library, matched with a library that lacks this text. */
    static ArchetypeMatches ofUnseen(final boolean thresholds) throws Exception {
        final Map<String, List<String>> library = SampleTexts.library("archetypes");
        ArchetypeMatches sum = new ArchetypeMatches(0, 0, 0);
        for (final Map.Entry<String, List<String>> label : library.entrySet()) {
            for (final String text : label.getValue()) {
                final List<String> rest = new ArrayList<>(label.getValue());
                rest.remove(text);
                final Map<String, List<String>> without = new LinkedHashMap<>(library);
                without.put(label.getKey(), rest);
                sum = sum.plus(label.getKey(), List.of(text), matcher(without, thresholds));
            }
        }

        return sum;
    }

    /** Texts about other things and other people. */
    static ArchetypeMatches ofOthers(final boolean thresholds) throws Exception {
        return ofTexts(null, OTHERS, thresholds);
    }

    /** The frames of the sample gestures, which are no archetypes. */
    static ArchetypeMatches ofGestures(final boolean thresholds) throws Exception {
        return ofTexts(null, SampleTexts.ofAllFrames(), thresholds);
    }

    /** Frames in which somebody stands or walks, which is what EVERYMAN does. */
    static ArchetypeMatches ofEveryman(final boolean thresholds) throws Exception {
        final List<String> frames =
                SampleTexts.of(EverydayPose.STANDING, EverydayPose.SHIFTING_WEIGHT, EverydayPose.WALKING)
                        .values()
                        .stream()
                        .flatMap(List::stream)
                        .toList();
        return ofTexts("EVERYMAN", frames, thresholds);
    }

    int texts() {
        return own + other + unknown;
    }

    private static ArchetypeMatches ofTexts(final String expected, final List<String> texts, final boolean thresholds)
            throws Exception {
        return new ArchetypeMatches(0, 0, 0)
                .plus(expected, texts, matcher(SampleTexts.library("archetypes"), thresholds));
    }

    private static SampleMatcher matcher(final Map<String, List<String>> library, final boolean thresholds)
            throws Exception {
        final SampleMatcher matcher = SampleMatcher.ofArchetypes(library);
        return thresholds ? matcher : matcher.withoutThresholds();
    }

    private ArchetypeMatches plus(final String expected, final List<String> texts, final SampleMatcher matcher)
            throws Exception {
        ArchetypeMatches sum = this;
        for (final String text : texts) {
            sum = sum.plus(expected, matcher.label(text));
        }

        return sum;
    }

    private ArchetypeMatches plus(final String expected, final String label) {
        return label == null
                ? new ArchetypeMatches(own, other, unknown + 1)
                : label.equals(expected)
                        ? new ArchetypeMatches(own + 1, other, unknown)
                        : new ArchetypeMatches(own, other + 1, unknown);
    }
}
