/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.attribute;

import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingInputType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.HashMap;
import java.util.Map;

/**
 * Embedding parameters as attributes, from which any node can derive the keys of the records of a job.
 */
public final class EmbeddingAttributes {

    private EmbeddingAttributes() {}

    public static Map<String, String> of(final EmbeddingParameters parameters) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(VoyageAttributes.EMBEDDING_MODEL, parameters.model());
        attributes.put(VoyageAttributes.INPUT_TYPE, parameters.inputType().getValue());
        attributes.put(
                VoyageAttributes.DIMENSION,
                parameters.dimension() == null ? "" : parameters.dimension().toString());
        attributes.put(VoyageAttributes.DATA_TYPE, parameters.dataType().getValue());
        attributes.put(VoyageAttributes.TRUNCATION, Boolean.toString(parameters.truncation()));
        attributes.put(VoyageAttributes.NAMESPACE, parameters.namespace());
        return attributes;
    }

    /**
     * Reads the parameters from attributes.
     *
     * @throws IllegalArgumentException if an attribute is missing or not valid
     */
    public static EmbeddingParameters read(final Map<String, String> attributes) {
        final String dimension = attributes.get(VoyageAttributes.DIMENSION);
        return new EmbeddingParameters(
                attributes.get(VoyageAttributes.NAMESPACE),
                required(attributes, VoyageAttributes.EMBEDDING_MODEL),
                EmbeddingInputType.ofValue(AttributeValues.shown(required(attributes, VoyageAttributes.INPUT_TYPE))),
                dimension == null || dimension.isBlank() ? null : readDimension(dimension),
                EmbeddingDataType.ofValue(AttributeValues.shown(required(attributes, VoyageAttributes.DATA_TYPE))),
                Boolean.parseBoolean(required(attributes, VoyageAttributes.TRUNCATION)));
    }

    private static Integer readDimension(final String dimension) {
        try {
            return Integer.valueOf(dimension);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("Attribute %s has the value [%s], which is not a number"
                    .formatted(VoyageAttributes.DIMENSION, AttributeValues.shown(dimension)));
        }
    }

    private static String required(final Map<String, String> attributes, final String name) {
        final String value = attributes.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    "The FlowFile has no attribute %s. It is written by CreateBatchEmbedding and required to match results to records"
                            .formatted(name));
        }

        return value;
    }
}
