/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.batch.result;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.service.api.embedding.Embedding;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks the dimension of the vectors of a job against the requested one, else the default of the model, else the most
 * frequent one among the first vectors, so that a single deviating vector does not reject all others.
 */
final class DimensionCheck {
    /** Number of vectors to observe. */
    static final int SAMPLE = 25;

    private static final int UNKNOWN = 0;

    private final Map<Integer, Integer> observed = new LinkedHashMap<>();
    private int vectors;
    private int dimension;

    DimensionCheck(final EmbeddingParameters parameters) {
        this.dimension = parameters.dimension() != null
                ? parameters.dimension()
                : VoyageModel.ofName(parameters.model())
                        .map(VoyageModel::defaultDimension)
                        .orElse(UNKNOWN);
    }

    /**
     * Observes a vector before any is checked.
     *
     * @return whether the dimension is known, or enough vectors were observed
     */
    boolean observe(final Embedding embedding) {
        if (dimension == UNKNOWN) {
            observed.merge(embedding.dimension(), 1, Integer::sum);
            vectors++;
        }

        return dimension != UNKNOWN || vectors >= SAMPLE;
    }

    Optional<RecordError> reject(final Embedding embedding) {
        if (dimension == UNKNOWN) {
            dimension = observed.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse(embedding.dimension());
        }

        return embedding.dimension() == dimension
                ? Optional.empty()
                : Optional.of(new RecordError(
                        ErrorCode.INVALID_EMBEDDING,
                        "The vector has %d dimensions instead of %d".formatted(embedding.dimension(), dimension)));
    }
}
