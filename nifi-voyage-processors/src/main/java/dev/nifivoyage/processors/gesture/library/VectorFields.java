/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.library;

/**
 * The fields added to the records of a loaded library: its vectors, and the parameters that determine which other
 * vectors they can be compared with.
 */
public final class VectorFields {
    /** The vector of the text. */
    public static final String EMBEDDING = "embedding";
    /** The vectors of the variations, an array in their order. */
    public static final String VARIATION_EMBEDDINGS = "variation_embeddings";
    /** The model of the vectors, a string. */
    public static final String MODEL = "embedding_model";
    /** The number of their dimensions, an integer. */
    public static final String DIMENSION = "embedding_dimension";
    /** The data type of their numbers, such as {@code float}. */
    public static final String DATA_TYPE = "embedding_dtype";
    /** The input type that the texts were embedded with: {@code document}, {@code query} or {@code none}. */
    public static final String INPUT_TYPE = "embedding_input_type";

    private VectorFields() {}
}
