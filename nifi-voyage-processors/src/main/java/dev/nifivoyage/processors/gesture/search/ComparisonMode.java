/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.gesture.search;

import org.apache.nifi.components.DescribedValue;

import java.util.List;

/**
 * The ways to compare a vector with a label that has several descriptions.
 */
public enum ComparisonMode implements DescribedValue {
    BEST_VARIATION("Best Variation", "Use the score of the most similar description of a label"),
    CENTROID("Centroid", "Use the similarity to the mean of the descriptions of a label");

    private final String displayName;
    private final String description;

    ComparisonMode(final String displayName, final String description) {
        this.displayName = displayName;
        this.description = description;
    }

    /**
     * Returns the vectors that represent a label.
     *
     * @param unitVectors vectors of its descriptions, at least one
     * @throws UnusableVectorException if their mean has no direction
     */
    List<float[]> reduce(final List<float[]> unitVectors) throws UnusableVectorException {
        return this == CENTROID ? List.of(UnitVector.centroid(unitVectors)) : List.copyOf(unitVectors);
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
