/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.service.api.embedding;

/**
 * Everything besides the text that decides which vector comes back.
 *
 * @param namespace separates vectors that must not be shared; empty by default
 * @param model the requested model
 * @param inputType what the texts are for
 * @param dimension the requested dimension, or null for the model's default
 * @param dataType type of the vector's numbers
 * @param truncation whether texts over the model's context length are cut instead of refused
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
}
