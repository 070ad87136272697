/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The explanation in the body of an error response, in one line of at most about 1,000 characters. Voyage, gateways,
 * and servers that imitate the API write it in many formats.
 *
 * @param text the explanation, or null
 * @param isReason true for a reason given by the server, false for the text of a page or another body
 */
record ErrorBody(String text, boolean isReason) {
    private static final int MAXIMUM_REASON = 1000;
    private static final int MAXIMUM_PAGE = 200;
    private static final int MAXIMUM_PARTS = 20;
    private static final int MAXIMUM_VALUES = 2000;
    private static final int MAXIMUM_DEPTH = 12;
    // an element or tag that is not closed ends with the body, so that each character is read once
    private static final Pattern MARKUP =
            Pattern.compile("(?is)<(style|script)\\b.*?(?:</\\1>|\\z)|<[a-z/!?][^>]*(?:>|\\z)");
    // response of FastAPI to an unknown path
    private static final Pattern NO_REASON = Pattern.compile("(?i)\\s*(404\\s*)?not\\s*found[.!]?\\s*");
    private static final List<String> REASONS =
            List.of("detail", "error", "message", "msg", "error_description", "reason", "errors", "title");
    // validation errors repeat the input, which may be as large as the request
    private static final Set<String> REPEATED = Set.of("input", "ctx", "url");
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Reads the beginning of a body.
     *
     * @param bytes bytes of the body, possibly truncated
     * @param withoutSecrets removes secrets
     */
    static ErrorBody read(final byte[] bytes, final UnaryOperator<String> withoutSecrets) {
        final JsonNode json = parse(bytes);
        final String reason = json == null ? null : reason(json, 0);
        if (reason != null && !reason.isBlank()) {
            // before truncation, which could leave a part of a secret
            return new ErrorBody(
                    shorten(withoutSecrets.apply(reason), MAXIMUM_REASON),
                    !NO_REASON.matcher(reason).matches());
        }

        final String page = withoutSecrets.apply(new String(bytes, StandardCharsets.UTF_8));
        return new ErrorBody(shorten(json == null ? MARKUP.matcher(page).replaceAll(" ") : page, MAXIMUM_PAGE), false);
    }

    private static String reason(final JsonNode node, final int depth) {
        if (depth > MAXIMUM_DEPTH) {
            return null;
        }
        if (node.isValueNode()) {
            return node.isNull() || node.isBoolean() ? null : node.asText();
        }
        if (node.isArray()) {
            final List<String> parts = new ArrayList<>();
            for (final JsonNode part : node) {
                final String text = reason(part, depth + 1);
                if (text != null && !text.isBlank() && parts.size() < MAXIMUM_PARTS) {
                    parts.add(text);
                }
            }
            return parts.isEmpty() ? null : String.join("; ", parts);
        }

        for (final String name : REASONS) {
            final String text = node.has(name) ? reason(node.path(name), depth + 1) : null;
            if (text != null && !text.isBlank()) {
                return located(node, text);
            }
        }
        return null;
    }

    private static String located(final JsonNode node, final String text) {
        final List<String> location = new ArrayList<>();
        node.path("loc").forEach(part -> location.add(part.asText()));
        return location.isEmpty() ? text : "%s: %s".formatted(String.join(".", location), text);
    }

    /** Returns the complete values; null if the body is not JSON. */
    private static JsonNode parse(final byte[] bytes) {
        final Skeleton skeleton = new Skeleton();
        try (JsonParser parser = JSON.createParser(bytes)) {
            skeleton.read(parser);
        } catch (final IOException e) {
            // truncated, or not JSON: use the values read so far
            return skeleton.root == null || skeleton.root.isEmpty() ? null : skeleton.root;
        }

        return skeleton.root;
    }

    private static String shorten(final String text, final int longest) {
        final String line = text.replaceAll("\\s+", " ").trim();
        if (line.isEmpty()) {
            return null;
        }

        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }

    /** Keeps the values read so far if the rest is missing. */
    private static final class Skeleton {
        private JsonNode root;
        private int values;

        private void read(final JsonParser parser) throws IOException {
            final JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            if (first.isStructStart()) {
                root = first == JsonToken.START_OBJECT
                        ? JsonNodeFactory.instance.objectNode()
                        : JsonNodeFactory.instance.arrayNode();
                fill(parser, root, 1);
            } else {
                final JsonNode value = TextNode.valueOf(parser.getText());
                // a number followed by words is not JSON
                root = parser.nextToken() == null ? value : null;
            }
        }

        private void fill(final JsonParser parser, final JsonNode parent, final int depth) throws IOException {
            String name = null;
            for (JsonToken token = parser.nextToken();
                    token != null && !token.isStructEnd() && values < MAXIMUM_VALUES;
                    token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (name != null && REPEATED.contains(name) || token.isStructStart() && depth == MAXIMUM_DEPTH) {
                    parser.skipChildren();
                } else if (token.isStructStart()) {
                    final JsonNode child = token == JsonToken.START_OBJECT
                            ? JsonNodeFactory.instance.objectNode()
                            : JsonNodeFactory.instance.arrayNode();
                    add(parent, name, child);
                    fill(parser, child, depth + 1);
                } else if (token != JsonToken.VALUE_NULL && !token.isBoolean()) {
                    add(parent, name, TextNode.valueOf(parser.getText()));
                }
            }
        }

        private void add(final JsonNode parent, final String name, final JsonNode child) {
            values++;
            if (parent instanceof final ObjectNode object) {
                object.set(name, child);
            } else {
                ((ArrayNode) parent).add(child);
            }
        }
    }
}
