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
 * The labels that match a vector.
 *
 * @param label the best label, or null if it is not similar enough or too close to the second-best
 * @param margin difference between the scores of the best and second-best label; null if the library has one label only
 * @param best the best labels, the most similar first; at least one
 */
public record Match(String label, Float margin, List<RankedLabel> best) {

    public boolean isKnown() {
        return label != null;
    }

    /** Returns the score of the best label, even if it is not similar enough. */
    public float score() {
        return best.getFirst().score();
    }

    /** Returns the probability of the best label, even if it is not similar enough. */
    public double probability() {
        return best.getFirst().probability();
    }
}
