/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api;

import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.MultimodalInput;

import java.util.List;

/**
 * Multimodal inputs to embed in real time. Source: Voyage's reference of {@code POST /v1/multimodalembeddings}.
 *
 * <p>Voyage also limits the tokens of an input to 32,000 and those of a request to 320,000, where 560 pixels of an
 * image or 1,120 pixels of a video count as a token.
 *
 * @param inputs 1 to {@value #MAXIMUM_INPUTS} inputs; media have either URLs or bytes in all of them
 * @param parameters model, input type, dimension, data type and truncation; the namespace is not sent
 */
public record MultimodalEmbeddingsRequest(List<MultimodalInput> inputs, EmbeddingParameters parameters) {

    /** Maximum number of inputs of a request. */
    public static final int MAXIMUM_INPUTS = 1_000;
    /** Path of the endpoint. */
    public static final String PATH = "/v1/multimodalembeddings";

    public MultimodalEmbeddingsRequest {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty() || inputs.size() > MAXIMUM_INPUTS) {
            throw new IllegalArgumentException(
                    "A request requires 1 to %d inputs, not %d".formatted(MAXIMUM_INPUTS, inputs.size()));
        }
        if (inputs.stream().anyMatch(MultimodalInput::hasUrl) && inputs.stream().anyMatch(MultimodalInput::hasBytes)) {
            throw new IllegalArgumentException("A request has media by URL as well as by their bytes");
        }
    }
}
