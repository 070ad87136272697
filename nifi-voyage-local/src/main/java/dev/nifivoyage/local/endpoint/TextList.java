/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists of texts in a request.
 */
final class TextList {

    /** Source: the reference of each endpoint, "at most 1,000". */
    static final int MAXIMUM_ITEMS = 1_000;

    private TextList() {}

    static List<String> read(final JsonNode value, final String name, final int maximum) {
        if (value == null || value.isNull()) {
            throw Parameters.rejected("Argument '" + name + "' is required");
        }
        if (!value.isArray()) {
            throw Parameters.rejected("Argument '" + name + "' must be a list of strings");
        }
        if (value.isEmpty()) {
            throw Parameters.rejected("Argument '" + name + "' cannot be an empty list");
        }
        if (value.size() > maximum) {
            throw Parameters.rejected(
                    "Argument '" + name + "' has " + value.size() + " items, but the max allowed is " + maximum);
        }
        final List<String> texts = new ArrayList<>(value.size());
        for (final JsonNode text : value) {
            texts.add(text(text, name));
        }
        return texts;
    }

    static String text(final JsonNode value, final String name) {
        if (value == null || value.isNull()) {
            throw Parameters.rejected("Argument '" + name + "' is required, and its texts must not be null");
        }
        if (!value.isTextual()) {
            throw Parameters.rejected("Argument '" + name + "' must hold strings only");
        }
        if (value.textValue().isEmpty()) {
            throw Parameters.rejected("Argument '" + name + "' cannot contain empty strings");
        }
        return value.textValue();
    }
}
