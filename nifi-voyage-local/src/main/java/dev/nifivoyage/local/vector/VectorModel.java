/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.vector;

import java.util.List;

/**
 * Computes vectors and scores. Implementations are deterministic and thread-safe.
 */
public interface VectorModel {

    /**
     * Returns the number of tokens that would be billed for a text, at least 1 for any text that is not empty.
     */
    int countTokens(String text);

    /**
     * Truncates a text after a number of tokens; returns the text itself if it is not longer.
     */
    String truncate(String text, int maximumTokens);

    /**
     * Computes the vector of a text.
     *
     * @param model Voyage's model name; models of one family (voyage-4, voyage-4-large, voyage-4-lite) share a space,
     *     other models do not
     * @param prompt prefix of the text for its input type; empty for none
     * @param dimension 256, 512, 1024, 1536, or 2048; a shorter vector is the normalized prefix of the longer one
     * @return a vector of unit length
     */
    float[] embed(String model, String prompt, String text, int dimension);

    /**
     * Computes the vectors of the chunks of one document. Each depends on its neighbors, so the same chunk has a
     * different vector in another document.
     */
    List<float[]> embedChunks(String model, String prompt, List<String> chunks, int dimension);

    /**
     * Returns how relevant a document is to a query, from 0 to 1; more similar texts are more relevant.
     */
    double relevance(String model, String query, String document);
}
