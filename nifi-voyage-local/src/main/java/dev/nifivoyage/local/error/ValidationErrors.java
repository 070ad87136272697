/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.error;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Collects the errors of a request, which is rejected with 422 and a list in the format of pydantic 2. Source: the 422
 * body quoted in openclaw issue 2472.
 */
public final class ValidationErrors {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ArrayNode errors = NODES.arrayNode();

    /**
     * Adds the error for a required field that is absent; {@code owner} is the object that lacks it.
     */
    public void missing(final JsonNode owner, final String... location) {
        add("missing", "Field required", owner, location);
    }

    /**
     * Adds the error for a value that is none of the allowed words.
     */
    public void notOneOf(final JsonNode value, final String[] allowed, final String... location) {
        final StringBuilder expected = new StringBuilder();
        for (int i = 0; i < allowed.length; i++) {
            if (i > 0) {
                expected.append(i == allowed.length - 1 ? " or " : ", ");
            }
            expected.append('\'').append(allowed[i]).append('\'');
        }
        add("enum", "Input should be " + expected, value, location)
                .putObject("ctx")
                .put("expected", expected.toString());
    }

    public void notText(final JsonNode value, final String... location) {
        add("string_type", "Input should be a valid string", value, location);
    }

    public void notDictionary(final JsonNode value, final String... location) {
        add("dict_type", "Input should be a valid dictionary", value, location);
    }

    public void notList(final JsonNode value, final String... location) {
        add("list_type", "Input should be a valid list", value, location);
    }

    public void notObject(final JsonNode value, final String... location) {
        add(
                "model_attributes_type",
                "Input should be a valid dictionary or object to extract fields from",
                value,
                location);
    }

    public void notJson(final long position, final String reason) {
        final ObjectNode error = errors.addObject().put("type", "json_invalid");
        error.putArray("loc").add("body").add(position);
        error.put("msg", "JSON decode error").putObject("input");
        error.putObject("ctx").put("error", reason);
    }

    public void notInteger(final String value, final String... location) {
        add(
                "int_parsing",
                "Input should be a valid integer, unable to parse string as an integer",
                NODES.textNode(value),
                location);
    }

    public void lessThan(final int minimum, final String value, final String... location) {
        add(
                        "greater_than_equal",
                        "Input should be greater than or equal to " + minimum,
                        NODES.textNode(value),
                        location)
                .putObject("ctx")
                .put("ge", minimum);
    }

    public void greaterThan(final int maximum, final String value, final String... location) {
        add("less_than_equal", "Input should be less than or equal to " + maximum, NODES.textNode(value), location)
                .putObject("ctx")
                .put("le", maximum);
    }

    public void textTooLong(final int maximum, final JsonNode value, final String... location) {
        add("string_too_long", "String should have at most " + maximum + " characters", value, location)
                .putObject("ctx")
                .put("max_length", maximum);
    }

    public void tooManyPairs(final int maximum, final JsonNode value, final String... location) {
        final ObjectNode error = add(
                "too_long",
                "Dictionary should have at most " + maximum + " items after validation, not " + value.size(),
                value,
                location);
        error.putObject("ctx")
                .put("field_type", "Dictionary")
                .put("max_length", maximum)
                .put("actual_length", value.size());
    }

    /**
     * @throws ApiError 422 if anything was found
     */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new ApiError(422, errors, null);
        }
    }

    private ObjectNode add(final String type, final String message, final JsonNode input, final String... location) {
        final ObjectNode error = errors.addObject().put("type", type);
        final ArrayNode path = error.putArray("loc");
        for (final String step : location) {
            path.add(step);
        }
        error.put("msg", message);
        error.set("input", input == null ? NODES.nullNode() : input);
        return error;
    }
}
