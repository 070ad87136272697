/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.match;

import dev.nifivoyage.processors.gesture.library.Gesture;
import dev.nifivoyage.processors.gesture.library.VectorFields;
import dev.nifivoyage.processors.model.VoyageModel;
import dev.nifivoyage.processors.record.path.VectorParser;
import dev.nifivoyage.service.api.embedding.EmbeddingDataType;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import org.apache.nifi.serialization.record.Record;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the vectors in the records of a library, in the form written by LoadGestureLibrary.
 */
final class LibraryVectors {
    private final EmbeddingParameters parameters;

    /**
     * @param parameters of the vectors that are compared with the library
     */
    LibraryVectors(final EmbeddingParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * Returns the vectors of the texts of a gesture in their order, or an empty list if the record has none.
     *
     * @throws UnusableLibraryException if vectors are missing, or cannot be compared with those of the model
     */
    List<float[]> read(final Record record, final Gesture gesture) throws UnusableLibraryException {
        if (record.getValue(VectorFields.EMBEDDING) == null) {
            return List.of();
        }

        checkOrigin(record, gesture);
        final List<float[]> vectors = new ArrayList<>();
        vectors.add(vector(record.getValue(VectorFields.EMBEDDING), gesture, 0));
        final List<?> variations = VectorParser.several(record.getValue(VectorFields.VARIATION_EMBEDDINGS));
        // a multimodal library also has the vectors of images, which need not be in the record any more
        if (variations.size() < gesture.variationCount()
                || variations.size() > gesture.variationCount() && !VoyageModel.isMultimodal(parameters.model())) {
            throw new UnusableLibraryException(
                    "%s: there are %d variations, but %d vectors of variations. Load the library again with LoadGestureLibrary, or remove its vectors"
                            .formatted(gesture.label(), gesture.variationCount(), variations.size()));
        }
        for (int i = 0; i < variations.size(); i++) {
            vectors.add(vector(variations.get(i), gesture, i + 1));
        }

        return vectors;
    }

    private void checkOrigin(final Record record, final Gesture gesture) throws UnusableLibraryException {
        final String model = record.getAsString(VectorFields.MODEL);
        if (model != null && !VoyageModel.areComparable(model, parameters.model())) {
            throw new UnusableLibraryException(
                    "%s: its vectors were created by model %s and cannot be compared with those of %s. Load the library with the model in Embeddings Model"
                            .formatted(gesture.label(), model, parameters.model()));
        }

        final String dataType = record.getAsString(VectorFields.DATA_TYPE);
        if (dataType != null && !dataType.equals(EmbeddingDataType.FLOAT.getValue())) {
            throw new UnusableLibraryException(
                    "%s: its vectors have data type %s. Load the library with data type float"
                            .formatted(gesture.label(), dataType));
        }
    }

    private float[] vector(final Object value, final Gesture gesture, final int index) throws UnusableLibraryException {
        final float[] vector = VectorParser.of(value)
                .orElseThrow(() -> new UnusableLibraryException(
                        "%s, %s: its value is not a vector: expected an array or list of numbers, base64, or bytes of floats"
                                .formatted(gesture.label(), Gesture.nameOf(index))));
        if (parameters.dimension() != null && vector.length != parameters.dimension()) {
            throw new UnusableLibraryException("%s, %s: its vector has %d dimensions, but Dimensions is %d"
                    .formatted(gesture.label(), Gesture.nameOf(index), vector.length, parameters.dimension()));
        }

        return vector;
    }
}
