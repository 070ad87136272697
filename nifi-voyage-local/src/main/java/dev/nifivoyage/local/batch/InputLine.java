/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.endpoint.Endpoint;

import java.io.IOException;
import java.util.Iterator;

/**
 * One line of an input file, checked: exactly {@code custom_id} and {@code body}, and in the body exactly the
 * endpoint's data.
 *
 * @param customId null if the line has none
 * @param body null if the line is invalid
 * @param error null if the line is valid
 */
record InputLine(String customId, ObjectNode body, ValidationError error) {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(JsonNode.class);

    static InputLine parse(final byte[] bytes, final int length, final int lineNumber, final Endpoint endpoint)
            throws IOException {
        final JsonNode line;
        try (JsonParser parser = READER.createParser(bytes, 0, length)) {
            line = READER.readTree(parser);
        } catch (final JsonProcessingException e) {
            return wrong(null, "invalid_json_line", lineNumber, "This line is not parseable as valid JSON.", null);
        }
        if (line == null || !line.isObject()) {
            return wrong(null, "invalid_json_line", lineNumber, "This line is not a JSON object.", null);
        }
        final JsonNode id = line.path("custom_id");
        if (!id.isTextual() || id.textValue().isEmpty()) {
            return wrong(
                    null,
                    "missing_required_parameter",
                    lineNumber,
                    "Missing required parameter: 'custom_id', a string that is not empty.",
                    "custom_id");
        }
        final String customId = id.textValue();
        if (!line.path("body").isObject()) {
            return wrong(
                    customId,
                    "missing_required_parameter",
                    lineNumber,
                    "Missing required parameter: 'body', an object.",
                    "body");
        }
        for (final Iterator<String> keys = line.fieldNames(); keys.hasNext(); ) {
            final String key = keys.next();
            if (!key.equals("custom_id") && !key.equals("body")) {
                return wrong(
                        customId,
                        "invalid_request",
                        lineNumber,
                        "Invalid key '" + key + "': a line has the keys 'custom_id' and 'body' only.",
                        key);
            }
        }
        final ObjectNode body = (ObjectNode) line.get("body");
        for (final Iterator<String> keys = body.fieldNames(); keys.hasNext(); ) {
            final String key = keys.next();
            if (!endpoint.dataFields().contains(key)) {
                return wrong(
                        customId,
                        "invalid_request",
                        lineNumber,
                        "Invalid key 'body." + key + "': parameters other than data belong in 'request_params'.",
                        "body." + key);
            }
        }
        for (final String field : endpoint.dataFields()) {
            if (!body.hasNonNull(field)) {
                return wrong(
                        customId,
                        "missing_required_parameter",
                        lineNumber,
                        "Missing required parameter: 'body." + field + "'.",
                        "body." + field);
            }
        }
        return new InputLine(customId, body, null);
    }

    private static InputLine wrong(
            final String customId, final String code, final int lineNumber, final String message, final String param) {
        return new InputLine(customId, null, new ValidationError(code, lineNumber, message, param));
    }
}
