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
 * Finds the labels most similar to a vector. Safe for many threads.
 */
public interface LabelSearch {
    /** So many of the best labels are found if there are, even if fewer are asked for: probabilities refer to them. */
    int NEAREST = 50;

    /**
     * The best labels of each vector, the most similar one first. Several vectors in one call take less time than one call for each.
     *
     * @param units of length 1 and of the library's dimension
     * @param labels how many labels are needed, if the library has so many; more may be found
     */
    List<List<LabelScore>> nearest(List<float[]> units, int labels);
}
