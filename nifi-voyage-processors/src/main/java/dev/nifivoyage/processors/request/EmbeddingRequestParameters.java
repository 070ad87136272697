/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.request;

import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.HashMap;
import java.util.Map;

/**
 * The {@code request_params} of a job for {@code /v1/embeddings}. Source: Voyage's reference of {@code POST /v1/batches} and {@code POST /v1/embeddings}.
 */
public final class EmbeddingRequestParameters {

    private EmbeddingRequestParameters() {}

    public static Map<String, Object> of(final EmbeddingParameters parameters) {
        final Map<String, Object> requestParameters = new HashMap<>();
        requestParameters.put("model", parameters.model());
        requestParameters.put("truncation", parameters.truncation());
        requestParameters.put("output_dtype", parameters.dataType().getValue());
        if (parameters.inputType() != EmbeddingInputType.NONE) {
            requestParameters.put("input_type", parameters.inputType().getValue());
        }
        if (parameters.dimension() != null) {
            requestParameters.put("output_dimension", parameters.dimension());
        }

        return requestParameters;
    }
}
