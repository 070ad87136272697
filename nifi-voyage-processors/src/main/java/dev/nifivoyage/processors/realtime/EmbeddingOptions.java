/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.service.api.BatchEndpoint;
import dev.nifivoyage.service.api.EmbeddingsRequest;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.context.PropertyContext;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Settings for embedding texts in real time.
 *
 * @param client connection to Voyage; empty if no text is embedded
 * @param cache empty if vectors are not cached
 * @param price US dollars per million tokens, or null for the list price
 */
public record EmbeddingOptions(
        Optional<VoyageClientService> client,
        Optional<EmbeddingCache> cache,
        EmbeddingParameters parameters,
        BigDecimal price) {

    /**
     * Resolves the properties that processors share.
     *
     * @param parameters resolved by the processor
     */
    public static EmbeddingOptions of(final PropertyContext context, final EmbeddingParameters parameters) {
        return new EmbeddingOptions(
                Optional.ofNullable(context.getProperty(VoyageClientProperty.VOYAGE_CLIENT_SERVICE)
                        .asControllerService(VoyageClientService.class)),
                EmbeddingCacheProperty.cache(context),
                parameters,
                PriceProperty.price(context));
    }

    /**
     * Creates a deriver for the keys of texts; not thread-safe.
     */
    public RequestKey.Deriver keys() {
        return RequestKey.deriver(BatchEndpoint.EMBEDDINGS.path(), parameters);
    }

    /**
     * Returns the limits of a request.
     */
    public RequestLimits limits() {
        return RequestLimits.of(parameters.model(), EmbeddingsRequest.MAXIMUM_TEXTS);
    }

    /**
     * Returns the estimate of a verification.
     */
    public RealTimeEstimate estimate() {
        return estimate(EmbeddingsRequest.MAXIMUM_TEXTS);
    }

    /**
     * Returns the estimate of a verification.
     *
     * @param maximumTexts maximum number of texts in a request
     */
    RealTimeEstimate estimate(final int maximumTexts) {
        return new RealTimeEstimate(
                new RealTimePrice(parameters.model(), price), RequestLimits.of(parameters.model(), maximumTexts));
    }

    /**
     * Returns the real-time price of tokens, or empty if the price of the model is unknown.
     */
    Optional<RealTimeCost> cost(final long tokens, final long tokensSaved) {
        return RealTimeCost.of(parameters.model(), tokens, tokensSaved, price);
    }
}
