/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.pose;

import dev.nifivoyage.local.vector.OnnxVectorModel;

import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which label of the gesture library lies nearest to each frame of the sample poses, by the sentence model of
 * voyage-local.
 */
final class GestureConfusion {
    private static final String MODEL = "voyage-4-lite";
    private static final String PROMPT = "Represent the document for retrieval: ";
    private static final int DIMENSION = 1024;

    private final OnnxVectorModel model = new OnnxVectorModel();
    private final Map<String, List<float[]>> library = new LinkedHashMap<>();
    private final Map<SampleGesture, Map<String, Integer>> frames = new EnumMap<>(SampleGesture.class);
    private final Map<SampleGesture, List<String>> texts = new EnumMap<>(SampleGesture.class);

    GestureConfusion(final Map<SampleGesture, List<String>> described) throws IOException {
        for (final Map.Entry<String, List<String>> label : SampleTexts.library().entrySet()) {
            library.put(
                    label.getKey(), label.getValue().stream().map(this::vector).toList());
        }
        for (final SampleGesture gesture : SampleGesture.values()) {
            texts.put(gesture, described.get(gesture));
            frames.put(gesture, new LinkedHashMap<>());
            for (final String text : texts.get(gesture)) {
                frames.get(gesture).merge(nearest(vector(text)), 1, Integer::sum);
            }
        }
    }

    /** Frames of a gesture that lie nearest to a label. */
    int frames(final SampleGesture gesture, final String label) {
        return frames.get(gesture).getOrDefault(label, 0);
    }

    /** The label of most frames. */
    String majority(final SampleGesture gesture) {
        return Collections.max(frames.get(gesture).entrySet(), Map.Entry.comparingByValue())
                .getKey();
    }

    List<String> labels() {
        return List.copyOf(library.keySet());
    }

    private String nearest(final float[] vector) {
        return library.entrySet().stream()
                .max(Comparator.comparingDouble(label -> best(label.getValue(), vector)))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    private static double best(final List<float[]> variations, final float[] vector) {
        return variations.stream()
                .mapToDouble(variation -> cosine(variation, vector))
                .max()
                .orElseThrow();
    }

    // the vectors have unit length
    private static double cosine(final float[] one, final float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }

        return sum;
    }

    private float[] vector(final String text) {
        return model.embed(MODEL, PROMPT, text, DIMENSION);
    }

    /** The page {@code docs/gestures.md}. */
    String page() throws IOException {
        final StringBuilder table = new StringBuilder("| Sample |");
        labels().forEach(label -> table.append(' ').append(label).append(" |"));
        table.append("\n| --- |").append(" ---: |".repeat(labels().size())).append('\n');
        int right = 0;
        for (final SampleGesture gesture : SampleGesture.values()) {
            table.append("| ").append(gesture).append(" |");
            for (final String label : labels()) {
                final int count = frames(gesture, label);
                table.append(
                        count == 0
                                ? "  |"
                                : label.equals(gesture.name())
                                        ? " **%d** |".formatted(count)
                                        : " %d |".formatted(count));
            }
            table.append('\n');
            right += frames(gesture, gesture.name());
        }
        final StringBuilder samples = new StringBuilder();
        texts.forEach((gesture, list) -> samples.append("| ")
                .append(gesture)
                .append(" | ")
                .append(list.get(SamplePoses.FRAMES / 2))
                .append(" |\n"));
        final int all = SamplePoses.FRAMES * SampleGesture.values().length;
        return SampleTexts.resource("/gestures-page.md")
                .replace("{matrix}", table)
                .replace("{texts}", samples)
                .replace("{right}", Integer.toString(right))
                .replace("{all}", Integer.toString(all));
    }
}
