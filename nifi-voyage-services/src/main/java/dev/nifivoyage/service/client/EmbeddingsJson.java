/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.EmbeddingsResponse;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON of {@code POST /v1/embeddings}. The response is parsed as a stream; with 1,000 vectors it can have tens of
 * megabytes.
 */
final class EmbeddingsJson {
    // accepts NaN, to report it as the reason
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

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
        final Embedding[] embeddings = new Embedding[request.texts().size()];
        long tokens = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidContentException("the response is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String field = parser.currentName();
                parser.nextToken();
                if ("data".equals(field)) {
                    readData(parser, request.parameters(), embeddings);
                } else if ("usage".equals(field)) {
                    tokens = UsageJson.readTokens(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        requireAll(embeddings);
        return new EmbeddingsResponse(List.of(embeddings), tokens);
    }

    private static void readData(
            final JsonParser parser, final EmbeddingParameters parameters, final Embedding[] embeddings)
            throws IOException, InvalidContentException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new InvalidContentException("the response has no list of vectors");
        }

        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new InvalidContentException("the list of vectors contains a value that is not an object");
            }
            readItem(parser, parameters, embeddings);
        }
    }

    private static void readItem(
            final JsonParser parser, final EmbeddingParameters parameters, final Embedding[] embeddings)
            throws IOException, InvalidContentException {
        Embedding embedding = null;
        int index = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            final JsonToken value = parser.nextToken();
            if ("embedding".equals(field)) {
                embedding = VectorReader.read(parser, parameters);
            } else if ("index".equals(field) && value == JsonToken.VALUE_NUMBER_INT) {
                index = parser.getIntValue();
            } else {
                parser.skipChildren();
            }
        }

        // assigned by position, a vector could belong to another text
        if (index < 0 || index >= embeddings.length) {
            throw new InvalidContentException(
                    index < 0
                            ? "a vector has no index"
                            : "a vector has the index %d, but there are %d texts".formatted(index, embeddings.length));
        }
        if (embedding == null) {
            throw new InvalidContentException("the vector at index %d is missing".formatted(index));
        }
        if (embeddings[index] != null) {
            throw new InvalidContentException("two vectors have the index %d".formatted(index));
        }
        embeddings[index] = embedding;
    }

    private static void requireAll(final Embedding[] embeddings) throws InvalidContentException {
        final long vectors =
                Arrays.stream(embeddings).filter(embedding -> embedding != null).count();
        if (vectors != embeddings.length) {
            throw new InvalidContentException(
                    "the response has %d vectors for %d texts".formatted(vectors, embeddings.length));
        }

        final int dimension = embeddings[0].dimension();
        for (final Embedding embedding : embeddings) {
            if (embedding.dimension() != dimension) {
                throw new InvalidContentException("the response has vectors with %d and with %d dimensions"
                        .formatted(dimension, embedding.dimension()));
            }
        }
    }
}
