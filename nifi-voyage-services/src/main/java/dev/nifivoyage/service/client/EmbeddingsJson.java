/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The JSON of {@code POST /v1/embeddings}.
 */
final class EmbeddingsJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmbeddingsJson() {}

    /**
     * Writes a request for vectors in Base64, which takes a third of the size of an array. Voyage packs all data types
     * that way.
     */
    static byte[] write(final EmbeddingsRequest request) {
        final Map<String, Object> body = new HashMap<>(request.parameters().toFields());
        body.put("input", request.texts());
        body.put("encoding_format", "base64");
        try {
            return JSON.writeValueAsBytes(body);
        } catch (final JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the response to a request.
     *
     * @throws InvalidContentException if it does not contain one vector for each text, all of the requested type and
     *     dimension
     * @throws IOException if it is incomplete or not JSON
     */
    static EmbeddingsResponse read(final InputStream body, final EmbeddingsRequest request)
            throws IOException, InvalidContentException {
        final VectorList list = VectorList.read(body, request.texts().size(), request.parameters());
        return new EmbeddingsResponse(list.embeddings(), UsageJson.tokens(list.usage()));
    }
}
