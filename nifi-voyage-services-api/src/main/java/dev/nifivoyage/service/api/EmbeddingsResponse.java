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
 * The response to a real-time embeddings request.
 *
 * @param embeddings one vector per text, in the order of the texts; all of one data type and dimension
 * @param tokens billed tokens of all texts; 0 if unknown
 */
public record EmbeddingsResponse(List<Embedding> embeddings, long tokens) {

    public EmbeddingsResponse {
        embeddings = List.copyOf(embeddings);
    }
}
