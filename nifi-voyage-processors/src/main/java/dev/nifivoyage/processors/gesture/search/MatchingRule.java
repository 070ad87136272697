/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

/**
 * The conditions for a match.
 *
 * @param topK number of best labels to include
 * @param threshold minimum score
 * @param minimumMargin minimum difference to the score of the second-best label
 * @param temperature temperature of the softmax that converts scores to probabilities; lower values emphasize the best
 *     label
 */
public record MatchingRule(int topK, double threshold, double minimumMargin, double temperature) {

    public MatchingRule {
        if (topK < 1) {
            throw new IllegalArgumentException("Number of labels must be at least 1, but is %d".formatted(topK));
        }
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("Temperature must be greater than 0, but is %s".formatted(temperature));
        }
    }
}
