package dev.nifivoyage.processors.gesture.match;

/**
 * Settings for loading a library.
 *
 * @param resource resolved for each check: the same value is a file if it exists, and text otherwise
 * @param parameters of the vectors that are compared with the library
 * @param exactSearchLimit largest number of vectors that are searched exhaustively
 * @param embedsQueries whether queries are embedded, so that their dimension is that of the parameters
 * @param keepsPaid whether billed vectors are kept after loading, because no cache holds them until the file changes
 */
record LibraryOptions(
        Supplier<ResourceReference> resource,
        RecordReaderFactory readerFactory,
        EmbeddingParameters parameters,
        ComparisonMode comparison,
        int exactSearchLimit,
        boolean embedsQueries,
        boolean keepsPaid) {

    static LibraryOptions of(final PropertyContext context, final EmbeddingOptions embedding) {
        final PropertyValue resource = context.getProperty(MatchProperties.LIBRARY);
        return new LibraryOptions(
                resource::asResource,
                context.getProperty(MatchProperties.LIBRARY_READER).asControllerService(RecordReaderFactory.class),
                embedding.parameters(),
                context.getProperty(MatchProperties.COMPARISON).asAllowableValue(ComparisonMode.class),
                context.getProperty(MatchProperties.EXACT_SEARCH_LIMIT).asInteger(),
                MatchProperties.input(context) != MatchInput.VECTOR,
                embedding.cache().isEmpty());
    }
}
