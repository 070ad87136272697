/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.recognize;

import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.RowPath;
import dev.nifivoyage.processors.record.VectorValue;

import java.util.Optional;

/**
 * Rows with a vector, and perhaps the name of the model that made it.
 */
final class VectorQueries implements QueryReader {
    private final RowPath vectorPath;
    private final RowPath modelPath;
    private final String model;

    /**
     * For rows of one FlowFile.
     *
     * @param modelPath to the name of a vector's model, or null
     * @param model of the library
     */
    VectorQueries(final String vectorPath, final String modelPath, final String model) {
        this.vectorPath = new RowPath(vectorPath);
        this.modelPath = modelPath == null ? null : new RowPath(modelPath);
        this.model = model;
    }

    @Override
    public Query read(final InputRecord row) {
        final Object rowModel = modelPath == null ? null : modelPath.value(row);
        if (rowModel != null && !VoyageModel.areComparable(rowModel.toString(), model)) {
            return Query.ofError(row, "other_model", "The vector is of the model %s, and cannot be compared with a library of %s".formatted(rowModel, model));
        }

        final Object value = vectorPath.value(row);
        if (value == null) {
            return Query.ofError(row, "missing_vector", "The record has no vector at %s".formatted(vectorPath));
        }

        final Optional<float[]> vector = VectorValue.of(value);
        return vector.map(numbers -> Query.ofVector(row, numbers))
            .orElseGet(() -> Query.ofError(row, "not_a_vector", "What stands at %s is neither an array or list of numbers nor base64 nor bytes of floats".formatted(vectorPath)));
    }
}
