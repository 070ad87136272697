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

/**
 * Voyage's rerank models as of October 2026. Other models can be used, but are not validated, and their price must be
 * configured. Source: Voyage's pages on rerankers and pricing, and the reference of {@code POST /v1/rerank}.
 */
public enum RerankModel {
    RERANK_3("rerank-3", "0.05", 8_000, 32_000),
    RERANK_3_LITE("rerank-3-lite", "0.02", 8_000, 32_000),
    RERANK_2_5("rerank-2.5", "0.05", 8_000, 32_000),
    RERANK_2_5_LITE("rerank-2.5-lite", "0.02", 8_000, 32_000),
    RERANK_2("rerank-2", "0.05", 4_000, 16_000),
    RERANK_2_LITE("rerank-2-lite", "0.02", 2_000, 8_000);

    /** Maximum number of documents per request. */
    public static final int MAXIMUM_DOCUMENTS = 1_000;
    /** Maximum number of tokens per request: those of the query for each document, and those of the documents. */
    public static final int REQUEST_TOKENS = 600_000;

    private final String modelName;
    private final BigDecimal listPrice;
    private final int queryTokens;
    private final int contextTokens;

    RerankModel(final String modelName, final String listPrice, final int queryTokens, final int contextTokens) {
        this.modelName = modelName;
        this.listPrice = new BigDecimal(listPrice);
        this.queryTokens = queryTokens;
        this.contextTokens = contextTokens;
    }

    /**
     * Returns the model with this name, or empty for a model that is newer than this version.
     */
    public static Optional<RerankModel> ofName(final String modelName) {
        return Arrays.stream(values())
                .filter(model -> model.modelName.equals(modelName))
                .findFirst();
    }

    public String modelName() {
        return modelName;
    }

    /**
     * Returns US dollars per million tokens in real time.
     */
    public BigDecimal listPrice() {
        return listPrice;
    }

    /**
     * Returns the maximum number of tokens of a query.
     */
    public int queryTokens() {
        return queryTokens;
    }

    /**
     * Returns the maximum number of tokens of the query and one document together.
     */
    public int contextTokens() {
        return contextTokens;
    }
}
