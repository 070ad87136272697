/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.attribute.ErrorCode;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.record.InputRecord;
import dev.nifivoyage.processors.record.ValueRecordPath;
import dev.nifivoyage.processors.record.VectorParser;

import java.util.Optional;

/**
 * Records with a vector, and perhaps the name of the model that made it.
 */
final class VectorQueries implements QueryReader {
    private final ValueRecordPath vectorPath;
    private final ValueRecordPath modelPath;
    private final String model;

    /**
     * For records of one FlowFile.
     *
     * @param modelPath to the name of a vector's model, or null
     * @param model of the library
     */
    VectorQueries(final String vectorPath, final String modelPath, final String model) {
        this.vectorPath = new ValueRecordPath(vectorPath);
        this.modelPath = modelPath == null ? null : new ValueRecordPath(modelPath);
        this.model = model;
    }

    @Override
    public Query read(final InputRecord record) {
        final Object recordModel = modelPath == null ? null : modelPath.value(record);
        if (recordModel != null && !VoyageModel.areComparable(recordModel.toString(), model)) {
            return Query.ofError(
                    record,
                    ErrorCode.MODEL_MISMATCH.code(),
                    "The vector is of the model %s, and cannot be compared with a library of %s"
                            .formatted(recordModel, model));
        }

        final Object value = vectorPath.value(record);
        if (value == null) {
            return Query.ofError(
                    record, ErrorCode.MISSING_VECTOR.code(), "The record has no vector at %s".formatted(vectorPath));
        }

        final Optional<float[]> vector = VectorParser.of(value);
        return vector.map(numbers -> Query.ofVector(record, numbers))
                .orElseGet(() -> Query.ofError(
                        record,
                        ErrorCode.NOT_A_VECTOR.code(),
                        "What stands at %s is neither an array or list of numbers nor base64 nor bytes of floats"
                                .formatted(vectorPath)));
    }
}
