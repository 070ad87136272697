/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.verification;

import dev.nifivoyage.processors.model.ModelPrice;
import dev.nifivoyage.processors.model.ModelRetirement;
import dev.nifivoyage.processors.model.ModelValidation;
import dev.nifivoyage.processors.model.RerankModel;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ValidationResult;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Verifies a model with what this version knows of it, without a request.
 */
public final class ModelVerifier {
    public static final String CHECK_MODEL = "Check Model";

    private ModelVerifier() {}

    /**
     * Verifies that the model supports the dimensions and the data type.
     */
    public static ConfigVerificationResult verify(final EmbeddingParameters parameters) {
        final String name = parameters.model();
        final List<ValidationResult> errors =
                ModelValidation.validate(name, parameters.dimension(), parameters.dataType());
        if (!errors.isEmpty()) {
            return StepResult.failed(
                    CHECK_MODEL,
                    errors.stream()
                            .map(error -> "%s is %s, but %s"
                                    .formatted(error.getSubject(), error.getInput(), error.getExplanation()))
                            .collect(Collectors.joining("; ")));
        }

        return VoyageModel.ofName(name)
                .map(model -> known(
                        name,
                        "%s supports %d dimensions as %s"
                                .formatted(
                                        name,
                                        parameters.dimension() == null
                                                ? model.defaultDimension()
                                                : parameters.dimension(),
                                        parameters.dataType().getValue())))
                .orElseGet(
                        () -> unknown(name, Arrays.stream(VoyageModel.values()).map(VoyageModel::modelName)));
    }

    /**
     * Verifies a model that ranks documents.
     */
    public static ConfigVerificationResult verifyRanking(final String name) {
        return RerankModel.ofName(name)
                .map(model -> known(name, "%s ranks documents".formatted(name)))
                .orElseGet(
                        () -> unknown(name, Arrays.stream(RerankModel.values()).map(RerankModel::modelName)));
    }

    private static ConfigVerificationResult known(final String name, final String ability) {
        final String retirement = ModelRetirement.ofName(name)
                .map(known -> ". " + known.message(LocalDate.now()))
                .orElse("");
        return StepResult.successful(
                CHECK_MODEL,
                "%s, for %s US dollars per million tokens in real time%s"
                        .formatted(
                                ability, ModelPrice.ofName(name).orElseThrow().toPlainString(), retirement));
    }

    private static ConfigVerificationResult unknown(final String name, final Stream<String> known) {
        return StepResult.skipped(
                CHECK_MODEL,
                "This version does not know %s, and cannot check its name without a request. It knows %s"
                        .formatted(name, known.collect(Collectors.joining(", "))));
    }
}
