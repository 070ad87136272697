/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

import java.util.HashMap;
import java.util.Map;

/**
 * The parameters that determine the vector of a text.
 *
 * @param namespace separates vectors that must not be shared; empty by default
 * @param model the requested model
 * @param inputType purpose of the texts
 * @param dimension the requested dimension, or null for the model's default
 * @param dataType type of the vector's numbers
 * @param truncation true to cut texts that exceed the model's context length, false to reject them
 */
public record EmbeddingParameters(
        String namespace,
        String model,
        EmbeddingInputType inputType,
        Integer dimension,
        EmbeddingDataType dataType,
        boolean truncation) {
    public EmbeddingParameters {
        namespace = namespace == null ? "" : namespace;
    }

    /**
     * Returns the parameters as fields of a request, in real time as well as in the {@code request_params} of a batch
     * job. Source: Voyage's reference of {@code POST /v1/embeddings} and {@code POST /v1/batches}.
     */
    public Map<String, Object> toFields() {
        final Map<String, Object> fields = new HashMap<>();
        fields.put("model", model);
        fields.put("truncation", truncation);
        fields.put("output_dtype", dataType.getValue());
        if (inputType != EmbeddingInputType.NONE) {
            fields.put("input_type", inputType.getValue());
        }
        if (dimension != null) {
            fields.put("output_dimension", dimension);
        }

        return fields;
    }
}
