/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.processors.realtime;

import dev.nifivoyage.processors.model.BilledUsage;
import dev.nifivoyage.processors.model.RealTimeCost;
import dev.nifivoyage.processors.model.UsagePrice;
import dev.nifivoyage.processors.property.EmbeddingCacheProperty;
import dev.nifivoyage.processors.property.PriceProperty;
import dev.nifivoyage.processors.property.VoyageClientProperty;
import dev.nifivoyage.processors.ratelimit.RateLimit;
import dev.nifivoyage.processors.realtime.input.InputReader;
import dev.nifivoyage.processors.realtime.input.RealTimeEndpoint;
import dev.nifivoyage.processors.realtime.input.RequestSender;
import dev.nifivoyage.processors.request.RequestLimits;
import dev.nifivoyage.processors.verification.SampleCheck;
import dev.nifivoyage.service.api.VoyageClientService;
import dev.nifivoyage.service.api.cache.EmbeddingCache;
import dev.nifivoyage.service.api.embedding.EmbeddingParameters;
import dev.nifivoyage.service.api.embedding.RequestKey;
import org.apache.nifi.context.PropertyContext;

import java.util.Optional;

/**
 * Settings for embedding in real time.
 *
 * @param endpoint of the inputs
 * @param client connection to Voyage; empty if nothing is embedded
 * @param cache empty if vectors are not cached
 */
public record EmbeddingOptions(
        RealTimeEndpoint endpoint,
        Optional<VoyageClientService> client,
        Optional<EmbeddingCache> cache,
        EmbeddingParameters parameters,
        UsagePrice price) {

    /**
     * Resolves the properties that processors share. The model determines the endpoint.
     *
     * @param parameters resolved by the processor
     */
    public static EmbeddingOptions of(final PropertyContext context, final EmbeddingParameters parameters) {
        return of(
                context,
                RealTimeEndpoint.ofModel(parameters.model()),
                parameters,
                UsagePrice.ofTokens(parameters.model(), PriceProperty.price(context)));
    }

    /**
     * Resolves the connection and the cache.
     */
    static EmbeddingOptions of(
            final PropertyContext context,
            final RealTimeEndpoint endpoint,
            final EmbeddingParameters parameters,
            final UsagePrice price) {
        return new EmbeddingOptions(
                endpoint,
                Optional.ofNullable(context.getProperty(VoyageClientProperty.VOYAGE_CLIENT_SERVICE)
                        .asControllerService(VoyageClientService.class)),
                EmbeddingCacheProperty.cache(context),
                parameters,
                price);
    }

    /**
     * Creates a deriver for the keys of inputs; not thread-safe.
     */
    public RequestKey.Deriver keys() {
        return endpoint.keys(parameters);
    }

    /**
     * Returns what sends requests, over a connection that exists.
     */
    RequestSender sender() {
        return endpoint.sender(client.orElseThrow(), parameters);
    }

    /**
     * Returns an embedder, for a connection that exists.
     */
    public InputEmbedder embedder(final RateLimit rateLimit) {
        return new InputEmbedder(sender(), rateLimit);
    }

    /**
     * Returns the limits of a request.
     */
    public RequestLimits limits() {
        return RequestLimits.of(parameters.model(), endpoint.maximumInputs(), endpoint.maximumBytes());
    }

    /**
     * Returns the check of a sample.
     */
    public SampleCheck check(final InputReader inputs) {
        return new InputCheck(inputs, limits(), price);
    }

    /**
     * Returns the estimate of a verification.
     */
    public RealTimeEstimate estimate() {
        return estimate(endpoint.maximumInputs());
    }

    /**
     * Returns the estimate of a verification.
     *
     * @param maximumTexts maximum number of texts in a request
     */
    RealTimeEstimate estimate(final int maximumTexts) {
        return new RealTimeEstimate(new RealTimePrice(price), RequestLimits.of(parameters.model(), maximumTexts));
    }

    /**
     * Returns the cost of a usage, or empty if the price of the model is unknown.
     */
    Optional<RealTimeCost> cost(final BilledUsage billed, final BilledUsage saved) {
        return RealTimeCost.of(price, billed, saved);
    }
}
