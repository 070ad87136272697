/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nifivoyage.local.endpoint.Endpoint;
import dev.nifivoyage.local.endpoint.Endpoints;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.error.ValidationErrors;
import dev.nifivoyage.local.model.VoyageModel;

import java.util.Map;

/**
 * Checks the body of {@code POST /v1/batches}. Source: the reference of "create batch", and the 422 body quoted in
 * openclaw issue 2472.
 */
public final class BatchRequestParser {

    private static final int MAXIMUM_PAIRS = 16;
    private static final int MAXIMUM_KEY = 64;
    private static final int MAXIMUM_VALUE = 512;

    private final Endpoints endpoints;
    private final boolean unconfirmedModels;

    public BatchRequestParser(final Endpoints endpoints, final boolean unconfirmedModels) {
        this.endpoints = endpoints;
        this.unconfirmedModels = unconfirmedModels;
    }

    /**
     * @throws ApiError 422 if a field is missing or malformed, 400 if a parameter is rejected
     */
    public BatchRequest parse(final JsonNode body) {
        final ValidationErrors errors = new ValidationErrors();
        if (!body.isObject()) {
            errors.notObject(body, "body");
            errors.throwIfAny();
        }
        if (isText(body, "endpoint", errors)
                && endpoints.find(body.get("endpoint").textValue()).isEmpty()) {
            errors.notOneOf(
                    body.get("endpoint"),
                    endpoints.batchable().stream().map(Endpoint::path).toArray(String[]::new),
                    "body",
                    "endpoint");
        }
        if (!body.has("completion_window")) {
            errors.missing(body, "body", "completion_window");
        } else if (!"12h".equals(body.get("completion_window").textValue())) {
            errors.notOneOf(body.get("completion_window"), new String[] {"12h"}, "body", "completion_window");
        }
        if (!body.has("request_params")) {
            errors.missing(body, "body", "request_params");
        } else if (!body.get("request_params").isObject()) {
            errors.notDictionary(body.get("request_params"), "body", "request_params");
        }
        isText(body, "input_file_id", errors);
        checkMetadata(body.path("metadata"), errors);
        errors.throwIfAny();

        final Endpoint endpoint =
                endpoints.find(body.get("endpoint").textValue()).orElseThrow();
        final ObjectNode parameters = (ObjectNode) body.get("request_params");
        for (final String field : endpoint.dataFields()) {
            if (parameters.has(field)) {
                throw new ApiError(
                        400,
                        "Argument '" + field
                                + "' is not supported in 'request_params'; it belongs in the 'body' of each line of the input file.");
            }
        }
        final VoyageModel model = endpoint.checkParameters(parameters);
        if (!model.allowedInBatches() || !unconfirmedModels && !model.confirmedInBatches()) {
            throw new ApiError(400, "Model " + model.name() + " is not supported by the Batch API.");
        }
        final ObjectNode metadata = body.path("metadata").isObject() ? (ObjectNode) body.get("metadata") : null;
        return new BatchRequest(
                endpoint,
                body.get("endpoint").textValue(),
                body.get("input_file_id").textValue(),
                "12h",
                model.name(),
                parameters,
                metadata);
    }

    private static boolean isText(final JsonNode body, final String field, final ValidationErrors errors) {
        if (!body.has(field)) {
            errors.missing(body, "body", field);
            return false;
        }
        if (!body.get(field).isTextual()) {
            errors.notText(body.get(field), "body", field);
            return false;
        }
        return true;
    }

    private static void checkMetadata(final JsonNode metadata, final ValidationErrors errors) {
        if (metadata.isMissingNode() || metadata.isNull()) {
            return;
        }
        if (!metadata.isObject()) {
            errors.notDictionary(metadata, "body", "metadata");
            return;
        }
        if (metadata.size() > MAXIMUM_PAIRS) {
            errors.tooManyPairs(MAXIMUM_PAIRS, metadata, "body", "metadata");
        }
        for (final Map.Entry<String, JsonNode> pair : metadata.properties()) {
            final String key = pair.getKey();
            final JsonNode value = pair.getValue();
            if (key.codePointCount(0, key.length()) > MAXIMUM_KEY) {
                errors.textTooLong(MAXIMUM_KEY, TextNode.valueOf(key), "body", "metadata", key, "[key]");
            }
            if (!value.isTextual()) {
                errors.notText(value, "body", "metadata", key);
            } else if (value.textValue().codePointCount(0, value.textValue().length()) > MAXIMUM_VALUE) {
                errors.textTooLong(MAXIMUM_VALUE, value, "body", "metadata", key);
            }
        }
    }
}
