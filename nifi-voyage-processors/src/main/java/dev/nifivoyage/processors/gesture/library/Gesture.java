/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

import java.util.List;
import java.util.Map;

/**
 * A label of a library and its descriptions.
 *
 * @param label name of the label
 * @param texts description, followed by variations; at least one
 * @param version of the description, or null
 * @param attributes other information on the label; values may be null
 */
public record Gesture(String label, List<String> texts, String version, Map<String, Object> attributes) {

    public Gesture {
        texts = List.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("Label [%s] has no text".formatted(label));
        }
    }

    public String text() {
        return texts.getFirst();
    }

    public List<String> variations() {
        return texts.subList(1, texts.size());
    }

    /**
     * Returns the name of a text for messages.
     *
     * @param index 0 for the description, 1 for the first variation
     */
    public static String nameOf(final int index) {
        return index == 0 ? "text" : "variation %d".formatted(index);
    }
}
