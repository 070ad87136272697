/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a request in real time, by their position.
 *
 * @param field the field of the request that holds them: {@code input}, or {@code inputs} for multimodal embeddings
 * @param texts one text per item of that field; all texts of a multimodal input are joined by line feeds
 */
public record RequestTexts(String field, List<String> texts) {

    public static RequestTexts of(final JsonNode request) {
        return request.path("inputs").isArray()
                ? new RequestTexts("inputs", multimodal(request.get("inputs")))
                : new RequestTexts("input", plain(request.path("input")));
    }

    private static List<String> plain(final JsonNode input) {
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        final List<String> texts = new ArrayList<>(input.size());
        for (final JsonNode text : input) {
            texts.add(text.asText());
        }
        return texts;
    }

    private static List<String> multimodal(final JsonNode inputs) {
        final List<String> texts = new ArrayList<>(inputs.size());
        for (final JsonNode input : inputs) {
            final List<String> parts = new ArrayList<>();
            for (final JsonNode part : input.path("content")) {
                parts.add(part.path("text").asText());
            }
            texts.add(String.join("\n", parts));
        }
        return texts;
    }
}
