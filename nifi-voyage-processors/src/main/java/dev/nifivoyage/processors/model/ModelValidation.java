/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import org.apache.nifi.components.ValidationResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Validates settings against the capabilities of known models.
 */
public final class ModelValidation {

    private ModelValidation() {}

    /**
     * Returns an error for each setting that the model does not support; none for a model that is not in
     * {@link VoyageModel}.
     *
     * @param dimension requested dimension, or null for the default of the model
     */
    public static List<ValidationResult> validate(
            final String modelName, final Integer dimension, final EmbeddingDataType dataType) {
        final Optional<VoyageModel> found = VoyageModel.ofName(modelName);
        if (found.isEmpty()) {
            return List.of();
        }

        final VoyageModel model = found.get();
        final List<ValidationResult> results = new ArrayList<>();
        if (dimension != null && !model.dimensions().contains(dimension)) {
            results.add(invalid(
                    "Dimensions",
                    dimension.toString(),
                    "%s supports the dimensions %s".formatted(modelName, new TreeSet<>(model.dimensions()))));
        }
        if (dataType != EmbeddingDataType.FLOAT && !model.isFlexible()) {
            results.add(
                    invalid("Data Type", dataType.getValue(), "%s supports float vectors only".formatted(modelName)));
        }

        return results;
    }

    /**
     * Returns an error if the model embeds images.
     *
     * @param subject name of the property of the model
     */
    public static Optional<ValidationResult> requireTexts(final String subject, final String modelName) {
        return VoyageModel.isMultimodal(modelName)
                ? Optional.of(invalid(
                        subject,
                        modelName,
                        "%s embeds images in real time, which CreateMultimodalEmbedding does".formatted(modelName)))
                : Optional.empty();
    }

    /**
     * Returns an error if a model is known, but does not embed images.
     *
     * @param subject name of the property of the model
     */
    public static Optional<ValidationResult> requireMultimodal(final String subject, final String modelName) {
        return VoyageModel.ofName(modelName).isPresent() && !VoyageModel.isMultimodal(modelName)
                ? Optional.of(invalid(
                        subject, modelName, "%s embeds texts only, which CreateEmbedding does".formatted(modelName)))
                : Optional.empty();
    }

    private static ValidationResult invalid(final String subject, final String input, final String explanation) {
        return new ValidationResult.Builder()
                .subject(subject)
                .input(input)
                .valid(false)
                .explanation(explanation)
                .build();
    }
}
