/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.List;

/**
 * Texts to embed in real time. Source: Voyage's reference of {@code POST /v1/embeddings}.
 *
 * <p>Voyage also limits the tokens of one request, by model; a request that exceeds the limit is rejected with HTTP
 * 400.
 *
 * @param texts 1 to {@value #MAXIMUM_TEXTS} texts, none of them empty
 * @param parameters model, input type, dimension, data type and truncation; the namespace is not sent
 */
public record EmbeddingsRequest(List<String> texts, EmbeddingParameters parameters) {

    /** Maximum number of texts of a request. Source: Voyage's reference of {@code POST /v1/embeddings}. */
    public static final int MAXIMUM_TEXTS = 1_000;

    public EmbeddingsRequest {
        texts = List.copyOf(texts);
        if (texts.isEmpty() || texts.size() > MAXIMUM_TEXTS) {
            throw new IllegalArgumentException(
                    "A request requires 1 to %d texts, not %d".formatted(MAXIMUM_TEXTS, texts.size()));
        }
        if (texts.contains("")) {
            throw new IllegalArgumentException("Text %d of the request is empty".formatted(texts.indexOf("")));
        }
    }
}
