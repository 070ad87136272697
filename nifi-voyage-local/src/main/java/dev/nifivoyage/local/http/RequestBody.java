/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nifivoyage.local.error.ApiError;
import dev.nifivoyage.local.error.ValidationErrors;
import io.javalin.http.Context;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * JSON bodies of requests.
 */
final class RequestBody {

    /** Base64 of more than the largest image, so that a larger one reaches the endpoint and its error. */
    private static final int LONGEST_STRING = 64_000_000;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_STRING)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private RequestBody() {}

    /**
     * Reads a body of the control endpoints, where invalid JSON is a 422.
     */
    static JsonNode validated(final Context context) {
        final ValidationErrors errors = new ValidationErrors();
        try {
            final JsonNode body = READER.readTree(context.bodyInputStream());
            if (body == null || body.isMissingNode()) {
                errors.missing(null, "body");
                errors.throwIfAny();
            }
            return body;
        } catch (final JsonProcessingException e) {
            errors.notJson(
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset()), e.getOriginalMessage());
            errors.throwIfAny();
            throw new IllegalStateException("Invalid JSON was not rejected", e);
        } catch (final IOException e) {
            throw new UncheckedIOException("The request cannot be read", e);
        }
    }

    /**
     * Reads a body of the model endpoints, where invalid JSON is a 400.
     */
    static ObjectNode object(final Context context) {
        try {
            final JsonNode body = READER.readTree(context.bodyInputStream());
            if (body instanceof final ObjectNode object) {
                return object;
            }
            throw new ApiError(400, "The request body is not a JSON object.");
        } catch (final JsonProcessingException e) {
            throw new ApiError(400, "The request body is not valid JSON: " + e.getOriginalMessage());
        } catch (final IOException e) {
            throw new UncheckedIOException("The request cannot be read", e);
        }
    }
}
