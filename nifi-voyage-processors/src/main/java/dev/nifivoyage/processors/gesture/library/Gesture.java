/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import dev.nifivoyage.processors.realtime.input.EmbeddingInput;
import dev.nifivoyage.processors.realtime.input.MixedInput;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A label of a library, its descriptions, and images of it.
 *
 * @param label name of the label
 * @param texts description, followed by variations; at least one
 * @param images images, which are variations as well, after the texts
 * @param version of the description, or null
 * @param attributes other information on the label; values may be null
 */
public record Gesture(
        String label, List<String> texts, List<MixedInput> images, String version, Map<String, Object> attributes) {

    public Gesture {
        texts = List.copyOf(texts);
        images = List.copyOf(images);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("Label [%s] has no text".formatted(label));
        }
    }

    public String text() {
        return texts.getFirst();
    }

    /**
     * Returns the number of variations, texts and images.
     */
    public int variationCount() {
        return texts.size() - 1 + images.size();
    }

    /**
     * Returns the inputs that get a vector: the description, followed by the variations.
     */
    public List<EmbeddingInput> inputs(final RealTimeEndpoint endpoint) {
        return Stream.concat(texts.stream().map(endpoint::ofText), images.stream())
                .toList();
    }

    /**
     * Returns the name of an input for messages.
     *
     * @param index 0 for the description, 1 for the first variation
     */
    public static String nameOf(final int index) {
        return index == 0 ? "text" : "variation %d".formatted(index);
    }
}
