/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.endpoint;

import dev.nifivoyage.local.model.VoyageModel;
import dev.nifivoyage.local.vector.ByteSink;
import dev.nifivoyage.local.vector.VectorDtype;
import dev.nifivoyage.local.vector.VectorEncoding;

import java.util.List;
import java.util.OptionalInt;

/**
 * The parameters of a request for vectors: dimension, number type, encoding, and the prompt of the input type.
 */
record VectorParameters(int dimension, VectorDtype dtype, boolean base64, String inputType) {

    private static final List<String> DTYPES = List.of("float", "int8", "uint8", "binary", "ubinary");

    static VectorParameters of(final Parameters parameters, final VoyageModel model) {
        final OptionalInt dimension = parameters.number("output_dimension", 1, Integer.MAX_VALUE);
        if (dimension.isPresent() && !model.dimensions().contains(dimension.getAsInt())) {
            throw Parameters.rejected(
                    "Value " + dimension.getAsInt() + " of argument 'output_dimension' is not supported by model "
                            + model.name() + ". Supported values are " + model.dimensions());
        }
        final String dtypeName = parameters.word("output_dtype", DTYPES);
        final VectorDtype dtype = dtypeName == null
                ? VectorDtype.FLOAT
                : VectorDtype.ofWireName(dtypeName).orElseThrow();
        if (dtype != VectorDtype.FLOAT && !model.isFlexible()) {
            throw Parameters.rejected("Value '" + dtypeName + "' of argument 'output_dtype' is not supported by model "
                    + model.name() + ". Supported values are ['float']");
        }
        final boolean base64 = parameters.word("encoding_format", List.of("base64")) != null;
        final String inputType = parameters.word("input_type", List.of("query", "document"));
        return new VectorParameters(dimension.orElse(model.defaultDimension()), dtype, base64, inputType);
    }

    VectorParameters inBase64() {
        return new VectorParameters(dimension, dtype, true, inputType);
    }

    /**
     * Returns the prompt that Voyage prepends to the text, including its trailing space. Source: Voyage's documentation
     * of {@code input_type}.
     */
    String prompt() {
        if (inputType == null) {
            return "";
        }
        return inputType.equals("query")
                ? "Represent the query for retrieving supporting documents: "
                : "Represent the document for retrieval: ";
    }

    /**
     * Writes an item of {@code data}, without its last brace.
     */
    void write(final float[] vector, final VectorEncoding encoding, final ByteSink sink) {
        sink.write("""
            {"object":"embedding","embedding":""");
        if (base64) {
            encoding.writeBase64(vector, dtype, sink);
        } else {
            encoding.writeArray(vector, dtype, sink);
        }
    }
}
