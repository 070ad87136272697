/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nifivoyage.local.vector.SyntheticVectorModel;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Compares vectors number by number, as the floats they were embedded as.
 */
final class VectorAssertions {
    private static final SyntheticVectorModel MODEL = new SyntheticVectorModel();

    private VectorAssertions() {}

    static void assertSameVector(final JsonNode expected, final JsonNode vector, final String text) {
        assertEquals(expected.size(), vector.size(), text);
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).floatValue(), vector.get(i).floatValue(), text);
        }
    }

    /**
     * Asserts that a vector is the one that voyage-local returns for a document.
     */
    static void assertVectorOf(final String text, final String model, final int dimension, final JsonNode vector) {
        final float[] expected = MODEL.embed(model, "Represent the document for retrieval: ", text, dimension);
        assertEquals(expected.length, vector.size(), text);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], vector.get(i).floatValue(), text);
        }
    }
}
