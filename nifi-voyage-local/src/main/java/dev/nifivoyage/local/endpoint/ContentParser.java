/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Parses {@code inputs}, and loads nothing. An instance is for one request.
 */
final class ContentParser {

    private final boolean videos;
    private boolean hasUrl;
    private boolean hasBase64;

    /**
     * @param videos whether the model accepts them
     */
    ContentParser(final boolean videos) {
        this.videos = videos;
    }

    /**
     * Returns the parts of each input.
     */
    List<List<ContentSource>> parse(final JsonNode inputs) {
        if (inputs == null || inputs.isNull()) {
            throw Parameters.rejected("Argument 'inputs' is required");
        }
        if (!inputs.isArray()) {
            throw Parameters.rejected("Argument 'inputs' must be a list of objects with a list 'content'");
        }
        if (inputs.isEmpty()) {
            throw Parameters.rejected("Argument 'inputs' cannot be an empty list");
        }
        if (inputs.size() > TextList.MAXIMUM_ITEMS) {
            throw Parameters.rejected("Argument 'inputs' has " + inputs.size() + " items, but the max allowed is "
                    + TextList.MAXIMUM_ITEMS);
        }
        final List<List<ContentSource>> parsed = new ArrayList<>(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            parsed.add(input(inputs.get(i), "inputs[" + i + "]"));
        }
        return parsed;
    }

    private List<ContentSource> input(final JsonNode input, final String position) {
        if (!input.path("content").isArray()) {
            throw wrong(position, "must be an object with a list 'content'");
        }
        onlyKnown((ObjectNode) input, position, Set.of("content"));
        final JsonNode content = input.get("content");
        if (content.isEmpty()) {
            throw wrong(position + ".content", "cannot be an empty list");
        }
        final List<ContentSource> parts = new ArrayList<>(content.size());
        for (int i = 0; i < content.size(); i++) {
            parts.add(part(content.get(i), position + ".content[" + i + "]"));
        }
        return parts;
    }

    private ContentSource part(final JsonNode part, final String position) {
        if (!part.path("type").isTextual()) {
            throw wrong(position, "must be an object with a string 'type'");
        }
        final ContentType type = type(part.get("type").textValue(), position);
        onlyKnown((ObjectNode) part, position, Set.of("type", type.wireName()));
        final JsonNode value = part.path(type.wireName());
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw wrong(position + "." + type.wireName(), "is required and must be a string that is not empty");
        }
        checkMixture(type, position);
        return new ContentSource(position, type, value.textValue());
    }

    private ContentType type(final String name, final String position) {
        if (!ContentType.wireNames().contains(name)) {
            throw Parameters.rejected("Value '" + name + "' of argument '" + position
                    + ".type' is not supported. Supported values are " + Parameters.list(ContentType.wireNames()));
        }
        final ContentType type = ContentType.valueOf(name.toUpperCase(Locale.ROOT));
        if (type.isVideo() && !videos) {
            throw wrong(position, "is a video, which the model does not support");
        }
        return type;
    }

    private void checkMixture(final ContentType type, final String position) {
        hasUrl |= type.isUrl();
        hasBase64 |= type.isBase64();
        if (hasUrl && hasBase64) {
            throw wrong(
                    position,
                    "is "
                            + (type.isUrl()
                                    ? "a URL, but an earlier part is base64"
                                    : "base64, but an earlier part is a URL")
                            + "; a request must not mix them");
        }
    }

    private static void onlyKnown(final ObjectNode object, final String position, final Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Parameters.rejected("Argument '" + position + "." + name + "' is not supported by our API");
            }
        });
    }

    private static RuntimeException wrong(final String position, final String reason) {
        return Parameters.rejected("Value of argument '" + position + "' " + reason);
    }
}
