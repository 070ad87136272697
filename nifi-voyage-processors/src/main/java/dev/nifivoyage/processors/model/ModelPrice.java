/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * List prices of all models known to this version.
 */
public final class ModelPrice {

    private ModelPrice() {}

    /**
     * Returns US dollars per million tokens in real time, or empty for a model that is newer than this version.
     */
    public static Optional<BigDecimal> ofName(final String modelName) {
        return VoyageModel.ofName(modelName)
                .map(VoyageModel::listPrice)
                .or(() -> RerankModel.ofName(modelName).map(RerankModel::listPrice));
    }

    /**
     * Returns US dollars per billion pixels, or empty for a model that has no price for them or is newer than this
     * version.
     */
    public static Optional<BigDecimal> ofPixels(final String modelName) {
        return VoyageModel.ofName(modelName).flatMap(VoyageModel::pixelPrice);
    }
}
