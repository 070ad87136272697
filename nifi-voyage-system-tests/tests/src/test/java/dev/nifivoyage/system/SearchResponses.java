/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.http.HttpResponse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Responses of the flow search.
 */
final class SearchResponses {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SearchResponses() {}

    /**
     * Asserts that the search succeeded.
     *
     * @return what it found
     */
    static JsonNode found(final HttpResponse<String> response) throws IOException {
        assertEquals(200, response.statusCode(), response.body());
        final JsonNode found = JSON.readTree(response.body());
        assertTrue(found.isArray(), response.body());
        return found;
    }

    /**
     * Asserts the form of an error, and a part of its message.
     */
    static void assertError(final int status, final String message, final HttpResponse<String> response)
            throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        final JsonNode error = JSON.readTree(response.body());
        assertEquals(status, error.path("status").asInt(), response.body());
        assertFalse(error.path("error").asText().isBlank(), response.body());
        assertTrue(error.path("error").asText().contains(message), response.body());
    }
}
