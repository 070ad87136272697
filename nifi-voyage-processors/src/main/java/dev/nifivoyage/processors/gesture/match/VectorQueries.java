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
import dev.nifivoyage.processors.record.RecordError;
import dev.nifivoyage.processors.record.path.ValueRecordPath;
import dev.nifivoyage.processors.record.path.VectorParser;

import java.util.Optional;

/**
 * Queries from records with a vector, and optionally the name of the model that created it.
 */
final class VectorQueries implements QueryReader {
    private final ValueRecordPath vectorPath;
    private final Optional<ValueRecordPath> modelPath;
    private final String model;

    /**
     * @param modelPath path to the model of a vector, or null
     * @param model of the library
     */
    VectorQueries(final String vectorPath, final String modelPath, final String model) {
        this.vectorPath = new ValueRecordPath(vectorPath);
        this.modelPath = Optional.ofNullable(modelPath).map(ValueRecordPath::new);
        this.model = model;
    }

    @Override
    public Query read(final InputRecord record) {
        final Optional<String> recordModel =
                modelPath.map(path -> path.value(record)).map(Object::toString);
        if (recordModel.isPresent() && !VoyageModel.areComparable(recordModel.get(), model)) {
            return unusable(
                    record,
                    ErrorCode.MODEL_MISMATCH,
                    "The vector was created by model %s and cannot be compared with a library of model %s"
                            .formatted(recordModel.get(), model));
        }

        final Object value = vectorPath.value(record);
        if (value == null) {
            return unusable(
                    record,
                    ErrorCode.MISSING_VECTOR,
                    "The record has no vector at %s".formatted(vectorPath.absentFrom(record)));
        }

        return VectorParser.of(value)
                .<Query>map(numbers -> new Query.Vector(record, numbers))
                .orElseGet(() -> unusable(
                        record,
                        ErrorCode.NOT_A_VECTOR,
                        "The value at %s is not a vector: expected an array or list of numbers, base64, or bytes of floats"
                                .formatted(vectorPath)));
    }

    private static Query unusable(final InputRecord record, final ErrorCode code, final String message) {
        return new Query.Unusable(record, new RecordError(code, message));
    }
}
