/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import dev.nifivoyage.service.api.embedding.Embedding;

import java.util.List;

/**
 * The response to a multimodal embeddings request. Text is billed by its tokens, and media by their pixels. Source:
 * Voyage's page on pricing.
 *
 * @param embeddings one vector per input, in the order of the inputs; all of one data type and dimension
 * @param textTokens tokens of all texts
 * @param pixels pixels of all images and videos, as billed
 */
public record MultimodalEmbeddingsResponse(List<Embedding> embeddings, long textTokens, long pixels) {

    public MultimodalEmbeddingsResponse {
        embeddings = List.copyOf(embeddings);
    }
}
