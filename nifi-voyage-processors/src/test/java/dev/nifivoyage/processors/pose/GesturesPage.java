/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page {@code docs/gestures.md}.
 */
final class GesturesPage {
    private final SampleMatcher gestures = SampleMatcher.ofGestures();
    private final SampleMatcher archetypes = SampleMatcher.ofArchetypes();
    private final Map<SampleFigure, List<String>> texts = SampleTexts.of(SampleGesture.values());
    private final GestureConfusion confusion = new GestureConfusion(gestures, texts);
    private final GestureConfusion everyday = new GestureConfusion(gestures, SampleTexts.of(EverydayPose.values()));

    GesturesPage() throws Exception {}

    String text() throws Exception {
        final Map<String, String> values = new LinkedHashMap<>();
        values.put("matrix", matrix());
        values.put("texts", texts());
        values.put("right", Integer.toString(confusion.nearestToOwn()));
        values.put("all", Integer.toString(confusion.frames()));
        values.put("threshold", Double.toString(gestures.threshold()));
        values.put("known", Integer.toString(confusion.reportedAsOwn()));
        values.put("wrong", Integer.toString(confusion.reportedAsOthers()));
        values.put("kinds", Integer.toString(EverydayPose.values().length));
        values.put("everyday", Integer.toString(everyday.frames()));
        values.put("accepted", Integer.toString(everyday.reportedAsOthers()));
        values.put("decisions", decisions());
        values.put("archetypeThreshold", Double.toString(archetypes.threshold()));
        values.put("archetypeMargin", Double.toString(archetypes.minimumMargin()));
        values.put("archetypes", archetypes());
        String page = SampleTexts.resource("/gestures-page.md");
        for (final Map.Entry<String, String> value : values.entrySet()) {
            page = page.replace("{%s}".formatted(value.getKey()), value.getValue());
        }

        return page;
    }

    private String matrix() throws Exception {
        final List<String> labels = List.copyOf(SampleTexts.library().keySet());
        final StringBuilder table = new StringBuilder("| Sample |");
        labels.forEach(label -> table.append(' ').append(label).append(" |"));
        table.append("\n| --- |").append(" ---: |".repeat(labels.size())).append('\n');
        for (final SampleGesture gesture : SampleGesture.values()) {
            table.append("| ").append(gesture).append(" |");
            for (final String label : labels) {
                final int count = confusion.nearest(gesture, label);
                table.append(
                        count == 0
                                ? "  |"
                                : label.equals(gesture.name())
                                        ? " **%d** |".formatted(count)
                                        : " %d |".formatted(count));
            }
            table.append('\n');
        }

        return table.toString();
    }

    private String texts() {
        return texts.entrySet().stream()
                .map(figure -> "| %s | %s |\n"
                        .formatted(figure.getKey().name(), figure.getValue().get(SamplePoses.FRAMES / 2)))
                .collect(Collectors.joining());
    }

    private String decisions() {
        final StringBuilder table = new StringBuilder();
        for (final SampleGesture gesture : SampleGesture.values()) {
            table.append(decision(gesture, confusion));
        }
        for (final EverydayPose pose : EverydayPose.values()) {
            table.append(decision(pose, everyday));
        }

        return table.toString();
    }

    private static String decision(final SampleFigure figure, final GestureConfusion of) {
        final Map<String, Integer> labels = of.reported(figure);
        final int known = labels.values().stream().mapToInt(Integer::intValue).sum();
        final String accepted = labels.entrySet().stream()
                .map(label -> "%d %s".formatted(label.getValue(), label.getKey()))
                .collect(Collectors.joining(", "));
        return "| %s | %s | %s |\n"
                .formatted(
                        figure.name(),
                        accepted,
                        known == SamplePoses.FRAMES ? "" : Integer.toString(SamplePoses.FRAMES - known));
    }

    private static String archetypes() throws Exception {
        return line("The texts of the library", ArchetypeMatches.ofLibrary(true), ArchetypeMatches.ofLibrary(false))
                + line(
                        "Each of these texts, with a library that lacks it",
                        ArchetypeMatches.ofUnseen(true),
                        ArchetypeMatches.ofUnseen(false))
                + line(
                        "Sample poses of somebody who stands or walks: EVERYMAN",
                        ArchetypeMatches.ofEveryman(true),
                        ArchetypeMatches.ofEveryman(false))
                + line(
                        "Sample gestures, which are no archetypes",
                        ArchetypeMatches.ofGestures(true),
                        ArchetypeMatches.ofGestures(false))
                + line(
                        "Texts about other things and other people",
                        ArchetypeMatches.ofOthers(true),
                        ArchetypeMatches.ofOthers(false));
    }

    private static String line(
            final String name, final ArchetypeMatches matches, final ArchetypeMatches withoutThresholds) {
        return "| %s | %d | %d | %d | %d | %d |\n"
                .formatted(
                        name,
                        matches.own(),
                        matches.other(),
                        matches.unknown(),
                        withoutThresholds.own(),
                        withoutThresholds.other());
    }
}
