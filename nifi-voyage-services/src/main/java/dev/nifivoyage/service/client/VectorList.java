/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The response to a request for vectors. It is parsed as a stream; with 1,000 vectors it can have tens of megabytes.
 *
 * @param embeddings one vector per input, in the order of the inputs
 * @param usage see {@link UsageJson}
 */
record VectorList(List<Embedding> embeddings, Map<String, Long> usage) {
    // accepts NaN, to report it as the reason
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /**
     * Reads a response.
     *
     * @param inputs number of inputs of the request
     * @throws InvalidContentException if it does not contain one vector for each input, all of the requested type and
     *     dimension
     * @throws IOException if it is incomplete or not JSON
     */
    static VectorList read(final InputStream body, final int inputs, final EmbeddingParameters parameters)
            throws IOException, InvalidContentException {
        final Embedding[] embeddings = new Embedding[inputs];
        Map<String, Long> usage = Map.of();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidContentException("the response is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String field = parser.currentName();
                parser.nextToken();
                if ("data".equals(field)) {
                    readData(parser, parameters, embeddings);
                } else if ("usage".equals(field)) {
                    usage = UsageJson.read(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        requireAll(embeddings);
        return new VectorList(List.of(embeddings), usage);
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
        long index = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            final JsonToken value = parser.nextToken();
            if ("embedding".equals(field)) {
                embedding = VectorReader.read(parser, parameters);
            } else if ("index".equals(field) && value == JsonToken.VALUE_NUMBER_INT) {
                index = readIndex(parser);
            } else {
                parser.skipChildren();
            }
        }

        // assigned by position, a vector could belong to another input
        if (index < 0 || index >= embeddings.length) {
            throw new InvalidContentException(
                    index < 0
                            ? "a vector has no index"
                            : "a vector has the index %d, but there are %d inputs".formatted(index, embeddings.length));
        }
        if (embedding == null) {
            throw new InvalidContentException("the vector at index %d is missing".formatted(index));
        }
        if (embeddings[(int) index] != null) {
            throw new InvalidContentException("two vectors have the index %d".formatted(index));
        }
        embeddings[(int) index] = embedding;
    }

    private static long readIndex(final JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? Long.MAX_VALUE : parser.getLongValue();
    }

    private static void requireAll(final Embedding[] embeddings) throws InvalidContentException {
        final long vectors =
                Arrays.stream(embeddings).filter(embedding -> embedding != null).count();
        if (vectors != embeddings.length) {
            throw new InvalidContentException(
                    "the response has %d vectors for %d inputs".formatted(vectors, embeddings.length));
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
