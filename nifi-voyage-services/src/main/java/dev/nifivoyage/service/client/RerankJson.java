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
import dev.nifivoyage.service.api.RerankRequest;
import dev.nifivoyage.service.api.RerankResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON of {@code POST /v1/rerank}. The response is parsed as a stream; with the texts of its documents it can have
 * megabytes.
 */
final class RerankJson {
    // accepts NaN, to report it as the reason
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private RerankJson() {}

    static byte[] write(final RerankRequest request) {
        final Map<String, Object> body = new HashMap<>();
        body.put("query", request.query());
        body.put("documents", request.documents());
        body.put("model", request.parameters().model());
        body.put("return_documents", request.parameters().returnDocuments());
        body.put("truncation", request.parameters().truncation());
        if (request.parameters().topK() != null) {
            body.put("top_k", request.parameters().topK());
        }

        try {
            return JSON.writeValueAsBytes(body);
        } catch (final JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the response to a request.
     *
     * @throws InvalidContentException if it does not rank exactly the documents of the request
     * @throws IOException if it is incomplete or not JSON
     */
    static RerankResponse read(final InputStream body, final RerankRequest request)
            throws IOException, InvalidContentException {
        final List<RerankResponse.Ranked> documents = new ArrayList<>();
        long tokens = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidContentException("the response is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                final String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "data" -> readData(parser, request, documents);
                    case "usage" -> tokens = UsageJson.tokens(UsageJson.read(parser));
                    default -> parser.skipChildren();
                }
            }
        }

        requireRanking(documents, request);
        documents.sort(Comparator.comparingDouble(RerankResponse.Ranked::score).reversed());
        return new RerankResponse(documents, tokens);
    }

    private static void readData(
            final JsonParser parser, final RerankRequest request, final List<RerankResponse.Ranked> documents)
            throws IOException, InvalidContentException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new InvalidContentException("the response has no list of documents");
        }

        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new InvalidContentException("the list of documents contains a value that is not an object");
            }
            documents.add(readDocument(parser, request));
        }
    }

    private static RerankResponse.Ranked readDocument(final JsonParser parser, final RerankRequest request)
            throws IOException, InvalidContentException {
        long index = -1;
        double score = Double.NaN;
        String text = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final String field = parser.currentName();
            final JsonToken value = parser.nextToken();
            if ("index".equals(field) && value == JsonToken.VALUE_NUMBER_INT) {
                index = parser.getLongValue();
            } else if ("relevance_score".equals(field) && value.isNumeric()) {
                score = parser.getDoubleValue();
            } else if ("document".equals(field) && value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else {
                parser.skipChildren();
            }
        }

        // assigned by position, a score could belong to another document
        if (index < 0 || index >= request.documents().size()) {
            throw new InvalidContentException(
                    index < 0
                            ? "a document has no index"
                            : "a document has the index %d, but there are %d documents"
                                    .formatted(index, request.documents().size()));
        }
        if (!Double.isFinite(score)) {
            throw new InvalidContentException("the document at index %d has no score".formatted(index));
        }
        // a truncated document is returned as far as it was read
        if (text != null && !request.documents().get((int) index).startsWith(text)) {
            throw new InvalidContentException("the text at index %d belongs to another document".formatted(index));
        }

        return new RerankResponse.Ranked((int) index, score, text);
    }

    private static void requireRanking(final List<RerankResponse.Ranked> documents, final RerankRequest request)
            throws InvalidContentException {
        final BitSet ranked = new BitSet(request.documents().size());
        for (final RerankResponse.Ranked document : documents) {
            if (ranked.get(document.index())) {
                throw new InvalidContentException(
                        "the response ranks the document at index %d twice".formatted(document.index()));
            }
            ranked.set(document.index());
        }
        if (documents.size() != request.expectedDocuments()) {
            throw new InvalidContentException("the response ranks %d documents instead of %d"
                    .formatted(documents.size(), request.expectedDocuments()));
        }
    }
}
