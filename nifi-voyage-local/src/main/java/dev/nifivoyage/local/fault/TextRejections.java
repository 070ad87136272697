/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Texts that are not allowed in real-time requests: one of them causes the rejection of the whole request, as in an API
 * that validates each text.
 */
public final class TextRejections {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final List<Rule> rules;

    TextRejections(final List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Returns the rejection of the first violated rule.
     *
     * @param input the texts of a request
     */
    public Optional<Rejection> of(final RequestTexts input) {
        for (final Rule rule : rules) {
            final List<Integer> positions = rule.positions(input);
            if (!positions.isEmpty()) {
                return Optional.of(new Rejection(rule.status(), rule.detail(input, positions)));
            }
        }
        return Optional.empty();
    }

    /**
     * The reference to the rejected text in a response.
     */
    public enum Place {
        /** None. */
        NONE,
        /** {@code input[3]} or {@code inputs[3]} at the beginning of the detail, for the first such text. */
        TEXT,
        /** {@code "loc": ["body", "input", 3]} in a list, for each such text. */
        LOC
    }

    /**
     * A rejection.
     *
     * @param status HTTP status
     * @param detail a text or a list
     */
    public record Rejection(int status, JsonNode detail) {}

    /**
     * A rule for texts.
     *
     * @param contains part of a rejected text
     * @param status HTTP status, 0 for 400
     * @param message the reason, null for a usual one
     * @param place null for none
     */
    public record Rule(String contains, int status, String message, Place place) implements Fault {

        public Rule {
            if (contains == null || contains.isEmpty()) {
                throw new IllegalArgumentException("A rejection requires the field contains");
            }
            status = status == 0 ? 400 : status;
            message = message == null ? "The text cannot be processed" : message;
            place = place == null ? Place.NONE : place;
        }

        public Rule status(final int code) {
            return new Rule(contains, code, message, place);
        }

        public Rule message(final String text) {
            return new Rule(contains, status, text, place);
        }

        public Rule place(final Place where) {
            return new Rule(contains, status, message, where);
        }

        private List<Integer> positions(final RequestTexts input) {
            final List<Integer> positions = new ArrayList<>();
            for (int i = 0; i < input.texts().size(); i++) {
                if (input.texts().get(i).contains(contains)) {
                    positions.add(i);
                }
            }
            return positions;
        }

        private JsonNode detail(final RequestTexts input, final List<Integer> positions) {
            return switch (place) {
                case NONE -> NODES.textNode(message);
                case TEXT -> NODES.textNode(input.field() + "[" + positions.getFirst() + "]: " + message);
                case LOC -> {
                    final ArrayNode errors = NODES.arrayNode();
                    for (final int position : positions) {
                        errors.addObject()
                                .put("type", "value_error")
                                .put("msg", message)
                                .put("input", input.texts().get(position))
                                .putArray("loc")
                                .add("body")
                                .add(input.field())
                                .add(position);
                    }
                    yield errors;
                }
            };
        }
    }
}
