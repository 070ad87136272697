/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.model;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Voyage's models for embeddings as of October 2026. Other models can be used, but are not validated, and their price
 * must be configured. Source: Voyage's pages on text embeddings, multimodal embeddings, batch inference and pricing.
 */
public enum VoyageModel {
    VOYAGE_4_LARGE("voyage-4-large", "0.12", 120_000, 256, 512, 1024, 2048),
    VOYAGE_4("voyage-4", "0.06", 320_000, 256, 512, 1024, 2048),
    VOYAGE_4_LITE("voyage-4-lite", "0.02", 1_000_000, 256, 512, 1024, 2048),
    VOYAGE_CODE_4("voyage-code-4", "0.12", 320_000, 256, 512, 1024, 2048),
    VOYAGE_CODE_3("voyage-code-3", "0.18", 120_000, 256, 512, 1024, 2048),
    VOYAGE_CODE_2("voyage-code-2", "0.12", 120_000, 1536),
    VOYAGE_3_LARGE("voyage-3-large", "0.18", 120_000, 256, 512, 1024, 2048),
    VOYAGE_3_5("voyage-3.5", "0.06", 320_000, 256, 512, 1024, 2048),
    VOYAGE_3_5_LITE("voyage-3.5-lite", "0.02", 1_000_000, 256, 512, 1024, 2048),
    VOYAGE_CONTEXT_4("voyage-context-4", "0.12", 120_000, 256, 512, 1024, 2048),
    VOYAGE_CONTEXT_3("voyage-context-3", "0.18", 120_000, 256, 512, 1024, 2048),
    VOYAGE_FINANCE_2("voyage-finance-2", "0.12", 120_000, 1024),
    VOYAGE_LAW_2("voyage-law-2", "0.12", 120_000, 1024),
    VOYAGE_MULTIMODAL_3_5("voyage-multimodal-3.5", "0.12", 320_000, 256, 512, 1024, 2048),
    VOYAGE_MULTIMODAL_3("voyage-multimodal-3", "0.12", 320_000, 1024);

    private static final int DEFAULT_DIMENSION = 1024;
    /** The models that share one vector space. Source: Voyage's page on text embeddings. */
    private static final Set<String> SHARED_SPACE = Set.of("voyage-4-large", "voyage-4", "voyage-4-lite");

    /** US dollars per billion pixels. Source: Voyage's page on pricing. */
    private static final BigDecimal PIXEL_PRICE = new BigDecimal("0.60");
    /** The beginning of the names of all multimodal models, also of later ones. */
    private static final String MULTIMODAL = "voyage-multimodal-";

    private final String modelName;
    private final BigDecimal listPrice;
    private final int requestTokens;
    private final Set<Integer> dimensions;

    VoyageModel(final String modelName, final String listPrice, final int requestTokens, final Integer... dimensions) {
        this.modelName = modelName;
        this.listPrice = new BigDecimal(listPrice);
        this.requestTokens = requestTokens;
        this.dimensions = Set.of(dimensions);
    }

    /**
     * Returns the model with this name, or empty for a model that is newer than this version.
     */
    public static Optional<VoyageModel> ofName(final String modelName) {
        return Arrays.stream(values())
                .filter(model -> model.modelName.equals(modelName))
                .findFirst();
    }

    /**
     * Returns whether vectors of two models can be compared: those of the same model, or of models that share a vector
     * space.
     */
    public static boolean areComparable(final String modelName, final String otherName) {
        return modelName.equals(otherName) || SHARED_SPACE.contains(modelName) && SHARED_SPACE.contains(otherName);
    }

    /**
     * Returns whether a model embeds images, and is used with {@code POST /v1/multimodalembeddings}.
     */
    public static boolean isMultimodal(final String modelName) {
        return modelName.startsWith(MULTIMODAL);
    }

    public String modelName() {
        return modelName;
    }

    /**
     * Returns US dollars per billion pixels, or empty for a model that embeds texts only.
     */
    public Optional<BigDecimal> pixelPrice() {
        return isMultimodal(modelName) ? Optional.of(PIXEL_PRICE) : Optional.empty();
    }

    /**
     * Returns US dollars per million tokens in real time.
     */
    public BigDecimal listPrice() {
        return listPrice;
    }

    /**
     * Returns the maximum number of tokens per request in real time. Source: Voyage's reference of
     * {@code POST /v1/embeddings}.
     */
    public int requestTokens() {
        return requestTokens;
    }

    /**
     * Returns the dimensions that the model supports.
     */
    public Set<Integer> dimensions() {
        return dimensions;
    }

    /**
     * Returns the default dimension: 1024 if the model supports it.
     */
    public int defaultDimension() {
        return dimensions.contains(DEFAULT_DIMENSION)
                ? DEFAULT_DIMENSION
                : dimensions.iterator().next();
    }

    /**
     * Returns whether the model supports several dimensions, and with them data types other than float.
     */
    public boolean isFlexible() {
        return dimensions.size() > 1;
    }
}
