package dev.nifivoyage.processors.realtime;

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
     * Returns the real-time price of tokens, or empty if the price of the model is unknown.
     */
    Optional<RealTimeCost> cost(final long tokens, final long tokensSaved) {
        return RealTimeCost.of(parameters.model(), tokens, tokensSaved, price);
    }
}
