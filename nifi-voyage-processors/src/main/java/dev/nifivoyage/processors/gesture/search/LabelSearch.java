/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import java.util.List;

/**
 * Finds the labels most similar to a vector. Thread-safe.
 */
public interface LabelSearch {
    /** Number of labels that are found even if fewer are requested, because probabilities refer to them. */
    int NEAREST = 50;

    /**
     * Finds the best labels of each vector, the most similar first. One call for several vectors is faster than one
     * call for each.
     *
     * @param unitVectors vectors of length 1 with the dimension of the library
     * @param labels minimum number of labels to find, if the library has as many
     */
    List<List<LabelScore>> nearest(List<float[]> unitVectors, int labels);
}
