/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.local.model;

import java.util.List;

/**
 * A model and its limits. Source: the model tables of Voyage's documentation, October 2026.
 *
 * @param dimensions the dimensions that a request may specify; empty for a reranker
 * @param defaultDimension the dimension if a request specifies none; 0 for a reranker
 * @param contextLength tokens of one text, or of a query and one document
 * @param requestTokens tokens of one request
 * @param queryTokens tokens of a reranker's query; 0 for other models
 * @param confirmedInBatches whether Voyage's batch guide lists the model
 * @param allowedInBatches false for models that are known not to be batchable
 */
public record VoyageModel(
        String name,
        ModelKind kind,
        List<Integer> dimensions,
        int defaultDimension,
        int contextLength,
        int requestTokens,
        int queryTokens,
        boolean confirmedInBatches,
        boolean allowedInBatches) {

    /**
     * Returns true if the dimension and the data type can be chosen.
     */
    public boolean isFlexible() {
        return dimensions.size() > 1;
    }
}
